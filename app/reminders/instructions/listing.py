"""Instructions as they stand, for lists and pages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.lists import Window, page
from app.kit import clock
from app.plans.holding.service import acts_for
from app.progress.lights.rules import light as light_of
from app.progress.rules import wants_second
from app.progress.settings.rules import Lamp, ProgressSettings
from app.progress.settings.service import of_regions
from app.progress.terms import Light, ReturnState
from app.reminders.instructions import access, queries, rules
from app.reminders.instructions.queries import InstructionFilter
from app.reminders.instructions.rules import Standing
from app.reminders.instructions.terms import (
    ANSWERABLE,
    Action,
    InstructionSort,
    InstructionState,
)
from app.units import service as units
from app.units.portfolios.service import leaders as region_leaders
from app.workdays.rules import Calendar
from app.workdays.service import calendar


@dataclass(frozen=True)
class Answering:
    """A unit of an instruction. `overdue` counts working days; the light is that of what is still
    owed. `shown`: its reply may be read by whoever asks.
    """

    row: Row[Any]
    confirmed: bool
    light: Light | None
    lamp: Lamp | None
    overdue: int
    allowed: tuple[Action, ...]
    shown: bool


@dataclass(frozen=True)
class Listed:
    """An instruction with its units, the leading one first, and what the actor is to it."""

    row: Row[Any]
    units: Sequence[Answering]
    who: Standing
    own: frozenset[int] | None
    may_change: bool


@dataclass(frozen=True)
class Whole:
    """And what was done with it, the newest first."""

    listed: Listed
    steps: Sequence[Row[Any]]


@dataclass(frozen=True)
class InstructionPage:
    items: Sequence[Listed]
    next: str | None
    total: int | None


@dataclass(frozen=True)
class Choices:
    """From what a form chooses: leaders by name, offices that can follow up, units by name."""

    leaders: Sequence[str]
    offices: Sequence[tuple[int, str]]
    units: Sequence[str]


def instructions(
    session: Session,
    actor: Actor,
    window: Window,
    *,
    wanted: InstructionFilter,
    sort: InstructionSort = InstructionSort.DUE_ON,
) -> InstructionPage:
    """Raise `NotFoundError` for a unit that the actor may not read."""
    if wanted.unit is not None:
        units.get(session, actor, wanted.unit)
    # What is overdue is another list tomorrow: its cursor is bound to the day.
    today = {"today": clock.today()} if wanted.overdue is not None else {}
    bound = replace(window, filters=wanted.as_key() | today)
    found = page(session, queries.instructions(actor, wanted), queries.ORDERS[sort], bound)
    return InstructionPage(_listed(session, actor, found.rows), found.next, found.total)


def get(session: Session, actor: Actor, instruction_id: int) -> Whole:
    """Raise `NotFoundError` for an instruction that the actor may not read."""
    row = access.readable(session, actor, instruction_id)
    [listed] = _listed(session, actor, [row])
    return Whole(listed, queries.steps_of(session, instruction_id))


def choices(session: Session, actor: Actor) -> Choices:
    """For a form of whoever may give instructions."""
    region_id, today = int(actor.region_id or 0), clock.today()
    accounts = queries.leaders(session, region_id, today).values()
    registered = [one.name for one in region_leaders(session, actor, region_id)]
    known = queries.offices(session, region_id, today)
    return Choices(
        leaders=list(dict.fromkeys([*registered, *accounts])),
        offices=[(id_, name or "") for id_, name in known.items() if id_ is not None],
        units=units.names_here(session, actor, region_id),
    )


def task_named(session: Session, actor: Actor, task_id: int) -> str | None:
    """Number and title of a task, where the actor may read it."""
    found = queries.task_named(session, actor, task_id)
    return task_words(found.number, found.title) if found else None


def task_words(number: str | None, title: str) -> str:
    return f"{number}. {title}" if number else title


def _listed(session: Session, actor: Actor, rows: Sequence[Row[Any]]) -> list[Listed]:
    by_instruction: dict[int, list[Row[Any]]] = defaultdict(list)
    for one in queries.units_of(session, [row.id for row in rows]):
        by_instruction[one.instruction_id].append(one)
    known, own, offices = calendar(session), access.own(session, actor), acts_for(session, actor)
    holds = of_regions(session, {row.region_id for row in rows})
    return [
        _one(actor, row, by_instruction[row.id], _Sight(known, holds[row.region_id], own, offices))
        for row in rows
    ]


@dataclass(frozen=True)
class _Sight:
    calendar: Calendar
    holds: ProgressSettings
    own: frozenset[int] | None
    offices: frozenset[int]


def _one(actor: Actor, row: Row[Any], answering: Sequence[Row[Any]], sight: _Sight) -> Listed:
    who = access.who(actor, row, sight.offices)
    leads = sight.own is None or answering[0].unit_id in sight.own
    answered = any(one.reply is not None for one in answering)
    told = [
        _answering(
            one,
            who,
            sight,
            leads=leads,
            whole=row.state,
            confirmable=one.confirmed_by is None
            and wants_second(actor, one.unit_id, row.office_id),
        )
        for one in answering
    ]
    may = who in (Standing.OFFICE, Standing.GIVER) and not answered
    return Listed(row, told, who, sight.own, may and row.state is not InstructionState.WITHDRAWN)


def _answering(
    one: Row[Any],
    who: Standing,
    sight: _Sight,
    *,
    leads: bool,
    whole: InstructionState,
    confirmable: bool,
) -> Answering:
    today, mine = clock.today(), sight.own is None or one.unit_id in sight.own
    owed = one.state in ANSWERABLE
    light = (
        light_of(ReturnState.PENDING, one.due_on, today, sight.calendar, sight.holds)
        if owed
        else None
    )
    late = owed and one.due_on < today
    acts = mine and whole is not InstructionState.WITHDRAWN
    return Answering(
        row=one,
        confirmed=sight.calendar.is_confirmed(one.due_on),
        light=light,
        lamp=sight.holds.lights[light] if light else None,
        overdue=sight.calendar.between(one.due_on, today) if late else 0,
        allowed=rules.allowed(one.state, who, confirmable=confirmable) if acts else (),
        shown=mine or leads,
    )
