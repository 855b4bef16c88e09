"""A matrix as it was: what came later is taken back, the newest first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.plans.terms import ChangeAction
from app.reading.terms import DueSource, FirstLeadBasis, Role, TaskKind

Values = dict[str, Any]

_READ: dict[str, Any] = {
    "due_on": date.fromisoformat,
    "due_source": DueSource,
    "first_lead_basis": FirstLeadBasis,
    "kind": TaskKind,
    "role": Role,
}


@dataclass(frozen=True)
class Done:
    """A change as it was stored."""

    action: ChangeAction
    task_id: int | None
    assignment_id: int | None
    before: Values | None


@dataclass
class State:
    """Every task and assignment that there ever was, by id, and which of them stand."""

    tasks: dict[int, Values]
    assignments: dict[int, Values]
    standing: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)
    """The assignments that stand."""

    def undo(self, changes: Iterable[Done]) -> None:
        """`changes` from the newest to the oldest."""
        for one in changes:
            self._undo(one)

    def _undo(self, one: Done) -> None:
        task, cell = one.task_id or 0, one.assignment_id or 0
        match one.action:
            case ChangeAction.TASK_ADDED:
                self._close_gap(task)
                self.standing.discard(task)
            case ChangeAction.TASK_ENDED:
                self.standing.add(task)
                _restore(self.tasks[task], one.before or {})  # it may have changed as it ended
            case ChangeAction.TASK_CHANGED:
                _restore(self.tasks[task], one.before or {})
            case ChangeAction.ASSIGNMENT_ADDED:
                self.held.discard(cell)
            case ChangeAction.ASSIGNMENT_ENDED:
                self.held.add(cell)
                _restore(self.assignments[cell], one.before or {})
            case ChangeAction.ASSIGNMENT_CHANGED:
                _restore(self.assignments[cell], one.before or {})
            case ChangeAction.INDICATOR_CHANGED:
                pass

    def _close_gap(self, task_id: int) -> None:
        """Those behind a task that came moved down to make room for it."""
        place = self.tasks[task_id]["position"]
        for values in self.tasks.values():
            values["position"] -= values["position"] > place


def _restore(row: Values, before: Values) -> None:
    for name, value in before.items():
        if name in row:
            read = _READ.get(name)
            row[name] = read(value) if read and value is not None else value
