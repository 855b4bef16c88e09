"""Selects of this domain, but for those of the sweep."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    select,
    true,
    update,
)
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.deliveries.models import Delivery
from app.deliveries.terms import DeliveryState
from app.identity.models import Membership, Person
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import own_ids
from app.reminders import people, subjects
from app.reminders.models import Reminder
from app.reminders.rules import Item
from app.reminders.terms import Audience, Dropped
from app.units.models import Unit

_LISTED: list[Any] = [
    col(Reminder.id),
    col(Reminder.on_day),
    col(Reminder.step),
    col(Reminder.audience),
    col(Reminder.dropped),
    col(Reminder.due_on),
    col(Reminder.subject_kind),
    col(Reminder.subject_id),
    col(Unit.id).label("unit_id"),
    col(Unit.name).label("unit"),
    col(Person.id).label("recipient_id"),
    col(Person.name).label("recipient"),
    col(Delivery.state),
    col(Delivery.last_error),
    col(Delivery.sent_at),
]


def readable(actor: Actor) -> Select[Any]:
    """A liaison: what was said to the own unit. The lists of others are not the unit's."""
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.LIAISON if actor.unit_id is not None:
            to_unit = col(Reminder.audience).in_((Audience.UNIT, Audience.UNIT_HEAD))
            own = own_ids(actor.unit_id, clock.today())
            visible = col(Reminder.unit_id).in_(own) & to_unit
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            visible = col(Reminder.region_id).in_(readable_regions(actor))
        case _:
            visible = false()
    return select(Reminder).where(visible)


def listed(actor: Actor, unit_id: int | None, since: date | None) -> Select[Any]:
    """The columns that a list shows of each reminder that the actor may read."""
    query = (
        readable(actor)
        .join(Unit, col(Unit.id) == col(Reminder.unit_id))
        .join(Person, col(Person.id) == col(Reminder.recipient_id))
        .outerjoin(Delivery, col(Delivery.id) == col(Reminder.delivery_id))
    )
    if unit_id is not None:
        query = query.where(col(Reminder.unit_id).in_(own_ids(unit_id, clock.today())))
    if since is not None:
        query = query.where(col(Reminder.on_day) >= since)
    return query.with_only_columns(*_LISTED)


# ---- what waits for a digest ------------------------------------------------------------------


def had_message(on: date, recipient_id: Any) -> ColumnElement[bool]:
    """Whether the digest of a day was sent to a person, who is a column; see `rules.digest_key`."""
    key = literal("digest:") + cast(recipient_id, String) + literal(f":{on}")
    return exists().where(col(Delivery.key) == key, col(Delivery.state) == DeliveryState.SENT)


def _waits(on: date) -> ColumnElement[bool]:
    return col(Reminder.delivery_id).is_(None) & (col(Reminder.on_day) <= on)


def waiting_items(session: Session, on: date, recipient_id: int | None = None) -> list[Item]:
    """Reminders that were recorded and have not gone out, of one person or of all. By 机构序."""
    liaison = col(Reminder.audience) == Audience.UNIT
    query = (
        select(
            *(col(Reminder.id), col(Reminder.subject_kind), col(Reminder.subject_id)),
            *(col(Reminder.due_on), col(Reminder.step), col(Reminder.audience)),
            *(col(Person.id), col(Person.name), col(Person.email), people.entitled(on)),
            *(liaison & not_(people.is_liaison(on)), had_message(on, col(Person.id))),
            *(col(Unit.id), col(Unit.name), col(Reminder.region_id)),
        )
        .select_from(Reminder)
        .join(Unit, col(Unit.id) == col(Reminder.unit_id))
        .join(Person, col(Person.id) == col(Reminder.recipient_id))
        .where(_waits(on))
        .order_by(col(Unit.rank), col(Unit.id), col(Person.id), col(Reminder.subject_id))
    )
    if recipient_id is not None:
        query = query.where(col(Reminder.recipient_id) == recipient_id)
    rows: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(query)]
    found = subjects.now(session, ((row[1], row[2]) for row in rows))
    return [Item(*(*row, found.get((row[1], row[2])))) for row in rows]


@dataclass(frozen=True)
class Addressee:
    name: str
    address: str | None
    had: bool


