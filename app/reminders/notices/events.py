"""What happens to notices; the subject is the notice."""

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class NoticeDrafted(Event):
    """`fields` are its words as drafted, `matters` kind and id of what it speaks of. `run` tells
    that the ladder asked for it.
    """

    kind: ClassVar[str] = "notice.drafted"
    notice_kind: str
    fields: dict[str, object]
    matters: tuple[tuple[str, int], ...]
    run: bool


@dataclass(frozen=True, kw_only=True)
class NoticeChanged(Event):
    """Old and new value of each field that changed; the state goes back to the draft."""

    kind: ClassVar[str] = "notice.changed"
    state: tuple[str, str]
    changes: dict[str, tuple[object, object]]


@dataclass(frozen=True, kw_only=True)
class NoticeMoved(Event):
    """A step from a state to the next. Pairs are the old and the new value; `words` are the reason,
    the note or the text of the reply.
    """

    kind: ClassVar[str] = "notice.moved"
    action: str
    state: tuple[str, str]
    reply_due_on: tuple[str | None, str | None]
    words: str
    on_behalf_of: str | None


@dataclass(frozen=True, kw_only=True)
class NoticeIssued(Event):
    """签发, with the number that it keeps for ever."""

    kind: ClassVar[str] = "notice.issued"
    state: tuple[str, str]
    number: str
    organ: str
    reply_due_on: tuple[str | None, str | None]
    on_behalf_of: str | None


@dataclass(frozen=True, kw_only=True)
class NoticeSentBack(NoticeMoved):
    """The reply was not enough: the unit is told of it."""

    kind: ClassVar[str] = "notice.sent_back"


@dataclass(frozen=True, kw_only=True)
class NoticeDaysSettled(Event):
    """The subject is the year of the calendar that changed; the day for the reply of the notices
    in `sure` is certain now, and of those in `unsure` no longer.
    """

    kind: ClassVar[str] = "notice.days_settled"
    sure: tuple[int, ...]
    unsure: tuple[int, ...]
