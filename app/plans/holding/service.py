"""Who holds today what assignments name: for the lists, the returns and the permissions."""

from collections.abc import Collection

from sqlmodel import Session

from app.kit import clock
from app.plans.holding import queries
from app.plans.holding.queries import (
    handed_elsewhere,
    held_assignments,
    holders,
    members,
    own_ids,
    standing_in,
)
from app.plans.holding.rules import Holding

__all__ = [
    "Holding",
    "handed_elsewhere",
    "held_assignments",
    "holders",
    "holding",
    "holdings",
    "members",
    "own_ids",
    "standing_in",
]


def holdings(session: Session, plan_id: int, unit_ids: Collection[int]) -> dict[int, Holding]:
    """What each of many units holds, as far as one plan is concerned. Three statements."""
    return queries.held_in(session, plan_id, unit_ids, clock.today())


def holding(session: Session, unit_id: int) -> Holding:
    """What the unit holds today. One statement."""
    return queries.held_by(session, unit_id, clock.today())
