"""回复 → 审核 → 办结: what the unit says of a notice, and whether it is enough."""

from datetime import date

from sqlmodel import Session

from app.core.actor import Actor
from app.kit import clock
from app.progress.rules import Standing, check_accepting, check_confirmable, key_of, reviewer
from app.reminders.notices import access, queries, rules
from app.reminders.notices.models import NoticeReply
from app.reminders.notices.terms import NoticeAction, ReplyOutcome
from app.workdays import service as workdays


def reply(
    session: Session,
    actor: Actor,
    notice_id: int,
    text: str,
    *,
    on_behalf_of: str | None = None,
    expected: int | None = None,
) -> int:
    """By the unit; a coordinator of the office writes down what came on paper or by telephone."""
    found, notice = access.begin(session, actor, notice_id, NoticeAction.REPLY, expected)
    rules.check_words(NoticeAction.REPLY, text)
    rules.check_speaker(found.who, on_behalf_of)
    speaker = on_behalf_of if found.who is Standing.OFFICE else None
    made = NoticeReply(
        notice_id=notice_id,
        text=text,
        replied_by=speaker or actor.name,
        replied_at=clock.now(),
        entered_by=actor.name if speaker else None,
    )
    session.add(made)
    access.moved(session, actor, notice, NoticeAction.REPLY, words=text, on_behalf_of=speaker)
    session.flush()  # its files name it
    return made.id


def confirm(session: Session, actor: Actor, notice_id: int, *, expected: int | None = None) -> None:
    """The second person of a 自审: a coordinator, a leader or an admin has looked at the reply."""
    _, notice = access.begin(session, actor, notice_id, NoticeAction.CONFIRM, expected)
    check_confirmable(actor, notice.unit_id, notice.office_id)
    newest = queries.replies_of(session, notice_id)[0]
    newest.confirmed_by, newest.confirmed_key = actor.name, key_of(actor)
    access.moved(session, actor, notice, NoticeAction.CONFIRM)


def accept(
    session: Session, actor: Actor, notice_id: int, note: str = "", *, expected: int | None = None
) -> None:
    """办结: the reply is enough. A coordinator of the very unit may, marked as 自审 and after a
    second person: raise `SecondPersonError` without.
    """
    _, notice = access.begin(session, actor, notice_id, NoticeAction.ACCEPT, expected)
    newest = queries.replies_of(session, notice_id)[0]
    check_accepting(actor, notice.unit_id, newest.confirmed_key)
    _decide(reviewer(actor, notice.unit_id), newest, ReplyOutcome.ACCEPTED, note)
    notice.ended_by, notice.ended_at, notice.end_note = actor.name, clock.now(), note or None
    access.moved(session, actor, notice, NoticeAction.ACCEPT, words=note)


def send_back(
    session: Session,
    actor: Actor,
    notice_id: int,
    reason: str,
    reply_due_on: date | None,
    *,
    expected: int | None = None,
) -> None:
    """The reply is not enough: with the reason, and another day from which reminders count anew."""
    _, notice = access.begin(session, actor, notice_id, NoticeAction.SEND_BACK, expected)
    rules.check_words(NoticeAction.SEND_BACK, reason)
    rules.check_new_day(reply_due_on, None)
    day, sure = rules.reply_day(reply_due_on, clock.today(), workdays.calendar(session))
    rules.check_new_day(day, notice.reply_due_on)
    newest = queries.replies_of(session, notice_id)[0]
    _decide(reviewer(actor, notice.unit_id), newest, ReplyOutcome.SENT_BACK, reason, day)
    notice.reply_due_confirmed = sure
    access.moved(session, actor, notice, NoticeAction.SEND_BACK, words=reason, reply_due_on=day)


def _decide(
    decided_by: str,
    newest: NoticeReply,
    outcome: ReplyOutcome,
    note: str,
    new_due_on: date | None = None,
) -> None:
    newest.outcome, newest.note, newest.new_due_on = outcome, note or None, new_due_on
    newest.decided_by, newest.decided_at = decided_by, clock.now()
