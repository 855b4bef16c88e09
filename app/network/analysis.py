"""分析: who bridges, who is missed, who works mostly with whom, and how the work is spread.

Figures of units are those of the undirected projection (who works with whom). Each is defined,
with its source, beside its function in `measures`.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from app.network import rules
from app.network.figures import (
    CUT_OFF_SHOWN,
    PARTIES_PAIRED,
    PARTNERS_SHOWN,
    TASKS_SHOWN,
    Community,
    CoverTold,
    Measured,
    Partner,
    Portfolio,
    PortfolioMatch,
    UnitFigures,
    UnitLoad,
)
from app.network.matrix import LEAD, Ints, Matrix
from app.network.measures.bridges import Floats, betweenness, cut_off
from app.network.measures.communities import SEED, Grouped, agreement, communities
from app.network.measures.cores import core_numbers
from app.network.measures.covering import cover
from app.network.measures.loads import gini
from app.network.measures.projection import Links, partners, project
from app.network.measures.thinning import thin
from app.network.parties import Units, Who

# More decimals would differ by the order of adding.
DECIMALS = 6


def analyse(
    matrix: Matrix,
    units: Units,
    *,
    too_many: int,
    portfolios: Mapping[int, str] | None = None,
    seed: int = SEED,
) -> Measured:
    """`too_many` as `plans.lint` has it: of units beside the leads. `portfolios` names the leader
    (分管领导) of each unit that has one, in their order.
    """
    projected = project(matrix, PARTIES_PAIRED)
    links, told = projected.together, rules.names(matrix, units)
    thinned = thin(links, seed)
    grouped = communities(thinned.links, seed)
    numbers = _numbers(grouped, links)
    crowded, crowded_count = _crowded(matrix, too_many)
    isolated = _isolated(matrix)
    pairs = len(told) * (len(told) - 1) // 2
    between = betweenness(thinned.links, thinned.sources)
    return Measured(
        tally=rules.summarise(matrix, units, projected),
        gini=round(gini(rules.weights(matrix)), DECIMALS),
        links=links.nnz // 2,
        density=round(links.nnz / 2 / pairs, DECIMALS) if pairs else 0.0,
        modularity=round(grouped.modularity, DECIMALS),
        seed=seed,
        too_many=too_many,
        units=_units(matrix, told, links, between, numbers),
        communities=_communities(matrix, told, numbers, portfolios or {}),
        match=_match(matrix, numbers, portfolios) if portfolios else None,
        crowded=crowded,
        crowded_count=crowded_count,
        isolated=tuple(isolated[:TASKS_SHOWN].tolist()),
        isolated_count=len(isolated),
        cover=_cover(matrix, told),
        thinned=thinned.told,
    )


def _numbers(grouped: Grouped, links: Links) -> list[int | None]:
    """Communities from 1; none for a unit that shares no task with another."""
    linked = np.diff(links.indptr) > 0
    pairs = zip(grouped.label.tolist(), linked.tolist(), strict=True)
    return [label + 1 if some else None for label, some in pairs]


def _units(
    matrix: Matrix,
    told: list[Who],
    links: Links,
    between: Floats,
    numbers: list[int | None],
) -> tuple[UnitFigures, ...]:
    """In the order of the summary."""
    loads, cuts, cores = rules.loads_of(matrix, told), cut_off(links), core_numbers(links)
    whole = sum(load.weight for load in loads) or 1

    def figures(n: int) -> UnitFigures:
        away = cuts.get(n, ())
        return UnitFigures(
            load=loads[n],
            share=round(loads[n].weight / whole, DECIMALS),
            betweenness=round(float(between[n]), DECIMALS),
            cut_off=tuple(told[other] for other in away[:CUT_OFF_SHOWN]),
            cut_off_count=len(away),
            core=int(cores[n]),
            community=numbers[n],
            partners=tuple(
                Partner(told[other], tasks) for other, tasks in partners(links, n, PARTNERS_SHOWN)
            ),
            partner_count=int(links.indptr[n + 1] - links.indptr[n]),
        )

    def order(n: int) -> tuple[int, int, int, int]:
        load: UnitLoad = loads[n]
        return (-load.leads, -load.first_leads, -load.total, n)

    return tuple(figures(n) for n in sorted(range(len(loads)), key=order))


def _communities(
    matrix: Matrix, told: list[Who], numbers: Sequence[int | None], portfolios: Mapping[int, str]
) -> tuple[Community, ...]:
    members: dict[int, list[int]] = {}
    for n, number in enumerate(numbers):
        if number is not None:
            members.setdefault(number, []).append(n)
    return tuple(
        Community(
            number,
            tuple(told[n] for n in found),
            _most_first([portfolios.get(_unit(matrix, n)) for n in found]),
        )
        for number, found in sorted(members.items())
    )


def _most_first(leaders: Sequence[str | None]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for leader in leaders:
        if leader is not None:
            counted[leader] = counted.get(leader, 0) + 1
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _unit(matrix: Matrix, n: int) -> int:
    """The id of a certain unit; 0 is no unit's."""
    party = matrix.parties[n]
    return party if isinstance(party, int) else 0


