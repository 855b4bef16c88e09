"""Which rows of a return are parts of what another unit writes."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.progress.parts import queries, rules
from app.progress.parts.rules import Cell, Writers
from app.progress.reporting.asking import merges


def own(found: Row[Any]) -> int:
    """Whose rows they are now."""
    unit: int = found.heir_id or found.unit_id
    return unit


def writers_of(cells: Collection[Row[Any]]) -> Writers:
    return Writers(Cell(one.unit_id, one.task_id, bool(one.first)) for one in cells)


def parts_of(session: Session, found: Row[Any], task_ids: Collection[int]) -> frozenset[int]:
    """Of a return as `queries.one` finds it: the tasks among these whose rows are parts."""
    if not task_ids or not merges(session, found.plan_id):
        return frozenset()
    cells = queries.cells(session, found, task_ids)
    parts, _ = rules.shared(task_ids, own(found), writers_of(cells))
    return parts
