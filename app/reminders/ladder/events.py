from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LadderChanged(Event):
    """`changes` maps `plan.due` and its like to the old and the new steps; null is the default."""

    kind: ClassVar[str] = "ladder.changed"
    changes: dict[str, tuple[object, object]]


@dataclass(frozen=True, kw_only=True)
class PlanLadderChosen(Event):
    """A plan is followed up by another profile: the old and the new one."""

    kind: ClassVar[str] = "ladder.plan_chosen"
    profile: tuple[str, str]
