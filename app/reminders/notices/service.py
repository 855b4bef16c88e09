"""Notices: read, drafted, reviewed, signed, replied to, and brought to an end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.lists import Slice, Window, page
from app.kit import clock
from app.progress.rules import Standing, overseeing, wants_second
from app.reminders.matters import Matter
from app.reminders.notices import access, queries, rules
from app.reminders.notices import matters as listing
from app.reminders.notices.drafting import NewNotice, change, draft, office_name, words
from app.reminders.notices.files.models import NoticeFile
from app.reminders.notices.files.service import files_of
from app.reminders.notices.issuing import service as issuing
from app.reminders.notices.issuing.rules import Issuer
from app.reminders.notices.matters import open_matters
from app.reminders.notices.models import NoticeMatter, NoticeReply
from app.reminders.notices.queries import NoticeFilter
from app.reminders.notices.replying import accept, confirm, reply, send_back
from app.reminders.notices.signing import Signature, content, sign
from app.reminders.notices.terms import NoticeAction
from app.workdays import service as workdays
from app.workdays.rules import Calendar

__all__ = [
    "NewNotice",
    "NoticeFilter",
    "Opened",
    "Signature",
    "accept",
    "change",
    "confirm",
    "draft",
    "notices",
    "office_name",
    "open_matters",
    "opened",
    "reply",
    "review",
    "send_back",
    "sign",
    "void",
    "withdraw",
    "words",
    "years",
]


@dataclass(frozen=True)
class Opened:
    """One notice with all that belongs to it. `now` are its matters as they stand today, by kind
    and id; `overdue` counts the working days by which the reply is late.
    """

    row: Row[Any]
    who: Standing
    matters: Sequence[NoticeMatter]
    now: Mapping[tuple[str, int], Matter]
    replies: Sequence[NoticeReply]
    files: Sequence[NoticeFile]
    may_attach: bool
    allowed: tuple[NoticeAction, ...]
    issuer: Issuer
    overdue: int
    calendar: Calendar


def opened(session: Session, actor: Actor, notice_id: int) -> Opened:
    """Raise `NotFoundError` for a notice that the actor may not read."""
    found = access.find(session, actor, notice_id)
    row = found.row
    listed = queries.matters_of(session, notice_id)
    late = row.state in rules.MOVES[NoticeAction.REPLY].since and row.reply_due_on < clock.today()
    calendar = workdays.calendar(session)
    replies = queries.replies_of(session, notice_id)
    return Opened(
        row=row,
        who=found.who,
        matters=listed,
        now=listing.standing(session, listed),
        replies=replies,
        files=files_of(session, notice_id),
        may_attach=rules.may_attach(row.state, found.who),
        allowed=rules.allowed(row.state, found.who, _second(actor, found, replies)),
        issuer=issuing.issuers(session, row.region_id).of(row.kind, row.office_id),
        overdue=calendar.between(row.reply_due_on, clock.today()) if late else 0,
        calendar=calendar,
    )


def _second(actor: Actor, found: access.Found, replies: Sequence[NoticeReply]) -> Standing:
    """What the actor is as the second person of a 自审; nothing where none is waited for."""
    row = found.row
    waits = bool(replies) and replies[0].confirmed_by is None
    own = wants_second(actor, row.unit_id, row.office_id)
    return overseeing(actor, found.who) if waits and own else Standing.NEITHER


def notices(session: Session, actor: Actor, wanted: NoticeFilter, window: Window) -> Slice:
    """The newest first; the columns are those of `queries.ITEM`."""
    bound = replace(window, filters=wanted.as_key() | {"today": clock.today()})
    return page(session, queries.notices(actor, wanted), queries.NEWEST, bound)


def years(session: Session, actor: Actor) -> list[int]:
    """Of which the register has numbers, the latest first."""
    return queries.years(session, actor)


# ---- steps -----------------------------------------------------------------------------------


def review(session: Session, actor: Actor, notice_id: int, *, expected: int | None = None) -> None:
    """审核: it is complete, and waits for the signature."""
    _, notice = access.begin(session, actor, notice_id, NoticeAction.REVIEW, expected)
    rules.check_complete(content(session, notice))
    notice.reviewed_by, notice.reviewed_at = actor.name, clock.now()
    access.moved(session, actor, notice, NoticeAction.REVIEW)


def withdraw(
    session: Session, actor: Actor, notice_id: int, reason: str, *, expected: int | None = None
) -> None:
    """A draft that nobody needs; it has no number and takes none."""
    _end(session, actor, notice_id, _Ending(NoticeAction.WITHDRAW, reason, expected))


def void(
    session: Session, actor: Actor, notice_id: int, reason: str, *, expected: int | None = None
) -> None:
    """作废: the number stays with it and is never given again."""
    _end(session, actor, notice_id, _Ending(NoticeAction.VOID, reason, expected))


@dataclass(frozen=True)
class _Ending:
    action: NoticeAction
    reason: str
    expected: int | None


def _end(session: Session, actor: Actor, notice_id: int, how: _Ending) -> None:
    _, notice = access.begin(session, actor, notice_id, how.action, how.expected)
    rules.check_words(how.action, how.reason)
    notice.ended_by, notice.ended_at, notice.end_note = actor.name, clock.now(), how.reason
    access.moved(session, actor, notice, how.action, words=how.reason)
