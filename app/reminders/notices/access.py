"""Load, permit, lock: where every step of a notice begins; and telling what was done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import NotFoundError, StaleError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans.holding.service import acts_for
from app.progress.rules import Standing, overseeing
from app.reminders.notices import queries, rules
from app.reminders.notices.events import NoticeMoved, NoticeSentBack
from app.reminders.notices.models import Notice
from app.reminders.notices.terms import NoticeAction


@dataclass(frozen=True)
class Found:
    """A notice as its list shows it, and what the actor is to it."""

    row: Row[Any]
    who: Standing


def find(session: Session, actor: Actor, notice_id: int) -> Found:
    """Raise `NotFoundError` for a notice that the actor may not read."""
    row = queries.notice(session, actor, notice_id)
    if row is None:
        raise NotFoundError
    return Found(row, rules.standing(actor, row.region_id, row.office_id, acts_for(session, actor)))


def lock(session: Session, notice_id: int, expected: int | None) -> Notice:
    """The notice as it stands now; who comes second waits here. Raise `StaleError`."""
    notice = session.get_one(Notice, notice_id, populate_existing=True, with_for_update=True)
    if expected is not None and notice.version != expected:
        raise StaleError(current={"state": notice.state, "version": notice.version})
    return notice


def begin(
    session: Session, actor: Actor, notice_id: int, action: NoticeAction, expected: int | None
) -> tuple[Found, Notice]:
    """404, 403, then under the lock 412 and 409."""
    found = find(session, actor, notice_id)
    confirms = action is NoticeAction.CONFIRM
    rules.check_who(action, overseeing(actor, found.who) if confirms else found.who)
    notice = lock(session, notice_id, expected)
    rules.move(action, notice.state)
    return found, notice


def touch(notice: Notice) -> None:
    notice.version += 1
    notice.updated_at = clock.now()


def about(notice: Notice) -> dict[str, Any]:
    """The fields of every event of a notice."""
    return {
        "subject": Subject("notice", notice.id),
        "region_id": notice.region_id,
        "unit_ids": (notice.unit_id,),
    }


def moved(
    session: Session,
    actor: Actor,
    notice: Notice,
    action: NoticeAction,
    *,
    words: str = "",
    reply_due_on: date | None = None,
    on_behalf_of: str | None = None,
) -> None:
    """Take a step that `begin` has found open, and tell of it."""
    old, notice.state = notice.state, rules.move(action, notice.state)
    before = notice.reply_due_on
    if reply_due_on is not None:
        notice.reply_due_on = reply_due_on
    touch(notice)
    kind = NoticeSentBack if action is NoticeAction.SEND_BACK else NoticeMoved
    event = kind(
        **about(notice),
        action=action.value,
        state=(old.value, notice.state.value),
        reply_due_on=(iso(before), iso(notice.reply_due_on)),
        words=words,
        on_behalf_of=on_behalf_of,
    )
    emit(session, actor, event)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
