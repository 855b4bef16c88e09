"""The tasks of published plans that name somebody, and which of them are near to another one.

Pure; what an actor may read of it is decided where the rows are selected.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from app.kit.similarity import Index
from app.network.precedents.rules import FLOOR, NEAREST


class Entry(NamedTuple):
    task_id: int
    plan_id: int
    text: str


class NearTask(NamedTuple):
    task_id: int
    plan_id: int
    score: float


class Library:
    """Built once; 10,000 tasks of 300 characters take about 5 s and 100 MB, a question 25 ms."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        kept = [one for one in entries if one.text]
        self._index = Index(((one.task_id, one.plan_id), one.text) for one in kept)
        self._tasks = Counter(one.plan_id for one in kept)

    @property
    def plans(self) -> int:
        return len(self._tasks)

    @property
    def tasks(self) -> int:
        return self._tasks.total()

    def without(self, plan_id: int) -> tuple[int, int]:
        """How many plans and tasks there are beside one."""
        return self.plans - (plan_id in self._tasks), self.tasks - self._tasks[plan_id]

    def nearest(self, text: str, *, plan_id: int | None) -> list[NearTask]:
        """The nearest tasks of plans other than this one."""
        own = self._tasks[plan_id] if plan_id is not None else 0
        found = self._index.nearest(text, NEAREST + own, FLOOR)
        others = [one for one in found if one.key[1] != plan_id]
        return [NearTask(*one.key, one.score) for one in others[:NEAREST]]


def text_of(title: str, text: str) -> str:
    """What a task is compared by: its heading tells most, and its text starts often with it."""
    return f"{title}\n{text}"
