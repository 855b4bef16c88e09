"""A projection too large for exact figures, cut down to its strongest links."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from app.network.figures import Thinned
from app.network.matrix import Ints
from app.network.measures.projection import Links

# Up to here betweenness and communities are exact: some seconds on one core.
UNITS_EXACT, LINKS_EXACT = 3000, 2_500_000
LINKS_KEPT = 200_000
SOURCES = 256


@dataclass(frozen=True, eq=False)
class Thin:
    links: Links
    sources: Ints | None = None
    told: Thinned | None = None


def thin(links: Links, seed: int) -> Thin:
    """As it is where it is small enough. Links of one strength stay or go together, so that no
    order of units decides.
    """
    size, count = links.shape[0], links.nnz // 2
    if size <= UNITS_EXACT and count <= LINKS_EXACT:
        return Thin(links)
    least = _least(links.data)
    kept = links.tocoo()
    row, column, weight = kept.row, kept.col, kept.data
    stays = weight >= least
    strongest = _strongest(links)
    stays |= strongest[row] == column
    stays |= strongest[column] == row
    ends = (row[stays], column[stays])
    made = sparse.csr_array((weight[stays], ends), shape=links.shape)
    made.sort_indices()
    sources = None
    if size > UNITS_EXACT:
        drawn = np.random.default_rng(seed).choice(size, size=min(SOURCES, size), replace=False)
        sources = np.sort(drawn)
    told = Thinned(
        links=count,
        links_kept=made.nnz // 2,
        least_tasks=least,
        sources=None if sources is None else len(sources),
        seed=seed,
    )
    return Thin(made, sources, told)


def _least(weights: Ints) -> int:
    """The least weight from which on no more than `LINKS_KEPT` links are left."""
    by_weight = np.bincount(weights) // 2
    from_here = np.cumsum(by_weight[::-1])[::-1]
    enough = np.flatnonzero(from_here <= LINKS_KEPT)
    return int(enough[0]) if len(enough) else len(by_weight)


def _strongest(links: Links) -> Ints:
    """The other end of each unit's heaviest link, of equals the first by 机构序; -1 for none."""
    found = np.full(links.shape[0], -1, dtype=np.int64)
    row = np.repeat(np.arange(links.shape[0]), np.diff(links.indptr))
    order = np.lexsort((links.indices, -links.data, row))
    first = order[np.append([True], row[order][1:] != row[order][:-1])[: len(order)]]
    found[row[first]] = links.indices[first]
    return found
