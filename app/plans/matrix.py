"""The responsibility matrix: whole rows of a plan, in three statements whatever its size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.plans import queries
from app.plans.listing import Named
from app.plans.models import Assignment, Evidence, Plan, Task, standing
from app.plans.terms import PlanState, TaskState
from app.reading.terms import (
    DueSource,
    EvidenceRole,
    FirstLeadBasis,
    Role,
    Source,
    Stage,
    TaskKind,
)
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class MatrixPlan:
    id: int
    title: str
    stage: Stage
    state: PlanState
    version: int


@dataclass(frozen=True, slots=True)
class MatrixAssignment:
    """`unit` is null until it is certain who is meant."""

    id: int
    position: int
    role: Role
    printed_label: str
    raw: str
    name: str
    unit: Named | None
    is_first_lead: bool
    first_lead_basis: FirstLeadBasis | None
    collective: bool


@dataclass(frozen=True, slots=True)
class MatrixEvidence:
    document_id: int
    role: EvidenceRole
    start: int
    end: int
    page: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class MatrixTask:
    id: int
    plan_id: int
    parent_id: int | None
    number: str | None
    position: int
    kind: TaskKind
    title: str
    text: str
    section: list[str]
    source: Source | None
    state: TaskState
    due_on: date | None
    due_text: str | None
    due_source: DueSource | None
    confidence: float
    version: int
    assignments: list[MatrixAssignment]
    evidence: list[MatrixEvidence]


@dataclass(frozen=True, slots=True)
class Matrix:
    plan: MatrixPlan
    tasks: list[MatrixTask]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the printed matrix; `label` is null where the document has several words."""

    role: Role
    label: str | None


def columns(tasks: Iterable[MatrixTask]) -> list[Column]:
    """The roles that occur, each under the document's own word."""
    labels: dict[Role, set[str]] = defaultdict(set)
    for task in tasks:
        for one in task.assignments:
            labels[one.role].add(one.printed_label)
    return [
        Column(role, next(iter(labels[role])) if len(labels[role]) == 1 else None)
        for role in Role
        if role in labels
    ]


TASK_FIELDS = MatrixTask.__slots__[:-2]
_UNIT = MatrixAssignment.__slots__.index("unit")
ASSIGNMENT_FIELDS = tuple(name for name in MatrixAssignment.__slots__ if name != "unit")


def matrix(session: Session, actor: Actor, plan_id: int) -> Matrix:
    """The tasks of a plan that the actor may read. Raise `NotFoundError` for a plan he may not."""
    rows = session.execute(_tasks(actor, plan_id)).all()
    if not rows:
        raise NotFoundError
    width = len(MatrixPlan.__slots__)
    head = MatrixPlan(*rows[0][:width])
    return Matrix(
        head, with_units(session, [row[width:] for row in rows if row[width] is not None])
    )


def task(session: Session, actor: Actor, task_id: int) -> MatrixTask:
    """One whole row. Raise `NotFoundError` when it is not for the actor to read."""
    columns = [getattr(Task, name) for name in TASK_FIELDS]
    query = queries.readable_tasks(actor).where(col(Task.id) == task_id).with_only_columns(*columns)
    row = session.execute(query).first()
    if row is None:
        raise NotFoundError
    return with_units(session, [tuple(row)])[0]


def _tasks(actor: Actor, plan_id: int) -> Select[Any]:
    """The plan's head beside each of its tasks: one row without a task where there is none."""
    head = [getattr(Plan, name) for name in MatrixPlan.__slots__]
    of_plan = queries.readable_tasks(actor).where(col(Task.plan_id) == plan_id, standing(Task))
    visible = of_plan.with_only_columns(col(Task.id))
    return (
        queries.readable(actor)
        .outerjoin(Task, (col(Task.plan_id) == col(Plan.id)) & col(Task.id).in_(visible))
        .where(col(Plan.id) == plan_id)
        .order_by(col(Task.position), col(Task.id))
        .with_only_columns(*head, *(getattr(Task, name) for name in TASK_FIELDS))
    )


def with_units(session: Session, rows: list[Any]) -> list[MatrixTask]:
    """Tasks as selected by `TASK_FIELDS`, all of one plan, with their units and proving places."""
    if not rows:
        return []
    one = rows[0][0] if len(rows) == 1 else None
    plan_id = rows[0][1]
    units = _assignments(session, plan_id, one)
    places = evidence(session, plan_id, one)
    return [MatrixTask(*[*row, units[row[0]], places[row[0]]]) for row in rows]


def _assignments(
    session: Session, plan_id: int, task_id: int | None
) -> dict[int, list[MatrixAssignment]]:
    columns = [getattr(Assignment, name) for name in ASSIGNMENT_FIELDS]
    query = (
        select(col(Assignment.task_id), col(Unit.id), col(Unit.name), *columns)
        .outerjoin(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(col(Assignment.plan_id) == plan_id, standing(Assignment))
        .order_by(col(Assignment.task_id), col(Assignment.position), col(Assignment.id))
    )
    if task_id is not None:
        query = query.where(col(Assignment.task_id) == task_id)
    found: dict[int, list[MatrixAssignment]] = defaultdict(list)
    for of_task, unit_id, unit_name, *values in session.execute(query):
        unit = Named(unit_id, unit_name) if unit_id is not None else None
        before, after = values[:_UNIT], values[_UNIT:]
        found[of_task].append(MatrixAssignment(*[*before, unit, *after]))
    return found


def evidence(
    session: Session, plan_id: int, task_id: int | None = None
) -> dict[int, list[MatrixEvidence]]:
    columns = [getattr(Evidence, name) for name in MatrixEvidence.__slots__]
    query = (
        select(col(Evidence.task_id), *columns)
        .join(Task, col(Task.id) == col(Evidence.task_id))
        .where(col(Task.plan_id) == plan_id)
        .order_by(col(Evidence.id))
    )
    if task_id is not None:
        query = query.where(col(Evidence.task_id) == task_id)
    found: dict[int, list[MatrixEvidence]] = defaultdict(list)
    for of_task, *values in session.execute(query):
        found[of_task].append(MatrixEvidence(*values))
    return found
