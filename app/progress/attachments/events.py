from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AttachmentAdded(Event):
    kind: ClassVar[str] = "attachment.added"
    attachment_id: int
    task_id: int | None
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class AttachmentRemoved(Event):
    kind: ClassVar[str] = "attachment.removed"
    attachment_id: int
    name: str
    sha256: str
