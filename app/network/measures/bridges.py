"""Who stands between others: betweenness, and units whose loss cuts others off."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.network.matrix import Ints
from app.network.measures.projection import Links

Floats: TypeAlias = NDArray[np.float64]

# Up to here the adjacency stands as a full matrix: 72 MB, and the products are those of BLAS.
FULL = 3000
# From how many units shortest paths are followed at once.
AT_ONCE = 256


def betweenness(links: Links, sources: Ints | None = None) -> Floats:
    """Of all shortest paths between two others, the share that leads through a unit; 0 to 1.

    Freeman, "A set of measures of centrality based on betweenness", Sociometry 40 (1977) 35–41,
    divided by (n-1)(n-2)/2 as there. Links count as one step whatever their weight. Worked out
    as in Brandes, "A faster algorithm for betweenness centrality", J. Math. Sociology 25 (2001)
    163–177, for many sources at once, a level of each as one product of matrices.

    With `sources` the paths from these alone are followed and the sum is scaled up (Brandes &
    Pich, "Centrality estimation in large networks", Int. J. Bifurcation and Chaos 17 (2007)).
    """
    size = links.shape[0]
    total = np.zeros(size)
    if size < 3:  # noqa: PLR2004 - between two there stands nobody
        return total
    steps = (links > 0).astype(np.float64)
    adjacency = steps.toarray() if size <= FULL else steps
    asked = np.arange(size) if sources is None else sources
    for begin in range(0, len(asked), AT_ONCE):
        total += _dependencies(adjacency, size, asked[begin : begin + AT_ONCE])
    scaled: Floats = total * (size / len(asked) / ((size - 1) * (size - 2)))
    return scaled


def _dependencies(adjacency: Any, size: int, sources: Ints) -> Floats:
    """Brandes' dependencies of these sources on each unit, summed."""
    rows = np.arange(len(sources))
    level = np.full((len(sources), size), -1, dtype=np.int32)
    paths = np.zeros((len(sources), size))
    level[rows, sources], paths[rows, sources] = 0, 1
    frontier, depth = paths.copy(), 0
    while (level < 0).any():
        frontier = np.where(level < 0, frontier @ adjacency, 0)
        reached = frontier > 0
        if not reached.any():
            break
        depth += 1
        level[reached] = depth
        paths[reached] = frontier[reached]
    depends = np.zeros_like(paths)
    for below in range(depth, 1, -1):  # what depends on the source itself is not asked
        share = np.where(level == below, (1 + depends) / np.maximum(paths, 1), 0)
        depends += np.where(level == below - 1, paths * (share @ adjacency), 0)
    total: Floats = depends.sum(axis=0)
    return total


@dataclass
class _Walk:
    """A depth-first walk: when each unit was met, and the earliest met that its part reaches."""

    met: list[int]
    low: list[int]
    order: list[int] = field(default_factory=list)


def cut_off(links: Links) -> dict[int, tuple[int, ...]]:
    """Units whose loss parts others, each with those that are then without a way to the largest
    part that is left (of parts of one size, to that with the first unit by 机构序).

    Articulation points: Hopcroft & Tarjan, "Algorithm 447: efficient algorithms for graph
    manipulation", Comm. ACM 16 (1973) 372–378.
    """
    size = links.shape[0]
    ends, others = links.indptr.tolist(), links.indices.tolist()
    walk = _Walk(met=[-1] * size, low=[0] * size)
    found: dict[int, tuple[int, ...]] = {}
    for root in range(size):
        if walk.met[root] < 0:
            begin = len(walk.order)
            splits = _splits(root, ends, others, walk)
            found |= dict(_parted(splits, begin, walk))
    return found


Splits: TypeAlias = dict[int, list[tuple[int, int]]]
"""By unit: the parts that hang on it alone, as ranges of the order in which units were met."""


def _splits(root: int, ends: list[int], others: list[int], walk: _Walk) -> Splits:
    found: Splits = {}
    stack = [(root, -1, ends[root])]
    _meet(root, walk)
    while stack:
        unit, parent, position = stack.pop()
        if position < ends[unit + 1]:
            stack.append((unit, parent, position + 1))
            other = others[position]
            if walk.met[other] < 0:
                _meet(other, walk)
                stack.append((other, unit, ends[other]))
            elif other != parent:
                walk.low[unit] = min(walk.low[unit], walk.met[other])
        elif parent >= 0:
            walk.low[parent] = min(walk.low[parent], walk.low[unit])
            if walk.low[unit] >= walk.met[parent]:
                found.setdefault(parent, []).append((walk.met[unit], len(walk.order)))
    return found


def _meet(unit: int, walk: _Walk) -> None:
    walk.met[unit] = walk.low[unit] = len(walk.order)
    walk.order.append(unit)


def _parted(splits: Splits, begin: int, walk: _Walk) -> Iterator[tuple[int, tuple[int, ...]]]:
    """What is left when one is lost: the parts that hang on it, and the rest of the component."""
    component = len(walk.order) - begin
    for unit, ranges in splits.items():
        parts = [walk.order[one:end] for one, end in ranges]
        hanging = sum(map(len, parts))
        if component - 1 - hanging <= max(map(len, parts)):
            # Seldom: else the rest is the largest part, and need not be put together.
            hang = {other for part in parts for other in part} | {unit}
            parts.append([other for other in walk.order[begin:] if other not in hang])
            main = max((part for part in parts if part), key=lambda part: (len(part), -min(part)))
            parts.remove(main)
        away = sorted(other for part in parts for other in part)
        if away:
            yield unit, tuple(away)
