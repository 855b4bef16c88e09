"""Contacts of a unit: added, succeeded, corrected, ended; none is taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import InvalidError, NotFoundError
from app.core.events import Subject
from app.identity.models import Person
from app.jobs.service import emit
from app.kit import clock
from app.units import access
from app.units.contacts import queries, rules
from app.units.contacts.events import ContactAdded, ContactChanged, ContactEnded
from app.units.contacts.models import UnitContact
from app.units.contacts.terms import ContactRole
from app.units.models import Unit
from app.units.rules import check_validity

SUBJECT = "unit"
CORRECTABLE = ("name", "post", "section", "office_phone", "mobile", "person_id")


@dataclass(frozen=True)
class Contacts:
    """`with_mobile` tells whether the reader may see mobile numbers, `may_write` whether he keeps
    the contacts up to date.
    """

    rows: Sequence[UnitContact]
    with_mobile: bool
    may_write: bool


def contacts(session: Session, actor: Actor, unit_id: int, *, history: bool = False) -> Contacts:
    """Those of today and those to come; with `history` all. Raise `NotFoundError`."""
    unit = access.get(session, actor, unit_id)
    seen = rules.sees_mobile(actor, unit.id, queries.regions_of(session, unit))
    since = None if history else clock.today()
    return Contacts(queries.contacts_of(session, unit.id, since=since), seen, seen)


def add_contact(
    session: Session,
    actor: Actor,
    *,
    unit_id: int,
    role: ContactRole,
    name: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    **facts: Any,
) -> UnitContact:
    """Who held the role until now ends on the day before. `facts` are those of `CORRECTABLE`."""
    unit = _to_write(session, actor, unit_id)
    starts = valid_from or clock.today()
    check_validity(starts, valid_until)
    contact = UnitContact(
        unit_id=unit.id,
        role=role,
        name=name,
        valid_from=starts,
        valid_until=valid_until,
        updated_at=clock.now(),
    )
    _set(session, contact, {"name": name, **facts})
    held = queries.holders(session, unit.id, role, contact.section)
    followed, last = rules.ended_by(map(_held, held), role, starts, valid_until)
    for one in held:
        if one.id in {former.id for former in followed}:
            _end(session, actor, unit, one, last)
    session.add(contact)
    session.flush()  # the answer gives the id
    told = _state(contact) | {"role": role.value, "valid_from": starts.isoformat()}
    emit(session, actor, ContactAdded(**_about(unit), unit=unit.name, contact=told))
    return contact


def change_contact(
    session: Session, actor: Actor, *, unit_id: int, contact_id: int, changes: Mapping[str, Any]
) -> UnitContact:
    """Put right what was typed wrongly; somebody new is added instead. Old and new are told."""
    unit = _to_write(session, actor, unit_id)
    contact = _contact(session, unit, contact_id)
    before, mobile = _state(contact), contact.mobile
    _set(session, contact, changes)
    after = _state(contact)
    changed = [name for name in after if after[name] != before[name]]
    if changed or mobile != contact.mobile:
        contact.updated_at = clock.now()
        event = ContactChanged(
            **_about(unit),
            unit=unit.name,
            role=contact.role.value,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
        emit(session, actor, event)
    return contact


def end_contact(
    session: Session, actor: Actor, *, unit_id: int, contact_id: int, on: date | None = None
) -> UnitContact:
    """`on` is the last day; today unless given."""
    unit = _to_write(session, actor, unit_id)
    contact = _contact(session, unit, contact_id)
    last = on or clock.today()
    rules.check_end(_held(contact), last)
    if contact.valid_until != last:
        _end(session, actor, unit, contact, last)
    return contact


def _to_write(session: Session, actor: Actor, unit_id: int) -> Unit:
    unit = access.get(session, actor, unit_id)
    rules.check_may_write(actor, unit.id, queries.regions_of(session, unit))
    session.refresh(unit, with_for_update={"key_share": True})
    return unit


def _contact(session: Session, unit: Unit, contact_id: int) -> UnitContact:
    contact = session.get(UnitContact, contact_id)
    if contact is None or contact.unit_id != unit.id:
        raise NotFoundError("这个单位没有这位联系人")
    return contact


def _set(session: Session, contact: UnitContact, facts: Mapping[str, Any]) -> None:
    tidy = {
        "name": rules.tidy_name,
        "mobile": rules.tidy_mobile,
        "office_phone": rules.tidy_office,
        "post": rules.tidy_line,
        "section": rules.tidy_line,
    }
    for name in CORRECTABLE:
        if name in facts:
            setattr(contact, name, tidy.get(name, _same)(facts[name]))
    if contact.person_id is not None and session.get(Person, contact.person_id) is None:
        raise InvalidError("没有这个人员")


def _same(value: Any) -> Any:
    return value


def _end(session: Session, actor: Actor, unit: Unit, contact: UnitContact, last: date) -> None:
    contact.valid_until = last
    contact.updated_at = clock.now()
    event = ContactEnded(
        **_about(unit),
        unit=unit.name,
        role=contact.role.value,
        name=contact.name,
        valid_until=last.isoformat(),
    )
    emit(session, actor, event)


def _held(contact: UnitContact) -> rules.Held:
    return rules.Held(contact.id, contact.name, contact.valid_from, contact.valid_until)


def _state(contact: UnitContact) -> dict[str, Any]:
    state = {name: getattr(contact, name) for name in CORRECTABLE}
    return state | {"mobile": rules.masked(contact.mobile)}


def _about(unit: Unit) -> dict[str, Any]:
    return {
        "subject": Subject(SUBJECT, unit.id),
        "region_id": unit.region_id,
        "unit_ids": (unit.id,),
    }
