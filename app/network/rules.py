"""What the matrix says of units: figures of the network, without a database.

Every figure counts tasks, never cells: a unit that a task prints in two roles counts once, as
the stronger. Groups count as themselves; their members are not counted for them.
"""

from collections import Counter

import numpy as np

from app.network.figures import (
    PAIRS_SHOWN,
    PARTIES_PAIRED,
    TASKS_SHOWN,
    Counts,
    Leading,
    Pair,
    Tally,
    UnitLoad,
)
from app.network.matrix import LEAD, Flags, Ints, Matrix
from app.network.measures.projection import Projected, heaviest, project
from app.network.parties import WEIGHTS, Units, Who, who
from app.reading.terms import Role


def summarise(matrix: Matrix, units: Units, projected: Projected | None = None) -> Tally:
    """`projected` where it is at hand already."""
    found = projected or project(matrix, PARTIES_PAIRED)
    told = names(matrix, units)
    without = np.flatnonzero(~_has(matrix, matrix.weight == LEAD))
    return Tally(
        counts=_counts(matrix, len(without), found.left_out),
        units=_loads(matrix, told),
        without_lead=tuple(matrix.tasks.ids[without[:TASKS_SHOWN]].tolist()),
        pairs=tuple(
            Pair(told[one], told[other], tasks)
            for one, other, tasks in heaviest(found.together, PAIRS_SHOWN, once=True)
        ),
        leading=tuple(
            Leading(told[lead], told[other], tasks)
            for lead, other, tasks in heaviest(found.leads, PAIRS_SHOWN, once=False)
        ),
    )


def names(matrix: Matrix, units: Units) -> list[Who]:
    """Each party as it is told, by index."""
    borne = Counter(units[party].name for party in matrix.parties if isinstance(party, int))
    return [
        who(
            party,
            units,
            collective=bool(collective),
            shared=isinstance(party, int) and borne[units[party].name] > 1,
        )
        for party, collective in zip(matrix.parties, matrix.collective, strict=True)
    ]


def weights(matrix: Matrix) -> Ints:
    """The sum of role weights, by party."""
    total = np.bincount(matrix.party, weights=matrix.weight, minlength=len(matrix.parties))
    return total.astype(np.int64)


def _has(matrix: Matrix, entries: Flags) -> Flags:
    """Which tasks have such an entry. A part that names nobody itself is held by whoever holds
    the task that it is a part of.
    """
    count = len(matrix.tasks)
    named = np.bincount(matrix.task, minlength=count) > 0
    own = np.bincount(matrix.task[entries], minlength=count) > 0
    parent = matrix.tasks.parent
    inherited = np.where(parent >= 0, own[parent], False) if count else own
    return own | (~named & inherited)


def _counts(matrix: Matrix, without_lead: int, not_paired: int) -> Counts:
    certain = sum(isinstance(party, int) for party in matrix.parties)
    held = _has(matrix, np.ones(len(matrix.task), dtype=np.bool_))
    return Counts(
        plans=len(np.unique(matrix.tasks.plan_ids)),
        tasks=len(matrix.tasks),
        units=certain,
        unresolved_names=len(matrix.parties) - certain,
        participations=len(matrix.task),
        tasks_without_lead=without_lead,
        tasks_without_unit=int((~held).sum()),
        tasks_not_paired=not_paired,
    )


def _loads(matrix: Matrix, told: list[Who]) -> tuple[UnitLoad, ...]:
    """Most leads first, then most first leads, then most tasks, then by place."""
    loads = loads_of(matrix, told)
    order = sorted(
        range(len(loads)),
        key=lambda n: (-loads[n].leads, -loads[n].first_leads, -loads[n].total, n),
    )
    return tuple(loads[n] for n in order)


def loads_of(matrix: Matrix, told: list[Who]) -> list[UnitLoad]:
    """By party."""

    def count(entries: Flags) -> list[int]:
        found: list[int] = np.bincount(matrix.party[entries], minlength=len(told)).tolist()
        return found

    lead = matrix.weight == LEAD
    columns = zip(
        told,
        count(lead),
        count(lead & matrix.first),
        count(matrix.weight == WEIGHTS[Role.RESPONSIBLE]),
        count(matrix.weight == WEIGHTS[Role.SUPPORTING]),
        weights(matrix).tolist(),
        strict=True,
    )
    return [UnitLoad(*row) for row in columns]
