"""Decisions about measures: who may write them, what is kept, and what a date is warned of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.plans.holding.rules import Holding
from app.plans.terms import OVER, PlanState, TaskState
from app.progress.measures import messages
from app.progress.measures.terms import MeasureState
from app.progress.rules import Standing
from app.reading.terms import Stage

MOST = 50
"""Active measures of one unit under one task."""


class NotYourMeasureError(ForbiddenError):
    code, title = "not_your_measure", "措施由承担任务的单位填写，方案的督办人员可以代录"


class NotHoldingError(ConflictError):
    code, title = "not_holding", "单位没有承担这项任务，不能填写措施"


class UnitEndedError(ConflictError):
    code, title = "unit_ended", "单位已经撤销或者并入其他单位，措施由承继单位填写"


class NoMeasuresError(ConflictError):
    code, title = "no_measures", "这项任务现在不能填写措施"


class TooManyMeasuresError(ConflictError):
    code, title = "too_many_measures", f"一项任务下的措施不能超过 {MOST} 项，请合并或结束一些"


class MeasureEndedError(ConflictError):
    code, title = "measure_ended", "措施已经结束；需要时可以恢复"


class NotEndedError(ConflictError):
    code, title = "not_ended", "措施还在进行，不必恢复"


class ReasonNeededError(InvalidError):
    code, title = "reason_needed", "不再实施的，请写明原因"


class UnitNeededError(InvalidError):
    code, title = "unit_needed", "请写明代哪个单位填写"


def check_may_write(who: Standing) -> None:
    if who is Standing.NEITHER:
        raise NotYourMeasureError


def check_holds(holding: Holding, cells: Iterable[tuple[int, int | None]]) -> None:
    """`cells` are the assignments that stand in the task: their ids, and the units they name."""
    if not any(holding.holds(id_, named_id) for id_, named_id in cells):
        raise NotHoldingError


def check_not_ended(valid_until: date | None, today: date) -> None:
    if valid_until is not None and valid_until < today:
        raise UnitEndedError


def check_writable(plan: PlanState, stage: Stage, task: TaskState, *, ended: bool) -> None:
    """Raise `NoMeasuresError` for what is not handed to anybody, or is over."""
    if plan is not PlanState.PUBLISHED or stage is not Stage.ISSUED:
        raise NoMeasuresError("方案还没有印发交办")
    if ended or task in OVER:
        raise NoMeasuresError("任务已办结、终止或被调整取消")


def check_room(active: int) -> None:
    if active >= MOST:
        raise TooManyMeasuresError


def check_active(state: MeasureState) -> None:
    if state is not MeasureState.ACTIVE:
        raise MeasureEndedError


def check_ended(state: MeasureState) -> None:
    if state is MeasureState.ACTIVE:
        raise NotEndedError


def check_reason(state: MeasureState, note: str | None) -> None:
    if state is MeasureState.DROPPED and not (note or "").strip():
        raise ReasonNeededError


def due_warning(due_on: date | None, task_due: date | None, plan_end: int | None) -> str | None:
    """What is said beside a date that lies after the task's own, or after the plan: it is taken,
    since a task may go on, but nobody shall overlook it.
    """
    if due_on is None:
        return None
    if task_due is not None and due_on > task_due:
        return messages.after_task(task_due)
    last = date(plan_end, 12, 31) if plan_end else None
    return messages.after_plan(last) if last is not None and due_on > last else None


def is_overdue(state: MeasureState, due_on: date | None, today: date) -> bool:
    return state is MeasureState.ACTIVE and due_on is not None and due_on < today


def reordered(ids: Sequence[int], moved: int, position: int) -> list[int]:
    """The ids with one at another place, counted from 1; beyond the end is the end."""
    rest = [one for one in ids if one != moved]
    rest.insert(max(position, 1) - 1, moved)
    return rest


def changed(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, tuple[object, object]]:
    """The fields with another value now, with old and new as an event tells them."""
    return {
        name: (_plain(before[name]), _plain(value))
        for name, value in after.items()
        if before[name] != value
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
