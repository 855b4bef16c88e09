"""Tasks that rest until a day (暂缓), on which somebody looks at them again."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.plans.models import Assignment, Plan, Task, standing
from app.plans.terms import PlanState, TaskState
from app.reading.terms import Role
from app.reminders import of_plans
from app.reminders.matters import Matter
from app.reminders.terms import Profile
from app.units.models import Unit
from app.units.terms import UnitKind

OPENS = timedelta(days=30)
"""Before its day, so that a list of what is to be done names no review of next year; more than
the working days before it from which a ladder may speak of it (`ladder.rules.FIRST_REVIEW`).
"""
THERE = exists().where(col(Task.review_on).is_not(None), col(Task.state) == TaskState.SUSPENDED)
_Cell = aliased(Assignment)


def owed(profile: Profile, today: date, until: date) -> Select[Any]:
    columns: list[Any] = [
        col(Task.id).label("subject_id"),
        col(Assignment.unit_id),
        col(Task.region_id),
        col(Plan.office_id),
        col(Task.review_on).label("due_on"),
    ]
    return (
        _led(*columns)
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .where(
            col(Task.review_on) <= min(until, today + OPENS),
            _rests(),
            of_plans.by(profile, col(Task.plan_id)),
        )
    )


def as_matters(session: Session, ids: Collection[int]) -> Iterable[Matter]:
    columns: list[Any] = [Task.id, Task.number, col(Task.title).label("task"), Task.review_on]
    query = _led(*columns, col(Assignment.unit_id), _rests().label("rests")).where(
        col(Task.id).in_(ids), col(Task.review_on).is_not(None)
    )
    for row in session.execute(of_plans.with_plan(query, col(Task.plan_id))):
        yield of_plans.matter(
            row,
            part=f"{row.number}．{row.task}" if row.number else row.task,
            path=f"/tasks/{row.id}",
            owed=row.rests,
            due_on=row.review_on,
        )


def _led(*columns: Any) -> Select[Any]:
    """Of tasks that a unit leads: any other is the coordinator's alone, and among what waits for
    him (待办理). It is the first lead, or where there is none whoever stands first in the
    strongest role: one unit, so that each task is told of once.
    """
    strength = case({Role.LEAD: 0, Role.RESPONSIBLE: 1}, value=col(_Cell.role), else_=2)
    leading = (
        select(col(_Cell.id))
        .where(col(_Cell.task_id) == col(Task.id), standing(_Cell))
        .order_by(col(_Cell.is_first_lead).desc(), strength, col(_Cell.position), col(_Cell.id))
        .limit(1)
        .correlate(Task)
    )
    return (
        select(*columns)
        .select_from(Task)
        .join(Assignment, col(Assignment.id) == leading.scalar_subquery())
        .join(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(col(Unit.kind) != UnitKind.GROUP)
    )


def _rests() -> ColumnElement[bool]:
    suspended = col(Task.state) == TaskState.SUSPENDED
    return and_(suspended, standing(Task), col(Plan.state) == PlanState.PUBLISHED)
