from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event
from app.plans.events import Told


@dataclass(frozen=True, kw_only=True)
class PlanAmended(Event):
    """A published plan changed. The subject is the plan, `number` counts its amendments.

    Each of `changes` has action, the ids of its rows, and `before` and `after`.
    """

    kind: ClassVar[str] = "plan.amended"
    amendment_id: int
    number: int
    amendment_kind: str
    basis: str | None
    organ: str | None
    decided_on: str | None
    effective_on: str
    reason: str
    changes: tuple[Told, ...]
