"""Who is told of a matter, by audience, in SQL.

What is kept of a day is an expression, and says the same for whoever asks on that day: to put it
together takes longer than to send it, and each digest of a morning asks.
"""

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    or_,
    select,
    union,
    union_all,
)
from sqlmodel import col

from app.core.actor import Role
from app.deliveries.people.models import Reach
from app.deliveries.people.service import KNOWN_BY_NOTHING, known_by
from app.identity.models import Membership, Person
from app.reminders.models import Reminder
from app.reminders.terms import Audience
from app.units.contacts.models import UnitContact
from app.units.contacts.terms import ContactRole
from app.units.reforms.models import UnitLine

DAYS = 72
"""More than the working days of the longest preview."""


def has_address() -> ColumnElement[bool]:
    """By mail or by another way; whether his place has that way shows when it is tried."""
    return known_by() != KNOWN_BY_NOTHING


def _on(table: type[Membership | UnitContact], on: date) -> ColumnElement[bool]:
    """What holds on a day, of a person who still works here."""
    until = col(table.valid_until)
    return and_(col(table.valid_from) <= on, or_(until.is_(None), until >= on), col(Person.active))


def serves(on: date, role: Role = Role.LIAISON) -> ColumnElement[bool]:
    """A membership in that role on a day, of a person who still works here."""
    return and_(col(Membership.role) == role, _on(Membership, on))


def speaks(on: date, role: ContactRole) -> ColumnElement[bool]:
    return and_(col(UnitContact.role) == role, _on(UnitContact, on))


def spoken_for(on: date) -> Subquery:
    """`membership_id` and `unit_id`: the unit that somebody speaks for, and each that ended and
    for which it stands in, which may still owe a return.
    """
    membership: Any = col(Membership.id).label("membership_id")
    unit: Any = col(Membership.unit_id)
    own = select(membership, unit.label("unit_id")).where(unit.is_not(None))
    before = (
        select(membership, col(UnitLine.named_id))
        .join(UnitLine, col(UnitLine.holder_id) == unit)
        .where(col(UnitLine.since) <= on)
    )
    return union_all(own, before).subquery("spoken_for")


# ---- who is reached --------------------------------------------------------------------------


def _members(*columns: Any) -> Select[Any]:
    query = select(*columns).select_from(Membership)
    return _person(query, col(Membership.person_id))


def _contacts(*columns: Any) -> Select[Any]:
    query = select(*columns).select_from(UnitContact)
    return _person(query, col(UnitContact.person_id))


def _person(query: Select[Any], person_id: Any) -> Select[Any]:
    person = query.join(Person, col(Person.id) == person_id)
    return person.outerjoin(Reach, col(Reach.person_id) == col(Person.id))


def _liaisons(on: date, *columns: Any) -> Select[Any]:
    """Of a unit that ended those who speak now."""
    speaks = spoken_for(on)
    mine = _members(speaks.c.unit_id, *columns)
    return mine.join(speaks, speaks.c.membership_id == col(Membership.id)).where(serves(on))


_UNIT: list[Any] = [col(Person.id).label("person_id"), known_by().label("known_by")]


def _of_unit(on: date) -> Subquery:
    """Unit, person and address: the liaisons, and where none has an address the deputies."""
    liaisons = _liaisons(on, *_UNIT).where(has_address())
    deputies = _contacts(col(UnitContact.unit_id), *_UNIT).where(
        speaks(on, ContactRole.DEPUTY_LIAISON),
        has_address(),
        col(UnitContact.unit_id).not_in(_liaisons(on).where(has_address())),
    )
    return union(liaisons, deputies).subquery("reached")


def _heads(on: date) -> Subquery:
    heads = _contacts(col(UnitContact.unit_id), *_UNIT).where(
        speaks(on, ContactRole.DEPUTY_HEAD), has_address()
    )
    return heads.distinct().subquery("head")


def _leaders(on: date) -> Subquery:
    """Those of a region as a whole."""
    query = _members(col(Membership.region_id), *_UNIT)
    query = query.where(serves(on, Role.LEADER), has_address(), col(Membership.unit_id).is_(None))
    return query.distinct().subquery("leader")


