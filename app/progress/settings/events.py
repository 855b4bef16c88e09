from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProgressSettingsChanged(Event):
    """`changes` maps a setting to its old and new value; null is the default."""

    kind: ClassVar[str] = "progress.settings_changed"
    changes: dict[str, tuple[object, object]]
