"""What a change of the calendar would do to due dates, and the change itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core.actor import Actor
from app.identity.queries import readable_regions
from app.progress.generation import Foreseen, foresee
from app.workdays import service as workdays
from app.workdays.service import Proposed


@dataclass(frozen=True)
class Change:
    """What a file changes, and which due dates move with it: those of the actor's regions plan by
    plan, of the `elsewhere` the number of returns. There is one calendar for all.
    """

    proposed: Proposed
    moves: Sequence[Foreseen]
    returns: int
    elsewhere: int


def preview(session: Session, actor: Actor, data: bytes, *, add: bool) -> Change:
    """Nothing is written. For an admin; raise `CalendarFileError` with every wrong line."""
    proposed = workdays.propose(session, actor, data=data, add=add)
    moves = foresee(session, proposed.calendar)
    own = set(session.scalars(readable_regions(actor)))
    moved = [one for one in moves if one.before != one.after]
    return Change(
        proposed,
        moves=[one for one in moves if one.region_id in own],
        returns=sum(one.returns for one in moved),
        elsewhere=sum(one.returns for one in moved if one.region_id not in own),
    )


def save(session: Session, actor: Actor, data: bytes, *, source: str, add: bool) -> Change:
    """The due dates are counted anew right after, by a job; these are they."""
    change = preview(session, actor, data, add=add)
    workdays.import_file(session, actor, data=data, source=source, add=add)
    return change