def _match(
    matrix: Matrix, numbers: Sequence[int | None], portfolios: Mapping[int, str]
) -> PortfolioMatch:
    """Over the units that have both a community and a leader."""
    both = [
        (number, portfolios[_unit(matrix, n)])
        for n, number in enumerate(numbers)
        if number is not None and _unit(matrix, n) in portfolios
    ]
    by_leader: dict[str, dict[int, int]] = {}
    for number, leader in both:
        counts = by_leader.setdefault(leader, {})
        counts[number] = counts.get(number, 0) + 1
    rank = {leader: n for n, leader in enumerate(dict.fromkeys(portfolios.values()))}
    leaders_of: dict[int, set[str]] = {}
    for number, leader in both:
        leaders_of.setdefault(number, set()).add(leader)
    found = agreement(_labels([n for n, _ in both]), _labels([who for _, who in both]))
    return PortfolioMatch(
        units_compared=len(both),
        agreement=None if found is None else round(found, DECIMALS),
        spanning=tuple(sorted(n for n, leaders in leaders_of.items() if len(leaders) > 1)),
        portfolios=tuple(
            Portfolio(leader, sum(counts.values()), dict(sorted(counts.items())))
            for leader, counts in sorted(by_leader.items(), key=lambda item: rank[item[0]])
        ),
    )


def _labels(values: Sequence[object]) -> Ints:
    numbered: dict[object, int] = {}
    found = [numbered.setdefault(value, len(numbered)) for value in values]
    return np.array(found, dtype=np.int64)


def _crowded(matrix: Matrix, too_many: int) -> tuple[tuple[tuple[int, int], ...], int]:
    others = matrix.task[matrix.weight < LEAD]
    size = np.bincount(others, minlength=len(matrix.tasks))
    found = np.flatnonzero(size > too_many)
    order = found[np.argsort(-size[found], kind="stable")]
    shown = [(int(matrix.tasks.ids[n]), int(size[n])) for n in order[:TASKS_SHOWN]]
    return tuple(shown), len(found)


def _isolated(matrix: Matrix) -> Ints:
    """Ids of tasks none of whose units has another task, and of those without a unit."""
    tasks_of = np.bincount(matrix.party, minlength=len(matrix.parties))
    elsewhere = tasks_of[matrix.party] > 1
    linked = np.bincount(matrix.task[elsewhere], minlength=len(matrix.tasks)) > 0
    ids: Ints = matrix.tasks.ids[~linked]
    return ids


def _cover(matrix: Matrix, told: list[Who]) -> CoverTold:
    found = cover(matrix)
    return CoverTold(
        units=tuple(told[n] for n in found.units),
        exact=found.exact,
        at_least=found.at_least,
        tasks_covered=len(np.unique(matrix.task)),
    )