def addressees(session: Session, on: date, ids: Collection[int]) -> Mapping[int, Addressee]:
    columns: list[Any] = [Person.id, Person.name, Person.email]
    query = select(*columns, had_message(on, col(Person.id))).where(col(Person.id).in_(ids))
    return {row[0]: Addressee(*row[1:]) for row in session.execute(query)}


UnitNames = Mapping[int, tuple[int, str]]


def unit_names(session: Session, ids: Collection[int]) -> UnitNames:
    """机构序 and name of units."""
    columns: list[Any] = [Unit.id, Unit.rank, Unit.name]
    found = session.execute(select(*columns).where(col(Unit.id).in_(ids)))
    return {row[0]: (row[1], row[2]) for row in found}


def region_of_waiting(session: Session, on: date, recipient_id: int) -> int | None:
    """The region of the oldest reminder that waits for a person; `None` if none does."""
    query = select(col(Reminder.region_id)).where(
        _waits(on), col(Reminder.recipient_id) == recipient_id
    )
    return session.scalars(query.order_by(col(Reminder.id)).limit(1)).first()


def _waiting(on: date) -> Subquery:
    """Whoever has reminders that wait, and whether he had his message of that day already."""
    waits = select(col(Reminder.recipient_id)).where(_waits(on)).distinct().subquery()
    person = waits.c.recipient_id
    return select(person, had_message(on, person).label("had")).subquery("waiting")


def waiting_recipients(session: Session, on: date) -> list[int]:
    """Those whose reminders go into a message of that day."""
    waiting = _waiting(on)
    query = select(waiting.c.recipient_id).where(~waiting.c.had)
    return list(session.scalars(query.order_by(waiting.c.recipient_id)))


def count_waiting(session: Session, on: date) -> tuple[int, int]:
    """How many those are, and how many others had that day's message already."""
    had = _waiting(on).c.had
    counts = select(func.count().filter(~had), func.count().filter(had))
    told_now, told_before = session.execute(counts).one()
    return told_now, told_before


@dataclass(frozen=True)
class DigestState:
    state: DeliveryState
    last_error: str | None


def digest_states(session: Session, keys: Sequence[str]) -> list[DigestState]:
    query = select(col(Delivery.state), col(Delivery.last_error))
    found = session.execute(query.where(col(Delivery.key).in_(keys)))
    return [DigestState(*row) for row in found]


def settle(
    session: Session, reminder_ids: Collection[int], delivery_id: int, dropped: Dropped | None
) -> None:
    """Say of reminders that wait which message carried them, or why none did."""
    change = update(Reminder).where(
        col(Reminder.id).in_(reminder_ids), col(Reminder.delivery_id).is_(None)
    )
    session.execute(change.values(delivery_id=delivery_id, dropped=dropped))


def say_anew(session: Session, recipient_id: int, delivery_id: int) -> None:
    """What earlier messages failed to say in time waited, and was said by this one."""
    carried = exists().where(col(Reminder.delivery_id) == col(Delivery.id))
    change = update(Delivery).where(
        col(Delivery.recipient_id) == recipient_id,
        col(Delivery.id) < delivery_id,
        col(Delivery.state) == DeliveryState.FAILED,
        col(Delivery.resent_at).is_(None),
        ~carried,
    )
    session.execute(change.values(resent_at=clock.now()))


def reopen(session: Session, delivery_id: int) -> None:
    """Let the reminders wait again that a message could not carry."""
    left_out = (col(Reminder.delivery_id) == delivery_id) & (
        col(Reminder.dropped) == Dropped.UNDELIVERABLE
    )
    session.execute(update(Reminder).where(left_out).values(delivery_id=None, dropped=None))


def coordinators(
    session: Session, regions: Iterable[int], on: date
) -> list[tuple[int, int | None, str, str | None]]:
    """Region, office, name and phone of coordinators, those with a phone first. One of an office
    also stands under each that ended and for which his stands in.
    """
    speaks = people.spoken_for(on)
    query = (
        select(col(Membership.region_id), speaks.c.unit_id, col(Person.name), col(Person.phone))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .outerjoin(speaks, speaks.c.membership_id == col(Membership.id))
        .where(people.serves(on, Role.COORDINATOR), col(Membership.region_id).in_(set(regions)))
        .order_by(col(Person.phone).is_(None), col(Membership.id))
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
