"""What happens to disputes; the subject is the dispute."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DisputeEvent(Event):
    plan_id: int
    task_id: int
    assignment_id: int


@dataclass(frozen=True, kw_only=True)
class DisputeRaised(DisputeEvent):
    kind: ClassVar[str] = "dispute.raised"
    reason: str
    proposed_unit_id: int | None
    raised_by: str
    entered_by: str | None


@dataclass(frozen=True, kw_only=True)
class DisputeDecided(DisputeEvent):
    """`state` is the old and the new one: upheld, reassigned (to `new_unit_id`, as the row
    `new_assignment_id`), or withdrawn by the unit.
    """

    kind: ClassVar[str] = "dispute.decided"
    state: tuple[str, str]
    note: str | None
    new_unit_id: int | None = None
    new_assignment_id: int | None = None
