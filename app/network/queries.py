"""Column selects of the graph: no ORM objects, three statements however large the matrix is."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.network.parties import Cell, TaskRow, UnitFacts
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.queries import readable_tasks
from app.plans.terms import PlanState
from app.reading.terms import TaskKind
from app.units.models import Unit
from app.units.terms import UnitKind

BATCH = 10_000


def tasks(session: Session, actor: Actor, plan_id: int | None) -> list[TaskRow]:
    """In plan order."""
    query = (
        _narrowed(actor, plan_id)
        .with_only_columns(
            col(Task.id), col(Task.plan_id), col(Task.parent_id), col(Task.number), col(Task.title)
        )
        .order_by(col(Task.plan_id), col(Task.position), col(Task.id))
    )
    return [TaskRow(*row) for row in session.execute(query)]


def cells(session: Session, actor: Actor, plan_id: int | None) -> Iterator[Cell]:
    """By task and printed position, read in batches: half a million never stand in memory."""
    cell = aliased(Assignment)  # the select of readable tasks may itself look at assignments
    query = (
        select(
            col(cell.task_id),
            col(cell.unit_id),
            col(cell.role),
            col(cell.is_first_lead),
            col(cell.collective),
            col(cell.region_id),
            case((col(cell.unit_id).is_(None), col(cell.name))),
            col(cell.printed_label),
        )
        .where(*_cells(cell, actor, plan_id))
        .order_by(col(cell.task_id), col(cell.position), col(cell.id))
        .execution_options(yield_per=BATCH)
    )
    # Past the session's own loading, which takes twice as long again for plain columns.
    for row in session.connection().execute(query):
        yield Cell(*row)


def units(session: Session, actor: Actor, plan_id: int | None) -> dict[int, UnitFacts]:
    cell = aliased(Assignment)
    named = select(col(cell.unit_id)).where(*_cells(cell, actor, plan_id))
    query = select(col(Unit.id), col(Unit.name), col(Unit.kind), col(Unit.rank)).where(
        col(Unit.id).in_(named)
    )
    return {
        row[0]: UnitFacts(row[1], row[2].value, row[3], row[2] is UnitKind.GROUP)
        for row in session.execute(query)
    }


def count_cells(session: Session, actor: Actor, plan_id: int | None, *, at_most: int) -> int:
    """Counts no further than `at_most`."""
    cell = aliased(Assignment)
    some = select(col(cell.id)).where(*_cells(cell, actor, plan_id)).limit(at_most).subquery()
    return int(session.execute(select(func.count()).select_from(some)).scalar_one())


def _narrowed(actor: Actor, plan_id: int | None) -> Select[Any]:
    """The tasks of one plan, or of all published ones, as far as the actor may read them.

    A project of a box (专栏) that names no unit stands outside of the division of work.
    """
    held = exists().where(col(Assignment.task_id) == col(Task.id), standing(Assignment))
    counted = (col(Task.kind) != TaskKind.PROJECT) | held
    some = readable_tasks(actor).where(counted, standing(Task))
    if plan_id is not None:
        return some.where(col(Task.plan_id) == plan_id)
    published = select(col(Plan.id)).where(col(Plan.state) == PlanState.PUBLISHED)
    return some.where(col(Task.plan_id).in_(published))


def _cells(cell: Any, actor: Actor, plan_id: int | None) -> list[ColumnElement[bool]]:
    of_plan = [] if plan_id is None else [col(cell.plan_id) == plan_id]
    ids = _narrowed(actor, plan_id).with_only_columns(col(Task.id))
    return [*of_plan, standing(cell), col(cell.task_id).in_(ids)]
