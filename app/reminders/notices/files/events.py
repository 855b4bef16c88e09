from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeFileAdded(Event):
    kind: ClassVar[str] = "notice_file.added"
    notice_id: int
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class NoticeFileRemoved(Event):
    kind: ClassVar[str] = "notice_file.removed"
    notice_id: int
    name: str
    sha256: str
