"""Column selects of the graph: no ORM objects, the same few statements however large it is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.identity.models import Region
from app.identity.queries import readable_regions
from app.kit.clock import ZONE
from app.network.parties import WEIGHTS, Cell, TaskRow, UnitFacts
from app.network.scope import Scope
from app.plans.models import Assignment, Plan, Task, standing, standing_on
from app.plans.queries import readable, readable_tasks
from app.plans.terms import PlanState
from app.reading.terms import TaskKind
from app.units.models import Unit
from app.units.queries import readable_line
from app.units.terms import UnitKind

BATCH = 20_000

# SQLite takes no more than 32,766 values in a statement.
VALUES_AT_MOST = 20_000

_PRINTED: tuple[Any, ...] = (
    col(Task.id),
    col(Task.plan_id),
    col(Task.parent_id),
    col(Task.number),
    col(Task.title),
)

Batches = Iterator[Sequence[Sequence[Any]]]
Holder = Callable[[Any], ColumnElement[Any]]
"""Who holds a cell, an alias of `Assignment`; see `standing`."""


def plans(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Titles of those that the actor may read, by id."""
    query = readable(actor).where(col(Plan.id).in_(list(ids)))
    rows = session.execute(query.with_only_columns(col(Plan.id), col(Plan.title)))
    return {row[0]: row[1] for row in rows}


def one_region(session: Session, actor: Actor, scope: Scope) -> int | None:
    """Whose settings hold: of the plans' region where they have one, else of the scope's or the
    actor's own.
    """
    query = readable(actor).where(col(Plan.id).in_(scope.plan_ids))
    found = session.scalars(query.with_only_columns(col(Plan.region_id)).distinct()).all()
    return found[0] if len(found) == 1 else scope.region_id or actor.region_id


def region(session: Session, actor: Actor, region_id: int) -> str | None:
    """Its name, if the actor may read what is of it."""
    query = select(col(Region.name)).where(
        col(Region.id) == region_id, col(Region.id).in_(readable_regions(actor))
    )
    return session.execute(query).scalar_one_or_none()


