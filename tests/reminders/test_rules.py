"""The ladder, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deliveries.terms import DeliveryState
from app.progress.terms import OWED, ReturnState
from app.reminders import rules
from app.reminders.rules import Item
from app.reminders.terms import Dropped, Step
from app.workdays.rules import Calendar

# 2023-07-14 is a Friday; no holiday is near.
PLAIN = Calendar()
DUE = date(2023, 7, 14)
# Around the National Day of 2023: off from 29 September to 6 October, work on the 7th and 8th.
GOLDEN = Calendar(
    {date(2023, 9, 29) + timedelta(days=n): False for n in range(8)}
    | {date(2023, 10, 7): True, date(2023, 10, 8): True}
)


def step_on(today: date, due_on: date = DUE, calendar: Calendar = PLAIN) -> Step | None:
    ladder = rules.ladder(calendar, today)
    assert ladder is not None
    return ladder.step(due_on)


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2023, 7, 10), None),
        (date(2023, 7, 11), Step.BEFORE_3),
        (date(2023, 7, 12), Step.BEFORE_3),
        (date(2023, 7, 13), Step.BEFORE_3),
        (date(2023, 7, 14), Step.DUE),
        (date(2023, 7, 17), Step.AFTER_1),
        (date(2023, 7, 18), Step.AFTER_1),
        (date(2023, 7, 19), Step.AFTER_3),
        (date(2023, 8, 31), Step.AFTER_3),
    ],
)
def test_a_return_due_on_friday_climbs_the_ladder_in_working_days(
    today: date, step: Step | None
) -> None:
    assert step_on(today) is step


@pytest.mark.parametrize("today", [date(2023, 7, 15), date(2023, 7, 16)])
def test_nobody_is_reminded_on_a_weekend(today: date) -> None:
    assert rules.ladder(PLAIN, today) is None


def test_a_make_up_working_sunday_is_a_day_of_the_ladder() -> None:
    sunday = date(2023, 10, 8)
    assert step_on(sunday, date(2023, 9, 28), GOLDEN) is Step.AFTER_1
    assert step_on(sunday, date(2023, 10, 11), GOLDEN) is Step.BEFORE_3


def test_the_national_day_week_counts_as_no_time() -> None:
    assert step_on(date(2023, 9, 28), date(2023, 10, 9), GOLDEN) is Step.BEFORE_3
    assert rules.ladder(GOLDEN, date(2023, 10, 4)) is None


def test_a_date_that_became_a_day_off_is_overdue_on_the_working_day_after_it() -> None:
    assert step_on(date(2023, 10, 7), date(2023, 10, 1), GOLDEN) is Step.AFTER_1


days = st.dates(date(2023, 1, 1), date(2023, 12, 31))
calendars = st.dictionaries(days, st.booleans(), max_size=40).map(Calendar)


def by_definition(calendar: Calendar, today: date, due_on: date) -> Step | None:
    """Each step's own day, counted from the due date; the highest that has come."""
    begins = {
        Step.BEFORE_3: calendar.shift(due_on, -3),
        Step.DUE: due_on,
        Step.AFTER_1: calendar.shift(due_on, 1),
        Step.AFTER_3: calendar.shift(due_on, 3),
    }
    reached = [step for step, day in begins.items() if day <= today]
    return reached[-1] if reached else None


@given(calendars, days, st.integers(-60, 60))
def test_the_ladder_says_what_counting_from_each_due_date_says(
    calendar: Calendar, today: date, distance: int
) -> None:
    ladder = rules.ladder(calendar, today)
    assert (ladder is None) == (not calendar.works(today))
    if ladder is not None:
        due_on = today + timedelta(days=distance)
        assert ladder.step(due_on) is by_definition(calendar, today, due_on)


@given(calendars, days, days)
def test_as_days_pass_a_return_never_falls_to_a_lower_step(
    calendar: Calendar, start: date, due_on: date
) -> None:
    seen: list[int] = []
    for today in (start + timedelta(days=n) for n in range(40)):
        ladder = rules.ladder(calendar, today)
        step = ladder.step(due_on) if ladder else None
        if step is not None:
            seen.append(rules.RANKS[step])
    assert seen == sorted(seen)


def test_every_step_and_every_reason_has_a_label() -> None:
    assert set(rules.LABELS) == set(Step)
    assert set(rules.DROPPED_LABELS) == set(Dropped)
    assert set(rules.STATE_LABELS) == set(DeliveryState)


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


def item(return_id: int = 1, **values: object) -> Item:
    known: dict[str, object] = {
        "reminder_id": return_id,
        "step": Step.AFTER_1,
        "recipient_id": 4,
        "recipient": "周",
        "address": "zhou@example.test",
        "entitled": True,
        "had": False,
        "return_id": return_id,
        "unit_id": 2,
        "unit": "县民政局",
        "region_id": 1,
        "plan_region_id": 1,
        "plan": "规划",
        "office_id": None,
        "office": None,
        "period": "2023-H1",
        "state": ReturnState.PENDING,
        "due_on": DUE,
        "due_now": DUE,
        "due_confirmed": True,
    }
    return Item(**known | values)  # type: ignore[arg-type]  # the values are those of the fields


@pytest.mark.parametrize("state", ReturnState)
def test_only_what_is_still_owed_is_said(state: ReturnState) -> None:
    expected = None if state in OWED else Dropped.SETTLED
    assert rules.why_dropped(item(state=state)) is expected


def test_a_return_with_a_new_date_starts_its_own_ladder() -> None:
    assert rules.why_dropped(item(due_now=date(2023, 7, 21))) is Dropped.MOVED


def test_who_is_no_longer_a_liaison_is_not_told() -> None:
    assert rules.why_dropped(item(entitled=False)) is Dropped.LEFT


def test_what_no_longer_holds_is_told_apart_from_what_does() -> None:
    gone = item(2, state=ReturnState.ACCEPTED)
    holding, dropped = rules.recheck([item(1), gone, item(3)])
    assert [one.return_id for one in holding] == [1, 3]
    assert dropped == {Dropped.SETTLED: [gone]}


def test_of_two_steps_of_one_return_only_the_higher_is_told() -> None:
    waiting = [item(1, reminder_id=1), item(1, reminder_id=2, step=Step.AFTER_3)]
    assert [one.step for one in rules.told(waiting)] == [Step.AFTER_3]
    assert [one.step for one in rules.told(reversed(waiting))] == [Step.AFTER_3]


def test_what_is_longest_due_is_told_first() -> None:
    later = item(1, due_on=date(2023, 7, 19))
    assert [one.return_id for one in rules.told([later, item(2)])] == [2, 1]


def test_a_digest_is_too_late_on_the_day_after() -> None:
    assert not rules.is_too_late(DUE, DUE)
    assert rules.is_too_late(DUE, DUE + timedelta(days=1))


def test_how_a_reminder_stands_follows_its_message_unless_it_was_left_out() -> None:
    assert rules.state_of(None, None) is DeliveryState.QUEUED
    assert rules.state_of(DeliveryState.SENT, None) is DeliveryState.SENT
    assert rules.state_of(DeliveryState.SENT, Dropped.SETTLED) is DeliveryState.WITHDRAWN
    assert rules.state_of(DeliveryState.FAILED, Dropped.UNDELIVERABLE) is DeliveryState.FAILED
