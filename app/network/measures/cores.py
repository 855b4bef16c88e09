"""How deep a unit stands in the mesh."""

import numpy as np

from app.network.matrix import Ints
from app.network.measures.projection import Links


def core_numbers(links: Links) -> Ints:
    """The largest k such that a unit belongs to a group in which each is linked to at least k
    others of the group.

    Seidman, "Network structure and minimum degree", Social Networks 5 (1983) 269–287; by peeling
    as in Batagelj & Zaveršnik, "An O(m) algorithm for cores decomposition of networks" (2003),
    here all units of the least degree at once.
    """
    size = links.shape[0]
    degree = np.diff(links.indptr).astype(np.int64)
    steps = (links > 0).astype(np.int64)
    core = np.zeros(size, dtype=np.int64)
    left = np.ones(size, dtype=np.bool_)
    least = 0
    while left.any():
        least = max(least, int(degree[left].min()))
        peeled = left & (degree <= least)
        core[peeled] = least
        left &= ~peeled
        degree -= np.asarray(steps[np.flatnonzero(peeled)].sum(axis=0))
    return core
