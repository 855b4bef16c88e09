"""Tasks that are open to claims, or were: what the lists show, and what decides about one."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.lists import Order
from app.kit import clock
from app.plans.holding.service import holders
from app.plans.models import Assignment, Plan, Task, standing
from app.progress.claims.models import Claim
from app.progress.claims.queries import has_cell, readable_claimable, readable_contested
from app.progress.claims.tallies import Tally, tally
from app.progress.claims.terms import ClaimState, GapFilter
from app.reading.terms import TaskKind
from app.units.models import Unit

CLAIMABLE = Order("position", (col(Task.plan_id), col(Task.position), col(Task.id)))

_TASK = [
    *cols(Task.id, Task.number, Task.position, Task.title, Task.text, Task.kind, Task.section),
    *cols(Task.due_on, Task.due_text, Task.due_source, Task.plan_id, Task.region_id, Task.version),
    col(Plan.title).label("plan_title"),
]


@dataclass(frozen=True)
class OpenFilter:
    """What a list of open tasks is narrowed by."""

    plan: int | None = None
    q: str | None = None
    lack: GapFilter = GapFilter.UNHELD


UNHELD = OpenFilter()


def claimable(actor: Actor, wanted: OpenFilter) -> Select[Any]:
    query = (
        readable_claimable(actor)
        .with_only_columns(*_TASK)
        .join(Plan, col(Plan.id) == col(Task.plan_id))
    )
    if wanted.plan is not None:
        query = query.where(col(Task.plan_id) == wanted.plan)
    if q := wanted.q:
        found = (col(column).icontains(q, autoescape=True) for column in (Task.title, Task.text))
        query = query.where(or_(*found))
    match wanted.lack:
        case GapFilter.UNHELD:
            return query.where(~has_cell())
        case GapFilter.NO_LEAD:
            return query.where(has_cell())
        case GapFilter.ALL:
            return query


def count_claimable(
    session: Session, actor: Actor, wanted: OpenFilter, *, unclaimed: bool = False
) -> Tally:
    """How many of `claimable` there are; `unclaimed`: on which no offer waits."""
    query = claimable(actor, wanted)
    if unclaimed:
        offered = select(1).where(
            col(Claim.task_id) == col(Task.id), col(Claim.state) == ClaimState.OFFERED
        )
        query = query.where(~exists(offered.correlate(Task)))
    kinds = query.with_only_columns(col(Task.kind), func.count()).group_by(col(Task.kind))
    return tally((kind, number) for kind, number in session.execute(kinds))


def plans_claimable(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """`id`, `title`, `tasks` and `projects` that are open of each plan, the newest first."""
    return session.execute(_by_plan(readable_claimable(actor))).all()


def plans_with_claims(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """As `plans_claimable`, of what is or was open."""
    return session.execute(_by_plan(readable_contested(actor))).all()


def _by_plan(tasks: Select[Task]) -> Select[Any]:
    project = col(Task.kind) == TaskKind.PROJECT
    tasks_ = func.count().filter(~project).label("tasks")
    projects = func.count().filter(project).label("projects")
    return (
        tasks.join(Plan, col(Plan.id) == col(Task.plan_id))
        .with_only_columns(*cols(Plan.id, Plan.title), tasks_, projects)
        .group_by(*cols(Plan.id, Plan.title))
        .order_by(col(Plan.id).desc())
    )


def contested(session: Session, actor: Actor, task_ids: Collection[int]) -> Sequence[Row[Any]]:
    """Tasks that are or were open, with what decides about them, in the order of the plan."""
    query = (
        readable_contested(actor)
        .with_only_columns(
            *_TASK,
            *cols(Task.state, Plan.stage, Plan.office_id),
            (~standing(Task)).label("ended"),
            col(Plan.state).label("plan_state"),
        )
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .where(col(Task.id).in_(task_ids))
        .order_by(col(Task.plan_id), col(Task.position), col(Task.id))
    )
    return session.execute(query).all()


def cells_of(session: Session, task_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """Who stands in each task now, in printed order; `holder_id` is who holds what names a unit."""
    theirs = col(Assignment.task_id).in_(task_ids)
    held = holders(clock.today(), theirs, standing(Assignment)).subquery()
    query = (
        select(
            *cols(Assignment.task_id, Assignment.role, Assignment.unit_id, Assignment.collective),
            *cols(Assignment.printed_label),
            held.c.unit_id.label("holder_id"),
            func.coalesce(col(Unit.name), col(Assignment.raw)).label("name"),
        )
        .outerjoin(Unit, col(Unit.id) == col(Assignment.unit_id))
        .outerjoin(held, held.c.assignment_id == col(Assignment.id))
        .where(theirs, standing(Assignment))
        .order_by(col(Assignment.position), col(Assignment.id))
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.task_id].append(row)
    return found
