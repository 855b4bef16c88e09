"""The ladder over all that is owed at once: one statement for each kind of matter, profile and
audience, whatever the number of matters, the same on SQLite and PostgreSQL.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from app.core.columns import UtcDateTime, choice
from app.deliveries.models import Delivery
from app.reminders import people
from app.reminders.ladder.rules import Ladders, Rung, draft_rungs, rungs
from app.reminders.models import DraftWanted, Reminder
from app.reminders.subjects import Kind
from app.reminders.terms import Audience, Draft, Dropped, Profile
from app.units.models import Unit
from app.workdays.rules import Calendar

KEY = ("subject_kind", "subject_id", "due_on", "step", "recipient_id")
DRAFT_KEY = ("subject_kind", "subject_id", "due_on", "draft")


@dataclass(frozen=True)
class Scope:
    """For which regions some ladders hold: only these, or all but these."""

    ladders: Ladders
    regions: frozenset[int] = frozenset()
    others: bool = False

    def holds(self, region_id: ColumnElement[Any]) -> ColumnElement[bool]:
        if self.others:
            return not_(region_id.in_(self.regions)) if self.regions else true()
        return region_id.in_(self.regions)


@dataclass(frozen=True)
class Day:
    """A working day, and by what ladders it is gone over."""

    today: date
    calendar: Calendar
    scopes: Sequence[Scope]
    kinds: Sequence[tuple[Kind, Profile]]


@dataclass(frozen=True)
class _Slice:
    """Matters of one kind and profile for one audience, those that some step has reached."""

    kind: Kind
    owed: Subquery
    rungs: Sequence[Rung]
    stands: ColumnElement[bool]

    @property
    def step(self) -> ColumnElement[Any]:
        """`rules.step_of` in SQL."""
        due_on = self.owed.c.due_on
        *higher, lowest = self.rungs
        cases = [(due_on <= rung.until, literal(rung.offset)) for rung in higher]
        return case(*cases, else_=literal(lowest.offset)) if cases else literal(lowest.offset)


def _slice(day: Day, scope: Scope, kind: Kind, profile: Profile, found: list[Rung]) -> _Slice:
    owed = kind.owed(profile, day.today, found[-1].until).subquery("owed")
    return _Slice(kind, owed, found, scope.holds(owed.c.region_id))


def _slices(day: Day, audience: Audience) -> Iterator[_Slice]:
    for scope, kind, profile in _combined(day):
        steps = scope.ladders.steps(profile, kind.waits)
        found = rungs(steps, audience, day.calendar, day.today)
        if found:
            yield _slice(day, scope, kind, profile, found)


def _combined(day: Day) -> Iterator[tuple[Scope, Kind, Profile]]:
    return ((scope, kind, profile) for scope in day.scopes for kind, profile in day.kinds)


# ---- reminders -------------------------------------------------------------------------------


def record_due(
    session: Session, day: Day, run_id: str, now: datetime, unreached: Sequence["Unreachable"]
) -> int:
    """Write a reminder for each matter at a step and each person whom that step tells; how many.

    A reminder that was dropped is taken up anew: what was settled may be owed again.
    """
    fresh = _fresh(day, run_id, now)
    audiences = [one for one in Audience if unreached or one is not Audience.UNREACHED]
    return sum(_record(session, rows, fresh) for rows in _all_due(day, audiences, fresh))


def _fresh(day: Day, run_id: str, now: datetime) -> dict[str, Any]:
    return {
        "on_day": literal(day.today),
        "run_id": literal(run_id),
        "created_at": literal(now, UtcDateTime),
    }


def _record(session: Session, rows: Select[Any], fresh: dict[str, Any]) -> int:
    columns = [*KEY, "audience", "unit_id", "region_id", *fresh]
    stored = _insert(session, Reminder).from_select(columns, rows)
    anew = {name: stored.excluded[name] for name in ("audience", *fresh)}
    upsert = stored.on_conflict_do_update(
        index_elements=KEY,
        set_=anew | {"delivery_id": None, "dropped": None},
        where=col(Reminder.dropped).is_not(None),
    )
    return _changed(session, upsert)


def _insert(session: Session, table: type[SQLModel]) -> Any:
    sqlite_here = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if sqlite_here else postgresql.insert(table)


def _changed(session: Session, statement: Any) -> int:
    counted = statement.execution_options(preserve_rowcount=True)
    return session.connection().execute(counted).rowcount


def _all_due(
    day: Day, audiences: Iterable[Audience], fresh: dict[str, Any]
) -> Iterator[Select[Any]]:
    for audience in audiences:
        person = people.who(audience, day.today)
        reached = people.reached_units(day.today) if audience is Audience.UNREACHED else None
        for part in _slices(day, audience):
            rows = _due(audience, person, part, fresh)
            yield rows if reached is None else rows.where(part.owed.c.unit_id.not_in(reached))


def _due(audience: Audience, person: Subquery, part: _Slice, fresh: dict[str, Any]) -> Select[Any]:
    owed = part.owed
    query = (
        select(
            literal(part.kind.name),
            owed.c.subject_id,
            owed.c.due_on,
            part.step,
            person.c.person_id,
            literal(audience, choice(Audience)),
            owed.c.unit_id,
            owed.c.region_id,
            *fresh.values(),
        )
        .select_from(owed)
        .join(person, people.hears(audience, person, owed))
        .where(part.stands, ~_already(part, person))
    )
    # A liaison is there once by itself; a coordinator of a region may hold two memberships in it.
    return query if audience is Audience.UNIT else query.distinct()


def _already(part: _Slice, person: Subquery) -> ColumnElement[bool]:
    """Whether a person heard of this step or of a higher one, or is about to. What was dropped
    does not count; what no channel took counts for as long as he is known by the same addresses.
    """
    refused = col(Reminder.dropped) == Dropped.UNDELIVERABLE
    query = (
        select(literal(1))
        .select_from(Reminder)
        .outerjoin(Delivery, col(Delivery.id) == col(Reminder.delivery_id))
        .where(
            col(Reminder.subject_kind) == part.kind.name,
            col(Reminder.subject_id) == part.owed.c.subject_id,
            col(Reminder.due_on) == part.owed.c.due_on,
            col(Reminder.recipient_id) == person.c.person_id,
            col(Reminder.step) >= part.step,
            or_(
                col(Reminder.dropped).is_(None),
                refused & (func.coalesce(col(Delivery.address), "") == person.c.known_by),
            ),
        )
    )
    return exists(query.correlate(part.owed, person))


class DueRow(NamedTuple):
    kind: str
    subject_id: int
    due_on: date
    step: int
    recipient_id: int
    audience: Audience
    unit_id: int
    region_id: int


def due_rows(session: Session, day: Day) -> list[DueRow]:
    """What `record_due` would write; nothing is written."""
    return [DueRow(*row) for rows in _all_due(day, Audience, {}) for row in session.execute(rows)]


# ---- papers that are wanted ------------------------------------------------------------------


def record_drafts(session: Session, day: Day, run_id: str, now: datetime) -> int:
    """Ask for a 催办单 or 督办单 for each matter at such a step, once for a due date; how many.
    After a time without the service the higher paper goes before the lower.
    """
    fresh = _fresh(day, run_id, now)
    columns = [*DRAFT_KEY, "step", "unit_id", "region_id", *fresh]
    made = 0
    for draft, part in _drafts(day):
        owed = part.owed
        rows = select(
            literal(part.kind.name),
            owed.c.subject_id,
            owed.c.due_on,
            literal(draft, choice(Draft)),
            part.step,
            owed.c.unit_id,
            owed.c.region_id,
            *fresh.values(),
        ).where(part.stands)
        stored = _insert(session, DraftWanted).from_select(columns, rows)
        made += _changed(session, stored.on_conflict_do_nothing(index_elements=DRAFT_KEY))
    return made


def _drafts(day: Day) -> Iterator[tuple[Draft, _Slice]]:
    for scope, kind, profile in _combined(day):
        steps = scope.ladders.steps(profile, kind.waits)
        latest: date | None = None
        for draft in reversed(Draft):
            found = draft_rungs(steps, draft, day.calendar, day.today)
            if found:
                part = _slice(day, scope, kind, profile, found)
                below = part.owed.c.due_on > latest if latest else true()
                yield draft, _Slice(kind, part.owed, found, part.stands & below)
                latest = found[-1].until


# ---- who cannot be told ----------------------------------------------------------------------


@dataclass(frozen=True)
class Unreachable:
    """A unit that owes something and has nobody to tell; `has_liaison` = one without an address.
    `since` is the day on which the first of it reached a step.
    """

    unit_id: int
    unit: str
    region_id: int
    returns: int
    has_liaison: bool
    since: date


def unreachable(session: Session, day: Day, regions: Any = None) -> list[Unreachable]:
    """Units with matters at a step for them, and nobody who has an address, by 机构序."""
    with_liaison, reached = people.units_with_liaison(day.today), people.reached_units(day.today)
    found: dict[int, list[Any]] = {}
    for part in _slices(day, Audience.UNIT):
        unit_id = part.owed.c.unit_id
        query = (
            select(
                *(col(Unit.id), col(Unit.name), part.owed.c.region_id, func.count()),
                *(col(Unit.id).in_(with_liaison), col(Unit.rank), func.min(part.owed.c.due_on)),
            )
            .select_from(part.owed)
            .join(Unit, col(Unit.id) == unit_id)
            .where(part.stands, unit_id.not_in(reached))
            .group_by(col(Unit.id), col(Unit.name), col(Unit.rank), part.owed.c.region_id)
        )
        if regions is not None:
            query = query.where(part.owed.c.region_id.in_(regions))
        for row in session.execute(query):
            since = min(day.calendar.shift(row[6], part.rungs[-1].offset), day.today)
            known = found.setdefault(row[0], [*row[:3], 0, *row[4:6], since])
            known[3] += row[3]
            known[6] = min(known[6], since)
    ordered = sorted(found.values(), key=lambda row: (row[5], row[0]))
    return [Unreachable(*row[:5], *row[6:]) for row in ordered]
