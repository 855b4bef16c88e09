"""Column selects of the task lists: no ORM objects, a fixed number of statements a page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.core.columns import as_kept, as_text, cols, table
from app.core.lists import Order
from app.identity.models import Region
from app.identity.queries import readable_regions
from app.plans.holding.service import Holding
from app.plans.models import Assignment, Evidence, Plan, Task, standing
from app.plans.terms import PlanState, TaskState
from app.progress.lists.terms import TaskSort
from app.progress.models import Dispatch, Report, Return
from app.progress.settings.models import ProgressSetting
from app.progress.terms import HANDED_IN, OWED
from app.reading.terms import Role
from app.units.models import Unit
from app.units.queries import readable as readable_units
from app.workdays.models import CalendarDay
from app.workdays.rules import Calendar

# Plain tables: the rows of a hot list should cost what the database costs.
_tasks, _plans, _units = table(Task), table(Plan), table(Unit)
_cells, _returns, _days = table(Assignment), table(Return), table(CalendarDay)
_places = table(ProgressSetting)

ORDERS = {
    TaskSort.POSITION: Order("position", (_tasks.c.plan_id, _tasks.c.position, _tasks.c.id)),
    TaskSort.UPDATED: Order("updated", (_tasks.c.updated_at, _tasks.c.id)),
}

TASK = (
    _tasks.c.id,
    _tasks.c.number,
    _tasks.c.title,
    as_text(_tasks.c.kind),
    as_text(_tasks.c.state),
    _tasks.c.due_on,
    _tasks.c.due_text,
    as_text(_tasks.c.due_source),
    _tasks.c.plan_id,
    _tasks.c.version,
    as_kept(_tasks.c.updated_at),
    _plans.c.title.label("plan_title"),
    _tasks.c.extended_to,
)


@dataclass(frozen=True)
class TaskFilter:
    """What a list is narrowed by; `None` narrows nothing. `due_before` excludes its day."""

    role: Role | None = None
    state: TaskState | None = None
    plan: int | None = None
    unit: int | None = None
    due_before: date | None = None
    updated_since: datetime | None = None

    @property
    def given(self) -> frozenset[str]:
        return frozenset(self.as_key())

    def as_key(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if value is not None}


@lru_cache(maxsize=1024)
def _readable_unit(actor: Actor) -> Select[int]:
    """Kept by the actor, who is the same object of values from request to request.

    Units above the own region have names that all may read; what they do is not theirs to read.
    """
    query = readable_units(actor).with_only_columns(col(Unit.id))
    if actor.role in {ActorRole.COORDINATOR, ActorRole.LEADER, ActorRole.ADMIN}:
        own = readable_regions(actor)
        query = query.where(or_(col(Unit.region_id).in_(own), col(Unit.serves_region_id).in_(own)))
    return query.where(col(Unit.id) == bindparam("unit"))


def is_readable_unit(session: Session, actor: Actor, unit_id: int) -> bool:
    return session.execute(_readable_unit(actor), {"unit": unit_id}).first() is not None


def values_of(holding: Holding) -> dict[str, object]:
    """The parameters of `held_by`."""
    named: dict[str, object] = {"holders": holding.named}
    return named | {"given": holding.given, "taken": holding.taken} if holding.is_divided else named


def _holds(cells: FromClause, *, divided: bool) -> ColumnElement[bool]:
    def ids(name: str) -> BindParameter[Any]:
        return bindparam(name, expanding=True)

    named = cells.c.unit_id.in_(ids("holders"))
    if not divided:
        return named
    return or_(and_(named, cells.c.id.not_in(ids("taken"))), cells.c.id.in_(ids("given")))


@cache
def held_by(given: frozenset[str], *, divided: bool = False) -> Select[Any]:
    """Tasks of published plans that a unit holds: `:holders` are all whose name means it; after a
    split (`divided`) less the assignments `:taken` from it and with those `:given` to it.

    A task names a unit once: with the first printed of its roles, which is the strongest. With
    each comes what the plan's place gives of its own settings, which its light depends on.
    `given` are the names of the filters that are set; their values are parameters.
    """
    earlier = _cells.alias("earlier")
    first_only = ~exists().where(
        earlier.c.task_id == _cells.c.task_id,
        _holds(earlier, divided=divided),
        earlier.c.position < _cells.c.position,
        standing(earlier.c),
    )
    return (
        select(
            *TASK,
            as_text(_cells.c.role),
            _cells.c.printed_label.label("role_label"),
            _cells.c.is_first_lead.label("first"),
            _cells.c.unit_id.label("holder_id"),
            _plans.c.region_id,
            _places.c.given.label("settings"),
        )
        .join(_tasks, _tasks.c.id == _cells.c.task_id)
        .join(_plans, _plans.c.id == _tasks.c.plan_id)
        .outerjoin(_places, _places.c.region_id == _plans.c.region_id)
        .where(
            _holds(_cells, divided=divided),
            standing(_cells.c),
            first_only,
            _plans.c.state == PlanState.PUBLISHED,
            *([_cells.c.role == bindparam("role")] if "role" in given else []),
            *_narrowed(given),
        )
    )


def of_plans(
    readable: Select[Task], given: frozenset[str], *, divided: bool = False
) -> Select[Any]:
    """Tasks among `readable` that stand; with `unit` or `role` given, those with such a cell; of a
    plan that another has followed only where it is asked for. What a unit holds is told by
    `values_of`.
    """
    cell: list[ColumnElement[bool]] = []
    if "unit" in given:
        cell.append(_holds(_cells, divided=divided))
    if "role" in given:
        cell.append(_cells.c.role == bindparam("role"))
    held = exists().where(_cells.c.task_id == _tasks.c.id, standing(_cells.c), *cell)
    has_cell = [held] if cell else []
    holds = [] if "plan" in given else [_plans.c.state != PlanState.SUPERSEDED]
    return (
        select(*TASK)
        .join(_plans, _plans.c.id == _tasks.c.plan_id)
        .where(
            _tasks.c.id.in_(readable.with_only_columns(col(Task.id))),
            standing(_tasks.c),
            *has_cell,
            *holds,
            *_narrowed(given),
        )
    )


def _narrowed(given: frozenset[str]) -> list[ColumnElement[bool]]:
    conditions = {
        "state": _tasks.c.state == bindparam("state"),
        "plan": _tasks.c.plan_id == bindparam("plan"),
        "due_before": func.coalesce(_tasks.c.extended_to, _tasks.c.due_on)
        < bindparam("due_before"),
        "updated_since": _tasks.c.updated_at >= bindparam("updated_since"),
    }
    return [condition for name, condition in conditions.items() if name in given]


_CELLS = (
    select(
        _cells.c.task_id,
        as_text(_cells.c.role),
        _cells.c.printed_label,
        _cells.c.raw,
        _cells.c.is_first_lead,
        _cells.c.collective,
        _cells.c.unit_id,
        _units.c.name,
        _cells.c.id,
    )
    .outerjoin(_units, _units.c.id == _cells.c.unit_id)
    .where(_cells.c.task_id.in_(bindparam("tasks", expanding=True)), standing(_cells.c))
    .order_by(_cells.c.task_id, _cells.c.position)
)


def assignments_of(session: Session, task_ids: Sequence[int]) -> Sequence[Row[Any]]:
    return session.execute(_CELLS, {"tasks": task_ids}).all()


_OWED = (
    select(
        _returns.c.plan_id,
        _returns.c.id,
        _returns.c.period,
        _returns.c.due_on,
        _returns.c.due_confirmed,
        _returns.c.period_end,
        as_text(_returns.c.kind),
    )
    .where(
        _returns.c.unit_id == bindparam("unit"),
        _returns.c.plan_id.in_(bindparam("plans", expanding=True)),
        or_(*(_returns.c.state == state for state in OWED)),
    )
    .order_by(_returns.c.due_on, _returns.c.id)
)


def owed_by(session: Session, unit_id: int, plan_ids: Collection[int]) -> Sequence[Row[Any]]:
    """What the unit still owes for these plans, the earliest first."""
    return session.execute(_OWED, {"unit": unit_id, "plans": list(plan_ids)}).all()


_DAYS = select(_days.c.day, _days.c.works).where(
    _days.c.day.between(bindparam("first"), bindparam("last"))
)


def calendar_between(session: Session, first: date, last: date) -> Calendar:
    """Enough of the calendar to count from one day to another; it confirms no year."""
    found = session.execute(_DAYS, {"first": first, "last": last})
    return Calendar({day: works for day, works in found})  # noqa: C416 - dict() would keep rows


def evidence_of(session: Session, task_id: int) -> Sequence[Row[Any]]:
    query = (
        select(
            *cols(
                Evidence.document_id,
                Evidence.role,
                Evidence.start,
                Evidence.end,
                Evidence.page,
                Evidence.quote,
            )
        )
        .where(col(Evidence.task_id) == task_id)
        .order_by(col(Evidence.id))
    )
    return session.execute(query).all()


def plan_of(session: Session, plan_id: int) -> Row[Any]:
    """Its `title` and `state`."""
    return session.execute(
        select(*cols(Plan.title, Plan.state)).where(col(Plan.id) == plan_id)
    ).one()


def reports_of(
    session: Session, task_id: int, returns: Select[int], *, filed: bool
) -> Sequence[Row[Any]]:
    """What units said of a task, the newest period first, in forms among `returns` (their `own`);
    with `filed`, in others too that were handed in, and in rows that were filed ahead.
    """
    own = col(Report.return_id).in_(returns)
    went = or_(col(Return.state).in_(HANDED_IN), col(Report.filed_at).is_not(None))
    query = (
        select(*cols(Report, Return.period, Return.state, Report.filed_at, Unit.name))
        .add_columns(own.label("own"), col(Return.unit_id))
        .join(Return, col(Return.id) == col(Report.return_id))
        .join(Unit, col(Unit.id) == col(Report.unit_id))
        .where(col(Report.task_id) == task_id, or_(own, went) if filed else own)
        .order_by(col(Return.period_end).desc(), col(Unit.rank))
        .limit(200)
    )
    return session.execute(query).all()


def counts_of(session: Session, holding: Holding) -> Sequence[Row[Any]]:
    """A row a running plan in which the unit holds a task, in the order of the plans."""
    mine = (
        held_by(frozenset(), divided=holding.is_divided)
        .with_only_columns(_tasks.c.plan_id, _cells.c.role, _cells.c.is_first_lead)
        .subquery()
    )
    leads = func.sum(case((mine.c.role == Role.LEAD, 1), else_=0))
    query = (
        select(
            *cols(Plan.id, Plan.title, Plan.stage),
            leads.label("leads"),
            func.sum(case((mine.c.is_first_lead, 1), else_=0)).label("first"),
            (func.count() - leads).label("parts"),
            col(Dispatch.id).label("dispatch_id"),
            col(Dispatch.acknowledged_at).label("acknowledged_at"),
        )
        .join(mine, mine.c.plan_id == col(Plan.id))
        .outerjoin(
            Dispatch,
            and_(col(Dispatch.plan_id) == col(Plan.id), col(Dispatch.unit_id) == holding.unit_id),
        )
        .group_by(*cols(Plan.id, Plan.title, Plan.stage, Dispatch.id, Dispatch.acknowledged_at))
        .order_by(col(Plan.id))
    )
    return session.execute(query, values_of(holding)).all()


def region_name(session: Session, region_id: int) -> str:
    return str(
        session.execute(select(col(Region.name)).where(col(Region.id) == region_id)).scalar_one()
    )
