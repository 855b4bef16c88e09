"""The fewest units that together have a part in every task."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from app.network.matrix import Matrix

# Beyond either, the search is not begun; after so many branches it is given up.
UNITS_EXACT, KINDS_EXACT, BRANCHES = 400, 400, 20_000
# Of more, none is looked for within another: it would cost more than it saves.
KINDS_COMPARED = 3000


@dataclass(frozen=True)
class Cover:
    """`units` are indexes. `exact`: no smaller set exists; else `at_least` says how far it could
    at best be undercut.
    """

    units: tuple[int, ...]
    exact: bool
    at_least: int


@dataclass
class _Search:
    """Branch and bound; `best` begins with what the greedy way found."""

    best: list[int]
    left: int = BRANCHES


def cover(matrix: Matrix) -> Cover:
    """Tasks without a unit cannot be touched and are not asked for.

    Greedy: Chvátal, "A greedy heuristic for the set-covering problem", Math. of Operations
    Research 4 (1979) 233–235; each time the unit with most tasks that none has yet, of equals
    the first by 机构序. Where the matrix is small enough a branch and bound then looks for a
    smaller set; tasks of which no two share a unit give the bound, since each needs one of its
    own.
    """
    kinds = _kinds(matrix)
    greedy = _greedy(kinds)
    apart = _apart(kinds)
    small = len(matrix.parties) <= UNITS_EXACT and len(kinds) <= KINDS_EXACT
    if len(greedy) == apart or not small:
        return Cover(tuple(sorted(greedy)), len(greedy) == apart, apart)
    search = _Search(greedy)
    _branch(kinds, [], search)
    exact = search.left > 0
    return Cover(tuple(sorted(search.best)), exact, len(search.best) if exact else apart)


def _kinds(matrix: Matrix) -> list[int]:
    """The tasks as sets of units (the bits of a number), each set once, and none that has another
    within it: whoever touches that one touches it as well.
    """
    held: dict[int, int] = {}
    for task, party in zip(matrix.task.tolist(), matrix.party.tolist(), strict=True):
        held[task] = held.get(task, 0) | 1 << party
    kinds = sorted(set(held.values()), key=lambda units: (units.bit_count(), units))
    if len(kinds) > KINDS_COMPARED:
        return kinds
    least: list[int] = []
    for units in kinds:
        if not any(one & units == one for one in least):
            least.append(units)
    return least


def _units(units: int) -> Iterable[int]:
    while units:
        lowest = units & -units
        yield lowest.bit_length() - 1
        units ^= lowest


def _greedy(kinds: Sequence[int]) -> list[int]:
    """What a unit still adds only ever shrinks: so who stands on top with a number that is still
    true has no better beside it, and the others need not be counted anew.
    """
    holding: dict[int, set[int]] = {}
    for task, units in enumerate(kinds):
        for unit in _units(units):
            holding.setdefault(unit, set()).add(task)
    waiting = [(-len(tasks), unit) for unit, tasks in holding.items()]
    heapify(waiting)
    touched: set[int] = set()
    chosen: list[int] = []
    while waiting:
        count, unit = heappop(waiting)
        fresh = holding[unit] - touched
        if len(fresh) == -count:
            chosen.append(unit)
            touched |= fresh
        elif fresh:
            heappush(waiting, (-len(fresh), unit))
    return chosen


def _apart(kinds: Iterable[int]) -> int:
    """How many tasks can be found of which no two share a unit."""
    taken = count = 0
    for units in kinds:
        if not units & taken:
            taken |= units
            count += 1
    return count


def _branch(kinds: list[int], chosen: list[int], search: _Search) -> None:
    """The task with fewest units is touched by one of them: try each."""
    search.left -= 1
    if not kinds:
        if len(chosen) < len(search.best):
            search.best = list(chosen)
        return
    if search.left <= 0 or len(chosen) + _apart(kinds) >= len(search.best):
        return
    shortest = min(kinds, key=lambda units: (units.bit_count(), units))
    tried = sorted(
        _units(shortest), key=lambda unit: (-sum(units >> unit & 1 for units in kinds), unit)
    )
    for unit in tried:
        _branch([units for units in kinds if not units >> unit & 1], [*chosen, unit], search)
