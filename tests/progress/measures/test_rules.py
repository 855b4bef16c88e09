"""What may be written under a task, and what a date is warned of."""

from datetime import date

import pytest

from app.core.errors import AppError
from app.plans.holding.rules import Holding
from app.plans.terms import PlanState, TaskState
from app.progress.measures import rules
from app.progress.measures.terms import MeasureState
from app.progress.rules import Standing
from app.reading.terms import Stage

END = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("due_on", "task_due", "plan_end", "warned"),
    [
        (None, END, 2025, None),
        (END, END, 2025, None),
        (date(2023, 9, 30), None, None, None),
        (date(2023, 9, 30), date(2023, 6, 30), 2025, "晚于任务的完成时限2023年6月30日"),
        (date(2026, 1, 1), None, 2025, "晚于规划期末2025年12月31日"),
        (date(2026, 1, 1), date(2026, 6, 30), 2025, "晚于规划期末2025年12月31日"),
    ],
)
def test_a_date_after_the_task_or_the_plan_is_taken_and_warned_of(
    due_on: date | None, task_due: date | None, plan_end: int | None, warned: str | None
) -> None:
    assert rules.due_warning(due_on, task_due, plan_end) == warned


def test_a_measure_is_overdue_the_day_after_and_only_while_it_goes_on() -> None:
    assert not rules.is_overdue(MeasureState.ACTIVE, END, END)
    assert rules.is_overdue(MeasureState.ACTIVE, END, date(2026, 1, 1))
    assert not rules.is_overdue(MeasureState.DONE, END, date(2026, 1, 1))
    assert not rules.is_overdue(MeasureState.ACTIVE, None, END)


def test_who_holds_the_task_through_a_group_may_write() -> None:
    rules.check_holds(Holding(3, groups=(90,)), [(11, 1), (12, 90)])
    with pytest.raises(rules.NotHoldingError):
        rules.check_holds(Holding(3, groups=(90,)), [(11, 1), (12, None)])
    with pytest.raises(rules.NotHoldingError):
        rules.check_holds(Holding(3), [])


@pytest.mark.parametrize(
    ("plan", "stage", "task", "ended"),
    [
        (PlanState.DRAFT, Stage.ISSUED, TaskState.IN_PROGRESS, False),
        (PlanState.PUBLISHED, Stage.REVIEW, TaskState.IN_PROGRESS, False),
        (PlanState.PUBLISHED, Stage.ISSUED, TaskState.CLOSED, False),
        (PlanState.PUBLISHED, Stage.ISSUED, TaskState.CANCELLED, False),
        (PlanState.PUBLISHED, Stage.ISSUED, TaskState.IN_PROGRESS, True),
    ],
)
def test_nothing_is_written_under_what_is_not_handed_out_or_is_over(
    plan: PlanState, stage: Stage, task: TaskState, *, ended: bool
) -> None:
    with pytest.raises(rules.NoMeasuresError):
        rules.check_writable(plan, stage, task, ended=ended)


def test_a_task_that_rests_may_still_be_planned() -> None:
    rules.check_writable(PlanState.PUBLISHED, Stage.ISSUED, TaskState.SUSPENDED, ended=False)


def test_fifty_are_enough() -> None:
    rules.check_room(49)
    with pytest.raises(rules.TooManyMeasuresError):
        rules.check_room(50)


def test_what_is_dropped_needs_a_reason_and_what_is_done_needs_none() -> None:
    rules.check_reason(MeasureState.DONE, None)
    for note in (None, "", " \n"):
        with pytest.raises(rules.ReasonNeededError):
            rules.check_reason(MeasureState.DROPPED, note)


@pytest.mark.parametrize(
    ("position", "order"),
    [(1, [3, 1, 2]), (2, [1, 3, 2]), (3, [1, 2, 3]), (99, [1, 2, 3]), (-5, [3, 1, 2])],
)
def test_a_measure_moves_to_a_place_counted_from_one(position: int, order: list[int]) -> None:
    assert rules.reordered([1, 2, 3], 3, position) == order


@pytest.mark.parametrize(
    ("state", "check", "refused"),
    [
        (MeasureState.DONE, rules.check_active, rules.MeasureEndedError),
        (MeasureState.DROPPED, rules.check_active, rules.MeasureEndedError),
        (MeasureState.ACTIVE, rules.check_ended, rules.NotEndedError),
    ],
)
def test_what_ended_is_not_changed_and_what_goes_on_is_not_reopened(
    state: MeasureState, check: object, refused: type[AppError]
) -> None:
    assert callable(check)
    with pytest.raises(refused):
        check(state)


def test_strangers_do_not_write() -> None:
    rules.check_may_write(Standing.OFFICE)
    rules.check_may_write(Standing.UNIT)
    with pytest.raises(rules.NotYourMeasureError):
        rules.check_may_write(Standing.NEITHER)


def test_a_change_tells_dates_as_iso_text() -> None:
    before = {"due_on": END, "text": "甲"}
    after = {"due_on": None, "text": "甲"}
    assert rules.changed(before, after) == {"due_on": ("2025-12-31", None)}
