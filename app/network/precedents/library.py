"""The tasks of published plans that name somebody, and which of them are near to another one.

Pure; what an actor may read of it is decided where the rows are selected.
"""

from collections.abc import Container, Iterable
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
        self._index = Index(((one.task_id, one.plan_id), one.text) for one in entries if one.text)

    def nearest(
        self, text: str, *, plan_id: int | None, among: Container[int] | None = None
    ) -> list[NearTask]:
        """The nearest tasks of plans other than this one, of all or of those `among` these."""

        def is_asked(key: tuple[int, int]) -> bool:
            return key[1] != plan_id and (among is None or key[0] in among)

        found = self._index.nearest(text, NEAREST, FLOOR, among=is_asked)
        return [NearTask(*one.key, one.score) for one in found]


def text_of(title: str, text: str) -> str:
    """What a task is compared by: its heading tells most, and its text starts often with it."""
    return f"{title}\n{text}"
