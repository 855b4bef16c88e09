"""One step of a return: load (404), permit (403), decide (409, 412), and change it once.

Every change counts its version on, by an update that expects the version which was read: of two
people at once one is told what the other did, and nothing is done twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import NotFoundError, StaleError
from app.core.events import Subject
from app.kit import clock
from app.progress import queries, rules, statements
from app.progress.rules import Action, Place, Standing
from app.progress.settings import service as places
from app.progress.terms import ReturnState


@dataclass(frozen=True)
class Step:
    """What an action is about to do to a return as it was `found`."""

    found: Row[Any]
    who: Standing
    action: Action
    state: ReturnState


def load(session: Session, actor: Actor, return_id: int) -> Row[Any]:
    """Raise `NotFoundError` unless there is such a return and the actor may read it."""
    found = queries.one(session, actor, return_id)
    if found is None:
        raise NotFoundError
    return found


def place_of(found: Row[Any]) -> Place:
    return Place(found.unit_id, found.plan_region_id, found.office_id, found.heir_id)


def begin(
    session: Session, actor: Actor, return_id: int, action: Action, expected: int | None
) -> Step:
    """Where the place wants returns signed in the unit, handing in leads to that first, and back
    from there to what it was.
    """
    found = load(session, actor, return_id)
    who = rules.standing_to_return(actor, place_of(found))
    state = rules.move(action, found.state, who)
    if expected is not None and expected != found.version:
        raise StaleError
    if action is Action.SUBMIT:
        clearing = places.of_region(session, found.region_id).clearing
        state = rules.handed_in(state, clearing=clearing)
    if action is Action.TAKE_BACK:
        state = rules.touched(found.state, found.review_note)
    return Step(found, who, action, state)


def advance(session: Session, step: Step, values: Mapping[str, object]) -> None:
    """Raise what another person made of it meanwhile: the state that is in the way, or 412."""
    changed = {"state": step.state, "updated_at": clock.now(), **values}
    if not statements.advance(session, step.found, changed):
        rules.move(step.action, queries.state_of(session, step.found.id), step.who)
        raise StaleError


def about(step: Step) -> dict[str, Any]:
    """The fields of `ReturnEvent`."""
    found = step.found
    return {
        "subject": Subject("return", found.id),
        "region_id": found.region_id,
        "unit_ids": (found.unit_id,),
        "plan_id": found.plan_id,
        "period": found.period,
        "state": (found.state.value, step.state.value),
    }
