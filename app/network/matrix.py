"""The matrix in columns: half a million cells stand in some megabytes, without an object each.

Everything that is measured is measured on these arrays. Tasks stand in plan order, parties by
their place (机构序), so that whatever is worked out from them does not depend on the order in
which rows were read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.network.parties import WEIGHTS, Cell, Party, TaskRow, Units, place
from app.reading.terms import Role

Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

LEAD = WEIGHTS[Role.LEAD]
"""Roles stand in the arrays as their weights: 3 牵头, 2 责任, 1 参与、配合."""


@dataclass(frozen=True, eq=False)
class Tasks:
    """`parent` is an index into these arrays, -1 for none or for one that is not among them."""

    ids: Ints
    plan_ids: Ints
    parent: Ints

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Matrix:
    """One entry a task and party: a party in two roles of a task is there once, as the stronger.

    `task` and `party` are indexes, sorted by both; `weight` is that of the role; `first` that it
    stands first among the leads; `origin` the row that was read. `collective` is by party.
    """

    tasks: Tasks
    parties: tuple[Party, ...]
    task: Ints
    party: Ints
    weight: Ints
    first: Flags
    origin: Ints
    collective: Flags


@dataclass
class Columns:
    """Cells as they are read. `names` are those of the rows that have no unit, by row."""

    batches: list[Ints] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    rows: int = 0

    def add(self, rows: Sequence[Sequence[Any]]) -> None:
        """Rows of task id, unit id or null, weight of the role, whether first, whether
        collective, region id, and the name where there is no unit.
        """
        *numbers, names = zip(*rows, strict=True)
        numbers[1] = tuple(unit or 0 for unit in numbers[1])
        self.batches.append(np.array(numbers, dtype=np.int64))
        for row, name in enumerate(names, self.rows):
            if name is not None:
                self.names[row] = name
        self.rows += len(rows)

    def follow(self, holders: Mapping[int, int]) -> set[int]:
        """Put those who stand in for units in their place; for which units that was."""
        if not holders:
            return set()
        old = np.array(sorted(holders), dtype=np.int64)
        new = np.array([holders[one] for one in old.tolist()], dtype=np.int64)
        found: set[int] = set()
        for batch in self.batches:
            at = np.minimum(np.searchsorted(old, batch[1]), len(old) - 1)
            hit = old[at] == batch[1]
            found.update(np.unique(batch[1][hit]).tolist())
            batch[1] = np.where(hit, new[at], batch[1])
        return found

    @property
    def unit_ids(self) -> list[int]:
        found: set[int] = set()
        for batch in self.batches:
            found.update(np.unique(batch[1]).tolist())
        return sorted(found - {0})


def tasks_of(rows: Sequence[Sequence[int | None]]) -> Tasks:
    """Of rows of id, plan id and parent id, in plan order."""
    if not rows:
        none = np.empty(0, dtype=np.int64)
        return Tasks(none, none, none)
    ids, plan_ids, parents = zip(*rows, strict=True)
    known = np.array(ids, dtype=np.int64)
    named = np.array([parent or 0 for parent in parents], dtype=np.int64)
    return Tasks(known, np.array(plan_ids, dtype=np.int64), _indexes(known, named))


def matrix_of(tasks: Tasks, cells: Columns, units: Units) -> Matrix:
    """Cells of tasks that are not among `tasks` (added while we read) are left out."""
    empty = np.empty((6, 0), dtype=np.int64)
    read = np.concatenate(cells.batches, axis=1) if cells.batches else empty
    task = _indexes(tasks.ids, read[0])
    parties, party = _parties(read, cells.names, units)
    kept = np.flatnonzero(task >= 0)
    _, _, weight, first, collective, _ = read
    # The strongest of a task and party comes first, and is the one that is kept.
    order = kept[np.lexsort((-first[kept], -weight[kept], party[kept], task[kept]))]
    key = task[order] * max(len(parties), 1) + party[order]
    one = order[np.append([True], key[1:] != key[:-1])[: len(key)]]
    marked = np.zeros(len(parties), dtype=np.bool_)
    marked[party[kept][collective[kept] > 0]] = True
    return Matrix(
        tasks=tasks,
        parties=parties,
        task=task[one],
        party=party[one],
        weight=weight[one],
        first=first[one] > 0,
        origin=one,
        collective=marked,
    )


def matrix_from(tasks: Sequence[TaskRow], cells: Iterable[Cell], units: Units) -> Matrix:
    """Of rows that are in memory already."""
    columns = Columns()
    rows = [
        (
            cell.task_id,
            cell.unit_id,
            WEIGHTS[cell.role],
            cell.first,
            cell.collective,
            cell.region_id,
            cell.name or "" if cell.unit_id is None else None,
        )
        for cell in cells
    ]
    if rows:
        columns.add(rows)
    return matrix_of(tasks_of([row[:3] for row in tasks]), columns, units)


def _indexes(known: Ints, asked: Ints) -> Ints:
    """Where each of `asked` stands in `known`, -1 for what does not."""
    if not len(known):
        return np.full(len(asked), -1, dtype=np.int64)
    order = np.argsort(known, kind="stable")
    found = np.minimum(np.searchsorted(known, asked, sorter=order), len(known) - 1)
    index = order[found]
    return np.where(known[index] == asked, index, -1)


def _parties(read: Ints, names: Mapping[int, str], units: Units) -> tuple[tuple[Party, ...], Ints]:
    """All parties by their place, and the index of each row's."""
    units_named, of_row = np.unique(read[1], return_inverse=True)
    uncertain: dict[Party, int] = {}
    of_names = np.full(read.shape[1], -1, dtype=np.int64)
    for row, name in names.items():
        printed = (int(read[5, row]), name)
        of_names[row] = uncertain.setdefault(printed, len(uncertain))
    certain: list[Party] = [int(unit) for unit in units_named]
    parties = [*certain, *uncertain]
    order = sorted(
        (index for index, party in enumerate(parties) if party != 0),
        key=lambda index: place(parties[index], units),
    )
    moved = np.zeros(max(len(parties), 1), dtype=np.int64)
    moved[order] = np.arange(len(order))
    rows = np.where(of_names >= 0, len(certain) + of_names, of_row)
    return tuple(parties[index] for index in order), moved[rows]
