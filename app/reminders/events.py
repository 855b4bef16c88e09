from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReminderSwept(Event):
    """One for a run; its rows carry the run's id. The subject's id is the day as `20230703`."""

    kind: ClassVar[str] = "reminder.swept"
    run_id: str
    on_day: str
    reminders: int
    recipients: int
    unreachable_units: int


@dataclass(frozen=True, kw_only=True)
class DigestSent(Event):
    kind: ClassVar[str] = "digest.sent"
    recipient_id: int
    on_day: str
    channel: str
    return_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DigestFailed(Event):
    kind: ClassVar[str] = "digest.failed"
    recipient_id: int
    on_day: str
    channel: str
    return_ids: tuple[int, ...]
    reason: str
