"""A coordinator settles the claims on a task: who leads, who holds it with him, who does not."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import StaleError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import service as plans
from app.plans.terms import AmendmentKind
from app.progress.claims import access, messages, rules
from app.progress.claims.access import Matter
from app.progress.claims.events import ClaimsSettled
from app.progress.claims.models import Claim
from app.progress.claims.rules import Offer, Settlement, Verdict
from app.progress.claims.terms import ClaimState, Decision
from app.progress.rules import Standing
from app.reading.terms import Role


def settle(
    session: Session,
    actor: Actor,
    task_id: int,
    verdicts: Sequence[Verdict],
    *,
    first: int | None = None,
    expected: int | None = None,
) -> None:
    """Decide the given offers together, all or none; what is confirmed comes into the matrix.

    `expected` is the version of the whole matter that the coordinator saw. Raise
    `NotYoursToSettleError`, `StaleError`, and what `rules.settled` raises.
    """
    matter = access.load(session, actor, task_id)
    if access.stands_to(actor, 0, matter) is not Standing.OFFICE:
        raise rules.NotYoursToSettleError
    plans.lock(session, matter.task.plan_id)
    matter = access.load(session, actor, task_id)
    if expected is not None and expected != matter.version:
        raise StaleError
    settlement = rules.settled(matter.offers, verdicts, matter.standing, first)
    if settlement.confirmed:
        _check_stands(matter)
    decided: dict[int, dict[str, object]] = {}
    for offer, verdict in settlement.confirmed:
        decided[offer.id] = _confirm(session, actor, offer, verdict, settlement)
    for offer, verdict in settlement.declined:
        decided[offer.id] = _decline(session, actor, offer, verdict)
    emit(session, actor, _told(matter, settlement, decided))


def _check_stands(matter: Matter) -> None:
    """Nothing is handed to anybody in a task that is over."""
    if reason := rules.is_closed_to_claims(matter.facts):
        raise rules.NotClaimableError(reason)


def _files(settlement: Settlement) -> int | None:
    """The claim whose unit files for the leads: the first, where it leads."""
    first, verdict = settlement.confirmed[0]
    return first.id if verdict.decision is Decision.LEAD else None


def _confirm(
    session: Session, actor: Actor, offer: Offer, verdict: Verdict, settlement: Settlement
) -> dict[str, object]:
    claim = session.get_one(Claim, offer.id, populate_existing=True)
    offered_on = clock.local(claim.offered_at).date()
    role = Role(verdict.decision)
    unit_id = settlement.holders[offer.id]
    former = offer.unit if unit_id != offer.unit_id else None
    told = messages.basis(claim.offered_by, offered_on, claim.entered_by, actor.name, former)
    claim.assignment_id = plans.assign_published(
        session,
        actor,
        claim.task_id,
        unit_id,
        role,
        kind=AmendmentKind.CLAIM,
        grounds=plans.Grounds(told),
        is_first_lead=claim.id == _files(settlement),
    )
    claim.confirmed_role = role
    _decide(claim, ClaimState.CONFIRMED, actor, verdict)
    return _line(claim, verdict) | {"holder_id": unit_id}


def _decline(session: Session, actor: Actor, offer: Offer, verdict: Verdict) -> dict[str, object]:
    claim = session.get_one(Claim, offer.id, populate_existing=True)
    _decide(claim, ClaimState.DECLINED, actor, verdict)
    return _line(claim, verdict)


def _decide(claim: Claim, state: ClaimState, actor: Actor, verdict: Verdict) -> None:
    claim.state = state
    claim.decided_by, claim.decided_at = actor.name, clock.now()
    claim.note = verdict.note.strip() or None
    claim.version += 1
    claim.updated_at = clock.now()


def _line(claim: Claim, verdict: Verdict) -> dict[str, object]:
    return {
        "unit_id": claim.unit_id,
        "offered": claim.role.value,
        "decision": verdict.decision.value,
        "note": claim.note,
        "assignment_id": claim.assignment_id,
    }


def _told(
    matter: Matter, settlement: Settlement, decided: dict[int, dict[str, object]]
) -> ClaimsSettled:
    pairs: list[tuple[Offer, Any]] = [*settlement.confirmed, *settlement.declined]
    return ClaimsSettled(
        subject=Subject("plan", matter.task.plan_id),
        region_id=matter.task.region_id,
        unit_ids=tuple(
            sorted({*(offer.unit_id for offer, _ in pairs), *settlement.holders.values()})
        ),
        task_id=matter.task.id,
        decisions=decided,
    )
