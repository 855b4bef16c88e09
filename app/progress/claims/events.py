"""What happens to claims. The subject is the claim; of a settlement the plan, whose units it
changes.
"""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ClaimEvent(Event):
    plan_id: int
    task_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimOffered(ClaimEvent):
    kind: ClassVar[str] = "claim.offered"
    role: str
    words: str
    partners: tuple[int, ...]
    offered_by: str
    entered_by: str | None


@dataclass(frozen=True, kw_only=True)
class ClaimChanged(ClaimEvent):
    """`changes` maps a field to its old and new value."""

    kind: ClassVar[str] = "claim.changed"
    changes: dict[str, tuple[object, object]]


@dataclass(frozen=True, kw_only=True)
class ClaimWithdrawn(ClaimEvent):
    kind: ClassVar[str] = "claim.withdrawn"
    reason: str | None
    entered_by: str | None


@dataclass(frozen=True, kw_only=True)
class ClaimsSettled(Event):
    """`decisions` say of each claim, by its id: its unit, the role offered, what was decided, the
    note, the assignment that came of it and the unit that holds it (`holder_id`).
    """

    kind: ClassVar[str] = "claims.settled"
    task_id: int
    decisions: dict[int, dict[str, object]]
