"""Which rows of a return are parts of what another unit writes."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.progress.parts import queries, rules
from app.progress.parts.rules import Cell, Writers
from app.progress.reporting.asking import merges


class Sharing:
    """Who is asked about tasks of a return, as `queries.one` finds it: read when somebody wants to
    know, and once. `own` is whose rows they are now.
    """

    def __init__(self, session: Session, found: Row[Any], task_ids: Collection[int]) -> None:
        self.session, self.found, self.task_ids = session, found, task_ids
        self.own: int = found.heir_id or found.unit_id

    @cached_property
    def cells(self) -> Sequence[Row[Any]]:
        return queries.cells(self.session, self.found, self.task_ids)

    @cached_property
    def writers(self) -> Writers:
        return Writers(Cell(one.unit_id, one.task_id, bool(one.first)) for one in self.cells)

    @cached_property
    def merges(self) -> bool:
        return bool(self.task_ids) and merges(self.session, self.found.plan_id)

    @property
    def parts(self) -> frozenset[int]:
        if not self.merges:
            return frozenset()
        return rules.shared(self.task_ids, self.own, self.writers)[0]
