"""The coordinator's word on a return: accepted, sent back, waived; and the second person's."""

from datetime import date

from sqlmodel import Session

from app.core.actor import Actor
from app.jobs.service import emit
from app.kit import clock
from app.progress import statements
from app.progress.events import ReturnAccepted, ReturnConfirmed, ReturnSentBack, ReturnWaived
from app.progress.returns import rules
from app.progress.rules import Action, check_accepting, check_confirmable, key_of, reviewer
from app.progress.steps import Step, about, advance, begin, place_of
from app.workdays import service as workdays


def confirm(session: Session, actor: Actor, return_id: int, *, expected: int | None = None) -> None:
    """The second person of a 自审: a coordinator, a leader or an admin has looked at it."""
    step = begin(session, actor, return_id, Action.CONFIRM, expected)
    place = place_of(step.found)
    check_confirmable(actor, place.unit_id, place.office_id)
    advance(session, step, {"confirmed_by": actor.name, "confirmed_key": key_of(actor)})
    emit(session, actor, ReturnConfirmed(**about(step)))


def accept(
    session: Session,
    actor: Actor,
    return_id: int,
    *,
    note: str | None = None,
    expected: int | None = None,
) -> None:
    """审核通过. A coordinator of the very unit may, marked as 自审 and after a second person: raise
    `SecondPersonError` without.
    """
    step = begin(session, actor, return_id, Action.ACCEPT, expected)
    own_unit = check_accepting(actor, step.found.unit_id, step.found.confirmed_key)
    advance(session, step, _reviewed(actor, step, note))
    emit(session, actor, ReturnAccepted(**about(step), note=note, own_unit=own_unit))


def send_back(
    session: Session,
    actor: Actor,
    return_id: int,
    *,
    reason: str,
    due_on: date | None = None,
    expected: int | None = None,
) -> None:
    """退回, with another due date: the one given, or a short one where the old has passed. Its rows
    are drafts again, the parts too. Raise `PastDueDateError`.
    """
    step = begin(session, actor, return_id, Action.RETURN, expected)
    calendar = workdays.calendar(session)
    day, moved = rules.new_due(due_on, step.found.due_on, clock.today(), calendar)
    values = _reviewed(actor, step, reason) | {"parts_filed_at": None}
    if moved:
        values |= {"due_on": day, "due_confirmed": calendar.is_confirmed(day), "due_set": True}
    advance(session, step, values)
    statements.unfile_rows(session, return_id)
    dates = (step.found.due_on.isoformat(), day.isoformat())
    emit(session, actor, ReturnSentBack(**about(step), reason=reason, due_on=dates))


def waive(
    session: Session,
    actor: Actor,
    return_id: int,
    *,
    reason: str,
    expected: int | None = None,
) -> None:
    """免报: nothing more is asked for this period, and what was filed ahead counts no more."""
    step = begin(session, actor, return_id, Action.WAIVE, expected)
    advance(session, step, _reviewed(actor, step, reason) | {"parts_filed_at": None})
    statements.unfile_rows(session, return_id)
    emit(session, actor, ReturnWaived(**about(step), reason=reason))


def _reviewed(actor: Actor, step: Step, note: str | None) -> dict[str, object]:
    return {
        "reviewed_at": clock.now(),
        "reviewed_by": reviewer(actor, step.found.unit_id),
        "review_note": note,
    }
