"""Selects of the life of tasks. `readable_*` begin every list and every get."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.core.lists import Order
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import held_tasks
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.queries import readable_tasks
from app.progress.life.models import Extension, StageResult, TaskStep
from app.progress.life.terms import ExtensionState
from app.units.models import Unit

Kept = type[TaskStep] | type[Extension] | type[StageResult]

NEWEST = Order("-id", (col(Extension.id),), descending=True)


# ---- who may read ----------------------------------------------------------------------------


def readable_steps(actor: Actor) -> Select[TaskStep]:
    """What was asked and decided about a task concerns who holds it and whose plan it is; like
    reports it stays at home when the plan goes into the library.
    """
    return select(TaskStep).where(_visible(actor, TaskStep))


def readable_extensions(actor: Actor) -> Select[Extension]:
    return select(Extension).where(_visible(actor, Extension))


def readable_results(actor: Actor) -> Select[StageResult]:
    return select(StageResult).where(_visible(actor, StageResult))


def _visible(actor: Actor, kept: Kept) -> ColumnElement[bool]:
    """A liaison: of tasks that the own unit holds. Others: of plans of their regions, and of tasks
    that name a unit of them.
    """
    match actor.role:
        case Role.SYSTEM:
            return true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            regions = readable_regions(actor)
            cell = aliased(Assignment)
            here = select(col(Unit.id)).where(
                or_(col(Unit.region_id).in_(regions), col(Unit.serves_region_id).in_(regions))
            )
            named = select(col(cell.task_id)).where(col(cell.unit_id).in_(here), standing(cell))
            return or_(col(kept.region_id).in_(regions), col(kept.task_id).in_(named))
        case Role.LIAISON if actor.unit_id is not None:
            return col(kept.task_id).in_(held_tasks(actor.unit_id, clock.today()))
        case _:
            return false()


# ---- one task --------------------------------------------------------------------------------


def task(session: Session, actor: Actor, task_id: int) -> Row[Any] | None:
    """A task with what decides what may be done with it."""
    query = (
        readable_tasks(actor)
        .with_only_columns(
            *cols(Task.id, Task.plan_id, Task.region_id, Task.state, Task.due_on, Task.due_text),
            *cols(Task.extended_to, Task.review_on, Task.version),
            *cols(Plan.stage, Plan.office_id, Plan.period_end),
            (~standing(Task)).label("ended"),
            col(Plan.state).label("plan_state"),
            col(Plan.region_id).label("plan_region_id"),
        )
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .where(col(Task.id) == task_id)
    )
    return session.execute(query).first()


def cells(session: Session, task_id: int) -> Sequence[Row[Any]]:
    """`id`, `unit_id`, `role` and `is_first_lead` of the assignments that stand, as printed."""
    query = (
        select(*cols(Assignment.id, Assignment.unit_id, Assignment.role, Assignment.is_first_lead))
        .where(col(Assignment.task_id) == task_id, standing(Assignment))
        .order_by(col(Assignment.position))
    )
    return session.execute(query).all()


def steps(session: Session, actor: Actor, task_id: int) -> Sequence[Row[Any]]:
    """The newest first."""
    query = (
        readable_steps(actor)
        .with_only_columns(
            *cols(TaskStep.id, TaskStep.action, TaskStep.before, TaskStep.after, TaskStep.words),
            *cols(TaskStep.review_on, TaskStep.on_behalf_of, TaskStep.own_unit, TaskStep.made_by),
            *cols(TaskStep.made_on, TaskStep.unit_id),
            col(Unit.name).label("unit_name"),
        )
        .outerjoin(Unit, col(Unit.id) == col(TaskStep.unit_id))
        .where(col(TaskStep.task_id) == task_id)
        .order_by(col(TaskStep.id).desc())
        .limit(200)
    )
    return session.execute(query).all()


def _extensions(actor: Actor) -> Select[Any]:
    return (
        readable_extensions(actor)
        .with_only_columns(
            *cols(*(getattr(Extension, name) for name in EXTENSION)),
            col(Unit.name).label("unit_name"),
            col(Task.version).label("version"),
            col(Task.extended_to).label("holds"),
        )
        .outerjoin(Unit, col(Unit.id) == col(Extension.unit_id))
        .join(Task, col(Task.id) == col(Extension.task_id))
    )


EXTENSION = (
    "id",
    "task_id",
    "state",
    "first_due_on",
    "due_on",
    "asked_for",
    "reason",
    "unit_id",
    "on_behalf_of",
    "requested_by",
    "requested_on",
    "extended_to",
    "note",
    "own_unit",
    "decided_by",
    "decided_on",
)


def of_task(actor: Actor, task_id: int) -> Select[Any]:
    return _extensions(actor).where(col(Extension.task_id) == task_id)


def extension(session: Session, actor: Actor, extension_id: int) -> Row[Any] | None:
    return session.execute(_extensions(actor).where(col(Extension.id) == extension_id)).first()


def undecided(session: Session, task_id: int) -> Extension | None:
    query = select(Extension).where(
        col(Extension.task_id) == task_id, col(Extension.state) == ExtensionState.REQUESTED
    )
    return session.scalars(query.execution_options(populate_existing=True)).first()


def results(session: Session, actor: Actor, task_id: int) -> Sequence[Row[Any]]:
    """By year, the newest first."""
    query = (
        readable_results(actor)
        .with_only_columns(
            *cols(StageResult.id, StageResult.year, StageResult.text, StageResult.on_behalf_of),
            *cols(StageResult.written_by, StageResult.written_on),
            col(Unit.name).label("unit_name"),
        )
        .outerjoin(Unit, col(Unit.id) == col(StageResult.unit_id))
        .where(col(StageResult.task_id) == task_id)
        .order_by(col(StageResult.year).desc())
    )
    return session.execute(query).all()
