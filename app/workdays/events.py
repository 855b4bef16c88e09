from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """The subject is the year. `days` maps each day that changed to its old and new state, each
    `[works, name]` or null where the day was or is not named; `source` likewise old and new.
    """

    kind: ClassVar[str] = "calendar.changed"
    days: dict[str, list[list[bool | str] | None]]
    source: list[str | None]
