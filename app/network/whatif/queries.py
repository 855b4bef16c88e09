"""Column selects of a merge on paper: the cells of the tasks that name the units, no more."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.network.whatif.rules import Held
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.queries import readable_tasks
from app.plans.terms import PlanState


def cells(
    session: Session, actor: Actor, named: Mapping[int, int], plan_id: int | None
) -> list[Held]:
    """`named` maps each unit by whose name one is meant to who that is."""
    cell = aliased(Assignment)
    query = (
        select(
            *cols(cell.task_id, cell.unit_id, cell.role, cell.is_first_lead),
            *cols(cell.printed_label, cell.raw),
        )
        .join(Task, col(Task.id) == col(cell.task_id))
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .where(
            col(cell.unit_id).in_(named),
            standing(cell),
            col(Task.id).in_(readable_tasks(actor).with_only_columns(col(Task.id))),
            col(Plan.state) == PlanState.PUBLISHED if plan_id is None else col(Plan.id) == plan_id,
        )
        .order_by(col(Task.plan_id), col(Task.position), col(Task.id), col(cell.position))
    )
    rows = session.execute(query)
    return [Held(row[0], named[row[1]], *row[2:]) for row in rows]


def tasks(session: Session, task_ids: Collection[int]) -> dict[int, Row[Any]]:
    query = (
        select(*cols(Task.id, Task.number, Task.title, Task.plan_id), col(Plan.title).label("plan"))
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .where(col(Task.id).in_(task_ids))
    )
    return {row.id: row for row in session.execute(query)}
