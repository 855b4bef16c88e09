"""What a unit has to do, and one task whole."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlmodel import Session, col

import app.units.reforms.service as reforms
from app.core.actor import Actor, Role
from app.core.errors import ForbiddenError, NotFoundError
from app.core.lists import Slice, Window, page
from app.kit import clock
from app.plans import queries as plan_queries
from app.plans.filers.service import filed_by
from app.plans.holding.service import Holding, holding
from app.plans.models import Task
from app.plans.terms import PlanState, TaskState
from app.progress.lights import rules
from app.progress.lights import service as lights
from app.progress.lights.rules import Share
from app.progress.lights.service import UnitShare
from app.progress.lists import queries
from app.progress.lists.queries import TaskFilter
from app.progress.lists.terms import TaskSort
from app.progress.models import Return
from app.progress.parts import task as threads
from app.progress.parts.task import Thread
from app.progress.queries import readable_returns
from app.progress.reporting.asking import who_is_told
from app.progress.settings.rules import DEFAULTS, Lamp
from app.progress.settings.rules import of as settings_of
from app.progress.terms import Light
from app.reading.terms import Stage
from app.units import service as units
from app.units.reforms.service import Reform
from app.workdays.rules import Calendar

REFORMS = 5
"""How many of a unit's reforms its page tells."""


class OtherUnitError(ForbiddenError):
    code, title = "other_unit", "您只能查看本单位的任务清单"


@dataclass(frozen=True)
class NextReturn:
    id: int
    period: str
    due_on: date
    due_confirmed: bool


class ListedTask(NamedTuple):
    """A row of a list: the task's columns, all its assignments, what the unit owes for it and how
    far it said it to be, and what the place calls the light that comes of both.
    """

    row: Row[Any]
    assignments: Sequence[Row[Any]]
    next_return: NextReturn | None = None
    share: Share | None = None
    light: Light | None = None
    lamp: Lamp | None = None


@dataclass(frozen=True)
class TaskPage:
    """`holding` is of a unit's own list: how it comes to hold each task."""

    tasks: Sequence[ListedTask]
    next: str | None
    total: int | None
    holding: Holding | None = None


def of_unit(
    session: Session,
    actor: Actor,
    unit_id: int,
    *,
    wanted: TaskFilter,
    sort: TaskSort,
    window: Window,
) -> TaskPage:
    """A unit's tasks in running plans, also those that it holds as a member of a group.

    Raise `NotFoundError` for a unit that the actor may not see, `OtherUnitError` for a liaison
    who asks for another unit's list.
    """
    if not queries.is_readable_unit(session, actor, unit_id):
        raise NotFoundError
    check_own(actor, unit_id)
    held = holding(session, unit_id)
    query = queries.held_by(wanted.given, divided=held.is_divided)
    values = {**queries.values_of(held), **wanted.as_key()}
    bound = replace(window, filters={"of": unit_id, **wanted.as_key()})
    found = page(session, query, queries.ORDERS[sort], bound, values)
    asked = _Asked(held, *_owed(session, unit_id, found), _filed(session, held, found))
    return replace(_listed(session, found, asked), holding=held)


def check_own(actor: Actor, unit_id: int) -> None:
    if actor.role is Role.LIAISON and actor.unit_id != unit_id:
        raise OtherUnitError


def readable(
    session: Session, actor: Actor, *, wanted: TaskFilter, sort: TaskSort, window: Window
) -> TaskPage:
    """Every task that the actor may read."""
    held = holding(session, wanted.unit) if wanted.unit is not None else None
    divided = held is not None and held.is_divided
    query = queries.of_plans(plan_queries.readable_tasks(actor), wanted.given, divided=divided)
    bound = replace(window, filters=wanted.as_key())
    values = {**(queries.values_of(held) if held else {}), **wanted.as_key()}
    found = page(session, query, queries.ORDERS[sort], bound, values)
    return _listed(session, found, _Asked())


Owed = dict[int, NextReturn]
ByTask = dict[int, NextReturn | None]


def _owed(session: Session, unit_id: int, found: Slice) -> tuple[Owed, ByTask]:
    """The earliest return that the unit owes for each plan on the page; by task where a plan asks
    about its tasks at different times.
    """
    plans = {row.plan_id for row in found.rows}
    owed: Owed = {}
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    rows = queries.owed_by(session, unit_id, plans)
    for row in rows:
        owed.setdefault(row.plan_id, _next(row))
        kinds[row.plan_id].add(row.kind)
    mixed = {plan_id for plan_id, some in kinds.items() if len(some) > 1}
    if not mixed:
        return owed, {}
    tasks = [row for row in found.rows if row.plan_id in mixed]
    about = who_is_told(session, mixed, [task.id for task in tasks])
    by_task: ByTask = {}
    for task in tasks:
        theirs = (one for one in rows if one.plan_id == task.plan_id and about(task.id, one))
        one = next(theirs, None)
        by_task[task.id] = _next(one) if one else None
    return owed, by_task


def _next(row: Row[Any]) -> NextReturn:
    return NextReturn(row.id, row.period, row.due_on, row.due_confirmed)


