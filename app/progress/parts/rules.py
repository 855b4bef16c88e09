"""Which rows are parts, what of them others may read, and when they can be filed ahead. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.core.errors import ConflictError
from app.progress.terms import HANDED_IN, ReturnState, TaskStage


class NoPartsError(ConflictError):
    code, title = "no_parts", "这份表没有可以先报的配合部分"


class OnlyPartsError(ConflictError):
    code, title = "only_parts", "本单位本期只报配合部分，直接提交整份表即可"


class PartsFiledError(ConflictError):
    code, title = "parts_filed", "配合部分已经报送；改动保存以后，牵头单位随即看到"


class Standing(StrEnum):
    """How far what another unit says of a task has come."""

    FILED = "filed"
    NOT_FILED = "not_filed"
    RETURNED = "returned"
    WAIVED = "waived"


@dataclass(frozen=True)
class Cell:
    """A unit that is asked about a task, and whether it is, or files for, the first lead."""

    unit_id: int
    task_id: int
    first: bool


class Writers:
    """Who writes the row of each task: its first lead, or all where that one files nothing."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._first: defaultdict[int, set[int]] = defaultdict(set)
        for cell in cells:
            if cell.first:
                self._first[cell.task_id].add(cell.unit_id)

    def merged(self, task_id: int) -> bool:
        return task_id in self._first

    def is_part(self, task_id: int, unit_id: int) -> bool:
        return task_id in self._first and unit_id not in self._first[task_id]


@dataclass(frozen=True)
class Text:
    """What a unit says of a task."""

    progress: str = ""
    problems: str = ""
    coordination: str = ""
    next_steps: str = ""
    percent: int | None = None
    stage: TaskStage | None = None
    no_change: bool = False
    no_change_reason: str = ""


@dataclass(frozen=True)
class Entry:
    """What another unit says of a row. `text` is empty unless it was filed: nobody reads drafts."""

    unit_id: int
    unit: str
    part: bool
    standing: Standing
    filed_at: datetime | None = None
    text: Text = field(default_factory=Text)


@dataclass(frozen=True)
class Shared:
    """Of a return: the tasks whose rows are parts, whether some row is its own to write, and by
    task what other units say of the same period.
    """

    parts: frozenset[int] = frozenset()
    writes: bool = True
    threads: Mapping[int, Sequence[Entry]] = field(default_factory=dict)


def is_filed(state: ReturnState, filed_at: datetime | None) -> bool:
    """Whether others may read a row: its form was handed in, or the row itself was filed ahead.
    Who leads by now has no say in that: what was a draft when others' parts went is one still.

    A part that goes ahead goes to the first lead and needs no 单位审签: what a place wants signed
    is the form that reaches the coordinator, and a form that is nothing but parts is signed whole.
    """
    return state in HANDED_IN or filed_at is not None


def standing(state: ReturnState) -> Standing:
    """Of what is not filed."""
    match state:
        case ReturnState.RETURNED:
            return Standing.RETURNED
        case ReturnState.WAIVED:
            return Standing.WAIVED
        case _:
            return Standing.NOT_FILED


def may_go_ahead(shared: Shared, filed: Collection[int]) -> bool:
    """Whether some part is not among the `filed` tasks."""
    return shared.writes and not shared.parts.issubset(filed)


def check_ahead(shared: Shared, filed: Collection[int]) -> None:
    if not shared.parts:
        raise NoPartsError
    if not shared.writes:
        raise OnlyPartsError
    if not may_go_ahead(shared, filed):
        raise PartsFiledError


def shared(tasks: Collection[int], unit_id: int, writers: Writers) -> tuple[frozenset[int], bool]:
    """Of the rows of a unit: which are parts, and whether others are not."""
    parts = frozenset(one for one in tasks if writers.is_part(one, unit_id))
    return parts, len(parts) < len(set(tasks))
