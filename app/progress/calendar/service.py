"""What a change of the calendar would do to due dates, and the change itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.core.actor import Actor
from app.progress.generation import Foreseen, foresee
from app.workdays import service as workdays
from app.workdays.service import Proposed


@dataclass(frozen=True)
class Change:
    """What a file changes, and which due dates move with it."""

    proposed: Proposed
    moves: Sequence[Foreseen]

    @property
    def returns(self) -> int:
        return sum(one.returns for one in self.moves if one.before != one.after)


def preview(session: Session, actor: Actor, data: bytes, *, add: bool) -> Change:
    """Nothing is written. For an admin; raise `CalendarFileError` with every wrong line."""
    proposed = workdays.propose(session, actor, data=data, add=add)
    return Change(proposed, foresee(session, proposed.calendar))


def save(session: Session, actor: Actor, data: bytes, *, source: str, add: bool) -> Change:
    """The due dates are counted anew right after, by a job; these are they."""
    change = preview(session, actor, data, add=add)
    workdays.import_file(session, actor, data=data, source=source, add=add)
    return change