def _of_offices(on: date) -> Subquery:
    """Coordinators: of a region as a whole, of an office, and of each that ended and for which
    theirs stands in.
    """
    region, speaks = col(Membership.region_id), spoken_for(on)
    here = serves(on, Role.COORDINATOR), has_address()
    whole = _members(region, col(Membership.unit_id).label("office_id"), *_UNIT)
    office = _members(region, speaks.c.unit_id.label("office_id"), *_UNIT)
    office = office.join(speaks, speaks.c.membership_id == col(Membership.id))
    whole = whole.where(*here, col(Membership.unit_id).is_(None))
    return union(whole, office.where(*here)).subquery("of_office")


@lru_cache(DAYS)
def reached_units(on: date) -> Select[Any]:
    return select(_of_unit(on).c.unit_id)


def units_with_liaison(on: date) -> Select[Any]:
    """Also one without an address."""
    return _liaisons(on)


@lru_cache(DAYS * len(Audience))
def who(audience: Audience, on: date) -> Subquery:
    """Those whom an audience is: columns `person_id`, `known_by` and what `hears` looks at."""
    match audience:
        case Audience.UNIT:
            return _of_unit(on)
        case Audience.UNIT_HEAD:
            return _heads(on)
        case Audience.LEADER:
            return _leaders(on)
        case Audience.COORDINATOR | Audience.UNREACHED:
            return _of_offices(on)


def hears(audience: Audience, person: Subquery, owed: Subquery) -> ColumnElement[bool]:
    """Whether one of `who` is told of what is owed. An office's coordinators hear of its plans, and
    those of an office that stands in for it; those without an office of all in the region.
    """
    match audience:
        case Audience.UNIT | Audience.UNIT_HEAD:
            return person.c.unit_id == owed.c.unit_id
        case Audience.LEADER:
            return person.c.region_id == owed.c.region_id
        case Audience.COORDINATOR | Audience.UNREACHED:
            own = or_(person.c.office_id.is_(None), person.c.office_id == owed.c.office_id)
            return and_(person.c.region_id == owed.c.region_id, own)


# ---- who still is what he was when the reminder was recorded ---------------------------------


@lru_cache(DAYS)
def is_liaison(on: date) -> ColumnElement[bool]:
    speaks_for = spoken_for(on)
    return exists().where(
        col(Membership.person_id) == col(Reminder.recipient_id),
        col(Membership.id) == speaks_for.c.membership_id,
        speaks_for.c.unit_id == col(Reminder.unit_id),
        serves(on),
    )


def _is_contact(on: date, role: ContactRole) -> ColumnElement[bool]:
    return exists().where(
        col(UnitContact.person_id) == col(Reminder.recipient_id),
        col(UnitContact.unit_id) == col(Reminder.unit_id),
        speaks(on, role),
    )


def _is_of_region(on: date, role: Role) -> ColumnElement[bool]:
    return exists().where(
        col(Membership.person_id) == col(Reminder.recipient_id),
        col(Membership.region_id) == col(Reminder.region_id),
        serves(on, role),
    )


@lru_cache(DAYS)
def entitled(on: date) -> ColumnElement[bool]:
    """Of a reminder's recipient, joined as `Person`. That a unit cannot be reached is told for as
    long as it is so.
    """
    audience = col(Reminder.audience)
    return case(
        (
            audience == Audience.UNIT,
            or_(is_liaison(on), _is_contact(on, ContactRole.DEPUTY_LIAISON)),
        ),
        (audience == Audience.UNIT_HEAD, _is_contact(on, ContactRole.DEPUTY_HEAD)),
        (audience == Audience.LEADER, _is_of_region(on, Role.LEADER)),
        (
            audience == Audience.UNREACHED,
            _is_of_region(on, Role.COORDINATOR) & col(Reminder.unit_id).not_in(reached_units(on)),
        ),
        else_=_is_of_region(on, Role.COORDINATOR),
    )
