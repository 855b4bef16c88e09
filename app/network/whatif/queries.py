"""Column selects of a merge on paper: the cells of the tasks that name the units, no more."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.kit import clock
from app.network.whatif.rules import Held
from app.plans.holding.service import held_by_units, members
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.queries import readable_tasks
from app.plans.terms import PlanState
from app.units.models import Unit


def cells(
    session: Session, actor: Actor, unit_ids: Collection[int], plan_id: int | None
) -> list[Held]:
    """What the units hold today, by their own names or since a reform."""
    cell = aliased(Assignment)
    held = held_by_units(unit_ids, clock.today(), standing(Assignment)).subquery()
    query = (
        select(
            col(cell.task_id),
            held.c.unit_id,
            *cols(cell.role, cell.is_first_lead, cell.printed_label, cell.raw),
        )
        .join(held, held.c.assignment_id == col(cell.id))
        .join(Task, col(Task.id) == col(cell.task_id))
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .where(
            col(Task.id).in_(readable_tasks(actor).with_only_columns(col(Task.id))),
            col(Plan.state) == PlanState.PUBLISHED if plan_id is None else col(Plan.id) == plan_id,
        )
        .order_by(col(Task.plan_id), col(Task.position), col(Task.id), col(cell.position))
    )
    return [Held(*row) for row in session.execute(query)]


def seats(session: Session, unit_ids: Collection[int], into: int) -> Sequence[Row[Any]]:
    """`id` and `name` of the groups in which one of the units has a seat and the successor none."""
    found = members(clock.today()).subquery()
    theirs = select(found.c.group_id).where(found.c.unit_id.in_(unit_ids))
    own = select(found.c.group_id).where(found.c.unit_id == into)
    query = select(*cols(Unit.id, Unit.name)).where(
        col(Unit.id).in_(theirs), col(Unit.id).not_in(own)
    )
    return session.execute(query.order_by(col(Unit.rank), col(Unit.id))).all()


def tasks(session: Session, task_ids: Collection[int]) -> dict[int, Row[Any]]:
    query = (
        select(*cols(Task.id, Task.number, Task.title, Task.plan_id), col(Plan.title).label("plan"))
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .where(col(Task.id).in_(task_ids))
    )
    return {row.id: row for row in session.execute(query)}
