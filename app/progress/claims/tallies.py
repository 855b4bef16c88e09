"""How many tasks wait for a unit, and apart from them how many projects of the boxes. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.reading.terms import TaskKind


@dataclass(frozen=True)
class Tally:
    """How many tasks, and apart from them how many projects of the boxes (专栏)."""

    tasks: int = 0
    projects: int = 0

    @property
    def total(self) -> int:
        return self.tasks + self.projects


NONE = Tally()


def tally(kinds: Iterable[tuple[TaskKind, int]]) -> Tally:
    tasks = projects = 0
    for kind, number in kinds:
        if kind is TaskKind.PROJECT:
            projects += number
        else:
            tasks += number
    return Tally(tasks, projects)
