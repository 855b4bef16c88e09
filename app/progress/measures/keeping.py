"""Which unit may write measures for a task today, after whatever reforms there were."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

import app.plans.holding.service as holding
from app.kit import clock
from app.plans.models import Assignment, standing
from app.progress.measures import queries, rules
from app.units.models import GroupMember

Kept = tuple[int, int]
"""The unit that wrote a measure, and its task."""


def check_holds(session: Session, unit_id: int, task_id: int) -> None:
    """Raise `NotHoldingError`."""
    rules.check_holds(holding.holding(session, unit_id), queries.cells_in(session, task_id))


def holders(session: Session, task_id: int) -> list[int]:
    """Who holds a task, groups as their members, in printed order."""
    today = clock.today()
    named = holding.holders(today, col(Assignment.task_id) == task_id, standing(Assignment))
    present = [row.unit_id for row in session.execute(named.order_by(col(Assignment.position)))]
    groups: dict[int, list[int]] = {}
    for row in session.execute(holding.members(today, col(GroupMember.group_id).in_(present))):
        groups.setdefault(row.group_id, []).append(row.unit_id)
    return list(dict.fromkeys(unit for one in present for unit in groups.get(one, (one,))))


def keepers(session: Session, rows: Iterable[Row[Any]]) -> dict[Kept, int]:
    """Who goes on with the measures of units that ended: who holds the assignment that names such
    a unit, else its principal successor. Those of other units are their own. Two statements.
    """
    wanted = {(row.unit_id, row.task_id) for row in rows}
    units, today = {unit for unit, _ in wanted}, clock.today()
    lines = holding.standing_in(today)
    ended = session.execute(
        select(lines.c.named_id, lines.c.holder_id).where(lines.c.named_id.in_(units))
    )
    heirs = {row.named_id: row.holder_id for row in ended}
    found = {one: heirs.get(one[0], one[0]) for one in wanted}
    if heirs:
        tasks = {task for unit, task in wanted if unit in heirs}
        of = (col(Assignment.task_id).in_(tasks), col(Assignment.unit_id).in_(heirs))
        for row in session.execute(holding.holders(today, *of, standing(Assignment))):
            found[row.named_id, row.task_id] = row.unit_id
    return found
