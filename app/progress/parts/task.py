"""The thread of a task over its periods: what units of it may read of each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.kit import clock
from app.plans.filers.service import asked_about
from app.plans.models import Task
from app.progress.parts import rules
from app.progress.parts.rules import Cell, Writers
from app.progress.reporting.asking import merges


@dataclass(frozen=True)
class Thread:
    """`open_to_actor`: the actor's unit is one of the task's, and reads what the others filed."""

    task_id: int
    writers: Writers
    open_to_actor: bool

    def is_part(self, row: Row[Any]) -> bool:
        return self.writers.is_part(self.task_id, row.unit_id)

    def shown(self, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Of rows with `own` (the actor may read the form), `state` and `filed_at`."""
        return [one for one in rows if one.own or rules.is_filed(one.state, one.filed_at)]


def thread(session: Session, actor: Actor, task: Task) -> Thread:
    """By who is asked about the task today. Two statements; one where each unit tells its own."""
    cells: list[Cell] = []
    if merges(session, task.plan_id):
        found = session.execute(_asked(task))
        cells = [Cell(one.unit_id, one.task_id, bool(one.first)) for one in found]
    liaison = actor.role is Role.LIAISON
    within = liaison and actor.unit_id in {one.unit_id for one in cells}
    return Thread(task.id, Writers(cells), within)


def _asked(task: Task) -> Select[Any]:
    today = clock.today()
    only = select(col(Task.id)).where(col(Task.id) == task.id)
    return asked_about(task.plan_id, today, today, only, rests=True)
