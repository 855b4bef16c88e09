"""Selects of calls. `readable_calls` begins every list and every get."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, func, select, true, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.core.lists import Order
from app.identity.models import Membership, Person
from app.identity.queries import readable_regions
from app.kit import clock
from app.kit.clock import ZONE
from app.plans.holding.service import own_ids
from app.reminders import people
from app.reminders.calls.models import Call, CallMatter
from app.reminders.calls.rules import Subject
from app.units.contacts.models import UnitContact
from app.units.models import Unit

NEWEST = Order("-id", (col(Call.id),), descending=True)

_later = aliased(Call)
_ITEM: list[Any] = [
    *cols(
        Call.id,
        Call.region_id,
        Call.unit_id,
        Call.called_by,
        Call.spoke_to,
        Call.person_id,
        Call.called_at,
        Call.about,
        Call.answer,
        Call.promised_on,
        Call.corrects_id,
        Call.entered_by,
        Call.entered_at,
        Call.typist,
        Call.version,
        Call.updated_at,
    ),
    col(Unit.name).label("unit"),
    col(_later.id).label("corrected_by_id"),
]


@dataclass(frozen=True)
class CallFilter:
    """What a list is narrowed by; `None` narrows nothing. `since` is the day of the call."""

    unit: int | None = None
    subject: Subject | None = None
    since: date | None = None

    def as_key(self) -> dict[str, object]:
        return {name: str(value) for name, value in vars(self).items() if value is not None}


def readable_calls(actor: Actor) -> Select[Call]:
    """What an office notes for itself: a unit does not read it."""
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            visible = col(Call.region_id).in_(readable_regions(actor))
        case _:
            visible = false()
    return select(Call).where(visible)


def calls(actor: Actor, wanted: CallFilter) -> Select[Any]:
    query = (
        readable_calls(actor)
        .with_only_columns(*_ITEM)
        .join(Unit, col(Unit.id) == col(Call.unit_id))
        .outerjoin(_later, col(_later.corrects_id) == col(Call.id))
    )
    if wanted.unit is not None:
        query = query.where(col(Call.unit_id).in_(own_ids(wanted.unit, clock.today())))
    if wanted.subject is not None:
        query = query.where(col(Call.id).in_(_about([wanted.subject])))
    if wanted.since is not None:
        begins = datetime.combine(wanted.since, time(), ZONE)
        query = query.where(col(Call.called_at) >= begins)
    return query


def _about(subjects: Collection[Subject]) -> Select[int]:
    named = tuple_(col(CallMatter.subject_kind), col(CallMatter.subject_id))
    return select(col(CallMatter.call_id)).where(named.in_(list(subjects)))


def call(session: Session, actor: Actor, call_id: int) -> Row[Any] | None:
    query = calls(actor, CallFilter()).where(col(Call.id) == call_id)
    return session.execute(query).first()


def about(
    session: Session, actor: Actor, subjects: Collection[Subject], most: int
) -> Sequence[Row[Any]]:
    """Those that spoke of one of the subjects and hold still, the newest first."""
    query = calls(actor, CallFilter()).where(
        col(Call.id).in_(_about(subjects)), col(_later.id).is_(None)
    )
    return session.execute(query.order_by(col(Call.id).desc()).limit(most)).all()


def matters_of(session: Session, ids: Collection[int]) -> Sequence[Row[Any]]:
    columns = cols(CallMatter.call_id, CallMatter.subject_kind, CallMatter.subject_id)
    query = select(*columns).where(col(CallMatter.call_id).in_(ids))
    return session.execute(query.order_by(col(CallMatter.id))).all()


def last_to(session: Session, regions: Any, units: Collection[int]) -> dict[int, Row[Any]]:
    """The call to each of these units that was made last, of those that hold still."""
    latest_first = (col(Call.called_at).desc(), col(Call.id).desc())
    place = func.row_number().over(partition_by=col(Call.unit_id), order_by=latest_first)
    placed = (
        select(col(Call.id), place.label("place"))
        .outerjoin(_later, col(_later.corrects_id) == col(Call.id))
        .where(col(Call.unit_id).in_(units), col(Call.region_id).in_(regions))
        .where(col(_later.id).is_(None))
        .subquery()
    )
    latest = select(placed.c.id).where(placed.c.place == 1)
    columns = cols(Call.id, Call.unit_id, Call.called_by, Call.called_at, Call.spoke_to)
    query = select(*columns, *cols(Call.answer, Call.promised_on))
    found = session.execute(query.where(col(Call.id).in_(latest)))
    return {row.unit_id: row for row in found}


# ---- whom one may call -----------------------------------------------------------------------


def speakers(session: Session, unit_ids: Collection[int], on: date) -> list[tuple[int | None, str]]:
    """Account and name of the liaisons and contacts of units, as of a day."""
    liaisons = (
        select(col(Person.id), col(Person.name))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(people.serves(on), col(Membership.unit_id).in_(unit_ids))
        .order_by(col(Person.id))
    )
    until = col(UnitContact.valid_until)
    contacts = (
        select(col(UnitContact.person_id), col(UnitContact.name))
        .where(
            col(UnitContact.unit_id).in_(unit_ids),
            col(UnitContact.valid_from) <= on,
            until.is_(None) | (until >= on),
        )
        .order_by(col(UnitContact.id))
    )
    found = [*session.execute(liaisons), *session.execute(contacts)]
    return list(dict.fromkeys((row[0], row[1]) for row in found))


def corrected_by(session: Session, call_id: int) -> int | None:
    query = select(col(Call.id)).where(col(Call.corrects_id) == call_id)
    return session.scalars(query).first()
