"""Which units work mostly among themselves, and how two ways to group them agree."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from app.network.matrix import Ints
from app.network.measures.bridges import Floats
from app.network.measures.projection import Links, neighbours

SEED = 20240229
# The outcome depends on the order in which units are visited: several orders, the best is kept.
TRIES, TRIES_UP_TO = 12, 300
# A unit is linked to few where its links are less than this part of all units.
FEW = 16
# Less is what rounding makes of nothing.
GAIN = 1e-9


@dataclass(frozen=True, eq=False)
class Grouped:
    """`label` by unit: 0 for the largest group, groups of one size by their first unit."""

    label: Ints
    modularity: float


def communities(links: Links, seed: int = SEED) -> Grouped:
    """Groups that share more tasks inside than chance would have it.

    Blondel, Guillaume, Lambiotte & Lefebvre, "Fast unfolding of communities in large networks",
    J. Stat. Mech. (2008) P10008, on shared tasks as weights; resolution 1.
    """
    size = links.shape[0]
    if links.nnz == 0:
        return Grouped(np.arange(size), 0.0)
    weights = links.astype(np.float64)
    best = Grouped(np.arange(size), -1.0)
    for number in range(TRIES if size <= TRIES_UP_TO else 1):
        label = _unfold(weights, np.random.default_rng((seed, number)))
        reached = modularity(weights, label)
        if reached > best.modularity + GAIN:
            best = Grouped(label, reached)
    return Grouped(_by_size(best.label), best.modularity)


def modularity(links: Links, label: Ints) -> float:
    """Q of Newman & Girvan, Phys. Rev. E 69 (2004) 026113: the share of weight inside groups
    less the share that chance would put there.
    """
    total = float(links.sum())
    if total == 0:
        return 0.0
    row = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    inside = links.data[label[row] == label[links.indices]].sum() / total
    strength = np.asarray(links.sum(axis=1), dtype=np.float64)
    by_group = np.bincount(label, weights=strength) / total
    return float(inside - (by_group**2).sum())


def _unfold(links: Links, random: np.random.Generator) -> Ints:
    """Move units while it gains, make each group one unit, and again."""
    found = np.arange(links.shape[0])
    while True:
        label = np.unique(_move(links, random), return_inverse=True)[1]
        size = int(label.max()) + 1
        found = label[found]
        if size == links.shape[0]:
            return found
        ones = (np.ones(len(label)), (np.arange(len(label)), label))
        member = sparse.csr_array(ones, shape=(len(label), size))
        links = (member.T @ links @ member).tocsr()


def _move(links: Links, random: np.random.Generator) -> Ints:
    size = links.shape[0]
    label = np.arange(size)
    strength = np.asarray(links.sum(axis=1), dtype=np.float64)
    held = strength.copy()
    pull = strength / strength.sum()
    order = random.permutation(size)
    moved = True
    while moved:
        moved = False
        for unit in order.tolist():
            before = int(label[unit])
            held[before] -= strength[unit]
            after = _best(links, unit, label, held, pull)
            label[unit] = after
            held[after] += strength[unit]
            moved = moved or after != before
    return label


def _best(links: Links, unit: int, label: Ints, held: Floats, pull: Floats) -> int:
    """The group that a unit gains most by, its own where no other is better."""
    others, weights = neighbours(links, unit)
    own = int(label[unit])
    apart = others != unit
    found, shared = label[others[apart]], weights[apart]
    if len(found) * FEW < len(label):
        groups, at = np.unique(np.append(found, own), return_inverse=True)
        shared = np.bincount(at, weights=np.append(shared, 0))
    else:  # without sorting, which takes longest where a unit is linked to many
        by_group = np.bincount(found, weights=shared, minlength=own + 1)
        met = by_group > 0
        met[own] = True
        groups = np.flatnonzero(met)
        shared = by_group[groups]
    gain = shared - held[groups] * pull[unit]
    best = int(gain.argmax())
    stays = gain[best] <= gain[np.searchsorted(groups, own)] + GAIN
    return own if stays else int(groups[best])


def _by_size(label: Ints) -> Ints:
    groups, first, at, size = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    number = np.empty(len(groups), dtype=np.int64)
    number[np.lexsort((first, -size))] = np.arange(len(groups))
    return number[at]


def agreement(one: Ints, other: Ints) -> float | None:
    """How far two ways to group the same units agree: 1 the same, about 0 as by chance, below 0
    less than that. Null where there is nothing to compare: fewer than two units, or both ways
    put all into one group or each into its own.

    Hubert & Arabie, "Comparing partitions", J. of Classification 2 (1985) 193–218: the index of
    Rand (1971) corrected for chance.
    """
    table = np.zeros((_groups(one), _groups(other)), dtype=np.int64)
    np.add.at(table, (one, other), 1)
    pairs = len(one) * (len(one) - 1) / 2
    both = _pairs(table)
    rows, columns = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    if pairs == 0 or rows + columns in {0, 2 * pairs}:
        return None
    chance = rows * columns / pairs
    return float((both - chance) / ((rows + columns) / 2 - chance))


def _groups(label: Ints) -> int:
    return int(label.max()) + 1 if len(label) else 0


def _pairs(counts: Ints) -> float:
    return float((counts * (counts - 1) // 2).sum())
