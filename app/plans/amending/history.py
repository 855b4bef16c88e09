"""The matrix as of an amendment, from what stands now and what was stored of each change."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.plans import matrix, queries
from app.plans.access import get
from app.plans.amending.undoing import Done, State, Values
from app.plans.listing import Named
from app.plans.matrix import Matrix, MatrixAssignment, MatrixPlan, MatrixTask
from app.plans.models import Amendment, AmendmentChange, Assignment, Task
from app.units.models import Unit

_TASK = matrix.TASK_FIELDS
_CELL = matrix.ASSIGNMENT_FIELDS


def matrix_as_of(session: Session, actor: Actor, plan_id: int, number: int) -> Matrix:
    """What the matrix was after the amendment of this number; 0 is as it was published.

    Facts that no amendment changes (the state of a task, its version) are told as they are now.
    Raise `NotFoundError` for a plan that the actor may not read.
    """
    plan = get(session, actor, plan_id)
    head = MatrixPlan(*[getattr(plan, name) for name in MatrixPlan.__slots__])
    state = _state(session, plan_id)
    state.undo(_later(session, plan_id, number))
    places = matrix.evidence(session, plan_id)
    cells: defaultdict[int, list[Values]] = defaultdict(list)
    for id_ in state.held:
        cells[state.assignments[id_]["task_id"]].append(state.assignments[id_])
    seen = queries.readable_tasks(actor).where(col(Task.plan_id) == plan_id)
    readable = set(session.scalars(seen.with_only_columns(col(Task.id))))
    tasks = sorted(
        (state.tasks[id_] for id_ in state.standing & readable),
        key=lambda one: (one["position"], one["id"]),
    )
    return Matrix(head, [_task(one, cells[one["id"]], places[one["id"]]) for one in tasks])


def _task(values: Values, cells: list[Values], places: list[Any]) -> MatrixTask:
    ordered = sorted(cells, key=lambda one: (one["position"], one["id"]))
    plain = {name: values[name] for name in _TASK}
    return MatrixTask(**plain, assignments=[_cell(one) for one in ordered], evidence=places)


def _cell(values: Values) -> MatrixAssignment:
    unit_id = values["unit_id"]
    unit = Named(unit_id, values["unit"]) if unit_id is not None else None
    return MatrixAssignment(**{name: values[name] for name in _CELL}, unit=unit)


def _state(session: Session, plan_id: int) -> State:
    """As it is now, of all tasks: what an actor may not read is left out in the end."""
    columns = cols(*(getattr(Task, name) for name in (*_TASK, "ended_by_id")))
    tasks = select(*columns).where(col(Task.plan_id) == plan_id)
    cells = (
        select(
            *(getattr(Assignment, name) for name in (*_CELL, "task_id", "unit_id", "ended_by_id")),
            col(Unit.name).label("unit"),
        )
        .outerjoin(Unit, col(Unit.id) == col(Assignment.unit_id))
        .where(col(Assignment.plan_id) == plan_id)
    )
    found = [dict(row._mapping) for row in session.execute(tasks)]  # noqa: SLF001 - public in SQLAlchemy
    units = [dict(row._mapping) for row in session.execute(cells)]  # noqa: SLF001 - as above
    return State(
        {one["id"]: one for one in found},
        {one["id"]: one for one in units},
        {one["id"] for one in found if one["ended_by_id"] is None},
        {one["id"] for one in units if one["ended_by_id"] is None},
    )


def _later(session: Session, plan_id: int, number: int) -> list[Done]:
    names = ("action", "task_id", "assignment_id", "before")
    query = (
        select(*cols(*(getattr(AmendmentChange, name) for name in names)))
        .join(Amendment, col(Amendment.id) == col(AmendmentChange.amendment_id))
        .where(col(Amendment.plan_id) == plan_id, col(Amendment.number) > number)
        .order_by(col(Amendment.number).desc(), col(AmendmentChange.id).desc())
    )
    return [Done(*row) for row in session.execute(query)]
