"""Which light a return or a task shows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plans.terms import TaskState
from app.progress.lights import rules
from app.progress.lights.messages import told
from app.progress.lights.rules import Course, Share
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


# ---- behind the planned share ----------------------------------------------------------------

END_OF_PLAN = date(2025, 12, 31)
WHOLE = Course(END_OF_PLAN, None, 2021, 2025, date(2022, 4, 14))
RUNNING = TaskState.IN_PROGRESS


@pytest.mark.parametrize(
    ("behind", "light"),
    [
        (0, None),
        (10, None),
        (11, Light.BEHIND),
        (30, Light.BEHIND),
        (31, Light.FAR_BEHIND),
        (100, Light.FAR_BEHIND),
    ],
)
def test_a_task_is_behind_by_more_than_ten_and_far_behind_by_more_than_thirty_points(
    behind: int, light: Light | None
) -> None:
    assert rules.lag(behind) is light
    assert rules.task_light(RUNNING, None, FRIDAY, PLAIN, behind=behind) is light
    due_soon = rules.task_light(RUNNING, FRIDAY, FRIDAY, PLAIN, behind=behind)
    assert due_soon is (light or Light.DUE_SOON)


def test_a_place_says_how_far_a_task_may_be_behind() -> None:
    patient = ProgressSettings(behind=20, far_behind=50)
    shown = [rules.lag(points, patient) for points in (20, 21, 50, 51)]
    assert shown == [None, Light.BEHIND, Light.BEHIND, Light.FAR_BEHIND]


@pytest.mark.parametrize(
    ("today", "light"),
    [(date(2023, 7, 17), Light.OVERDUE), (date(2023, 7, 31), Light.LONG_OVERDUE)],
)
def test_what_is_overdue_goes_before_what_is_behind(today: date, light: Light) -> None:
    assert rules.task_light(RUNNING, FRIDAY, today, PLAIN, behind=60) is light


@pytest.mark.parametrize(
    ("state", "light"),
    [
        (TaskState.CLOSED, Light.DONE),
        (TaskState.WRITTEN_OFF, Light.DONE),
        (TaskState.SUSPENDED, None),
        (TaskState.CANCELLED, None),
    ],
)
def test_a_task_that_is_done_or_rests_is_not_behind(state: TaskState, light: Light | None) -> None:
    assert rules.task_light(state, FRIDAY, FRIDAY, PLAIN, behind=60) is light


@pytest.mark.parametrize(
    ("day", "planned"),
    [
        (date(2020, 12, 31), 0),
        (date(2021, 12, 31), 20),
        (date(2023, 6, 30), 50),
        (END_OF_PLAN, 100),
        (date(2026, 3, 31), 100),
    ],
)
def test_a_task_due_with_its_plan_runs_as_long_as_the_plan(day: date, planned: int) -> None:
    """时间过半、任务过半, however late the plan was issued."""
    assert WHOLE.planned(day) == planned


def test_a_task_due_before_its_plan_ends_runs_from_the_day_the_plan_was_issued() -> None:
    year = Course(date(2022, 12, 31), None, 2021, 2025, date(2022, 1, 1))
    assert [year.planned(date(2022, month, 1)) for month in (1, 7)] == [0, 50]
    assert year.planned(date(2022, 12, 31)) == 100


def test_a_task_that_was_added_runs_from_then_and_one_that_was_extended_until_then() -> None:
    added = WHOLE._replace(added_on=date(2025, 1, 1))
    assert (added.planned(date(2024, 12, 31)), added.planned(date(2025, 7, 2))) == (0, 50)
    extended = WHOLE._replace(extended_to=date(2030, 12, 31))
    assert extended.planned(END_OF_PLAN) == 50


def test_nobody_can_tell_the_share_of_a_task_whose_beginning_is_unknown_or_after_its_end() -> None:
    assert Course(END_OF_PLAN).planned(FRIDAY) is None
    late = Course(date(2022, 1, 1), decided_on=date(2022, 4, 14))
    assert late.planned(FRIDAY) is None
    assert rules.share(late, 10, FRIDAY) is None


@given(st.dates(date(2015, 1, 1), date(2031, 1, 1)), st.integers(0, 100))
def test_the_planned_share_grows_from_nothing_to_all(day: date, reported: int) -> None:
    planned, later = WHOLE.planned(day), WHOLE.planned(day + timedelta(days=1))
    assert planned is not None
    assert later is not None
    assert 0 <= planned <= later <= 100
    share = rules.share(WHOLE, reported, day)
    assert share == Share(day, planned, reported)
    assert 0 <= share.behind <= 100
    assert (share.behind > 0) == (reported < planned)


def test_a_share_is_told_in_words() -> None:
    day = date(2023, 6, 30)
    behind = "截至2023年6月30日，计划应完成60%，报送40%，滞后20个百分点"
    assert told(Share(day, 60, 40)) == behind
    assert told(Share(day, 60, 60)) == "截至2023年6月30日，计划应完成60%，报送60%"
