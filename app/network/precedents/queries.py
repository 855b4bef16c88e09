"""Selects of this domain. All begin with the tasks that the actor may read: a plan of another
region that is not marked `library` is not there, nor are its quotes, nor does it count.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.identity.models import Region
from app.network.precedents.library import Entry, text_of
from app.network.precedents.rules import Holder
from app.plans.models import Assignment, Evidence, Plan, Task, standing
from app.plans.queries import readable_tasks
from app.plans.terms import PlanState
from app.reading.terms import EvidenceRole, Stage
from app.units.models import Unit
from app.units.service import function_of
from app.units.terms import UnitKind

BATCH = 5_000


class Head(NamedTuple):
    """A task of another plan, and where it stands."""

    task_id: int
    number: str | None
    title: str
    plan_id: int
    plan: str
    stage: Stage
    document_number: str | None
    region_id: int
    region: str


def tasks_that_name(actor: Actor) -> Select[Task]:
    """Tasks of published plans that the actor may read and that name a unit. A draft is nobody's
    precedent, not even its own office's: it may still be read wrongly.
    """
    named = aliased(Assignment)
    published = select(col(Plan.id)).where(col(Plan.state) == PlanState.PUBLISHED)
    return readable_tasks(actor).where(
        standing(Task),
        col(Task.plan_id).in_(published),
        exists(
            select(1).where(col(named.task_id) == col(Task.id), standing(named)).correlate(Task)
        ),
    )


def fingerprint(session: Session, actor: Actor) -> tuple[Any, ...]:
    """Another one whenever the texts of the library are others."""
    query = tasks_that_name(actor).with_only_columns(
        func.count(),
        func.sum(col(Task.id)),
        func.sum(col(Task.version)),
        func.max(col(Task.updated_at)),
    )
    return tuple(session.execute(query).one())


def plans_of(session: Session, actor: Actor) -> dict[int, int]:
    """By task that the actor may read as a precedent, its plan."""
    query = tasks_that_name(actor).with_only_columns(col(Task.id), col(Task.plan_id))
    return {row[0]: row[1] for row in session.execute(query)}


def entries(session: Session, actor: Actor) -> Iterator[Entry]:
    query = (
        tasks_that_name(actor)
        .with_only_columns(col(Task.id), col(Task.plan_id), col(Task.title), col(Task.text))
        .order_by(col(Task.plan_id), col(Task.position), col(Task.id))
        .execution_options(yield_per=BATCH)
    )
    for task_id, plan_id, title, text in session.execute(query):
        yield Entry(task_id, plan_id, text_of(title, text))


def heads(session: Session, actor: Actor, task_ids: Collection[int]) -> dict[int, Head]:
    """Of those among the tasks that the actor may read as precedents now."""
    query = (
        tasks_that_name(actor)
        .where(col(Task.id).in_(task_ids))
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .join(Region, col(Region.id) == col(Plan.region_id))
        .with_only_columns(
            *cols(Task.id, Task.number, Task.title, Plan.id, Plan.title, Plan.stage),
            *cols(Plan.document_number, Region.id, Region.name),
        )
    )
    return {row[0]: Head(*row) for row in session.execute(query)}


def holders(session: Session, task_ids: Collection[int]) -> dict[int, tuple[Holder, ...]]:
    """By task, in printed order; a name whose unit is not certain tells its function itself."""
    query = (
        select(
            *cols(Assignment.task_id, Assignment.name, Assignment.role, Assignment.printed_label),
            *cols(Assignment.collective, Unit.kind, Unit.function, Region.name),
        )
        .outerjoin(Unit, col(Unit.id) == col(Assignment.unit_id))
        .join(Region, col(Region.id) == col(Assignment.region_id))
        .where(col(Assignment.task_id).in_(task_ids), standing(Assignment))
        .order_by(col(Assignment.task_id), col(Assignment.position), col(Assignment.id))
    )
    found: dict[int, list[Holder]] = defaultdict(list)
    for task_id, name, role, label, collective, kind, function, region in session.execute(query):
        group = collective or kind is UnitKind.GROUP
        known = None if group else function or function_of(name, (region,))
        found[task_id].append(Holder(known, name, role, label, group))
    return {task_id: tuple(those) for task_id, those in found.items()}


def quotes(session: Session, task_ids: Collection[int]) -> dict[int, list[str]]:
    """What the document says of who is responsible, in its own words."""
    query = (
        select(*cols(Evidence.task_id, Evidence.quote))
        .where(
            col(Evidence.task_id).in_(task_ids), col(Evidence.role) == EvidenceRole.RESPONSIBILITY
        )
        .order_by(col(Evidence.task_id), col(Evidence.start), col(Evidence.id))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for task_id, quote in session.execute(query):
        found[task_id].append(quote)
    return found


def units_of_region(session: Session, region_id: int) -> list[Unit]:
    """Units of the region and branches that serve it, by 机构序, without groups."""
    query = select(Unit).where(
        or_(col(Unit.region_id) == region_id, col(Unit.serves_region_id) == region_id),
        col(Unit.kind) != UnitKind.GROUP,
    )
    return list(session.scalars(query.order_by(col(Unit.rank), col(Unit.id))))
