"""What a unit holds, as plain ids."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from app.reading.terms import Role


@dataclass(frozen=True)
class Holding:
    """Whoever is named by one of `named` names the unit: itself, the units that ended and for
    which it stands in (`before`), and the groups that hold one of these (`groups`).

    After a split single assignments may be held otherwise: `given` ones are the unit's, whoever
    they name; `taken` ones are not, though they name it.
    """

    unit_id: int
    before: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    given: tuple[int, ...] = ()
    taken: tuple[int, ...] = ()

    @property
    def own(self) -> tuple[int, ...]:
        """The unit and those for which it stands in."""
        return (self.unit_id, *self.before)

    @property
    def named(self) -> tuple[int, ...]:
        return (*self.own, *self.groups)

    @property
    def is_divided(self) -> bool:
        return bool(self.given or self.taken)

    def holds(self, assignment_id: int, named_id: int | None) -> bool:
        if assignment_id in self.given:
            return True
        return named_id in self.named and assignment_id not in self.taken

    def via_group(self, named_id: int) -> int | None:
        return named_id if named_id in self.groups else None

    def via_unit(self, named_id: int) -> int | None:
        """The former unit that an assignment names, if it is not the unit itself or its group."""
        return None if named_id == self.unit_id or named_id in self.groups else named_id


class Cell(NamedTuple):
    """One assignment, as far as a merge asks about it; `label` is the document's own word."""

    task_id: int
    unit_id: int | None
    role: Role
    label: str


@dataclass(frozen=True)
class Merged:
    """What a merge makes of a task: the cells that move, and all that one unit would then hold.

    A unit that stands twice in a row is no fault of the reform: the document printed two units.
    It reports once, and `is_conflict` tells where one would be both lead and something else.
    """

    task_id: int
    moved: tuple[Cell, ...]
    held: tuple[Cell, ...]

    @property
    def is_twice(self) -> bool:
        return len(self.held) > 1

    @property
    def is_conflict(self) -> bool:
        roles = {cell.role for cell in self.held}
        return Role.LEAD in roles and len(roles) > 1


def merged(cells: Iterable[Cell], units: Collection[int], into: int) -> list[Merged]:
    """Every task in which one of `units` stands, were they one with `into`. `cells` are ordered by
    task and printed position.
    """
    found = []
    for task_id, printed in groupby(cells, key=lambda cell: cell.task_id):
        row = tuple(printed)
        moved = tuple(one for one in row if one.unit_id in units and one.unit_id != into)
        if moved:
            held = tuple(one for one in row if one.unit_id in units or one.unit_id == into)
            found.append(Merged(task_id, moved, held))
    return found
