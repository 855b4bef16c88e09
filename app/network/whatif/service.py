"""A merge tried on the plans that the actor may read. It writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.network.whatif import queries, rules
from app.network.whatif.rules import Held, Load
from app.plans import service as plans
from app.units import service as units
from app.units.models import Unit
from app.units.terms import UnitKind

TASKS_SHOWN = 500


@dataclass(frozen=True)
class Line:
    """A task with the cells that are, or would be, the successor's."""

    task: Row[Any]
    cells: Sequence[Held]
    conflict: bool = False


@dataclass(frozen=True)
class Trial:
    """`moved` and `twice` hold the first `TASKS_SHOWN`, in plan order; the counts are whole. The
    tasks of the groups in `seats` come to the successor as well, as one of their members.
    """

    merged: Sequence[Unit]
    into: Unit
    plan_id: int | None
    moved: Sequence[Line]
    twice: Sequence[Line]
    moved_count: int
    twice_count: int
    conflict_count: int
    before: Mapping[int, Load]
    after: Load
    seats: Sequence[Row[Any]]


def what_if(
    session: Session, actor: Actor, unit_ids: Sequence[int], into: int, plan_id: int | None
) -> Trial:
    """Raise `NotFoundError` for a unit or a plan that the actor may not read."""
    heir = units.get(session, actor, into)
    merged = [units.get(session, actor, one) for one in unit_ids if one != into]
    if not merged:
        raise rules.NothingToMergeError
    group = next((one for one in (heir, *merged) if one.kind is UnitKind.GROUP), None)
    if group is not None:
        raise rules.GroupTriedError(f"“{group.name}”是集合单位")
    if plan_id is not None:
        plans.get(session, actor, plan_id)
    ids = [one.id for one in merged]
    found = rules.tried(queries.cells(session, actor, [*ids, into], plan_id), ids, into)
    shown = {task for side in (found.moved, found.twice) for task in list(side)[:TASKS_SHOWN]}
    tasks = queries.tasks(session, shown)

    def lines(side: Mapping[int, Sequence[Held]]) -> list[Line]:
        first = list(side.items())[:TASKS_SHOWN]
        return [Line(tasks[task], cells, task in found.conflicts) for task, cells in first]

    return Trial(
        merged=merged,
        into=heir,
        plan_id=plan_id,
        moved=lines(found.moved),
        twice=lines(found.twice),
        moved_count=len(found.moved),
        twice_count=len(found.twice),
        conflict_count=len(found.conflicts),
        before=found.before,
        after=found.after,
        seats=queries.seats(session, ids, into),
    )
