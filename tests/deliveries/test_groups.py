"""Notes to groups: once a group, on their day, and without the name of any unit."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.runtime import Runtime
from app.deliveries import jobs
from app.deliveries.carrying import NO_ROBOT
from app.deliveries.groups import service
from app.deliveries.groups.wording import GroupNote
from app.deliveries.models import Delivery
from app.deliveries.pacing import rules
from app.deliveries.places.models import PlaceChannel
from app.deliveries.rules import hours
from app.deliveries.terms import ChannelKind, DeliveryState
from app.jobs.models import Job
from app.jobs.rules import Policy
from app.jobs.worker import drain
from app.kit import clock
from app.wiring import HANDLERS
from app.workdays.rules import Calendar
from tests.deliveries.places import Place, place
from tests.kinds import ON_SQLITE

__all__ = ["place"]

NOTE = GroupNote(date(2023, 7, 14), 12, 3, "http://matrix.test/returns")
AT_ONCE = Policy(attempts=3, first_wait=0, longest_wait=0)
NOON = datetime(2023, 7, 11, 4, 10, tzinfo=UTC)
EVENING = datetime(2023, 7, 11, 10, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_any_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Robots are silent at :00 and :30, which is a test of its own."""
    monkeypatch.setattr(rules, "off_the_hour", lambda at, _chance: at)


def tell(place: Place) -> int:
    with place.runtime.database.write() as session:
        at = hours(Calendar(), clock.now())
        return service.tell(session, place.world.region, "note:1:2023-07-11", NOTE, at)


def attempted(place: Place) -> None:
    """One attempt at what is due; what has to wait is due for the next."""
    drain(place.runtime, HANDLERS, Policy(first_wait=3600))
    with place.runtime.database.write() as session:
        session.execute(update(Job).values(run_at=datetime(2023, 1, 1, tzinfo=UTC)))


def rows(runtime: Runtime) -> list[Delivery]:
    with runtime.database.read() as session:
        return list(session.scalars(select(Delivery)))


def robot(place: Place, kind: ChannelKind, token: str, **secrets: str) -> int:
    return place.add(kind, {"base": place.sms.url}, **{token: "t"}, **secrets)


def test_each_group_is_told_once_however_often_it_is_asked(place: Place) -> None:
    robot(place, ChannelKind.DINGTALK, "access_token", sign="SEC1")
    robot(place, ChannelKind.FEISHU, "hook")
    place.add_sms()  # a channel for persons is none for a group
    place.sms.replies = [(200, {"errcode": 0, "code": 0})]
    with clock.frozen(NOON):
        assert (tell(place), tell(place)) == (2, 2)
        drain(place.runtime, HANDLERS, AT_ONCE)
        tell(place)
        drain(place.runtime, HANDLERS, AT_ONCE)
    assert {row.state for row in rows(place.runtime)} == {DeliveryState.SENT}
    assert len(place.sms.asked) == 2
    said = [str(asked.json()) for asked in place.sms.asked]
    assert all("有12份进展情况表将于7月14日到期。另有3份已逾期。" in text for text in said)


@ON_SQLITE
def test_a_note_of_yesterday_is_not_sent_any_more(place: Place) -> None:
    robot(place, ChannelKind.WECOM, "key")
    with clock.frozen(NOON):
        tell(place)
    with clock.frozen(NOON + timedelta(days=1)):
        drain(place.runtime, HANDLERS, AT_ONCE)
    assert place.sms.asked == []


@ON_SQLITE
def test_a_note_that_no_robot_took_by_the_evening_failed_for_the_reason_that_stood(
    place: Place,
) -> None:
    robot(place, ChannelKind.WECOM, "key")
    place.sms.replies = [(401, {})]
    with clock.frozen(NOON):
        tell(place)
        attempted(place)
        (row,) = rows(place.runtime)
        assert row.state is DeliveryState.QUEUED
    with clock.frozen(EVENING):
        attempted(place)
    (row,) = rows(place.runtime)
    assert row.state is DeliveryState.FAILED
    assert "401" in (row.last_error or "")
    assert len(place.sms.asked) == 1


@ON_SQLITE
def test_a_note_that_is_told_early_waits_until_people_are_at_work(place: Place) -> None:
    robot(place, ChannelKind.WECOM, "key")
    with clock.frozen(datetime(2023, 7, 10, 22, tzinfo=UTC)):
        tell(place)
    with place.runtime.database.read() as session:
        (waiting,) = session.scalars(select(Job))
    assert waiting.run_at == datetime(2023, 7, 11, 0, 30, tzinfo=UTC)


