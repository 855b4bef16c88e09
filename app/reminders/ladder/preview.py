"""With these steps, who would be told what on which day: what is owed in a region now, as if
nobody did anything about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from app.core.actor import Actor, Role
from app.identity import service as identity
from app.kit import clock
from app.reminders import queries, subjects, sweeping
from app.reminders.ladder.rules import Ladders, label
from app.reminders.subjects import KIND
from app.reminders.sweeping import Day, DueRow, Scope
from app.reminders.terms import Audience
from app.workdays.service import calendar

DAYS = 30
MOST_UNITS = 5
"""Named for each message; the rest is counted."""


@dataclass(frozen=True)
class Speech:
    """What one message says of one step: `matters` of `units`, the first by name."""

    audience: Audience
    step_label: str
    matters: int
    units: int
    named: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    recipient: str
    speeches: tuple[Speech, ...]


@dataclass(frozen=True)
class PreviewDay:
    day: date
    letters: tuple[Letter, ...]


@dataclass(frozen=True)
class Preview:
    """The working days from `first` to `until` on which anybody would be told."""

    first: date
    until: date
    days: tuple[PreviewDay, ...]

    @property
    def most_a_person(self) -> int:
        told: dict[str, int] = {}
        for day in self.days:
            for letter in day.letters:
                told[letter.recipient] = told.get(letter.recipient, 0) + 1
        return max(told.values(), default=0)


def preview(
    session: Session,
    actor: Actor,
    ladders: Ladders,
    *,
    region_id: int | None = None,
    first: date | None = None,
    days: int = DAYS,
) -> Preview:
    """Raises as `settings.settings`. What was said already is not said again."""
    region = identity.region(session, actor, region_id)
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    begin = first or clock.today()
    known = calendar(session)
    scope, kinds = [Scope(ladders, frozenset({region.id}))], subjects.in_use(session)
    all_days = (begin + timedelta(days=n) for n in range(days))
    working = [day for day in all_days if known.works(day)]
    told: dict[tuple[object, ...], int] = {}
    found = []
    for day in working:
        rows = sweeping.due_rows(session, Day(day, known, scope, kinds))
        fresh = [row for row in rows if _is_news(row, told)]
        found.append((day, fresh))
    return Preview(begin, begin + timedelta(days=days - 1), _days(session, found))


def _is_news(row: DueRow, told: dict[tuple[object, ...], int]) -> bool:
    key = (row.kind, row.subject_id, row.due_on, row.recipient_id)
    if told.get(key, row.step - 1) >= row.step:
        return False
    told[key] = row.step
    return True


def _days(session: Session, found: Iterable[tuple[date, list[DueRow]]]) -> tuple[PreviewDay, ...]:
    found = [one for one in found if one[1]]
    everybody = {row.recipient_id for _, rows in found for row in rows}
    people = queries.addressees(session, clock.today(), everybody)
    units = queries.unit_names(session, {row.unit_id for _, rows in found for row in rows})
    made = []
    for day, rows in found:
        by_person: dict[int, list[DueRow]] = {}
        for row in rows:
            by_person.setdefault(row.recipient_id, []).append(row)
        letters = [
            (min(units[row.unit_id] for row in mine), people[id_].name, _speeches(mine, units))
            for id_, mine in by_person.items()
        ]
        ordered = sorted(letters, key=lambda one: (one[2][0].audience, *one[0], one[1]))
        made.append(PreviewDay(day, tuple(Letter(name, told) for _, name, told in ordered)))
    return tuple(made)


def _speeches(rows: Iterable[DueRow], units: queries.UnitNames) -> tuple[Speech, ...]:
    grouped: dict[tuple[Audience, int, str], list[DueRow]] = {}
    for row in rows:
        step_label = label(row.step, KIND[row.kind].waits)
        grouped.setdefault((row.audience, row.step, step_label), []).append(row)
    order = list(Audience)
    made = []
    for (audience, _, step_label), mine in sorted(
        grouped.items(), key=lambda one: (order.index(one[0][0]), one[0][1])
    ):
        named = [name for _, name in sorted({units[row.unit_id] for row in mine})]
        first = tuple(named[:MOST_UNITS])
        made.append(Speech(audience, step_label, len(mine), len(named), first))
    return tuple(made)
