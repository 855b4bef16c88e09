"""更正: what was accepted gets a new edition, and the old one stays readable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.errors import ConflictError, NotFoundError
from app.jobs.service import emit
from app.kit import clock
from app.progress.events import ReturnAmended
from app.progress.filing import (
    NO_WORDS,
    UNREVIEWED,
    Changes,
    Said,
    Words,
    changes_of,
    entered,
    filled,
    signed_in_event,
    write,
)
from app.progress.models import ReturnEdition
from app.progress.returns import rules
from app.progress.returns.rules import Filled
from app.progress.rows import KEPT, rows_of
from app.progress.rules import Action
from app.progress.settings import service as places
from app.progress.steps import about, advance, begin, load


class NothingAmendedError(ConflictError):
    code, title = "nothing_amended", "内容与现在的一样，没有需要更正的"


FACTS = (
    "submitted_by",
    "entered_by",
    "on_behalf_of",
    "way",
    "cleared_by",
    "reviewed_by",
    "review_note",
)


@dataclass(frozen=True)
class Amendment:
    """Why; who signed in the unit, where the place wants that; whose words a coordinator enters."""

    reason: str
    cleared_by: str | None = None
    cleared_on: date | None = None
    words: Words = NO_WORDS


def amend(
    session: Session,
    actor: Actor,
    return_id: int,
    rows: Sequence[Said],
    given: Amendment,
    *,
    expected: int | None = None,
) -> None:
    """Put new rows in place of those that were accepted, which are kept as an edition, and hand
    it in again. A task that `rows` does not name stays as it is.
    """
    step = begin(session, actor, return_id, Action.AMEND, expected)
    before = rows_of(session, return_id)
    changes = changes_of(session, step.found, before, rows)
    if not changes:
        raise NothingAmendedError
    rules.check_complete(_amended(before, changes))
    signed = entered(step, actor, given.words)
    rules.check_words(step.who, signed["on_behalf_of"], signed["way"])
    today = clock.today()
    day = given.cleared_on or today
    clearing = places.of_region(session, step.found.region_id).clearing
    rules.check_cleared(given.cleared_by, day, today, needed=clearing)
    cleared = {"cleared_by": given.cleared_by, "cleared_on": day if given.cleared_by else None}
    handed_in = {"submitted_at": clock.now(), "submitted_by": actor.name}
    advance(session, step, {**UNREVIEWED, **signed, **cleared, **handed_in})
    number = _keep(session, actor, step.found, before, given.reason)
    write(session, return_id, changes)
    told = ReturnAmended(
        **about(step),
        **signed_in_event(signed),
        reason=given.reason,
        edition=number,
        cleared_by=given.cleared_by,
        changes=changes,
    )
    emit(session, actor, told)


def _amended(before: Sequence[Row[Any]], changes: Changes) -> Iterator[Filled]:
    """The rows as they will be; of what was told before something must be told again."""
    told = {row.task_id for row in before if row.progress or row.no_change}
    for row in before:
        kept = filled(row, told)
        new: dict[str, Any] = {
            name: pair[1]
            for name, pair in changes.get(row.task_id, {}).items()
            if hasattr(kept, name)
        }
        yield replace(kept, **new)


def _keep(
    session: Session, actor: Actor, found: Row[Any], rows: Sequence[Row[Any]], reason: str
) -> int:
    """Keep what stands as an edition. Its number."""
    counted = select(func.count()).where(col(ReturnEdition.return_id) == found.id)
    number = int(session.execute(counted).scalar_one()) + 1
    facts = {name: getattr(found, name) for name in FACTS}
    facts |= {
        name: value.isoformat() if (value := getattr(found, name)) else None
        for name in ("submitted_at", "reviewed_at", "cleared_on")
    }
    session.add(
        ReturnEdition(
            return_id=found.id,
            number=number,
            facts=facts,
            rows=[
                {"task_id": row.task_id, "number": row.number, "title": row.title}
                | {name: getattr(row, name) for name in KEPT}
                for row in rows
            ],
            reason=reason,
            amended_by=actor.name,
            amended_at=clock.now(),
        )
    )
    return number


def listed(session: Session, return_id: int) -> Sequence[Row[Any]]:
    """`number`, `reason`, `amended_by`, `amended_at` of each, the first first."""
    query = (
        select(
            *cols(
                ReturnEdition.number,
                ReturnEdition.reason,
                ReturnEdition.amended_by,
                ReturnEdition.amended_at,
            )
        )
        .where(col(ReturnEdition.return_id) == return_id)
        .order_by(col(ReturnEdition.number))
    )
    return session.execute(query).all()


@dataclass(frozen=True)
class OldEdition:
    found: Row[Any]
    edition: ReturnEdition


def get(session: Session, actor: Actor, return_id: int, number: int) -> OldEdition:
    """Raise `NotFoundError` unless the actor may read the return and it had such an edition."""
    found = load(session, actor, return_id)
    query = select(ReturnEdition).where(
        col(ReturnEdition.return_id) == return_id, col(ReturnEdition.number) == number
    )
    edition = session.scalars(query).first()
    if edition is None:
        raise NotFoundError
    return OldEdition(found, edition)
