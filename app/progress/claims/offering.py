"""A unit offers to hold a task, says it otherwise, or takes it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, delete
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.errors import NotFoundError, StaleError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import service as plans
from app.progress.claims import access, queries, rules
from app.progress.claims.access import Matter
from app.progress.claims.events import ClaimChanged, ClaimOffered, ClaimWithdrawn
from app.progress.claims.models import Claim, ClaimPartner
from app.progress.claims.terms import ClaimState
from app.progress.rules import Standing
from app.reading import terms as reading


@dataclass(frozen=True)
class NewClaim:
    """A liaison leaves `unit_id` and `said_by` to be the own unit and the own name."""

    role: reading.Role
    words: str
    partners: Sequence[int] = ()
    unit_id: int | None = None
    said_by: str | None = None


class Offered(NamedTuple):
    """`made` is false where the very same offer stood there already."""

    id: int
    made: bool


def offer(session: Session, actor: Actor, task_id: int, new: NewClaim) -> Offered:
    """Offer that a unit holds a task; a coordinator of the plan enters it for the unit (代录).

    The same again is the first one. Raise `AlreadyOfferedError` where the unit offered something
    else, `LeadTakenError`, `NotClaimableError` and `HoldsAlreadyError`.
    """
    matter = access.load(session, actor, task_id)
    unit_id = _unit_of(actor, new, matter)
    plans.lock(session, matter.task.plan_id)
    matter = access.load(session, actor, task_id)
    unit = access.claimant(session, actor, unit_id)
    rules.check_claimant(unit, matter.task.region_id)
    partners = access.partners(session, actor, unit_id, new.partners, matter.task.region_id)
    standing = _open_offer(matter, unit_id)
    if standing is not None:
        return _same(session, standing, new, partners)
    rules.check_open(matter.facts)
    rules.check_not_holding(unit_id, new.role, matter.standing)
    return Offered(_write(session, actor, matter, unit_id, new, partners=partners), made=True)


def _unit_of(actor: Actor, new: NewClaim, matter: Matter) -> int:
    """For which unit the actor speaks; 403 before anything is said of the offer itself."""
    own = actor.unit_id if actor.role is Role.LIAISON else None
    unit_id = new.unit_id or own
    who = access.stands_to(actor, unit_id or 0, matter)
    rules.check_may_write(who)
    if unit_id is None or (who is Standing.OFFICE and not new.said_by):
        raise rules.UnitNeededError
    return unit_id


def _open_offer(matter: Matter, unit_id: int) -> Row[Any] | None:
    mine = (
        one
        for one in matter.claims
        if unit_id in {one.unit_id, matter.speaks_for(one.unit_id)}
        and one.state is ClaimState.OFFERED
    )
    return next(mine, None)


def _same(session: Session, standing: Row[Any], new: NewClaim, partners: Sequence[int]) -> Offered:
    named = {one.id for one in queries.partners_of(session, [standing.id]).get(standing.id, [])}
    if (standing.role, standing.words, named) == (new.role, new.words, set(partners)):
        return Offered(standing.id, made=False)
    raise rules.AlreadyOfferedError(
        "内容不同：请修改原来的认领，或撤回后重新提出", claim_id=standing.id
    )


def _write(
    session: Session,
    actor: Actor,
    matter: Matter,
    unit_id: int,
    new: NewClaim,
    *,
    partners: Sequence[int],
) -> int:
    on_behalf = access.stands_to(actor, unit_id, matter) is Standing.OFFICE
    claim = Claim(
        task_id=matter.task.id,
        plan_id=matter.task.plan_id,
        region_id=matter.task.region_id,
        unit_id=unit_id,
        role=new.role,
        words=new.words,
        offered_by=(new.said_by if on_behalf else None) or actor.name,
        offered_at=clock.now(),
        entered_by=actor.name if on_behalf else None,
        updated_at=clock.now(),
    )
    session.add(claim)
    session.flush()  # its partners need the id
    session.add_all(ClaimPartner(claim_id=claim.id, unit_id=one) for one in partners)
    event = ClaimOffered(
        **_about(claim),
        role=claim.role.value,
        words=claim.words,
        partners=tuple(partners),
        offered_by=claim.offered_by,
        entered_by=claim.entered_by,
    )
    emit(session, actor, event)
    return claim.id


def change(
    session: Session,
    actor: Actor,
    claim_id: int,
    values: Mapping[str, Any],
    expected: int | None = None,
) -> None:
    """Say it otherwise while nobody has decided: role, words, partners."""
    matter, claim = _for_change(session, actor, claim_id, expected)
    new = dict(values)
    partners = new.pop("partners", None)
    if "role" in new:
        unit_id = matter.speaks_for(claim.unit_id)
        rules.check_not_holding(unit_id, new["role"], matter.standing)
    changes: dict[str, tuple[object, object]] = {
        name: (str(getattr(claim, name)), str(value))
        for name, value in new.items()
        if getattr(claim, name) != value
    }
    for name, value in new.items():
        setattr(claim, name, value)
    if partners is not None:
        changes |= _replace_partners(session, actor, claim, partners)
    if changes:
        _touch(claim)
        emit(session, actor, ClaimChanged(**_about(claim), changes=changes))


def _replace_partners(
    session: Session, actor: Actor, claim: Claim, ids: Sequence[int]
) -> dict[str, tuple[object, object]]:
    wanted = access.partners(session, actor, claim.unit_id, ids, claim.region_id)
    before = [one.id for one in queries.partners_of(session, [claim.id]).get(claim.id, [])]
    if set(before) == set(wanted):
        return {}
    session.execute(delete(ClaimPartner).where(col(ClaimPartner.claim_id) == claim.id))
    session.add_all(ClaimPartner(claim_id=claim.id, unit_id=one) for one in wanted)
    return {"partners": (before, wanted)}


def withdraw(
    session: Session,
    actor: Actor,
    claim_id: int,
    *,
    reason: str | None = None,
    expected: int | None = None,
) -> None:
    """Take an offer back, which stays on record. Raise `ClaimEndedError` once it was decided."""
    matter, claim = _for_change(session, actor, claim_id, expected)
    on_behalf = access.stands_to(actor, claim.unit_id, matter) is Standing.OFFICE
    claim.state = ClaimState.WITHDRAWN
    claim.decided_by, claim.decided_at, claim.note = actor.name, clock.now(), reason
    _touch(claim)
    entered_by = actor.name if on_behalf else None
    emit(session, actor, ClaimWithdrawn(**_about(claim), reason=reason, entered_by=entered_by))


def _for_change(
    session: Session, actor: Actor, claim_id: int, expected: int | None
) -> tuple[Matter, Claim]:
    """404, 403, then under the lock 412 and 409."""
    found = queries.claim(session, actor, claim_id)
    if found is None:
        raise NotFoundError
    matter = access.load(session, actor, found.task_id)
    rules.check_may_write(access.stands_to(actor, found.unit_id, matter))
    plans.lock(session, found.plan_id)
    claim = session.get_one(Claim, claim_id, populate_existing=True)
    rules.check_undecided(claim.state)
    if expected is not None and claim.version != expected:
        raise StaleError
    return matter, claim


def _touch(claim: Claim) -> None:
    claim.version += 1
    claim.updated_at = clock.now()


def _about(claim: Claim) -> dict[str, Any]:
    """The fields of `ClaimEvent`."""
    return {
        "subject": Subject("claim", claim.id),
        "region_id": claim.region_id,
        "unit_ids": (claim.unit_id,),
        "plan_id": claim.plan_id,
        "task_id": claim.task_id,
    }
