"""When the calendar changes, open notices tell anew whether their day is certain."""

from datetime import date

from sqlalchemy import ColumnElement, false, or_, true, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.reminders.notices.events import NoticeDaysSettled
from app.reminders.notices.models import Notice
from app.reminders.notices.terms import AWAITS_REPLY
from app.workdays import service as workdays


def settle_days(session: Session, actor: Actor, *, year: int) -> tuple[int, int]:
    """After the calendar of `year` changed: how many days became certain and how many uncertain.

    The day itself stands on paper and stays, whatever day that is now. Running twice settles
    nothing. For the service itself.
    """
    actor.require()
    confirmed = workdays.calendar(session).confirmed
    day = col(Notice.reply_due_on)
    known = or_(false(), *(day.between(date(y, 1, 1), date(y, 12, 31)) for y in sorted(confirmed)))
    sure = _settle(session, known, sure=True)
    unsure = _settle(session, ~known, sure=False)
    if sure or unsure:
        emit(
            session,
            actor,
            NoticeDaysSettled(subject=Subject("calendar", year), sure=sure, unsure=unsure),
        )
    return len(sure), len(unsure)


def _settle(session: Session, days: ColumnElement[bool], *, sure: bool) -> tuple[int, ...]:
    """The notices of these days that were told otherwise."""
    statement = (
        update(Notice)
        .where(
            col(Notice.state).in_(AWAITS_REPLY),
            col(Notice.reply_due_on).is_not(None),
            col(Notice.reply_due_confirmed) == (false() if sure else true()),
            days,
        )
        .values(reply_due_confirmed=sure, version=col(Notice.version) + 1, updated_at=clock.now())
        .returning(col(Notice.id))
        .execution_options(synchronize_session=False)
    )
    return tuple(sorted(session.scalars(statement)))
