"""What happens to measures."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MeasureEvent(Event):
    plan_id: int
    task_id: int
    entered_by: str | None


@dataclass(frozen=True, kw_only=True)
class MeasureAdded(MeasureEvent):
    kind: ClassVar[str] = "measure.added"
    text: str
    due_on: str | None
    responsible: str


@dataclass(frozen=True, kw_only=True)
class MeasureChanged(MeasureEvent):
    """`changes` maps a field to its old and new value; ending and reopening change the state."""

    kind: ClassVar[str] = "measure.changed"
    changes: dict[str, tuple[object, object]]
