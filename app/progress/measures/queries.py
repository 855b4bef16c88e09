"""Selects of measures. `readable_measures` begins every list and every get."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, true
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.core.lists import Order
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import held_tasks, own_ids, standing_in
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.queries import readable_tasks
from app.progress.measures.models import Measure, MeasureRevision
from app.progress.measures.terms import MeasureState
from app.progress.models import Dispatch
from app.units.models import Unit

IN_PLAN = Order(
    "plan",
    (
        col(Measure.plan_id),
        col(Task.position),
        col(Unit.rank),
        col(Measure.position),
        col(Measure.id),
    ),
)


def readable_measures(actor: Actor) -> Select[Measure]:
    """A liaison: those of the own unit and of units for which it stands in, and of who holds a task
    with it now. Others: of plans of their regions, and of units of them. Like reports, measures of
    a precedent elsewhere are nobody's.
    """
    regions = readable_regions(actor)
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            here = select(col(Unit.id)).where(
                or_(col(Unit.region_id).in_(regions), col(Unit.serves_region_id).in_(regions))
            )
            visible = or_(col(Measure.region_id).in_(regions), col(Measure.unit_id).in_(here))
        case Role.LIAISON if actor.unit_id is not None:
            own = own_ids(actor.unit_id, clock.today())
            handed = select(col(Dispatch.plan_id)).where(col(Dispatch.unit_id).in_(own))
            held = held_tasks(actor.unit_id, clock.today())
            beside = and_(col(Measure.plan_id).in_(handed), col(Measure.task_id).in_(held))
            visible = or_(col(Measure.unit_id).in_(own), beside)
        case _:
            visible = false()
    return select(Measure).where(visible)


@dataclass(frozen=True)
class MeasureFilter:
    """What a list is narrowed by; `None` narrows nothing."""

    task: int | None = None
    plan: int | None = None
    unit: int | None = None
    state: MeasureState | None = None

    def as_key(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if value is not None}


_ITEM = [
    *cols(Measure.id, Measure.task_id, Measure.plan_id, Measure.region_id, Measure.unit_id),
    *cols(Measure.position, Measure.text, Measure.due_on, Measure.responsible, Measure.state),
    *cols(Measure.note, Measure.written_by, Measure.entered_by, Measure.created_at),
    *cols(Measure.version, Measure.updated_at),
    col(Unit.name).label("unit_name"),
    col(Plan.title).label("plan_title"),
    *cols(Plan.office_id, Plan.period_end),
    col(Task.number).label("task_number"),
    col(Task.title).label("task_title"),
    col(Task.due_on).label("task_due_on"),
    func.coalesce(col(Task.extended_to), col(Task.due_on)).label("task_until"),
]


def _named(query: Select[Any]) -> Select[Any]:
    return (
        query.with_only_columns(*_ITEM)
        .join(Unit, col(Unit.id) == col(Measure.unit_id))
        .join(Task, col(Task.id) == col(Measure.task_id))
        .join(Plan, col(Plan.id) == col(Measure.plan_id))
    )


def measures(actor: Actor, wanted: MeasureFilter) -> Select[Any]:
    given = (
        (wanted.task, col(Measure.task_id) == wanted.task),
        (wanted.plan, col(Measure.plan_id) == wanted.plan),
        (wanted.unit, col(Measure.unit_id).in_(own_ids(wanted.unit, clock.today()))),
        (wanted.state, col(Measure.state) == wanted.state),
    )
    conditions = [condition for value, condition in given if value is not None]
    return _named(readable_measures(actor)).where(*conditions)


def of_task(session: Session, actor: Actor, task_id: int) -> Sequence[Row[Any]]:
    """All that the actor may read, by unit (机构序) and in the unit's order; what ended is last."""
    active = col(Measure.state) == MeasureState.ACTIVE
    query = measures(actor, MeasureFilter(task=task_id)).order_by(
        *cols(Unit.rank, Unit.id), active.desc(), *cols(Measure.position, Measure.id)
    )
    return session.execute(query).all()


def measure(session: Session, actor: Actor, measure_id: int) -> Row[Any] | None:
    query = _named(readable_measures(actor)).where(col(Measure.id) == measure_id)
    return session.execute(query).first()


def active_of(
    session: Session, unit_ids: Collection[int], plan_ids: Collection[int]
) -> Sequence[Row[Any]]:
    """`unit_id`, `task_id`, `text`, `due_on` and `responsible` of what units are doing, and of what
    units that ended were doing, each unit's in order.
    """
    stands = standing_in(clock.today())
    unit = col(Measure.unit_id)
    query = (
        select(
            *cols(Measure.unit_id, Measure.task_id, Measure.text, Measure.due_on),
            *cols(Measure.responsible),
        )
        .where(
            or_(unit.in_(unit_ids), unit.in_(select(stands.c.named_id))),
            col(Measure.plan_id).in_(plan_ids),
            col(Measure.state) == MeasureState.ACTIVE,
        )
        .order_by(unit, col(Measure.position), col(Measure.id))
    )
    return session.execute(query).all()


def revisions_of(session: Session, measure_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """Earlier versions of each measure, the newest first."""
    query = (
        select(
            *cols(MeasureRevision.measure_id, MeasureRevision.version, MeasureRevision.text),
            *cols(MeasureRevision.due_on, MeasureRevision.responsible, MeasureRevision.state),
            *cols(MeasureRevision.note, MeasureRevision.written_by, MeasureRevision.entered_by),
            *cols(MeasureRevision.written_at),
        )
        .where(col(MeasureRevision.measure_id).in_(measure_ids))
        .order_by(col(MeasureRevision.version).desc())
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.measure_id].append(row)
    return found


def task(session: Session, actor: Actor, task_id: int) -> Row[Any] | None:
    """A task with what decides whether measures may be written under it."""
    query = (
        readable_tasks(actor)
        .with_only_columns(
            *cols(Task.id, Task.number, Task.title, Task.text, Task.state, Task.due_on),
            *cols(Task.due_text, Task.plan_id, Task.region_id, Plan.stage, Plan.office_id),
            *cols(Plan.period_end),
            (~standing(Task)).label("ended"),
            col(Plan.state).label("plan_state"),
            col(Plan.title).label("plan_title"),
        )
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .where(col(Task.id) == task_id)
    )
    return session.execute(query).first()


def cells_in(session: Session, task_id: int) -> list[tuple[int, int | None]]:
    """The assignments that stand in a task now, and the units they name."""
    query = select(*cols(Assignment.id, Assignment.unit_id)).where(
        col(Assignment.task_id) == task_id, standing(Assignment)
    )
    return [(row.id, row.unit_id) for row in session.execute(query)]


def active_ids(session: Session, task_id: int, unit_id: int) -> list[int]:
    """What a unit is doing for a task, in its order."""
    query = (
        select(col(Measure.id))
        .where(
            col(Measure.task_id) == task_id,
            col(Measure.unit_id) == unit_id,
            col(Measure.state) == MeasureState.ACTIVE,
        )
        .order_by(col(Measure.position), col(Measure.id))
    )
    return list(session.scalars(query))
