"""What is owed now: by a unit, or by all units for which a person speaks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.errors import InvalidError, NotFoundError
from app.core.lists import Order, Window, page
from app.identity.models import Membership, Person
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import own_ids
from app.plans.models import Plan
from app.progress.lights.rules import light as light_of
from app.progress.lists.service import check_own
from app.progress.models import Return
from app.progress.settings.rules import Lamp, ProgressSettings
from app.progress.settings.service import of_regions
from app.progress.terms import OWED, Light, ReturnState
from app.reminders import people, subjects
from app.reminders.matters import Matter
from app.reminders.subjects import KIND
from app.reminders.terms import Waits
from app.units import service as units
from app.units.models import Unit
from app.workdays.rules import Calendar
from app.workdays.service import calendar

NEXT = 5


class OneOfTwoError(InvalidError):
    code, title = "unit_or_person", "请用 unit 或 person 指明查谁的待办，只能用一个"


@dataclass(frozen=True)
class Todo:
    """`overdue` counts working days; for a dispatch those since it went out, once it is late."""

    kind: str
    id: int
    unit_id: int
    unit: str
    matter: Matter
    light: Light
    lamp: Lamp
    overdue: int

    @property
    def act(self) -> str:
        return self.matter.act or KIND[self.kind].act


@dataclass(frozen=True)
class TodoPage:
    items: Sequence[Todo]
    next: str | None
    total: int | None


def todo(
    session: Session,
    actor: Actor,
    window: Window,
    *,
    unit_id: int | None = None,
    person_id: int | None = None,
) -> TodoPage:
    """What is longest due comes first. Raise `NotFoundError` for a unit or person that is not the
    actor's to see, 403 for a liaison who asks for another unit's.
    """
    whose = _whose(session, actor, unit_id, person_id)
    today = clock.today()
    owed = subjects.owed_now(session, today)
    query: Select[Any] = (
        select(owed, col(Unit.name).label("unit"))
        .join(Unit, col(Unit.id) == owed.c.unit_id)
        .where(owed.c.unit_id.in_(whose), subjects.asked_once(owed))
        .where(subjects.of_actor(actor, owed.c.region_id))
    )
    order = Order("due_on", (owed.c.due_on, owed.c.kind, owed.c.subject_id))
    # What is open is another list tomorrow: its cursor is bound to the day.
    filters = {"unit": unit_id, "person": person_id, "today": today}
    found = page(session, query, order, replace(window, filters=filters))
    return TodoPage(_items(session, found.rows, today), found.next, found.total)


def coming(session: Session, actor: Actor, unit_id: int) -> Sequence[Row[Any]]:
    """The next returns that are not open yet, of a unit whose list the reader may see."""
    today = clock.today()
    columns: list[Any] = [Return.id, Return.period, Return.opens_on, Return.due_on]
    query = (
        select(*columns, col(Return.due_confirmed), col(Plan.title))
        .join(Plan, col(Plan.id) == col(Return.plan_id))
        .where(
            col(Return.unit_id).in_(own_ids(unit_id, today)),
            col(Return.state).in_(OWED),
            col(Return.opens_on) > today,
            subjects.of_actor(actor, col(Return.region_id)),
        )
        .order_by(col(Return.due_on), col(Return.id))
        .limit(NEXT)
    )
    return session.execute(query).all()


# ---- whose ----------------------------------------------------------------------------------


def _whose(
    session: Session, actor: Actor, unit_id: int | None, person_id: int | None
) -> Select[int]:
    """Ids of units; who is a liaison and names nobody asks for the own."""
    if unit_id is None and person_id is None and actor.role is Role.LIAISON:
        unit_id = actor.unit_id
    if (unit_id is None) == (person_id is None):
        raise OneOfTwoError
    if person_id is not None:
        return _of_person(session, actor, person_id)
    assert unit_id is not None  # noqa: S101 - one of the two was given
    units.get(session, actor, unit_id)
    check_own(actor, unit_id)
    return own_ids(unit_id, clock.today())


def _of_person(session: Session, actor: Actor, person_id: int) -> Select[int]:
    """Units for which somebody speaks today, for himself and for those who run his place."""
    today = clock.today()
    himself = actor.person_id == person_id
    mine = select(col(Membership.id)).join(Person, col(Person.id) == col(Membership.person_id))
    mine = mine.where(col(Membership.person_id) == person_id, people.serves(today))
    if not himself:
        actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
        mine = mine.where(col(Membership.region_id).in_(readable_regions(actor)))
    known = select(col(Person.id)).where(col(Person.id) == person_id)
    if session.scalars(mine.limit(1)).first() is None and not (
        himself and session.scalars(known).first()
    ):
        raise NotFoundError
    speaks = people.spoken_for(today)
    return select(speaks.c.unit_id).where(speaks.c.membership_id.in_(mine))


# ---- as they stand ---------------------------------------------------------------------------


def _items(session: Session, rows: Sequence[Any], today: date) -> list[Todo]:
    known = calendar(session)
    found = subjects.now(session, ((row.kind, row.subject_id) for row in rows))
    holds = of_regions(session, {row.region_id for row in rows})
    items = []
    for row in rows:
        matter = found.get((row.kind, row.subject_id))
        if matter is not None:
            light = _light(row, today, known, holds[row.region_id])
            late = light in (Light.OVERDUE, Light.LONG_OVERDUE)
            items.append(
                Todo(
                    kind=row.kind,
                    id=row.subject_id,
                    unit_id=row.unit_id,
                    unit=row.unit,
                    matter=matter,
                    light=light,
                    lamp=holds[row.region_id].lights[light],
                    overdue=known.between(row.due_on, today) if late else 0,
                )
            )
    return items


def _light(row: Any, today: date, known: Calendar, holds: ProgressSettings) -> Light:
    if KIND[row.kind].waits is not Waits.RECEIPT:
        return light_of(ReturnState.PENDING, row.due_on, today, known, holds)
    late = subjects.is_late(row.kind, row.due_on, today, known)
    return Light.OVERDUE if late else Light.DUE_SOON
