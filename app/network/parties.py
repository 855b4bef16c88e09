"""Who holds a task, as plain tuples: the cells of the matrix folded to one entry a party."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from app.reading.terms import Role

# A unit is known by its id. A printed name whose unit is not certain stays a party of its own,
# known by the plan's region and the name: it is never merged with a unit, and alike names of two
# counties are two parties.
Party: TypeAlias = int | tuple[int, str]

# The order is that of the documents: 牵头 before 责任 before 参与、配合. The distances are ours:
# equal steps, because no document says by how much one counts for more than the other. So a sum
# of weights is good for drawing and for a first look at who carries much; it measures nobody.
WEIGHTS = {Role.LEAD: 3, Role.RESPONSIBLE: 2, Role.SUPPORTING: 1}


class TaskRow(NamedTuple):
    """A task; `parent_id` is the task of which a measure is a part."""

    id: int
    plan_id: int
    parent_id: int | None
    number: str | None
    title: str


class Cell(NamedTuple):
    """One unit of a task as printed; `name` matters only where `unit_id` is null.

    `label` is the document's word for the role.
    """

    task_id: int
    unit_id: int | None
    role: Role
    first: bool
    collective: bool
    region_id: int
    name: str | None
    label: str

    @property
    def party(self) -> Party:
        return (self.region_id, self.name or "") if self.unit_id is None else self.unit_id


class UnitFacts(NamedTuple):
    """What the registry knows of a unit; `rank` is its 机构序."""

    name: str
    kind: str
    rank: int
    is_group: bool


Held: TypeAlias = dict[Party, Cell]


def by_task(cells: Iterable[Cell]) -> Iterator[tuple[int, Held]]:
    """Each task with its parties, from cells that are ordered by task and printed position.

    A party in both roles of a task is there once, with the stronger one.
    """
    for task_id, printed in groupby(cells, attrgetter("task_id")):
        yield task_id, _strongest(printed)


def _strongest(cells: Iterable[Cell]) -> Held:
    held: Held = {}
    for cell in cells:
        party = cell.party
        before = held.get(party)
        if before is None or _strength(cell) > _strength(before):
            held[party] = cell
    return held


def _strength(cell: Cell) -> tuple[int, bool]:
    return WEIGHTS[cell.role], cell.first
