"""Who could not be reached: units with nobody to tell, and people whose address refuses."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.deliveries.models import Delivery
from app.deliveries.people.models import Reach
from app.deliveries.people.service import known_by
from app.deliveries.terms import DeliveryState
from app.identity.models import Person
from app.identity.queries import readable_regions
from app.kit import clock
from app.reminders import people, subjects, sweeping
from app.reminders.calls import service as calls
from app.reminders.ladder import settings
from app.reminders.models import Reminder
from app.reminders.sweeping import Day
from app.reminders.terms import Audience, Dropped
from app.units.models import Unit
from app.workdays.service import calendar

NO_LIAISON, NO_ADDRESS = "没有联络员", "联络员没有地址"


@dataclass(frozen=True)
class Unreached:
    """`person` is null where there is nobody; `matters` are owed and at a step of their ladder, the
    first of them `since` that day; `called` is the last call to the unit from then on.
    """

    unit_id: int
    unit: str
    person_id: int | None
    person: str | None
    reason: str
    matters: int
    since: date
    called: Row[Any] | None = None


def for_actor(session: Session, actor: Actor) -> list[Unreached]:
    """Those of the actor's regions, as of today; not for a liaison."""
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    return listed(session, clock.today(), readable_regions(actor))


def listed(session: Session, on: date, regions: Any) -> list[Unreached]:
    """`regions` are ids or a select of them."""
    day = _last_working(session, on)
    nobody = [
        Unreached(
            one.unit_id,
            one.unit,
            None,
            None,
            NO_ADDRESS if one.has_liaison else NO_LIAISON,
            one.returns,
            one.since,
        )
        for one in sweeping.unreachable(session, day, regions)
    ]
    return _with_calls(session, [*nobody, *_refused(session, on, regions)], regions)


def _with_calls(session: Session, found: list[Unreached], regions: Any) -> list[Unreached]:
    last = calls.last_to(session, regions, {one.unit_id for one in found})
    return [
        replace(one, called=call)
        if (call := last.get(one.unit_id)) and clock.local(call.called_at).date() >= one.since
        else one
        for one in found
    ]


def _last_working(session: Session, on: date) -> Day:
    known = calendar(session)
    day = on if known.works(on) else known.shift(on, -1)
    return Day(day, known, settings.scopes(session), subjects.in_use(session))


def _refused(session: Session, on: date, regions: Any) -> list[Unreached]:
    """Those whom no channel could bring what is still owed, for as long as they are known by the
    same addresses and nothing has reached them since.
    """
    later = aliased(Delivery)
    reached = exists().where(
        col(later.recipient_id) == col(Person.id),
        col(later.created_at) > col(Delivery.created_at),
        col(later.state) == DeliveryState.SENT,
    )
    columns: list[Any] = [Reminder.subject_kind, Reminder.subject_id, Reminder.due_on]
    columns.append(Reminder.on_day)
    person: list[Any] = [Person.id, Person.name, Delivery.last_error]
    query = (
        select(*columns, col(Unit.id), col(Unit.name), *person)
        .join(Unit, col(Unit.id) == col(Reminder.unit_id))
        .join(Person, col(Person.id) == col(Reminder.recipient_id))
        .outerjoin(Reach, col(Reach.person_id) == col(Person.id))
        .join(Delivery, col(Delivery.id) == col(Reminder.delivery_id))
        .where(
            col(Reminder.dropped) == Dropped.UNDELIVERABLE,
            col(Reminder.audience) == Audience.UNIT,
            col(Reminder.region_id).in_(regions),
            people.is_liaison(on),
            func.coalesce(col(Delivery.address), "") == known_by(),
            ~reached,
        )
        .order_by(col(Unit.rank), col(Unit.id), col(Person.id))
    )
    rows = session.execute(query).all()
    found = subjects.now(session, ((row[0], row[1]) for row in rows))
    counted: dict[tuple[Any, ...], dict[tuple[str, int], date]] = {}
    for row in rows:
        matter = found.get((row[0], row[1]))
        if matter is not None and matter.owed and matter.due_on == row[2]:
            known = counted.setdefault(tuple(row[4:]), {})
            known[row[0], row[1]] = min(row[3], known.get((row[0], row[1]), row[3]))
    return [
        Unreached(
            unit_id, unit, person_id, name, error or "未能送达", len(days), min(days.values())
        )
        for (unit_id, unit, person_id, name, error), days in counted.items()
    ]
