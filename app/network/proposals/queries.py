"""Selects of this domain: proposals of plans that the actor may read whole."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.identity.queries import readable_regions
from app.network.proposals.models import Proposal
from app.network.proposals.terms import ProposalState
from app.plans.models import Assignment, Task, standing
from app.reading.terms import Role as UnitRole
from app.reading.terms import TaskKind
from app.units.models import Unit

ROW = cols(
    Proposal.id,
    Proposal.plan_id,
    Proposal.task_id,
    Proposal.region_id,
    Proposal.function,
    Proposal.role,
    Proposal.rank,
    Proposal.share,
    Proposal.sources,
    Proposal.state,
    Proposal.unit_id,
    Proposal.printed_label,
    Proposal.assignment_id,
    Proposal.created_by,
    Proposal.created_at,
    Proposal.settled_by,
    Proposal.settled_at,
)


def readable_proposals(actor: Actor) -> Select[Proposal]:
    """Of plans of the actor's own regions; a liaison and a stranger see none: what nobody has
    decided is no news.
    """
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            visible = col(Proposal.region_id).in_(readable_regions(actor))
        case _:
            visible = false()
    return select(Proposal).where(visible)


def listed(
    actor: Actor, plan_id: int, state: ProposalState | None, task_id: int | None
) -> Select[Any]:
    """With the task's place, title and text, and the name of the unit."""
    query = (
        readable_proposals(actor)
        .join(Task, col(Task.id) == col(Proposal.task_id))
        .outerjoin(Unit, col(Unit.id) == col(Proposal.unit_id))
        .where(col(Proposal.plan_id) == plan_id)
        .with_only_columns(
            *ROW,
            col(Task.number).label("number"),
            col(Task.position).label("position"),
            col(Task.title).label("title"),
            col(Unit.name).label("unit"),
        )
    )
    if state is not None:
        query = query.where(col(Proposal.state) == state)
    if task_id is not None:
        query = query.where(col(Proposal.task_id) == task_id)
    return query


def tasks_of_page(
    session: Session,
    actor: Actor,
    plan_id: int,
    *,
    state: ProposalState | None,
    after: int,
    most: int,
) -> list[tuple[int, int]]:
    """Ids and places of the next tasks that have proposals, behind a place in the plan."""
    query = (
        listed(actor, plan_id, state, None)
        .where(col(Task.position) > after)
        .with_only_columns(col(Proposal.task_id), col(Task.position))
        .distinct()
        .order_by(col(Task.position), col(Proposal.task_id))
    )
    return [(row[0], row[1]) for row in session.execute(query.limit(most))]


def tasks_of_nobody(session: Session, plan_id: int, kinds: Collection[TaskKind]) -> set[int]:
    """Ids of standing tasks of a plan for which no unit stands."""
    held = aliased(Assignment)
    query = select(col(Task.id)).where(
        col(Task.plan_id) == plan_id,
        col(Task.kind).in_(kinds),
        standing(Task),
        ~exists(select(1).where(col(held.task_id) == col(Task.id), standing(held)).correlate(Task)),
    )
    return set(session.scalars(query))


def roles_of(session: Session, plan_id: int) -> set[UnitRole]:
    query = select(col(Assignment.role)).where(
        col(Assignment.plan_id) == plan_id, standing(Assignment)
    )
    return set(session.scalars(query.distinct()))


def of_task(session: Session, task_id: int) -> list[Proposal]:
    query = select(Proposal).where(col(Proposal.task_id) == task_id)
    return list(session.scalars(query.order_by(col(Proposal.rank), col(Proposal.id))))
