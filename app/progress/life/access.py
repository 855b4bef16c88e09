"""Load, permit, lock: where every step of a task begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor, Role
from app.core.errors import NotFoundError, StaleError
from app.plans import service as plans
from app.plans.filers.service import filed_by
from app.plans.holding.service import holding
from app.plans.models import Task
from app.progress.life import queries, rules
from app.progress.rules import Place, Standing, reviews_itself
from app.progress.rules import standing as stands
from app.reading.terms import Role as Part

_STRONGEST_FIRST = (Part.LEAD, Part.RESPONSIBLE, Part.SUPPORTING)


@dataclass(frozen=True)
class Found:
    """A task, what the actor is to it, and the units that it names. `own_unit`: he decides about
    what his own unit says.
    """

    row: Row[Any]
    who: Standing
    unit_ids: tuple[int, ...]
    own_unit: bool


def find(session: Session, actor: Actor, task_id: int) -> Found:
    """Raise `NotFoundError` for a task that the actor may not read."""
    row = queries.task(session, actor, task_id)
    if row is None:
        raise NotFoundError
    cells = queries.cells(session, task_id)
    files = actor.role is Role.LIAISON and _files(session, actor, row, cells)
    own = actor.unit_id if files else None
    who = stands(actor, Place(own or 0, row.plan_region_id, row.office_id))
    units = tuple(sorted({one.unit_id for one in cells if one.unit_id is not None}))
    own_unit = any(reviews_itself(actor, one) for one in units)
    return Found(row, who, units, own_unit)


def _files(session: Session, actor: Actor, row: Row[Any], cells: Sequence[Row[Any]]) -> bool:
    """Whether the actor's unit speaks for the task: the first lead, or where there is none whoever
    stands in its strongest role; of a group who was chosen to file for it.
    """
    if actor.unit_id is None:
        return False
    held = holding(session, actor.unit_id)
    first = [one for one in cells if one.is_first_lead]
    strongest = next(
        (
            alike
            for role in _STRONGEST_FIRST
            if (alike := [one for one in cells if one.role is role])
        ),
        [],
    )
    for cell in first or strongest:
        if not held.holds(cell.id, cell.unit_id):
            continue
        group = held.via_group(cell.unit_id) if cell.unit_id is not None else None
        if group is None or (row.plan_id, group) in filed_by(session, held, {row.plan_id}):
            return True
    return False


def lock(session: Session, found: Found, expected: int | None) -> Task:
    """The task as it stands now, with all that hangs on its plan waiting: changes of one plan
    follow each other. Raise `StaleError`, `NotHandedOutError`, `TaskEndedError`.
    """
    plans.lock(session, found.row.plan_id)
    task = session.get_one(Task, found.row.id, populate_existing=True)
    if expected is not None and task.version != expected:
        raise StaleError
    rules.check_handed_out(
        found.row.plan_state, found.row.stage, ended=task.ended_by_id is not None
    )
    return task


def asker(actor: Actor, found: Found, on_behalf_of: str | None) -> dict[str, Any]:
    """What each row says of its task, and of who speaks: the unit itself, or a person whose words a
    coordinator writes down.
    """
    return {
        "task_id": found.row.id,
        "plan_id": found.row.plan_id,
        "region_id": found.row.region_id,
        "unit_id": actor.unit_id if found.who is Standing.UNIT else None,
        "on_behalf_of": on_behalf_of if found.who is Standing.OFFICE else None,
    }
