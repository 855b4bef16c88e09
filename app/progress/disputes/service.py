"""Disputes: raised by a unit within the window, upheld or reassigned by the plan's coordinator."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import NotFoundError, StaleError
from app.core.events import Subject
from app.core.lists import Slice, Window, page
from app.jobs.service import emit
from app.kit import clock
from app.plans import service as plans
from app.plans.holding.service import own_ids
from app.plans.models import Plan
from app.plans.terms import AmendmentKind
from app.progress import queries as dispatches
from app.progress.disputes import messages, queries, rules
from app.progress.disputes.events import DisputeDecided, DisputeRaised
from app.progress.disputes.models import Dispute
from app.progress.disputes.queries import DisputeFilter
from app.progress.disputes.terms import DisputeState
from app.progress.rules import Place, Standing, standing
from app.progress.settings import service as settings
from app.units import service as units
from app.units.reforms.service import holder_of
from app.workdays import service as workdays

__all__ = [
    "DisputeFilter",
    "NewDispute",
    "Opened",
    "Ruling",
    "disputes",
    "get",
    "opened",
    "raise_dispute",
    "reassign",
    "uphold",
    "withdraw",
]


@dataclass(frozen=True)
class NewDispute:
    """`said_by` is who spoke for the unit, where a coordinator writes it down."""

    assignment_id: int
    reason: str
    proposed_unit_id: int | None = None
    said_by: str | None = None


@dataclass(frozen=True)
class Ruling:
    """Who holds the row from now on, and on what ground: a decision of an organ on a day."""

    unit_id: int
    basis: str
    organ: str
    decided_on: date
    note: str | None = None


@dataclass(frozen=True)
class Opened:
    """A dispatch as its unit sees it: what it was given, each row with until when it may say no to
    that, and until when it may to all that came with the dispatch.
    """

    dispatch: Row[Any]
    rows: Sequence[tuple[Row[Any], rules.Window]]
    window: rules.Window
    who: Standing


# ---- reading ---------------------------------------------------------------------------------


def opened(session: Session, actor: Actor, dispatch_id: int) -> Opened:
    """Raise `NotFoundError` for a dispatch that the actor may not read."""
    found = _dispatch(session, actor, dispatch_id)
    until, holder = _windows(session, found), holder_of(session, found.unit_id)
    rows = queries.own_rows(session, found.plan_id, holder, clock.today())
    return Opened(
        dispatch=found,
        rows=[(row, until(row.added_at)) for row in rows],
        window=until(None),
        who=_who(session, actor, found, holder),
    )


def disputes(session: Session, actor: Actor, wanted: DisputeFilter, window: Window) -> Slice:
    bound = replace(window, filters=wanted.as_key())
    return page(session, queries.disputes(actor, wanted), queries.NEWEST, bound)


def get(session: Session, actor: Actor, dispute_id: int) -> Row[Any]:
    found = queries.dispute(session, actor, dispute_id)
    if found is None:
        raise NotFoundError
    return found


def _dispatch(session: Session, actor: Actor, dispatch_id: int) -> Row[Any]:
    found = dispatches.dispatch(session, actor, dispatch_id)
    if found is None:
        raise NotFoundError
    return found


def _windows(session: Session, found: Row[Any]) -> Callable[[datetime | None], rules.Window]:
    """By when a row came into the plan; None where it was there from the beginning."""
    allowed = settings.of_region(session, found.region_id).dispute_workdays
    calendar, today = workdays.calendar(session), clock.today()

    def until(added_at: datetime | None) -> rules.Window:
        given_at = max(found.dispatched_at, added_at or found.dispatched_at)
        return rules.window(clock.local(given_at).date(), allowed, calendar, today)

    return until


def _who(session: Session, actor: Actor, found: Row[Any], holder: int | None = None) -> Standing:
    """What the actor is to a dispatch or a dispute; `holder` stands in for its unit."""
    plan = session.get_one(Plan, found.plan_id)
    heir = holder or holder_of(session, found.unit_id)
    return standing(actor, Place(found.unit_id, plan.region_id, plan.office_id, heir))


# ---- raising ---------------------------------------------------------------------------------


def raise_dispute(session: Session, actor: Actor, dispatch_id: int, new: NewDispute) -> int:
    """A unit says of one of its rows that it is another's; a coordinator writes it down for it.

    Raise `WindowClosedError`, `NotYourRowError`, `DisputedAlreadyError`, `SameUnitError`.
    """
    found = _dispatch(session, actor, dispatch_id)
    who = _who(session, actor, found)
    rules.check_may_raise(who, new.said_by)
    plans.lock(session, found.plan_id)
    task_id = _check_row(session, found, new)
    on_behalf = who is Standing.OFFICE
    made = Dispute(
        dispatch_id=dispatch_id,
        plan_id=found.plan_id,
        region_id=found.region_id,
        unit_id=found.unit_id,
        task_id=task_id,
        assignment_id=new.assignment_id,
        reason=new.reason,
        proposed_unit_id=new.proposed_unit_id,
        raised_by=(new.said_by if on_behalf else None) or actor.name,
        raised_at=clock.now(),
        entered_by=actor.name if on_behalf else None,
        updated_at=clock.now(),
    )
    if new.proposed_unit_id is not None:
        _check_proposed(session, actor, made, new.proposed_unit_id)
    session.add(made)
    session.flush()  # the event names it
    told = DisputeRaised(
        **_about(made),
        reason=made.reason,
        proposed_unit_id=made.proposed_unit_id,
        raised_by=made.raised_by,
        entered_by=made.entered_by,
    )
    emit(session, actor, told)
    return made.id


def _check_row(session: Session, found: Row[Any], new: NewDispute) -> int:
    """The task of the row, which the unit must hold by its own name, and still in time."""
    holder = holder_of(session, found.unit_id)
    held = queries.own_rows(session, found.plan_id, holder, clock.today())
    row = next((one for one in held if one.assignment_id == new.assignment_id), None)
    if row is None:
        raise rules.NotYourRowError
    rules.check_open(_windows(session, found)(row.added_at))
    if (standing_id := queries.open_for(session, new.assignment_id)) is not None:
        raise rules.DisputedAlreadyError(dispute_id=standing_id)
    return int(row.task_id)


def _check_proposed(session: Session, actor: Actor, made: Dispute, unit_id: int) -> None:
    """A unit that the actor may read, and another than the one that disputes."""
    units.get(session, actor, unit_id)
    own = frozenset(session.scalars(own_ids(made.unit_id, clock.today())))
    rules.check_another(unit_id, own)


# ---- deciding --------------------------------------------------------------------------------


def uphold(
    session: Session, actor: Actor, dispute_id: int, note: str, expected: int | None = None
) -> None:
    """维持原分工, with the reason for which the row stays where it is."""
    made = _for_deciding(session, actor, dispute_id, expected)
    _decide(session, actor, made, DisputeState.UPHELD, note=note)


def reassign(
    session: Session, actor: Actor, dispute_id: int, ruling: Ruling, expected: int | None = None
) -> None:
    """改派: the assignment ends by an amendment, and the other unit stands in its place. Returns,
    dispatches and lists follow it. Raise what stands in the way of the amendment.
    """
    made = _for_deciding(session, actor, dispute_id, expected)
    _check_proposed(session, actor, made, ruling.unit_id)
    unit = units.names(session, [made.unit_id])[made.unit_id]
    raised_on = clock.local(made.raised_at).date()
    grounds = plans.Grounds(
        messages.reassigned_because(unit, raised_on, ruling.note),
        basis=ruling.basis,
        organ=ruling.organ,
        decided_on=ruling.decided_on,
    )
    made.new_assignment_id = plans.reassign_published(
        session,
        actor,
        made.assignment_id,
        ruling.unit_id,
        kind=AmendmentKind.AMENDMENT,
        grounds=grounds,
    )
    _decide(
        session,
        actor,
        made,
        DisputeState.REASSIGNED,
        note=ruling.note,
        new_unit_id=ruling.unit_id,
    )


def withdraw(session: Session, actor: Actor, dispute_id: int, expected: int | None = None) -> None:
    """By the unit, while nobody has decided."""
    found = get(session, actor, dispute_id)
    if _who(session, actor, found) is not Standing.UNIT:
        raise rules.NotYourDispatchError
    made = _locked(session, found, expected)
    _decide(session, actor, made, DisputeState.WITHDRAWN)


def _for_deciding(session: Session, actor: Actor, dispute_id: int, expected: int | None) -> Dispute:
    """404, 403, then under the lock 409 and 412."""
    found = get(session, actor, dispute_id)
    rules.check_may_decide(_who(session, actor, found))
    return _locked(session, found, expected)


def _locked(session: Session, found: Row[Any], expected: int | None) -> Dispute:
    plans.lock(session, found.plan_id)
    made = session.get_one(Dispute, found.id, populate_existing=True)
    rules.check_undecided(made.state)
    if expected is not None and made.version != expected:
        raise StaleError
    return made


def _decide(
    session: Session,
    actor: Actor,
    made: Dispute,
    state: DisputeState,
    *,
    note: str | None = None,
    new_unit_id: int | None = None,
) -> None:
    old, made.state = made.state, state
    made.decided_by, made.decided_at, made.note = actor.name, clock.now(), note
    made.version += 1
    made.updated_at = clock.now()
    told = DisputeDecided(
        **_about(made, new_unit_id),
        state=(old.value, state.value),
        note=note,
        new_unit_id=new_unit_id,
        new_assignment_id=made.new_assignment_id,
    )
    emit(session, actor, told)


def _about(made: Dispute, other: int | None = None) -> dict[str, Any]:
    """The fields of `DisputeEvent`."""
    return {
        "subject": Subject("dispute", made.id),
        "region_id": made.region_id,
        "unit_ids": (made.unit_id, other) if other else (made.unit_id,),
        "plan_id": made.plan_id,
        "task_id": made.task_id,
        "assignment_id": made.assignment_id,
    }