@ON_SQLITE
def test_a_note_whose_channel_was_removed_is_not_left_waiting(place: Place) -> None:
    channel_id = robot(place, ChannelKind.WECOM, "key")
    place.sms.replies = [(502, {})]
    with clock.frozen(NOON):
        tell(place)
        attempted(place)
        with place.runtime.database.write() as session:
            session.delete(session.get_one(PlaceChannel, channel_id))
        attempted(place)
    assert [row.state for row in rows(place.runtime)] == [DeliveryState.FAILED]


@ON_SQLITE
def test_a_note_that_is_sent_again_and_has_to_wait_goes_out_in_the_end(place: Place) -> None:
    robot(place, ChannelKind.WECOM, "key")
    place.sms.replies = [
        (200, {"errcode": 93000}),
        (502, {}),
        (200, {"errcode": 0}),
    ]
    with clock.frozen(NOON):
        tell(place)
        attempted(place)
        (row,) = rows(place.runtime)
        assert row.state is DeliveryState.FAILED
        jobs.resend(place.runtime, {"subject_id": row.id})
        attempted(place)
        assert [row.state for row in rows(place.runtime)] == [DeliveryState.QUEUED]
        attempted(place)
    assert [row.state for row in rows(place.runtime)] == [DeliveryState.SENT]
    said = [asked.json()["text"]["content"] for asked in place.sms.asked]
    assert said == [NOTE.text()] * 3


@ON_SQLITE
def test_a_note_that_is_sent_again_at_night_goes_out_the_next_morning(place: Place) -> None:
    robot(place, ChannelKind.WECOM, "key")
    place.sms.replies = [(200, {"errcode": 93000}), (200, {"errcode": 0})]
    with clock.frozen(NOON):
        tell(place)
        attempted(place)
    (row,) = rows(place.runtime)
    with clock.frozen(EVENING):
        jobs.resend(place.runtime, {"subject_id": row.id})
        with place.runtime.database.read() as session:
            (waiting,) = session.scalars(select(Job))
        assert waiting.payload["until"] == "2023-07-12T18:00:00+08:00"
    with clock.frozen(NOON + timedelta(days=1)):
        attempted(place)
    assert [row.state for row in rows(place.runtime)] == [DeliveryState.SENT]


@ON_SQLITE
def test_a_note_that_was_asked_for_and_came_too_late_stays_among_what_failed(
    place: Place,
) -> None:
    robot(place, ChannelKind.WECOM, "key")
    place.sms.replies = [(200, {"errcode": 93000})]
    with clock.frozen(NOON):
        tell(place)
        attempted(place)
        with place.runtime.database.write() as session:
            (row,) = session.scalars(select(Delivery))
            row.resent_at = clock.now()
        jobs.resend(place.runtime, {"subject_id": row.id})
    with clock.frozen(EVENING):
        attempted(place)
    (row,) = rows(place.runtime)
    assert (row.state, row.resent_at) == (DeliveryState.FAILED, None)
    assert len(place.sms.asked) == 1


@ON_SQLITE
def test_a_note_whose_channel_is_gone_stays_among_what_failed(place: Place) -> None:
    channel_id = robot(place, ChannelKind.WECOM, "key")
    place.sms.replies = [(200, {"errcode": 93000})]
    with clock.frozen(NOON):
        tell(place)
        attempted(place)
        with place.runtime.database.write() as session:
            session.delete(session.get_one(PlaceChannel, channel_id))
            (row,) = session.scalars(select(Delivery))
            row.resent_at = clock.now()
        jobs.resend(place.runtime, {"subject_id": row.id})
    (row,) = rows(place.runtime)
    assert (row.state, row.resent_at, row.last_error) == (DeliveryState.FAILED, None, NO_ROBOT)


def test_a_note_has_no_field_for_a_unit() -> None:
    kinds: dict[str, Any] = {one.name: one.type for one in fields(GroupNote)}
    assert kinds == {"due_on": date | None, "forms": int, "overdue": int, "link": str}
    assert GroupNote(None, 0, 2, "x").text().startswith("【填报提醒】有进展情况表2份已逾期。请")
