"""Selects of this domain, but for those of the sweep."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.deliveries.models import Delivery
from app.deliveries.terms import DeliveryState
from app.identity.models import Membership, Person
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import own_ids
from app.plans.models import Plan
from app.progress.models import Return
from app.reminders.models import Reminder
from app.reminders.rules import Item
from app.reminders.terms import Dropped
from app.units.models import Unit
from app.units.reforms.models import UnitLine

Office = aliased(Unit)


_LISTED: list[Any] = [
    col(Reminder.id),
    col(Reminder.on_day),
    col(Reminder.step),
    col(Reminder.dropped),
    col(Reminder.due_on),
    col(Return.id).label("return_id"),
    col(Return.period),
    col(Plan.id).label("plan_id"),
    col(Plan.title).label("plan"),
    col(Unit.id).label("unit_id"),
    col(Unit.name).label("unit"),
    col(Person.id).label("recipient_id"),
    col(Person.name).label("recipient"),
    col(Delivery.state),
    col(Delivery.last_error),
    col(Delivery.sent_at),
]


def readable(actor: Actor) -> Select[Any]:
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.LIAISON if actor.unit_id is not None:
            visible = col(Reminder.unit_id).in_(own_ids(actor.unit_id, clock.today()))
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            visible = col(Reminder.region_id).in_(readable_regions(actor))
        case _:
            visible = false()
    return select(Reminder).where(visible)


def listed(actor: Actor, unit_id: int | None, since: date | None) -> Select[Any]:
    """The columns that a list shows of each reminder that the actor may read."""
    query = (
        readable(actor)
        .join(Return, col(Return.id) == col(Reminder.return_id))
        .join(Plan, col(Plan.id) == col(Return.plan_id))
        .join(Unit, col(Unit.id) == col(Reminder.unit_id))
        .join(Person, col(Person.id) == col(Reminder.recipient_id))
        .outerjoin(Delivery, col(Delivery.id) == col(Reminder.delivery_id))
    )
    if unit_id is not None:
        query = query.where(col(Reminder.unit_id) == unit_id)
    if since is not None:
        query = query.where(col(Reminder.on_day) >= since)
    return query.with_only_columns(*_LISTED)


# ---- what waits for a digest ------------------------------------------------------------------


def is_valid(on: date, role: Role = Role.LIAISON) -> ColumnElement[bool]:
    """A membership in that role on a day, of a person who still works here."""
    return and_(
        col(Membership.role) == role,
        col(Membership.valid_from) <= on,
        or_(col(Membership.valid_until).is_(None), col(Membership.valid_until) >= on),
        col(Person.active),
    )


def spoken_for(on: date) -> Subquery:
    """`membership_id` and `unit_id`: the unit that somebody speaks for, and each that ended and
    for which it stands in, which may still owe a return.
    """
    line = aliased(UnitLine)
    membership: Any = col(Membership.id).label("membership_id")
    unit: Any = col(Membership.unit_id)
    own = select(membership, unit.label("unit_id")).where(unit.is_not(None))
    before = (
        select(membership, col(line.named_id))
        .join(line, col(line.holder_id) == unit)
        .where(col(line.since) <= on)
    )
    return union_all(own, before).subquery("spoken_for")


def had_message(on: date, recipient_id: Any) -> ColumnElement[bool]:
    """Whether the digest of a day was sent to a person, who is a column; see `rules.digest_key`."""
    key = literal("digest:") + cast(recipient_id, String) + literal(f":{on}")
    return exists().where(col(Delivery.key) == key, col(Delivery.state) == DeliveryState.SENT)


def items(on: date, reminder_id: Any, step: Any, entitled: Any, due_on: Any) -> Select[Any]:
    """The fields of an `Item` in their order; the caller says from what they are selected."""
    had = had_message(on, col(Person.id))
    return select(
        *(reminder_id, step),
        *(col(Person.id), col(Person.name), col(Person.email), entitled, had),
        *(col(Return.id), col(Unit.id), col(Unit.name), col(Return.region_id)),
        *(col(Plan.region_id), col(Plan.title), col(Plan.office_id), col(Office.name)),
        *(col(Return.period), col(Return.state), due_on, col(Return.due_on).label("due_now")),
        col(Return.due_confirmed),
    )


def described(query: Select[Any]) -> Select[Any]:
    """Joined to what names a return: its unit, its plan, the plan's office. By 机构序."""
    return (
        query.join(Unit, col(Unit.id) == col(Return.unit_id))
        .join(Plan, col(Plan.id) == col(Return.plan_id))
        .outerjoin(Office, col(Office.id) == col(Plan.office_id))
        .order_by(col(Unit.rank), col(Unit.id), col(Person.id), col(Return.id))
    )


def _waits(on: date) -> ColumnElement[bool]:
    return col(Reminder.delivery_id).is_(None) & (col(Reminder.on_day) <= on)


def waiting_items(session: Session, on: date, recipient_id: int | None = None) -> list[Item]:
    """Reminders that were recorded and have not gone out, of one person or of all."""
    speaks = spoken_for(on)
    entitled = exists().where(
        col(Membership.person_id) == col(Reminder.recipient_id),
        col(Membership.id) == speaks.c.membership_id,
        speaks.c.unit_id == col(Reminder.unit_id),
        is_valid(on),
    )
    query = (
        items(on, col(Reminder.id), col(Reminder.step), entitled, col(Reminder.due_on))
        .select_from(Reminder)
        .join(Return, col(Return.id) == col(Reminder.return_id))
        .join(Person, col(Person.id) == col(Reminder.recipient_id))
        .where(_waits(on))
    )
    if recipient_id is not None:
        query = query.where(col(Reminder.recipient_id) == recipient_id)
    return [Item(*row) for row in session.execute(described(query))]


def region_of_waiting(session: Session, on: date, recipient_id: int) -> int | None:
    """The region of the oldest reminder that waits for a person; `None` if none does."""
    query = select(col(Reminder.region_id)).where(
        _waits(on), col(Reminder.recipient_id) == recipient_id
    )
    return session.scalars(query.order_by(col(Reminder.id)).limit(1)).first()


def _waiting(on: date) -> Subquery:
    """Whoever has reminders that wait, and whether he had his message of that day already."""
    people = select(col(Reminder.recipient_id)).where(_waits(on)).distinct().subquery()
    person = people.c.recipient_id
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


def coordinators(
    session: Session, regions: Iterable[int], on: date
) -> list[tuple[int, int | None, str, str | None]]:
    """Region, office, name and phone of coordinators, those with a phone first."""
    place = (col(Membership.region_id), col(Membership.unit_id))
    query = (
        select(*place, col(Person.name), col(Person.phone))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(is_valid(on, Role.COORDINATOR), col(Membership.region_id).in_(set(regions)))
        .order_by(col(Person.phone).is_(None), col(Membership.id))
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
