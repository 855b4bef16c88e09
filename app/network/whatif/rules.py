"""What a merge would make of the matrix, without a database. Nothing is decided by it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from app.core.errors import InvalidError
from app.network.parties import WEIGHTS
from app.reading.terms import Role


class NothingToMergeError(InvalidError):
    code, title = "what_if_nothing", "请给出要合并的单位，且不能只是承继单位自己"


class GroupTriedError(InvalidError):
    code, title = "what_if_group", "集合单位不能合并，请试它的成员"


class BadIdsError(InvalidError):
    code, title = "what_if_units", "单位应为以逗号分开的编号，例如 1,2"


class Held(NamedTuple):
    """One cell as printed, of the unit that holds it today: `raw` the name, `label` the word for
    the role.
    """

    task_id: int
    unit_id: int
    role: Role
    first: bool
    label: str
    raw: str


@dataclass(frozen=True)
class Load:
    """Tasks of a unit, each counted once by its strongest role; `weight` as in the summary."""

    leads: int = 0
    first_leads: int = 0
    responsible: int = 0
    supporting: int = 0

    @property
    def total(self) -> int:
        return self.leads + self.responsible + self.supporting

    @property
    def weight(self) -> int:
        parts = ((Role.LEAD, self.leads), (Role.RESPONSIBLE, self.responsible))
        return sum(WEIGHTS[role] * count for role, count in parts) + self.supporting


@dataclass(frozen=True)
class Tried:
    """`moved`: tasks that would be the successor's and are not today. `twice`: its cells in each
    task where it would stand more than once; `conflicts` are those of them in which it would lead
    and stand in another column too.
    """

    moved: Mapping[int, Sequence[Held]]
    twice: Mapping[int, Sequence[Held]]
    conflicts: frozenset[int]
    before: Mapping[int, Load]
    after: Load


def ids(text: str) -> tuple[int, ...]:
    """The units of `1,2`. Raise `BadIdsError`."""
    parts = [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]
    if not parts or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):  # noqa: PLR2004 - more digits than an id has
        raise BadIdsError
    return tuple(dict.fromkeys(int(part) for part in parts))


def tried(cells: Iterable[Held], units: Collection[int], into: int) -> Tried:
    """`cells` are ordered by task and printed position; those of other units do no harm."""
    whole = {*units, into}
    ours = [cell for cell in cells if cell.unit_id in whole]
    rows = {task: tuple(row) for task, row in groupby(ours, key=lambda cell: cell.task_id)}
    twice = {task: row for task, row in rows.items() if len(row) > 1}
    return Tried(
        moved={
            task: row for task, row in rows.items() if all(cell.unit_id != into for cell in row)
        },
        twice=twice,
        conflicts=frozenset(task for task, row in twice.items() if _conflicts(row)),
        before={unit: _load(c for c in ours if c.unit_id == unit) for unit in sorted(whole)},
        after=_load(ours),
    )


def _conflicts(row: Sequence[Held]) -> bool:
    roles = {cell.role for cell in row}
    return Role.LEAD in roles and len(roles) > 1


def _load(cells: Iterable[Held]) -> Load:
    """Cells of one unit, ordered by task."""
    strongest: Counter[Role] = Counter()
    firsts = 0
    for _, row in groupby(cells, key=lambda cell: cell.task_id):
        held = list(row)
        strongest[max((cell.role for cell in held), key=lambda role: WEIGHTS[role])] += 1
        firsts += any(cell.first for cell in held)
    return Load(
        strongest[Role.LEAD], firsts, strongest[Role.RESPONSIBLE], strongest[Role.SUPPORTING]
    )
