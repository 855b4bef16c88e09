"""From units × tasks to units × units: B·Bᵀ with sparse matrices.

The projection of a two-mode network on one of its modes: Borgatti & Everett, "Network analysis of
2-mode data", Social Networks 19 (1997) 243–269.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from app.network.matrix import LEAD, Flags, Ints, Matrix

Links: TypeAlias = Any
"""A `scipy.sparse.csr_array`, units × units, without a diagonal, indices sorted."""


@dataclass(frozen=True, eq=False)
class Projected:
    """`together` is symmetric: in how many tasks both have a role, whichever. `leads` is directed:
    in how many tasks the unit of the row leads and that of the column has a role.

    `left_out`: tasks that name more parties than are paired, and so are in neither.
    """

    together: Links
    leads: Links
    left_out: int


def project(matrix: Matrix, parties_paired: int) -> Projected:
    """A task that names more than `parties_paired` names everybody: it tells nothing of who works
    with whom, and its pairs grow with the square.
    """
    size = np.bincount(matrix.task, minlength=len(matrix.tasks))
    kept = size[matrix.task] <= parties_paired
    held = _incidence(matrix, kept)
    led = _incidence(matrix, kept & (matrix.weight == LEAD))
    return Projected(
        together=_without_diagonal(held.T @ held),
        leads=_without_diagonal(led.T @ held),
        left_out=int((size > parties_paired).sum()),
    )


def _incidence(matrix: Matrix, entries: Flags) -> Links:
    """B: a row a task, a column a party, 1 where it has a role."""
    rows, columns = matrix.task[entries], matrix.party[entries]
    shape = (len(matrix.tasks), len(matrix.parties))
    ones = np.ones(len(rows), dtype=np.int32)
    return sparse.csr_array((ones, (rows, columns)), shape=shape)


def _without_diagonal(product: Any) -> Links:
    links = product.tocoo()
    apart = links.row != links.col
    ends = (links.row[apart], links.col[apart])
    made = sparse.csr_array((links.data[apart], ends), shape=product.shape)
    made.sort_indices()
    return made


def heaviest(links: Links, count: int, *, once: bool) -> list[tuple[int, int, int]]:
    """The `count` heaviest links as row, column, weight; equals by the places of both.

    `once`: of a symmetric matrix, each pair only from the lower index to the higher.
    """
    found = links.tocoo()
    row, column, weight = found.row, found.col, found.data
    if once:
        upper = row < column
        row, column, weight = row[upper], column[upper], weight[upper]
    if len(weight) > count:
        least = np.partition(weight, len(weight) - count)[len(weight) - count]
        enough = weight >= least
        row, column, weight = row[enough], column[enough], weight[enough]
    order = np.lexsort((column, row, -weight))[:count]
    return [(int(row[n]), int(column[n]), int(weight[n])) for n in order]


def partners(links: Links, unit: int, count: int) -> list[tuple[int, int]]:
    """The units that share most tasks with one, and how many; equals by their places."""
    others, weights = neighbours(links, unit)
    order = np.lexsort((others, -weights))[:count]
    return [(int(others[n]), int(weights[n])) for n in order]


def neighbours(links: Links, unit: int) -> tuple[Ints, Ints]:
    begin, end = links.indptr[unit], links.indptr[unit + 1]
    return links.indices[begin:end], links.data[begin:end]
