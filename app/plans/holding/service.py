"""Who holds today what assignments name: for the lists, the returns and the permissions."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.kit import clock
from app.plans.holding import queries
from app.plans.holding.models import Handover
from app.plans.holding.offices import move_back, move_offices
from app.plans.holding.queries import (
    handed_elsewhere,
    held_assignments,
    held_by_units,
    held_tasks,
    holders,
    members,
    own_ids,
    standing_in,
)
from app.plans.holding.rules import Holding

__all__ = [
    "Holding",
    "acts_for",
    "copy_handover",
    "forget_handover",
    "handed_elsewhere",
    "held_assignments",
    "held_by_units",
    "held_tasks",
    "holders",
    "holding",
    "holdings",
    "members",
    "move_back",
    "move_offices",
    "own_ids",
    "standing_in",
]


def holdings(session: Session, plan_id: int, unit_ids: Collection[int]) -> dict[int, Holding]:
    """What each of many units holds, as far as one plan is concerned. Three statements."""
    return queries.held_in(session, plan_id, unit_ids, clock.today())


def holding(session: Session, unit_id: int) -> Holding:
    """What the unit holds today. One statement."""
    return queries.held_by(session, unit_id, clock.today())


def acts_for(session: Session, actor: Actor) -> frozenset[int]:
    """The offices whose work a coordinator of an office does: the own, and those for which it
    stands in since they ended.
    """
    if actor.role is not Role.COORDINATOR or actor.unit_id is None:
        return frozenset()
    return frozenset(session.scalars(own_ids(actor.unit_id, clock.today())))


def copy_handover(session: Session, assignment_id: int, to_id: int) -> None:
    """One assignment goes on as another, with the same holder."""
    said = select(Handover).where(col(Handover.assignment_id) == assignment_id)
    one = session.scalars(said).first()
    if one is not None:
        session.add(
            Handover(**one.model_dump(exclude={"id", "assignment_id"}), assignment_id=to_id)
        )


def forget_handover(session: Session, assignment_id: int) -> None:
    """An assignment never named the unit that was split."""
    session.execute(delete(Handover).where(col(Handover.assignment_id) == assignment_id))
