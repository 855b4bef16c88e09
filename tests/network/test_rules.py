"""The figures of the network, counted by hand and held against NetworkX."""

from collections.abc import Callable
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.network import graph, rules
from app.network.figures import PAIRS_SHOWN, PARTIES_PAIRED, TASKS_SHOWN, Tally, UnitLoad
from app.network.matrix import matrix_from
from app.network.parties import WEIGHTS, Cell, TaskRow, UnitFacts
from app.reading.terms import Role

MakeCell = Callable[..., Cell]
MakeTask = Callable[..., TaskRow]
Units = dict[int, UnitFacts]
FEDERATION, CIVIL, FINANCE, GROUP = 1, 2, 3, 4


def summarise(tasks: list[TaskRow], cells: list[Cell], units: Units) -> Tally:
    return rules.summarise(matrix_from(tasks, cells, units), units)


def figures(load: UnitLoad) -> tuple[str, int, int, int, int]:
    return (load.who.name, load.leads, load.first_leads, load.takes_part, load.total)


@pytest.fixture
def matrix(cell: MakeCell) -> list[Cell]:
    """Task 3 has nobody but a supporter, task 4 nobody at all."""
    return [
        cell(1, FEDERATION, first=True),
        cell(1, CIVIL),
        cell(1, FINANCE, Role.RESPONSIBLE),
        cell(2, CIVIL, first=True),
        cell(2, FEDERATION, Role.RESPONSIBLE),
        cell(2, FINANCE, Role.RESPONSIBLE),
        cell(3, FINANCE, Role.SUPPORTING),
    ]


@pytest.fixture
def tasks(task: MakeTask) -> list[TaskRow]:
    return [task(n) for n in range(1, 5)]


def test_leads_and_parts_of_a_small_plan_are_as_counted_by_hand(
    tasks: list[TaskRow], matrix: list[Cell], units: Units
) -> None:
    found = summarise(tasks, matrix, units)
    assert [figures(load) for load in found.units] == [
        ("县民政局", 2, 1, 0, 2),
        ("县残联", 1, 1, 1, 2),
        ("县财政局", 0, 0, 3, 3),
    ]
    assert [load.weight for load in found.units] == [6, 5, 5]
    assert (found.units[2].responsible, found.units[2].supporting) == (2, 1)


def test_the_counts_of_a_small_plan_are_as_counted_by_hand(
    tasks: list[TaskRow], matrix: list[Cell], units: Units
) -> None:
    counts = summarise(tasks, matrix, units).counts
    assert (counts.plans, counts.tasks, counts.units, counts.unresolved_names) == (1, 4, 3, 0)
    assert counts.participations == 7
    assert (counts.tasks_without_lead, counts.tasks_without_unit) == (2, 1)


def test_tasks_without_a_lead_are_listed_in_plan_order(
    tasks: list[TaskRow], matrix: list[Cell], units: Units
) -> None:
    assert list(summarise(tasks, matrix, units).without_lead) == [3, 4]


def test_pairs_share_tasks_whatever_their_roles(
    tasks: list[TaskRow], matrix: list[Cell], units: Units
) -> None:
    pairs = summarise(tasks, matrix, units).pairs
    assert [(pair.one.name, pair.other.name, pair.tasks) for pair in pairs] == [
        ("县民政局", "县财政局", 2),
        ("县民政局", "县残联", 2),
        ("县财政局", "县残联", 2),
    ]


def test_a_unit_in_both_columns_of_a_row_counts_once_as_lead(
    cell: MakeCell, task: MakeTask, units: Units
) -> None:
    rows = [cell(1, FEDERATION, Role.RESPONSIBLE), cell(1, FEDERATION, first=True)]
    found = summarise([task(1)], rows, units)
    assert [figures(load) for load in found.units] == [("县残联", 1, 1, 0, 1)]
    assert found.counts.participations == 1
    assert found.pairs == ()


def test_a_name_not_yet_confirmed_is_nobody_else(
    cell: MakeCell, task: MakeTask, units: Units
) -> None:
    rows = [cell(1, FEDERATION), cell(2, "县残联")]
    found = summarise([task(1), task(2)], rows, units)
    assert [(load.who.unit_id, load.who.resolved) for load in found.units] == [
        (FEDERATION, True),
        (None, False),
    ]
    assert (found.counts.units, found.counts.unresolved_names) == (1, 1)


def test_alike_names_of_two_counties_are_two(cell: MakeCell, task: MakeTask, units: Units) -> None:
    rows = [cell(1, "县残联"), cell(2, "县残联", region_id=8)]
    assert summarise([task(1), task(2)], rows, units).counts.unresolved_names == 2


def test_a_group_is_marked_and_counts_as_itself(
    cell: MakeCell, task: MakeTask, units: Units
) -> None:
    rows = [cell(1, GROUP, Role.RESPONSIBLE), cell(1, "县政府有关部门", collective=True)]
    loads = summarise([task(1)], rows, units).units
    assert [(load.who.name, load.who.collective) for load in loads] == [
        ("县政府有关部门", True),
        ("县级有关部门", True),
    ]


