from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeSettingsChanged(Event):
    """The old and the new rows."""

    kind: ClassVar[str] = "notices.settings_changed"
    issuers: tuple[list[dict[str, object]], list[dict[str, object]]]
