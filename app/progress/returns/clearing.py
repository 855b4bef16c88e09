"""单位审签: before it reaches the coordinator, a return is signed in its own unit."""

from datetime import date

from sqlmodel import Session

from app.core.actor import Actor
from app.jobs.service import emit
from app.kit import clock
from app.progress import statements
from app.progress.events import ReturnCleared, ReturnTakenBack
from app.progress.filing import UNREVIEWED
from app.progress.returns import rules
from app.progress.rules import Action
from app.progress.steps import about, advance, begin


def clear(
    session: Session,
    actor: Actor,
    return_id: int,
    *,
    cleared_by: str,
    cleared_on: date | None = None,
    expected: int | None = None,
) -> None:
    """Record who signed in the unit and when (today, unless told); it is handed in with that."""
    step = begin(session, actor, return_id, Action.CLEAR, expected)
    today = clock.today()
    day = cleared_on or today
    rules.check_cleared(cleared_by, day, today, needed=True)
    advance(session, step, {**UNREVIEWED, "cleared_by": cleared_by, "cleared_on": day})
    told = ReturnCleared(**about(step), cleared_by=cleared_by, cleared_on=day.isoformat())
    emit(session, actor, told)


def take_back(
    session: Session,
    actor: Actor,
    return_id: int,
    *,
    reason: str | None = None,
    expected: int | None = None,
) -> None:
    """Not signed: back to the draft that it was, or to what was sent back, inside the unit. Parts
    that went with it are drafts again; what was filed ahead of it stays filed.
    """
    step = begin(session, actor, return_id, Action.TAKE_BACK, expected)
    handed_in, ahead = step.found.submitted_at, step.found.parts_filed_at
    kept = ahead if ahead and handed_in and ahead < handed_in else None
    advance(session, step, {"submitted_at": None, "submitted_by": None, "parts_filed_at": kept})
    statements.unfile_rows(session, return_id, since=handed_in)
    emit(session, actor, ReturnTakenBack(**about(step), reason=reason))
