"""Where a person is reached: read and changed by himself, and by those who run his place."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.errors import ForbiddenError, NotFoundError, StaleError
from app.core.events import Subject
from app.deliveries.people import rules
from app.deliveries.people.events import AddressesChanged
from app.deliveries.people.models import Reach
from app.deliveries.terms import AddressKind
from app.identity.models import Membership, Person, Region
from app.identity.queries import readable_regions
from app.identity.rules import may_set
from app.jobs.service import emit
from app.kit import clock

KNOWN_BY_NOTHING = "  "


@cache
def known_by() -> ColumnElement[str]:
    """All by which a person is known, as one text, of `Person` with `Reach` joined to it or not:
    so what was tried once is told from what holds now. No address has a space in it.
    """
    ways = (col(Person.email), col(Reach.mobile), col(Reach.account))
    mail, mobile, account = (func.coalesce(way, "") for way in ways)
    return mail + " " + mobile + " " + account


@dataclass(frozen=True)
class Addresses:
    """`version` is 0 where nothing but the mail was ever given."""

    person_id: int
    person: str
    mail: str | None
    mobile: str | None
    account: str | None
    prefers: AddressKind | None
    version: int
    may_change: bool


def mine(session: Session, actor: Actor) -> Addresses:
    """Of who signed in. Raise `NotFoundError` for a machine that acts for nobody."""
    return addresses(session, actor, actor.person_id or 0)


def addresses(session: Session, actor: Actor, person_id: int) -> Addresses:
    """Raise `NotFoundError` but for the person himself and for coordinators and admins of a
    region in which he has a part.
    """
    person = _person(session, actor, person_id)
    return _addresses(session, actor, person, _row(session, person_id))


def change(
    session: Session,
    actor: Actor,
    person_id: int,
    given: Mapping[str, Any],
    *,
    expected: int | None = None,
) -> Addresses:
    """Only what is given changes; null takes away. Raise `BadAddressError`."""
    person = _person(session, actor, person_id)
    if not _may_change(session, actor, person_id):
        raise ForbiddenError
    row = _row(session, person_id, lock=True)
    version = row.version if row else 0
    if expected is not None and expected != version:
        raise StaleError(current={"version": version})
    tidied = {k: rules.tidy(AddressKind(k), v) for k, v in given.items() if k != "prefers"}
    if row is None:
        row = Reach(person_id=person_id, version=0)
        session.add(row)
    changed = _apply(person, row, tidied | {k: v for k, v in given.items() if k == "prefers"})
    if changed:
        row.version += 1
        emit(session, actor, _event(session, person, changed))
    session.flush()  # a row that was made is read back
    return _addresses(session, actor, person, row)


def _apply(person: Person, row: Reach, given: Mapping[str, Any]) -> list[str]:
    changed = []
    for name, value in given.items():
        holder, field = (person, "email") if name == "mail" else (row, name)
        if getattr(holder, field) != value:
            setattr(holder, field, value)
            changed.append(name)
    return changed


def _event(session: Session, person: Person, changed: list[str]) -> AddressesChanged:
    query = select(col(Membership.region_id)).where(_holds(person.id))
    return AddressesChanged(
        subject=Subject("person", person.id),
        region_id=session.scalars(query.order_by(col(Membership.id)).limit(1)).first(),
        person=person.name,
        changed=tuple(changed),
    )


def _person(session: Session, actor: Actor, person_id: int) -> Person:
    found = session.get(Person, person_id)
    if found is None or not (actor.person_id == person_id or _runs(session, actor, person_id)):
        raise NotFoundError
    return found


def _runs(session: Session, actor: Actor, person_id: int) -> bool:
    """Whether he is one of those whom the actor looks after."""
    if actor.role not in {Role.SYSTEM, Role.COORDINATOR, Role.ADMIN}:
        return False
    here = col(Membership.region_id).in_(readable_regions(actor))
    query = select(col(Membership.id)).where(here, _holds(person_id))
    return session.scalars(query.limit(1)).first() is not None


def _holds(person_id: int) -> ColumnElement[bool]:
    """A membership of his that is not over: who left is nobody's to look after."""
    until = col(Membership.valid_until)
    return (col(Membership.person_id) == person_id) & or_(until.is_(None), until >= clock.today())


def _may_change(session: Session, actor: Actor, person_id: int) -> bool:
    if actor.person_id == person_id:
        return True
    query = (
        select(col(Region.id), col(Region.path))
        .join(Membership, col(Membership.region_id) == col(Region.id))
        .where(_holds(person_id))
    )
    return any(may_set(actor, region_id, path) for region_id, path in session.execute(query))


def _row(session: Session, person_id: int, *, lock: bool = False) -> Reach | None:
    query = select(Reach).where(col(Reach.person_id) == person_id)
    return session.scalars(query.with_for_update() if lock else query).first()


def _addresses(session: Session, actor: Actor, person: Person, row: Reach | None) -> Addresses:
    return Addresses(
        person_id=person.id,
        person=person.name,
        mail=person.email,
        mobile=row.mobile if row else None,
        account=row.account if row else None,
        prefers=row.prefers if row else None,
        version=row.version if row else 0,
        may_change=_may_change(session, actor, person.id),
    )