def test_a_measure_without_units_is_led_by_who_leads_its_task(
    cell: MakeCell, task: MakeTask, units: Units
) -> None:
    rows = [task(1), task(2, parent=1), task(3, parent=1), task(4), task(5, parent=4)]
    cells = [cell(1, FEDERATION), cell(3, CIVIL, Role.SUPPORTING)]
    found = summarise(rows, cells, units)
    assert list(found.without_lead) == [3, 4, 5]
    assert found.counts.tasks_without_unit == 2


def test_an_empty_plan_gives_empty_figures() -> None:
    found = summarise([], [], {})
    assert found.counts.tasks == 0
    assert (found.units, found.without_lead, found.pairs) == ((), (), ())


def test_a_plan_of_one_unit_has_no_pairs(cell: MakeCell, task: MakeTask, units: Units) -> None:
    found = summarise([task(1)], [cell(1, FEDERATION)], units)
    assert found.pairs == ()
    assert len(found.units) == 1


def test_a_task_that_names_everybody_makes_no_pairs_and_is_counted(
    cell: MakeCell, task: MakeTask, units: Units
) -> None:
    everybody = [cell(1, f"单位{n}", Role.SUPPORTING) for n in range(PARTIES_PAIRED + 1)]
    two = [cell(2, "单位0"), cell(2, "单位1")]
    found = summarise([task(1), task(2)], [*everybody, *two], units)
    assert found.counts.tasks_not_paired == 1
    assert [pair.tasks for pair in found.pairs] == [1]


def test_a_task_with_as_many_units_as_are_paired_still_makes_pairs(
    cell: MakeCell, task: MakeTask, units: Units
) -> None:
    many = [cell(1, f"单位{n}", Role.SUPPORTING) for n in range(PARTIES_PAIRED)]
    found = summarise([task(1)], many, units)
    assert found.counts.tasks_not_paired == 0
    assert len(found.pairs) == PAIRS_SHOWN


def test_only_the_first_leaderless_tasks_are_listed_but_all_counted(task: MakeTask) -> None:
    found = summarise([task(n) for n in range(1, TASKS_SHOWN + 11)], [], {})
    assert len(found.without_lead) == TASKS_SHOWN
    assert found.counts.tasks_without_lead == TASKS_SHOWN + 10


CELLS = st.lists(
    st.builds(
        Cell,
        task_id=st.integers(1, 12),
        unit_id=st.one_of(st.integers(1, 9), st.none()),
        role=st.sampled_from(Role),
        first=st.just(value=False),
        collective=st.just(value=False),
        region_id=st.integers(1, 2),
        name=st.sampled_from(["县残联", "县级有关部门"]),
        label=st.just("牵头单位"),
    ),
    max_size=60,
).map(lambda cells: sorted(cells, key=lambda cell: cell.task_id))
KNOWN = {n: UnitFacts(f"单位{n}", "institution", n % 4, is_group=False) for n in range(1, 10)}
TASKS = [TaskRow(n, 1, None, str(n), f"任务{n}") for n in range(1, 13)]


@given(cells=CELLS)
def test_figures_and_graph_agree(cells: list[Cell]) -> None:
    found, drawn = summarise(TASKS, cells, KNOWN), graph.build(TASKS, cells, KNOWN)
    parties = [name for name, data in drawn.nodes(data=True) if data["type"] == "unit"]
    assert nx.is_bipartite(drawn)
    assert found.counts.participations == drawn.number_of_edges()
    assert found.counts.units + found.counts.unresolved_names == len(parties)
    assert sorted(load.total for load in found.units) == sorted(
        drawn.degree(party) for party in parties
    )
    assert sum(load.weight for load in found.units) == drawn.size(weight="weight")


@given(cells=CELLS)
def test_pairs_are_those_of_the_projected_graph(cells: list[Cell]) -> None:
    drawn = graph.build(TASKS, cells, KNOWN)
    parties = [name for name, data in drawn.nodes(data=True) if data["bipartite"] == 0]
    shared = nx.bipartite.weighted_projected_graph(drawn, parties)
    weights = sorted((data["weight"] for *_, data in shared.edges(data=True)), reverse=True)
    pairs = summarise(TASKS, cells, KNOWN).pairs
    assert [pair.tasks for pair in pairs] == weights[:PAIRS_SHOWN]


@given(cells=CELLS, shuffled=st.randoms(use_true_random=False))
def test_the_same_matrix_gives_the_same_figures_in_whatever_order_it_is_read(
    cells: list[Cell], shuffled: st.DataObject
) -> None:
    mixed = list(cells)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert summarise(TASKS, mixed, KNOWN) == summarise(TASKS, cells, KNOWN)


def test_every_role_has_a_weight_and_a_lead_weighs_most() -> None:
    assert set(WEIGHTS) == set(Role)
    ordered = sorted(WEIGHTS, key=WEIGHTS.__getitem__, reverse=True)
    assert ordered == [Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING]
    assert all(WEIGHTS[one] != WEIGHTS[other] for one, other in combinations(Role, 2))
