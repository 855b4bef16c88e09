"""The measures held against NetworkX, which has them all, and against trying every set."""

from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from app.network.matrix import matrix_from
from app.network.measures import bridges
from app.network.measures.bridges import betweenness, cut_off
from app.network.measures.communities import agreement, communities, modularity
from app.network.measures.cores import core_numbers
from app.network.measures.covering import cover
from app.network.measures.loads import gini
from app.network.parties import TaskRow, UnitFacts
from app.reading.terms import Role
from tests.network.example import cell

SOME = settings(max_examples=30, derandomize=True, deadline=None)
SIZE = 12
PAIRS = list(combinations(range(SIZE), 2))
GRAPHS = st.lists(st.tuples(st.sampled_from(PAIRS), st.integers(1, 5)), max_size=30).map(dict)


def links_of(weights: dict[tuple[int, int], int], size: int = SIZE) -> Any:
    made = sparse.dok_array((size, size), dtype=np.int32)
    for (one, other), weight in weights.items():
        made[one, other] = made[other, one] = weight
    found = made.tocsr()
    found.sort_indices()
    return found


def graph_of(weights: dict[tuple[int, int], int], size: int = SIZE) -> "nx.Graph[int]":
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from((one, other, weight) for (one, other), weight in weights.items())
    return graph


@SOME
@given(weights=GRAPHS)
def test_betweenness_is_that_of_networkx(weights: dict[tuple[int, int], int]) -> None:
    wanted = nx.betweenness_centrality(graph_of(weights))
    assert betweenness(links_of(weights)) == pytest.approx(list(wanted.values()))


def test_betweenness_by_sparse_products_and_in_several_batches_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    weights = {pair: 1 for n, pair in enumerate(PAIRS) if n % 3 == 0}
    exact = betweenness(links_of(weights))
    monkeypatch.setattr(bridges, "AT_ONCE", 5)
    monkeypatch.setattr(bridges, "FULL", 0)
    assert betweenness(links_of(weights)) == pytest.approx(exact)
    everyone = np.arange(SIZE)
    assert betweenness(links_of(weights), everyone) == pytest.approx(exact)


@SOME
@given(weights=GRAPHS)
def test_units_that_cut_others_off_are_the_articulation_points(
    weights: dict[tuple[int, int], int],
) -> None:
    graph, found = graph_of(weights), cut_off(links_of(weights))
    assert set(found) == set(nx.articulation_points(graph))
    for unit, away in found.items():
        left = graph.subgraph(nx.node_connected_component(graph, unit) - {unit})
        parts = sorted(nx.connected_components(left), key=lambda part: (-len(part), min(part)))
        assert set(away) == set().union(*parts[1:])


def test_two_triangles_with_one_unit_in_common_hang_together_by_it() -> None:
    # The first part by 机构序 stays where both are of one size.
    bow = {(0, 1): 1, (0, 2): 1, (1, 2): 1, (2, 3): 1, (2, 4): 1, (3, 4): 1}
    assert cut_off(links_of(bow, 5)) == {2: (3, 4)}


@SOME
@given(weights=GRAPHS)
def test_core_numbers_are_those_of_networkx(weights: dict[tuple[int, int], int]) -> None:
    wanted = nx.core_number(graph_of(weights))
    assert dict(enumerate(core_numbers(links_of(weights)).tolist())) == wanted


@SOME
@given(weights=GRAPHS.filter(bool))
def test_modularity_is_that_of_networkx_and_the_groups_are_no_worse_than_its_own(
    weights: dict[tuple[int, int], int],
) -> None:
    graph, links = graph_of(weights), links_of(weights)
    found = communities(links)
    groups = [set(np.flatnonzero(found.label == n).tolist()) for n in range(found.label.max() + 1)]
    assert found.modularity == pytest.approx(nx.community.modularity(graph, groups))
    theirs = nx.community.louvain_communities(graph, seed=1)
    assert found.modularity >= nx.community.modularity(graph, theirs) - 0.01


def test_the_karate_club_falls_into_its_four_groups() -> None:
    # Zachary 1977, without weights: the best known modularity is 0.4198 (Brandes et al. 2008).
    club = nx.karate_club_graph()
    links = links_of({(min(edge), max(edge)): 1 for edge in club.edges()}, len(club))
    found = communities(links)
    assert found.modularity == pytest.approx(0.4198, abs=0.0001)
    assert found.label.max() == 3


def test_groups_are_numbered_from_the_largest() -> None:
    found = communities(links_of({(0, 1): 1, (2, 3): 1, (3, 4): 1, (2, 4): 1}, 6))
    assert found.label.tolist() == [1, 1, 0, 0, 0, 2]
    assert modularity(links_of({}), np.arange(SIZE)) == 0


def test_the_agreement_of_two_groupings_is_that_of_the_paper() -> None:
    # Hubert & Arabie 1985 over a table of 2 × 2: (3, 1), (1, 3): both 6 of 28 pairs, 12 and 12.
    one = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    other = np.array([0, 0, 0, 1, 0, 1, 1, 1])
    assert agreement(one, other) == pytest.approx((6 - 144 / 28) / (12 - 144 / 28))
    assert agreement(one, 1 - one) == 1
    assert agreement(np.zeros(4, dtype=np.int64), np.zeros(4, dtype=np.int64)) is None
    assert agreement(np.array([], dtype=np.int64), np.array([], dtype=np.int64)) is None


@SOME
@given(values=st.lists(st.integers(0, 1000), min_size=1, max_size=30))
def test_gini_is_half_the_mean_difference_over_the_mean(values: list[int]) -> None:
    told = gini(np.array(values))
    mean = sum(values) / len(values)
    differences = sum(abs(one - other) for one in values for other in values) / len(values) ** 2
    assert told == pytest.approx(differences / (2 * mean) if mean else 0)
    assert 0 <= told < 1


UNITS = {n: UnitFacts(f"单位{n}", "institution", n, is_group=False) for n in range(8)}


@SOME
@given(sets=st.lists(st.sets(st.integers(1, 7), min_size=1, max_size=4), max_size=9))
def test_no_smaller_set_of_units_touches_every_task(sets: list[set[int]]) -> None:
    tasks = [TaskRow(n, 1, None, None, "任务") for n in range(len(sets))]
    cells = [cell(n, unit, Role.LEAD) for n, units in enumerate(sets) for unit in sorted(units)]
    matrix = matrix_from(tasks, cells, UNITS)
    found = cover(matrix)
    chosen = {matrix.parties[n] for n in found.units}
    assert all(chosen & units for units in sets)
    least = next(
        size
        for size in range(8)
        if any(all(units & set(some) for units in sets) for some in combinations(range(1, 8), size))
    )
    assert found.exact
    assert len(found.units) == least == found.at_least


def test_a_large_cover_is_greedy_and_says_how_far_it_could_be_undercut() -> None:
    # 200 triangles, each pair of a triangle a task: two of each three are needed, and the bound
    # from tasks that share no unit knows of one.
    sets = [{n, n - n % 3 + (n + 1) % 3} for n in range(600)]
    tasks = [TaskRow(n, 1, None, None, "任务") for n in range(len(sets))]
    facts = {n + 1: UnitFacts(f"单位{n}", "institution", n, is_group=False) for n in range(600)}
    cells = [cell(n, unit + 1, Role.LEAD) for n, units in enumerate(sets) for unit in units]
    found = cover(matrix_from(tasks, cells, facts))
    assert (found.exact, found.at_least, len(found.units)) == (False, 200, 400)
    assert all(set(found.units) & units for units in sets)