def _filed(session: Session, held: Holding, found: Slice) -> set[tuple[int, int]]:
    """Plan and group of the groups' tasks on the page for which the unit files; most pages have
    no such task, and then nothing is asked.
    """
    plans = {row.plan_id for row in found.rows if row.holder_id in held.groups}
    return filed_by(session, held, plans) if plans else set()


@dataclass(frozen=True)
class _Asked:
    """What a unit owes by plan, and the plans and groups for whose tasks it files."""

    holding: Holding | None = None
    owed: Owed = field(default_factory=dict)
    by_task: ByTask = field(default_factory=dict)
    filed: set[tuple[int, int]] = field(default_factory=set)

    def due(self, row: Row[Any]) -> NextReturn | None:
        """The next return in which the unit says something of a task."""
        if self.holding is None:
            return None
        of_group = row.holder_id in self.holding.groups
        if of_group and (row.plan_id, row.holder_id) not in self.filed:
            return None
        return self.by_task[row.id] if row.id in self.by_task else self.owed.get(row.plan_id)


def _listed(session: Session, found: Slice, asked: _Asked) -> TaskPage:
    ids = [row.id for row in found.rows]
    cells: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for cell in queries.assignments_of(session, ids):
        cells[cell[0]].append(cell)  # by task
    if asked.holding is None:  # no unit's own list
        plain = [ListedTask(row, cells[row.id]) for row in found.rows]
        return TaskPage(plain, found.next, found.total)
    shares = lights.of_unit(session, asked.holding, ids)
    lit = _lights(session, found, asked)
    tasks = []
    for row in found.rows:
        due, share = asked.due(row), shares.get(row.id)
        behind = share.behind if share else 0
        shown = lit(row.state, due.due_on if due else None, behind, row.region_id)
        tasks.append(ListedTask(row, cells[row.id], due, share, *shown))
    return TaskPage(tasks, found.next, found.total)


Lit = tuple[Light | None, Lamp | None]


def _lights(
    session: Session, found: Slice, asked: _Asked
) -> Callable[[str, date | None, int, int], Lit]:
    """Lights by today's clock and calendar, and by what holds in the place of the plan; a page has
    many tasks but few states, due dates, shares and places.
    """
    today = clock.today()
    known = [*asked.owed.values(), *(one for one in asked.by_task.values() if one)]
    dates = [today, *(one.due_on for one in known)]
    days = queries.calendar_between(session, min(dates), max(dates)) if known else Calendar()
    given = {row.region_id: row.settings for row in found.rows}
    holds = {region: settings_of(own) if own else DEFAULTS for region, own in given.items()}

    @cache
    def lit(state: str, due_on: date | None, behind: int, region_id: int) -> Lit:
        limits = holds[region_id]
        light = rules.task_light(TaskState(state), due_on, today, days, limits, behind=behind)
        return light, limits.lamp(light) if light else None

    return lit


@dataclass(frozen=True)
class WholeTask:
    task: Task
    plan_title: str
    plan_state: PlanState
    assignments: Sequence[Row[Any]]
    evidence: Sequence[Row[Any]]
    reports: Sequence[Row[Any]]
    thread: Thread
    shares: Sequence[UnitShare]


def get(session: Session, actor: Actor, task_id: int) -> WholeTask:
    """One task with its evidence, and the reports that the actor may read: those of the own forms,
    and what the other units of the task have filed where its first lead merges them; with how far
    it should have been by the last of them.
    """
    query = plan_queries.readable_tasks(actor).where(col(Task.id) == task_id)
    task = session.scalars(query).first()
    if task is None:
        raise NotFoundError
    returns = readable_returns(actor).with_only_columns(col(Return.id))
    thread = threads.thread(session, actor, task)
    reports = queries.reports_of(session, task_id, returns, filed=thread.open_to_actor)
    plan = queries.plan_of(session, task.plan_id)
    return WholeTask(
        task=task,
        plan_title=plan.title,
        plan_state=plan.state,
        assignments=queries.assignments_of(session, [task_id]),
        evidence=queries.evidence_of(session, task_id),
        reports=thread.shown(reports),
        thread=thread,
        shares=lights.of_task(session, actor, task),
    )


@dataclass(frozen=True)
class PlanCount:
    """How often a unit leads, stands first, and takes part in a running plan."""

    id: int
    title: str
    stage: Stage
    leads: int
    first: int
    parts: int
    dispatch_id: int | None
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class AboutUnit:
    name: str
    region: str
    plans: Sequence[PlanCount]
    reforms: Sequence[Reform]


def about_unit(session: Session, actor: Actor, unit_id: int) -> AboutUnit:
    """What stands above the unit's list: its plans, with counts and whether it signed for them."""
    unit = units.get(session, actor, unit_id)
    check_own(actor, unit_id)
    held = holding(session, unit_id)
    counts = [
        PlanCount(**row._mapping)  # noqa: SLF001 - public in SQLAlchemy
        for row in queries.counts_of(session, held)
    ]
    history = reforms.reforms(session, actor, Window(limit=REFORMS), unit_id=unit_id)
    region = queries.region_name(session, unit.region_id)
    return AboutUnit(unit.name, region, counts, history.items)
