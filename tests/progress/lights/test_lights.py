"""Which light a return or a task shows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plans.terms import TaskState
from app.progress.lights import rules
from app.progress.settings.rules import DEFAULTS, ProgressSettings
from app.progress.terms import OWED, Light, ReturnState
from app.workdays.rules import Calendar

PLAIN = Calendar()
FRIDAY = date(2023, 7, 14)


@pytest.mark.parametrize(
    ("today", "light"),
    [
        (date(2023, 7, 1), Light.ON_TIME),
        (date(2023, 7, 10), Light.ON_TIME),
        (date(2023, 7, 11), Light.DUE_SOON),
        (FRIDAY, Light.DUE_SOON),
        (date(2023, 7, 15), Light.OVERDUE),
        (date(2023, 7, 17), Light.OVERDUE),
        (date(2023, 7, 28), Light.OVERDUE),
        (date(2023, 7, 31), Light.LONG_OVERDUE),
    ],
)
def test_a_return_due_on_a_friday_shows_its_light_day_by_day(today: date, light: Light) -> None:
    for state in OWED:
        assert rules.light(state, FRIDAY, today, PLAIN) is light


@pytest.mark.parametrize("state", sorted(set(ReturnState) - set(OWED)))
def test_what_was_handed_in_or_waived_is_done(state: ReturnState) -> None:
    assert rules.light(state, FRIDAY, date(2024, 1, 1), PLAIN) is Light.DONE
    assert rules.overdue_workdays(state, FRIDAY, date(2024, 1, 1), PLAIN) == 0
    assert not rules.is_overdue(state, FRIDAY, date(2024, 1, 1))


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-400, 400))
def test_a_light_agrees_with_the_count_of_overdue_days(due_on: date, distance: int) -> None:
    today = due_on + timedelta(days=distance)
    state = ReturnState.PENDING
    late = rules.overdue_workdays(state, due_on, today, PLAIN)
    light = rules.light(state, due_on, today, PLAIN)
    assert (light in {Light.OVERDUE, Light.LONG_OVERDUE}) == (today > due_on)
    assert (light is Light.LONG_OVERDUE) == (late > DEFAULTS.long_overdue)
    assert late >= 0


def test_over_a_weekend_a_return_is_overdue_by_no_working_day() -> None:
    saturday = date(2023, 7, 15)
    assert rules.overdue_workdays(ReturnState.DRAFT, FRIDAY, saturday, PLAIN) == 0
    assert rules.is_overdue(ReturnState.DRAFT, FRIDAY, saturday)


@pytest.mark.parametrize(
    ("state", "due_on", "light"),
    [
        (TaskState.IN_PROGRESS, FRIDAY, Light.OVERDUE),
        (TaskState.ONGOING, FRIDAY, Light.OVERDUE),
        (TaskState.CLOSURE_APPLIED, FRIDAY, Light.OVERDUE),
        (TaskState.IN_PROGRESS, None, None),
        (TaskState.SUSPENDED, FRIDAY, None),
        (TaskState.CANCELLED, FRIDAY, None),
        (TaskState.CLOSED, FRIDAY, Light.DONE),
        (TaskState.CLOSED, None, Light.DONE),
    ],
)
def test_a_task_shows_the_light_of_the_return_that_asks_about_it(
    state: TaskState, due_on: date | None, light: Light | None
) -> None:
    assert rules.task_light(state, due_on, date(2023, 7, 18), PLAIN) is light


def test_a_place_draws_the_lines_where_it_wants() -> None:
    strict = ProgressSettings(due_soon=5, long_overdue=2)
    monday, wednesday = date(2023, 7, 10), date(2023, 7, 19)
    pending = ReturnState.PENDING
    assert rules.light(pending, FRIDAY, monday, PLAIN, strict) is Light.DUE_SOON
    assert rules.light(pending, FRIDAY, wednesday, PLAIN, strict) is Light.LONG_OVERDUE
    shown = rules.task_light(TaskState.IN_PROGRESS, FRIDAY, wednesday, PLAIN, strict)
    assert shown is Light.LONG_OVERDUE
