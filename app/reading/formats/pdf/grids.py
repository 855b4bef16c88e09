"""Ruled lines to grids of cells: merged ones, and ones left open at a side or at a page's end."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.reading.formats.pdf.sheet import Rule

# Points. Rules so near to each other are one rule, a double one or one drawn in pieces.
_NEAR, _PIECES = 2.5, 3.0
_SHORTEST = 6.0
# How far rules stand out before the table counts as open at that side.
_OPEN_HEIGHT, _OPEN_WIDTH = 6.0, 12.0
_RULES_LIMIT = 1000
_COLUMNS_LIMIT, _ROWS_LIMIT = 64, 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows and columns of its grid, the end exclusive."""

    row: int
    column: int
    row_end: int
    column_end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """`xs` and `ys` are the places of its rules; `owner[row][column]` is an index into `cells`.

    `open_top` and `open_bottom`: no rule closes it there.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    owner: tuple[tuple[int, ...], ...]
    open_top: bool = False
    open_bottom: bool = False

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def cell_at(self, x: float, y: float) -> int | None:
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return self.owner[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """The smallest first: one may frame another."""
    uprights = _merged(rule for rule in rules if rule.upright)
    levels = _merged(rule for rule in rules if not rule.upright)
    if not uprights or not levels or max(len(uprights), len(levels)) > _RULES_LIMIT:
        return []
    grids = (_grid(group) for group in _groups(uprights, levels))
    return sorted((grid for grid in grids if grid), key=lambda grid: grid.area)


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules along one line joined where they touch; the short ones that are left go."""
    merged: list[Rule] = []
    for group in _near(rules):
        at = sum(rule.at for rule in group) / len(group)
        run: Rule | None = None
        for rule in sorted(group, key=lambda one: one.start):
            if run and rule.start <= run.end + _PIECES:
                run = run._replace(end=max(run.end, rule.end))
                continue
            merged += [run] if run else []
            run = rule._replace(at=at)
        merged += [run] if run else []
    return [rule for rule in merged if rule.end - rule.start >= _SHORTEST]


def _near(rules: Iterable[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.at):
        if groups and rule.at - groups[-1][0].at <= _NEAR:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return groups


def _groups(uprights: list[Rule], levels: list[Rule]) -> list[list[Rule]]:
    """Rules that hang together by crossing or touching each other."""
    rules = [*uprights, *levels]
    sets = _Sets(len(rules))
    for one, upright in enumerate(uprights):
        for other, level in enumerate(levels, start=len(uprights)):
            if _meet(upright, level):
                sets.unite(one, other)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(sets.root(index), []).append(rule)
    return list(groups.values())


def _meet(upright: Rule, level: Rule) -> bool:
    across = level.start - _PIECES <= upright.at <= level.end + _PIECES
    return across and upright.start - _PIECES <= level.at <= upright.end + _PIECES


class _Sets:
    """Disjoint sets of the numbers below `size`."""

    def __init__(self, size: int) -> None:
        self.above = list(range(size))

    def root(self, one: int) -> int:
        while self.above[one] != one:
            self.above[one] = self.above[self.above[one]]
            one = self.above[one]
        return one

    def unite(self, one: int, other: int) -> None:
        self.above[max(self.root(one), self.root(other))] = min(self.root(one), self.root(other))


def _grid(rules: list[Rule]) -> Grid | None:
    uprights = [rule for rule in rules if rule.upright]
    levels = [rule for rule in rules if not rule.upright]
    if not uprights or not levels:
        return None
    xs = _places(uprights, levels, _OPEN_WIDTH)
    ys = _places(levels, uprights, _OPEN_HEIGHT)
    columns, rows = len(xs) - 1, len(ys) - 1
    if not (0 < columns <= _COLUMNS_LIMIT and 0 < rows <= _ROWS_LIMIT):
        return None
    owner, cells = _cells(xs, ys, uprights, levels)
    highest, lowest = min(rule.at for rule in levels), max(rule.at for rule in levels)
    return Grid(tuple(xs), tuple(ys), cells, owner, ys[0] < highest, ys[-1] > lowest)


def _places(rules: list[Rule], crossing: list[Rule], most: float) -> list[float]:
    """Where the rules stand, and the ends of the crossing ones where those stand out further."""
    places = sorted({rule.at for rule in rules})
    start, end = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    before = [start] if start < places[0] - most else []
    return [*before, *places, *([end] if end > places[-1] + most else [])]


def _cells(
    xs: list[float], ys: list[float], uprights: list[Rule], levels: list[Rule]
) -> tuple[tuple[tuple[int, ...], ...], tuple[Cell, ...]]:
    """Squares of the grid between which no rule runs are one cell."""
    columns, rows = len(xs) - 1, len(ys) - 1
    sets = _Sets(columns * rows)
    walls, floors = _by_place(uprights), _by_place(levels)
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            middle = (ys[row] + ys[row + 1]) / 2, (xs[column] + xs[column + 1]) / 2
            if column + 1 < columns and not _covers(walls.get(xs[column + 1]), middle[0]):
                sets.unite(here, here + 1)
            if row + 1 < rows and not _covers(floors.get(ys[row + 1]), middle[1]):
                sets.unite(here, here + columns)
    roots = [sets.root(square) for square in range(columns * rows)]
    numbers = {root: number for number, root in enumerate(dict.fromkeys(roots))}
    owner = tuple(
        tuple(numbers[roots[row * columns + column]] for column in range(columns))
        for row in range(rows)
    )
    return owner, _bounds(owner, len(numbers))


def _by_place(rules: list[Rule]) -> dict[float, list[Rule]]:
    places: dict[float, list[Rule]] = {}
    for rule in rules:
        places.setdefault(rule.at, []).append(rule)
    return places


def _covers(rules: list[Rule] | None, at: float) -> bool:
    return any(rule.start <= at <= rule.end for rule in rules or ())


def _bounds(owner: tuple[tuple[int, ...], ...], many: int) -> tuple[Cell, ...]:
    rows: list[list[int]] = [[] for _ in range(many)]
    columns: list[list[int]] = [[] for _ in range(many)]
    for row, numbers in enumerate(owner):
        for column, number in enumerate(numbers):
            rows[number].append(row)
            columns[number].append(column)
    return tuple(
        Cell(min(row), min(column), max(row) + 1, max(column) + 1)
        for row, column in zip(rows, columns, strict=True)
    )