def regions(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Those whose plans the actor reads, from the top down."""
    query = select(col(Region.id), col(Region.name)).where(
        col(Region.id).in_(readable_regions(actor))
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(col(Region.path)))]


def plan_regions(session: Session, actor: Actor, scope: Scope, *, at_most: int) -> list[int]:
    """Ids of the regions of the scope's plans, of those whose units the actor may read."""
    some = readable(actor).where(
        col(Plan.id).in_(_plans(scope)), col(Plan.region_id).in_(readable_line(actor))
    )
    ids = some.with_only_columns(col(Plan.region_id)).distinct().order_by(col(Plan.region_id))
    return [row[0] for row in session.execute(ids.limit(at_most))]


def published(session: Session, actor: Actor, *, at_most: int) -> list[tuple[int, str]]:
    """Ids and titles of published plans, the newest first."""
    query = readable(actor).where(col(Plan.state) == PlanState.PUBLISHED)
    newest = query.with_only_columns(col(Plan.id), col(Plan.title)).order_by(col(Plan.id).desc())
    return [(row[0], row[1]) for row in session.execute(newest.limit(at_most))]


def task_ids(session: Session, actor: Actor, scope: Scope) -> list[Sequence[Any]]:
    """Id, plan and parent of each task, in plan order."""
    query = (
        _narrowed(actor, scope)
        .with_only_columns(col(Task.id), col(Task.plan_id), col(Task.parent_id))
        .order_by(col(Task.plan_id), col(Task.position), col(Task.id))
    )
    # Past the session's own loading, which takes twice as long again for plain columns.
    return list(session.connection().execute(query))


def tasks(session: Session, ids: Sequence[int]) -> dict[int, TaskRow]:
    """What is printed of some tasks, by id. `ids` are those of tasks that the actor may read."""
    query = select(*_PRINTED).where(col(Task.id).in_(ids))
    return {row[0]: TaskRow(*row) for row in session.execute(query)}


def printed_tasks(session: Session, actor: Actor, scope: Scope, *, at_most: int) -> list[TaskRow]:
    """In plan order."""
    query = (
        _narrowed(actor, scope)
        .with_only_columns(*_PRINTED)
        .order_by(col(Task.plan_id), col(Task.position), col(Task.id))
    )
    return [TaskRow(*row) for row in session.execute(query.limit(at_most))]


def cells(session: Session, actor: Actor, scope: Scope, holder: Holder) -> Batches:
    """Rows as `matrix.Columns.add` takes them, in batches and in no order."""
    cell = aliased(Assignment)  # the select of readable tasks may itself look at assignments
    query = (
        select(
            col(cell.task_id),
            holder(cell),
            case(*((col(cell.role) == role, weight) for role, weight in WEIGHTS.items()), else_=0),
            cast(cell.is_first_lead, Integer),
            cast(cell.collective, Integer),
            col(cell.region_id),
            case((col(cell.unit_id).is_(None), col(cell.name))),
        )
        .where(*cells_of(cell, actor, scope))
        .execution_options(yield_per=BATCH)
    )
    yield from session.connection().execute(query).partitions()


def printed_cells(session: Session, actor: Actor, scope: Scope, holder: Holder) -> list[Cell]:
    """With the document's words, by task and printed position."""
    cell = aliased(Assignment)
    query = (
        select(
            col(cell.task_id),
            holder(cell),
            col(cell.role),
            col(cell.is_first_lead),
            col(cell.collective),
            col(cell.region_id),
            case((col(cell.unit_id).is_(None), col(cell.name))),
            col(cell.printed_label),
        )
        .where(*cells_of(cell, actor, scope))
        .order_by(col(cell.task_id), col(cell.position), col(cell.id))
    )
    return [Cell(*row) for row in session.connection().execute(query)]


def units(session: Session, ids: Sequence[int]) -> dict[int, UnitFacts]:
    """`ids` are units that a task which the actor may read names."""
    query = select(
        col(Unit.id), col(Unit.name), col(Unit.kind), col(Unit.rank), col(Region.name)
    ).join(Region, col(Region.id) == col(Unit.region_id))
    parts = [ids[n : n + VALUES_AT_MOST] for n in range(0, len(ids), VALUES_AT_MOST)]
    return {
        row[0]: UnitFacts(row[1], row[2].value, row[3], row[2] is UnitKind.GROUP, row[4])
        for part in parts
        for row in session.execute(query.where(col(Unit.id).in_(part)))
    }


def count_cells(session: Session, actor: Actor, scope: Scope, *, at_most: int) -> int:
    """Counts no further than `at_most`."""
    cell = aliased(Assignment)
    some = select(col(cell.id)).where(*cells_of(cell, actor, scope)).limit(at_most).subquery()
    return int(session.execute(select(func.count()).select_from(some)).scalar_one())


def _narrowed(actor: Actor, scope: Scope) -> Select[Any]:
    """Tasks of a scope, as far as the actor may read them.

    A project of a box (专栏) that names no unit stands outside of the division of work.
    """
    held = exists().where(col(Assignment.task_id) == col(Task.id), _stands(Assignment, scope))
    counted = (col(Task.kind) != TaskKind.PROJECT) | held
    some = readable_tasks(actor).where(counted, _stands(Task, scope))
    return some.where(col(Task.plan_id).in_(_plans(scope)))


def _stands(row: Any, scope: Scope) -> ColumnElement[bool]:
    """Of a task or an assignment: now, or on the day that was asked for."""
    return standing(row) if scope.on is None else standing_on(row, scope.on)


def _plans(scope: Scope) -> Select[Any]:
    """Ids of the plans of a scope. Who may read their tasks is asked of the tasks."""
    some = select(col(Plan.id))
    if scope.plan_ids:
        some = some.where(col(Plan.id).in_(scope.plan_ids))
    else:
        some = some.where(col(Plan.state) == PlanState.PUBLISHED)
    if scope.region_id is not None:
        top = select(col(Region.path)).where(col(Region.id) == scope.region_id).scalar_subquery()
        below = select(col(Region.id)).where(col(Region.path).startswith(top))
        some = some.where(col(Plan.region_id).in_(below))
    if scope.on is not None:
        some = some.where(*_running(scope.on))
    return some


def _running(day: date) -> list[ColumnElement[bool]]:
    """Issued on that day or before (published by us, where no date is printed), and not over."""
    night = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZONE)
    undated = and_(
        col(Plan.issued_on).is_(None),
        or_(col(Plan.published_at).is_(None), col(Plan.published_at) < night),
    )
    open_ended = and_(
        col(Plan.reporting_until).is_(None),
        or_(col(Plan.period_end).is_(None), col(Plan.period_end) >= day.year),
    )
    return [
        or_(col(Plan.issued_on) <= day, undated),
        or_(col(Plan.reporting_until) >= day, open_ended),
    ]


def cells_of(cell: Any, actor: Actor, scope: Scope) -> list[ColumnElement[bool]]:
    """What makes an alias of `Assignment` a cell of the scope."""
    ids = _narrowed(actor, scope).with_only_columns(col(Task.id))
    of_plans = [col(cell.plan_id).in_(scope.plan_ids)] if scope.plan_ids else []
    return [*of_plans, _stands(cell, scope), col(cell.task_id).in_(ids)]
