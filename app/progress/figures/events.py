from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class IndicatorTasksChosen(Event):
    """`changes` maps an indicator to the task in whose row it was told of before, and is now."""

    kind: ClassVar[str] = "progress.indicator_tasks"
    changes: dict[str, tuple[int | None, int | None]]
