from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AssignmentsHandedOver(Event):
    """A coordinator said who holds assignments of a plan after a split; the subject is the plan.
    `units` maps an assignment to who held it before and who holds it now.
    """

    kind: ClassVar[str] = "assignments.handed_over"
    reform_id: int
    units: dict[int, tuple[int, int]]
