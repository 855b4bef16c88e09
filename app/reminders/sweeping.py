"""The ladder over all returns at once: one statement whatever their number, the same on SQLite
and PostgreSQL.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from app.core.columns import UtcDateTime, choice
from app.deliveries.models import Delivery
from app.identity.models import Membership, Person
from app.progress.models import Return
from app.progress.terms import OWED
from app.reminders.models import Reminder
from app.reminders.queries import described, is_valid, items, spoken_for
from app.reminders.rules import RANKS, Item, Ladder
from app.reminders.terms import Dropped, Step
from app.units.models import Unit

KEY = ("return_id", "due_on", "step", "recipient_id")


@dataclass(frozen=True)
class Unreachable:
    """A unit that owes returns and has nobody to tell; `has_liaison` = one without an address."""

    unit_id: int
    unit: str
    returns: int
    has_liaison: bool


def _reachable(on: date) -> ColumnElement[bool]:
    """A liaison's membership on a day, of somebody who has an address."""
    return and_(is_valid(on), func.coalesce(col(Person.email), "") != "")


def _liaisons(on: date) -> Subquery:
    """Unit and person, once each, and the address; of a unit that ended those who speak now."""
    speaks = spoken_for(on)
    columns: list[Any] = [
        speaks.c.unit_id,
        col(Person.id).label("person_id"),
        col(Person.email).label("email"),
    ]
    query = (
        select(*columns)
        .join(Membership, col(Membership.id) == speaks.c.membership_id)
        .join(Person, col(Person.id) == col(Membership.person_id))
    )
    return query.where(_reachable(on)).distinct().subquery("liaison")


def _stands(ladder: Ladder) -> ColumnElement[bool]:
    """Returns that are open, owed, and at some step of the ladder."""
    return and_(
        col(Return.state).in_(OWED),
        col(Return.due_on) <= ladder.until,
        col(Return.opens_on) <= ladder.today,
    )


def _by_step(ladder: Ladder, values: Mapping[Step, Any]) -> ColumnElement[Any]:
    """`Ladder.step` in SQL, for a return that stands; `values` is what to give for each step."""
    due_on = col(Return.due_on)
    return case(
        (due_on < ladder.late_from, values[Step.AFTER_3]),
        (due_on < ladder.today, values[Step.AFTER_1]),
        (due_on == ladder.today, values[Step.DUE]),
        else_=values[Step.BEFORE_3],
    )


def _step(ladder: Ladder) -> ColumnElement[Any]:
    kind = choice(Step)
    return _by_step(ladder, {step: literal(step, kind) for step in Step})


def _rank(step: Any) -> ColumnElement[Any]:
    return case(*((step == one, rank) for one, rank in RANKS.items()))


def _already(ladder: Ladder, liaison: Subquery) -> ColumnElement[bool]:
    """Whether a person heard of this step or of a higher one, or is about to. What was dropped
    does not count; what an address refused counts for as long as it is still the address.
    """
    refused = col(Reminder.dropped) == Dropped.UNDELIVERABLE
    query = (
        select(literal(1))
        .select_from(Reminder)
        .outerjoin(Delivery, col(Delivery.id) == col(Reminder.delivery_id))
        .where(
            col(Reminder.return_id) == col(Return.id),
            col(Reminder.due_on) == col(Return.due_on),
            col(Reminder.recipient_id) == liaison.c.person_id,
            _rank(col(Reminder.step)) >= _by_step(ladder, RANKS),
            or_(
                col(Reminder.dropped).is_(None),
                refused & (col(Delivery.address) == liaison.c.email),
            ),
        )
    )
    return exists(query.correlate(Return, liaison))


def record_due(session: Session, ladder: Ladder, run_id: str, now: datetime) -> int:
    """Write a reminder for each return that stands and each liaison of its unit; how many.

    A reminder that was dropped is taken up anew: what was settled may be owed again.
    """
    fresh: dict[str, Any] = {
        "on_day": literal(ladder.today),
        "run_id": literal(run_id),
        "created_at": literal(now, UtcDateTime),
    }
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    stored = insert(Reminder).from_select(
        ["return_id", "due_on", "step", "recipient_id", "unit_id", "region_id", *fresh],
        _due(ladder, fresh),
    )
    anew = {name: stored.excluded[name] for name in fresh} | {"delivery_id": None, "dropped": None}
    upsert = stored.on_conflict_do_update(
        index_elements=KEY, set_=anew, where=col(Reminder.dropped).is_not(None)
    )
    counted = upsert.execution_options(preserve_rowcount=True)
    return session.connection().execute(counted).rowcount


def _due(ladder: Ladder, fresh: Mapping[str, Any]) -> Select[Any]:
    liaison = _liaisons(ladder.today)
    key = (col(Return.id), col(Return.due_on), _step(ladder), liaison.c.person_id)
    query: Select[Any] = (
        select(*key, col(Return.unit_id), col(Return.region_id), *fresh.values())
        .select_from(Return)
        .join(liaison, liaison.c.unit_id == col(Return.unit_id))
        .where(_stands(ladder), ~_already(ladder, liaison))
    )
    return query


def due_items(session: Session, ladder: Ladder) -> list[Item]:
    """What `record_due` would write; nothing is written."""
    liaison = _liaisons(ladder.today)
    query = (
        items(ladder.today, null(), _step(ladder), true(), col(Return.due_on))
        .select_from(Return)
        .join(liaison, liaison.c.unit_id == col(Return.unit_id))
        .join(Person, col(Person.id) == liaison.c.person_id)
        .where(_stands(ladder), ~_already(ladder, liaison))
    )
    return [Item(*row) for row in session.execute(described(query))]


def unreachable(session: Session, ladder: Ladder) -> list[Unreachable]:
    """Units with returns that stand and no liaison who has an address, by 机构序."""
    speaks = spoken_for(ladder.today)
    member = (
        select(speaks.c.unit_id)
        .join(Membership, col(Membership.id) == speaks.c.membership_id)
        .join(Person, col(Person.id) == col(Membership.person_id))
    )
    reached = member.where(_reachable(ladder.today))
    anybody = member.where(is_valid(ladder.today))
    query = (
        select(col(Unit.id), col(Unit.name), func.count(), col(Unit.id).in_(anybody))
        .select_from(Return)
        .join(Unit, col(Unit.id) == col(Return.unit_id))
        .where(_stands(ladder), col(Return.unit_id).not_in(reached))
        .group_by(col(Unit.id), col(Unit.name), col(Unit.rank))
        .order_by(col(Unit.rank), col(Unit.id))
    )
    return [Unreachable(*row) for row in session.execute(query)]
