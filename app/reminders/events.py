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
    drafts: int


@dataclass(frozen=True, kw_only=True)
class DigestSent(Event):
    """`subjects` are kind and id of each matter that it spoke of."""

    kind: ClassVar[str] = "digest.sent"
    recipient_id: int
    on_day: str
    channel: str
    subjects: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class DigestFailed(Event):
    kind: ClassVar[str] = "digest.failed"
    recipient_id: int
    on_day: str
    channel: str
    subjects: tuple[tuple[str, int], ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class DraftsWanted(Event):
    """A run asked for so many papers; the rows of `draft_wanted` carry its id."""

    kind: ClassVar[str] = "drafts.wanted"
    run_id: str
    on_day: str
    drafts: int
