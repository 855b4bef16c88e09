"""What units said last of how far a task is, and from when until when it runs."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlmodel import Session, col

from app.core.columns import cols, local_date, table
from app.plans.filers.models import GroupFiler
from app.plans.holding.service import holders, members
from app.plans.models import Amendment, Assignment, Plan, Task, standing
from app.plans.terms import AmendmentKind, TaskState
from app.progress.models import Report, Return
from app.progress.terms import HANDED_IN, ReturnState, TaskStage
from app.units.models import GroupMember, Unit

_tasks, _plans, _amendments = table(Task), table(Plan), table(Amendment)
_reports, _returns = table(Report), table(Return)

_OTHERS = tuple(state for state in ReturnState if state not in HANDED_IN)
"""So said, the state leads into no index: SQLite would begin with all returns of these states."""

_PERCENT = func.coalesce(
    _reports.c.percent,
    case((_reports.c.stage == TaskStage.DONE, 100), (_reports.c.stage == TaskStage.NOT_STARTED, 0)),
)
"""Of stages, those that say one: 已完成 and 未启动."""


def _said(*where: ColumnElement[bool]) -> FromClause:
    """The last percent that each unit has handed in of a task (`place` 1), and `as_of`, the end of
    the last period for which it gave one, or said that nothing has changed since.
    """
    of_one = (_reports.c.unit_id, _reports.c.task_id)
    newest = (_PERCENT.is_(None), _returns.c.period_end.desc(), _returns.c.id.desc())
    return (
        select(
            _reports.c.unit_id,
            _reports.c.task_id,
            _PERCENT.label("percent"),
            func.max(_returns.c.period_end).over(partition_by=of_one).label("as_of"),
            func.row_number().over(partition_by=of_one, order_by=newest).label("place"),
        )
        .join(_returns, _returns.c.id == _reports.c.return_id)
        .where(
            _returns.c.state.not_in(_OTHERS),
            or_(_PERCENT.is_not(None), _reports.c.no_change),
            *where,
        )
        .subquery("said")
    )


def _courses(*columns: Any) -> Select[Any]:
    """`columns` and those of a `Course`, of tasks that run and are due on a day."""
    decided_on = func.coalesce(_plans.c.issued_on, local_date(_plans.c.published_at))
    adds = and_(
        _amendments.c.id == _tasks.c.added_by_id, _amendments.c.kind != AmendmentKind.CORRECTION
    )
    return (
        select(
            *columns,
            _tasks.c.due_on,
            _tasks.c.extended_to,
            _plans.c.period_start,
            _plans.c.period_end,
            decided_on.label("decided_on"),
            _amendments.c.effective_on.label("added_on"),
        )
        .select_from(_tasks)
        .join(_plans, _plans.c.id == _tasks.c.plan_id)
        .outerjoin(_amendments, adds)
        .where(_tasks.c.state == TaskState.IN_PROGRESS, _tasks.c.due_on.is_not(None))
    )


def told(*where: ColumnElement[bool]) -> Select[Any]:
    """`unit_id`, `task_id`, `percent` and `as_of` with the columns of a `Course`: what units said
    last of each task that runs and is due on a day.
    """
    said = _said(*where)
    return (
        _courses(said.c.unit_id, said.c.task_id, said.c.percent, said.c.as_of)
        .join(said, said.c.task_id == _tasks.c.id)
        .where(said.c.place == 1, said.c.percent.is_not(None))
    )


def of_tasks(task_ids: Collection[int]) -> Select[Any]:
    """`task_id` and the columns of a `Course`."""
    return _courses(_tasks.c.id.label("task_id")).where(_tasks.c.id.in_(task_ids))


# Asked by every list of a unit, so built once.
BY_UNIT = told(
    _reports.c.task_id.in_(bindparam("tasks", expanding=True)),
    _reports.c.unit_id.in_(bindparam("units", expanding=True)),
)


def in_plan(plan_id: int) -> ColumnElement[bool]:
    return _returns.c.plan_id == plan_id


def of_task(task_id: int, today: date, returns: Select[int]) -> tuple[ColumnElement[bool], ...]:
    """By those who still have to do with the task, in forms among `returns`."""
    cells = holders(today, col(Assignment.task_id) == task_id, standing(Assignment)).subquery()
    named = select(cells.c.unit_id)
    within = members(today, col(GroupMember.group_id).in_(named)).subquery()
    files = exists().where(
        col(GroupFiler.plan_id) == _returns.c.plan_id,
        col(GroupFiler.unit_id) == _reports.c.unit_id,
        col(GroupFiler.group_id).in_(named),
    )
    holds = _reports.c.unit_id.in_(named) | _reports.c.unit_id.in_(select(within.c.unit_id))
    return (_reports.c.task_id == task_id, holds | files, _returns.c.id.in_(returns))


def names(session: Session, units: Collection[int]) -> Iterable[Row[Any]]:
    """`id` and `name`, by 机构序."""
    query = select(*cols(Unit.id, Unit.name)).where(col(Unit.id).in_(units))
    return session.execute(query.order_by(col(Unit.rank), col(Unit.id)))
