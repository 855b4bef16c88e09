"""Selects of disputes, and of the rows that a dispatch gave. `readable*` begins every list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.core.lists import Order
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import held_by_units, own_ids
from app.plans.models import Amendment, Assignment, Plan, Task, standing
from app.progress.disputes.models import Dispute
from app.progress.disputes.terms import DisputeState
from app.units.models import Unit

NEWEST = Order("-id", (col(Dispute.id),), descending=True)

_proposed, _new, _holder = aliased(Unit), aliased(Assignment), aliased(Unit)
_ITEM = [
    *cols(
        Dispute.id,
        Dispute.dispatch_id,
        Dispute.plan_id,
        Dispute.region_id,
        Dispute.unit_id,
        Dispute.task_id,
        Dispute.assignment_id,
        Dispute.reason,
        Dispute.proposed_unit_id,
        Dispute.state,
        Dispute.raised_by,
        Dispute.raised_at,
        Dispute.entered_by,
        Dispute.decided_by,
        Dispute.decided_at,
        Dispute.note,
        Dispute.version,
        Dispute.updated_at,
    ),
    col(Unit.name).label("unit_name"),
    col(Plan.title).label("plan_title"),
    *cols(Plan.office_id, Task.number, Task.title, Assignment.role, Assignment.printed_label),
    col(_proposed.name).label("proposed_unit"),
    col(_holder.id).label("new_unit_id"),
    col(_holder.name).label("new_unit"),
]


@dataclass(frozen=True)
class DisputeFilter:
    """What a list is narrowed by; `None` narrows nothing."""

    plan: int | None = None
    unit: int | None = None
    dispatch: int | None = None
    state: DisputeState | None = None

    def as_key(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if value is not None}


def readable_disputes(actor: Actor) -> Select[Dispute]:
    """A liaison: those of the own unit, and of one for which it stands in. Others: those against
    plans of their regions.
    """
    return select(Dispute).where(_visible(actor))


def _visible(actor: Actor) -> ColumnElement[bool]:
    match actor.role:
        case Role.SYSTEM:
            return true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            return col(Dispute.region_id).in_(readable_regions(actor))
        case Role.LIAISON if actor.unit_id is not None:
            return col(Dispute.unit_id).in_(own_ids(actor.unit_id, clock.today()))
        case _:
            return false()


def disputes(actor: Actor, wanted: DisputeFilter) -> Select[Any]:
    query = (
        readable_disputes(actor)
        .with_only_columns(*_ITEM)
        .join(Unit, col(Unit.id) == col(Dispute.unit_id))
        .join(Plan, col(Plan.id) == col(Dispute.plan_id))
        .join(Task, col(Task.id) == col(Dispute.task_id))
        .join(Assignment, col(Assignment.id) == col(Dispute.assignment_id))
        .outerjoin(_proposed, col(_proposed.id) == col(Dispute.proposed_unit_id))
        .outerjoin(_new, col(_new.id) == col(Dispute.new_assignment_id))
        .outerjoin(_holder, col(_holder.id) == col(_new.unit_id))
    )
    given = (
        (wanted.plan, col(Dispute.plan_id) == wanted.plan),
        (wanted.unit, col(Dispute.unit_id).in_(own_ids(wanted.unit, clock.today()))),
        (wanted.dispatch, col(Dispute.dispatch_id) == wanted.dispatch),
        (wanted.state, col(Dispute.state) == wanted.state),
    )
    return query.where(*(condition for value, condition in given if value is not None))


def dispute(session: Session, actor: Actor, dispute_id: int) -> Row[Any] | None:
    query = disputes(actor, DisputeFilter()).where(col(Dispute.id) == dispute_id)
    return session.execute(query).first()


def open_for(session: Session, assignment_id: int) -> int | None:
    query = select(col(Dispute.id)).where(
        col(Dispute.assignment_id) == assignment_id, col(Dispute.state) == DisputeState.OPEN
    )
    return session.scalars(query).first()


def own_rows(session: Session, plan_id: int, unit_id: int, today: date) -> Sequence[Row[Any]]:
    """The rows of a plan that a unit holds by its own name, in the order of the document, and when
    one was added that the plan had not. What it holds as a member of a group is not its own: who
    files there was chosen, not printed.
    """
    held = held_by_units([unit_id], today, col(Assignment.plan_id) == plan_id, standing(Assignment))
    mine = held.subquery()
    query = (
        select(
            mine.c.assignment_id,
            mine.c.task_id,
            *cols(Task.number, Task.title, Assignment.role, Assignment.printed_label),
            col(Amendment.made_at).label("added_at"),
        )
        .join(Assignment, col(Assignment.id) == mine.c.assignment_id)
        .outerjoin(Amendment, col(Amendment.id) == col(Assignment.added_by_id))
        .join(Task, col(Task.id) == mine.c.task_id)
        .where(standing(Task))
        .order_by(col(Task.position), col(Assignment.position))
    )
    return session.execute(query).all()
