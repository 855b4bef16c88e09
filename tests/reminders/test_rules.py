"""What still holds of a reminder, when it may go out and in what words, without a database."""

from datetime import date, timedelta

import pytest

from app.deliveries.people.rules import LABELS as ADDRESS_LABELS
from app.deliveries.places.rules import LABELS as CHANNEL_LABELS
from app.deliveries.rules import STATE_LABELS
from app.deliveries.terms import AddressKind, ChannelKind, DeliveryState
from app.reminders import rules
from app.reminders.matters import Matter
from app.reminders.rules import Item
from app.reminders.terms import Audience, Dropped, Waits
from app.workdays.rules import Calendar

# 2023-07-14 is a Friday; no holiday is near.
PLAIN = Calendar()
DUE = date(2023, 7, 14)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2023, 7, 11), "还有3个工作日到期"),
        (date(2023, 7, 14), "今天到期"),
        (date(2023, 7, 17), "已逾期1个工作日"),
        (date(2023, 8, 4), "已逾期15个工作日"),
        (date(2023, 7, 15), "已逾期"),
    ],
)
def test_how_late_a_return_is_is_said_in_words(today: date, words: str) -> None:
    assert rules.lateness(PLAIN, today, DUE) == words


def test_a_due_date_on_a_day_off_ahead_is_said_without_a_figure() -> None:
    assert rules.lateness(PLAIN, date(2023, 7, 14), date(2023, 7, 15)) == "即将到期"


def test_a_dispatch_is_told_by_how_long_it_has_waited() -> None:
    said = rules.lateness(PLAIN, date(2023, 7, 18), DUE, Waits.RECEIPT)
    assert said == "已交办2个工作日，尚未签收"


MATTER = Matter(
    id=1,
    unit_id=1,
    title="规划",
    part="2023年上半年",
    path="/returns/1",
    owed=True,
    due_on=DUE,
    confirmed=True,
    plan_id=1,
    period="2023-H1",
    plan_region_id=1,
    office_id=None,
    office=None,
)


def item(return_id: int = 1, *, now: dict[str, object] | None = None, **values: object) -> Item:
    known: dict[str, object] = {
        "reminder_id": return_id,
        "kind": "return",
        "subject_id": return_id,
        "due_on": DUE,
        "step": 1,
        "audience": Audience.UNIT,
        "recipient_id": 4,
        "recipient": "周",
        "address": "zhou@example.test",
        "entitled": True,
        "deputy": False,
        "had": False,
        "unit_id": 2,
        "unit": "县民政局",
        "region_id": 1,
        "matter": Matter(**vars(MATTER) | (now or {})),
    }
    return Item(**known | values)  # type: ignore[arg-type]  # the values are those of the fields


def test_every_audience_reason_state_and_way_has_a_label_of_its_own() -> None:
    for labels, terms in (
        (rules.AUDIENCE_LABELS, Audience),
        (rules.DROPPED_LABELS, Dropped),
        (STATE_LABELS, DeliveryState),
        (CHANNEL_LABELS, ChannelKind),
        (ADDRESS_LABELS, AddressKind),
    ):
        assert set(labels) == set(terms)
        assert len(set(labels.values())) == len(terms)


def test_only_what_is_still_owed_is_said() -> None:
    assert rules.why_dropped(item()) is None
    assert rules.why_dropped(item(now={"owed": False})) is Dropped.SETTLED
    assert rules.why_dropped(item(matter=None)) is Dropped.SETTLED


def test_a_return_with_a_new_date_starts_its_own_ladder() -> None:
    assert rules.why_dropped(item(now={"due_on": date(2023, 7, 21)})) is Dropped.MOVED


def test_who_is_no_longer_a_liaison_is_not_told() -> None:
    assert rules.why_dropped(item(entitled=False)) is Dropped.LEFT


def test_what_no_longer_holds_is_told_apart_from_what_does() -> None:
    gone = item(2, now={"owed": False})
    holding, dropped = rules.recheck([item(1), gone, item(3)])
    assert [one.subject_id for one in holding] == [1, 3]
    assert dropped == {Dropped.SETTLED: [gone]}


def test_of_two_steps_of_one_return_only_the_higher_is_told() -> None:
    waiting = [item(1, reminder_id=1), item(1, reminder_id=2, step=5)]
    assert [one.step for one in rules.told(waiting)] == [5]
    assert [one.step for one in rules.told(reversed(waiting))] == [5]


def test_what_is_longest_due_is_told_first() -> None:
    later = item(1, due_on=date(2023, 7, 19))
    assert [one.subject_id for one in rules.told([later, item(2)])] == [2, 1]


def test_a_digest_is_too_late_on_the_day_after() -> None:
    assert not rules.is_too_late(DUE, DUE)
    assert rules.is_too_late(DUE, DUE + timedelta(days=1))


def test_how_a_reminder_stands_follows_its_message_unless_it_was_left_out() -> None:
    assert rules.state_of(None, None) is DeliveryState.QUEUED
    assert rules.state_of(DeliveryState.SENT, None) is DeliveryState.SENT
    assert rules.state_of(DeliveryState.SENT, Dropped.SETTLED) is DeliveryState.WITHDRAWN
    assert rules.state_of(DeliveryState.FAILED, Dropped.UNDELIVERABLE) is DeliveryState.FAILED
