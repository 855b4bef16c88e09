"""Notes to groups: once a group, on their day, and without the name of any unit."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.runtime import Runtime
from app.deliveries.groups import service
from app.deliveries.groups.wording import GroupNote
from app.deliveries.models import Delivery
from app.deliveries.pacing import rules
from app.deliveries.terms import ChannelKind, DeliveryState
from app.jobs.rules import Policy
from app.jobs.worker import drain
from app.kit import clock
from app.wiring import HANDLERS
from tests.deliveries.places import ON_SQLITE, Place, place

__all__ = ["place"]

NOTE = GroupNote(date(2023, 7, 14), 12, 3, "http://matrix.test/returns")
AT_ONCE = Policy(attempts=3, first_wait=0, longest_wait=0)
NOON = datetime(2023, 7, 11, 4, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_any_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Robots are silent at :00 and :30, which is a test of its own."""
    monkeypatch.setattr(rules, "off_the_hour", lambda at, _chance: at)


def tell(place: Place) -> int:
    with place.runtime.database.write() as session:
        return service.tell(session, place.world.region, "note:1:2023-07-11", NOTE)


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


def test_a_note_has_no_field_for_a_unit() -> None:
    kinds: dict[str, Any] = {one.name: one.type for one in fields(GroupNote)}
    assert kinds == {"due_on": date | None, "forms": int, "overdue": int, "link": str}
    assert GroupNote(None, 0, 2, "x").text().startswith("【填报提醒】有进展情况表2份已逾期。请")
