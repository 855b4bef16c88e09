"""Every figure of 分析, worked out by hand on the matrix of `example`."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.network import analysis, rules
from app.network.figures import Measured, UnitFigures
from app.network.matrix import matrix_from
from app.network.measures import thinning
from app.network.measures.projection import heaviest, project
from app.network.parties import Cell, TaskRow, UnitFacts
from app.reading.terms import Role
from tests.network.example import CELLS, NAMES, TASKS, UNITS, A, B, C, D, L, R, cell


def measured(
    cells: list[Cell] = CELLS,
    tasks: list[TaskRow] = TASKS,
    units: Mapping[int, UnitFacts] = UNITS,
    **changes: object,
) -> Measured:
    options = {"too_many": 8} | changes
    return analysis.analyse(matrix_from(tasks, cells, units), units, **options)  # type: ignore[arg-type]  # a test's own options


def by_name(found: Measured) -> dict[str, UnitFigures]:
    return {one.load.who.name: one for one in found.units}


def test_who_works_with_whom_and_who_leads_whom() -> None:
    found = project(matrix_from(TASKS, CELLS, UNITS), 50)
    assert heaviest(found.together, 9, once=True) == [(0, 1, 3), (0, 2, 1), (1, 2, 1), (2, 3, 1)]
    assert heaviest(found.leads, 9, once=False) == [(0, 1, 2), (0, 2, 1), (1, 0, 1), (2, 3, 1)]
    told = rules.summarise(matrix_from(TASKS, CELLS, UNITS), UNITS).leading
    assert [(one.lead.name, one.other.name, one.tasks) for one in told][:2] == [
        ("甲局", "乙局", 2),
        ("甲局", "丙局", 1),
    ]


def test_weighted_loads_and_their_shares() -> None:
    # 甲 3+3+2, 乙 2+2+3, 丙 2+3, 丁 1, 戊 3: together 24.
    found = by_name(measured())
    assert {name: one.load.weight for name, one in found.items()} == {
        "甲局": 8,
        "乙局": 7,
        "丙局": 5,
        "丁局": 1,
        "戊局": 3,
    }
    assert [found[name].share for name in ("甲局", "丁局", "戊局")] == [0.333333, 0.041667, 0.125]


def test_gini_of_the_loads() -> None:
    # 1, 3, 5, 7, 8 by ranks −4, −2, 0, 2, 4: (−4 − 6 + 14 + 32) / (5·24) = 36/120.
    assert measured().gini == 0.3


def test_betweenness_is_the_share_of_shortest_paths_of_others() -> None:
    # Of the six pairs of the four others, 甲–丁 and 乙–丁 lead through 丙; 戊 is reached by none.
    found = by_name(measured())
    assert found["丙局"].betweenness == 0.333333
    assert {found[name].betweenness for name in ("甲局", "乙局", "丁局", "戊局")} == {0}


def test_without_bing_ding_is_cut_off() -> None:
    found = by_name(measured())
    assert [who.name for who in found["丙局"].cut_off] == ["丁局"]
    assert [name for name, one in found.items() if one.cut_off_count] == ["丙局"]


def test_core_numbers() -> None:
    # 甲乙丙 are linked in a triangle, 丁 hangs on it, 戊 on nothing.
    found = by_name(measured())
    assert [found[name].core for name in NAMES.values()] == [2, 2, 2, 1, 0]


def test_communities_and_their_modularity() -> None:
    # {甲乙}{丙丁}: 4 of 6 shared tasks inside, less (8/12)² + (4/12)² = 1/9; all others have less.
    found = measured()
    members = [[who.name for who in one.units] for one in found.communities]
    assert members == [["甲局", "乙局"], ["丙局", "丁局"]]
    assert found.modularity == 0.111111
    assert by_name(found)["戊局"].community is None


def test_density_and_partners() -> None:
    found = measured()
    assert (found.links, found.density) == (4, 0.4)  # of ten pairs
    bing = by_name(found)["丙局"]
    assert [(one.who.name, one.tasks) for one in bing.partners] == [
        ("甲局", 1),
        ("乙局", 1),
        ("丁局", 1),
    ]
    assert by_name(found)["戊局"].partners == ()


def test_isolated_tasks_are_those_of_nobody_and_those_of_units_with_nothing_else() -> None:
    assert measured().isolated == (5, 6)


def test_tasks_with_too_many_units_beside_their_leads() -> None:
    found = measured(too_many=1)
    assert (found.crowded, found.crowded_count) == (((2, 2),), 1)
    assert measured(too_many=2).crowded == ()


def test_three_units_touch_every_task() -> None:
    # One of 甲乙 for 一 and 三, one of 丙丁 for 四, 戊 for 六; 五 cannot be touched.
    cover = measured().cover
    assert [who.name for who in cover.units] == ["甲局", "丙局", "戊局"]
    assert (cover.exact, cover.at_least, cover.tasks_covered) == (True, 3, 5)


def test_communities_against_portfolios() -> None:
    # 王 has 甲乙丙, 李 has 丁. Of 6 pairs together in both: 1 (甲乙); by communities 2, by leaders
    # 3; by chance 2·3/6 = 1: (1 − 1) / (2.5 − 1) = 0.
    found = measured(portfolios={A: "王", B: "王", C: "王", D: "李"})
    match = found.match
    assert match is not None
    assert (match.units_compared, match.agreement, match.spanning) == (4, 0, (2,))
    assert found.communities[1].leaders == {"李": 1, "王": 1}
    assert [(one.leader, one.units, one.communities) for one in match.portfolios] == [
        ("王", 3, {1: 2, 2: 1}),
        ("李", 1, {2: 1}),
    ]
    same = measured(portfolios={A: "王", B: "王", C: "李", D: "李"}).match
    assert same is not None
    assert (same.agreement, same.spanning) == (1, ())
    assert measured().match is None


def test_portfolios_of_one_leader_alone_cannot_be_compared() -> None:
    match = measured(portfolios={A: "王"}).match
    assert match is not None
    assert (match.units_compared, match.agreement) == (1, None)


def test_an_empty_matrix_has_empty_figures() -> None:
    found = measured([], [], {})
    assert (found.units, found.communities, found.isolated, found.crowded) == ((), (), (), ())
    assert (found.gini, found.density, found.modularity, found.cover.units) == (0, 0, 0, ())


def test_a_matrix_of_one_unit_has_nobody_to_stand_between() -> None:
    (one,) = measured([cell(1, A, L)], TASKS[:1]).units
    assert (one.share, one.betweenness, one.core, one.community) == (1, 0, 0, None)


# ---- properties ------------------------------------------------------------------------------

A_FEW = settings(max_examples=20, derandomize=True, deadline=None)
MATRICES = st.lists(
    st.tuples(st.integers(1, 10), st.integers(1, 8), st.sampled_from(Role)), max_size=40
).map(lambda rows: [cell(*row) for row in rows])
MANY = [TaskRow(n, 1, None, str(n), f"任务{n}") for n in range(1, 11)]
EIGHT = {n: UnitFacts(f"单位{n}", "institution", n, is_group=False) for n in range(1, 9)}


@A_FEW
@given(cells=MATRICES, seed=st.integers(0, 99))
def test_the_order_in_which_rows_are_read_changes_nothing(cells: list[Cell], seed: int) -> None:
    mixed = list(cells)
    random.Random(seed).shuffle(mixed)
    assert measured(mixed, MANY, EIGHT) == measured(cells, MANY, EIGHT)


@A_FEW
@given(cells=MATRICES, order=st.permutations(range(1, 9)))
def test_units_under_other_numbers_keep_their_figures(cells: list[Cell], order: list[int]) -> None:
    """The same units with other ids (and so other places in the arrays of those who are equal)."""
    new = dict(zip(range(1, 9), order, strict=True))
    renamed = [one._replace(unit_id=new[one.unit_id or 0] + 100) for one in cells]
    facts = {new[n] + 100: one for n, one in EIGHT.items()}
    was, now = measured(cells, MANY, EIGHT), measured(renamed, MANY, facts)
    told = {
        name: (one.load.weight, one.share, one.betweenness, one.cut_off_count, one.core)
        for name, one in by_name(was).items()
    }
    assert told == {
        name: (one.load.weight, one.share, one.betweenness, one.cut_off_count, one.core)
        for name, one in by_name(now).items()
    }
    assert (was.gini, was.isolated) == (now.gini, now.isolated)
    assert len(was.cover.units) == len(now.cover.units)


@A_FEW
@given(cells=MATRICES)
def test_figures_stay_within_their_bounds(cells: list[Cell]) -> None:
    found = measured(cells, MANY, EIGHT)
    assert 0 <= found.gini < 1
    assert 0 <= found.density <= 1
    assert -0.5 <= found.modularity < 1
    assert sum(one.share for one in found.units) == pytest.approx(1 if cells else 0, abs=1e-5)
    assert all(0 <= one.betweenness <= 1 for one in found.units)


@A_FEW
@given(cells=MATRICES)
def test_one_more_task_of_two_units_changes_what_it_must(cells: list[Cell]) -> None:
    more = [*cells, cell(11, 1, L), cell(11, 2, R)]
    was = rules.summarise(matrix_from(MANY, cells, EIGHT), EIGHT)
    one_more = matrix_from([*MANY, TaskRow(11, 1, None, "11", "任务11")], more, EIGHT)
    now = rules.summarise(one_more, EIGHT)
    assert now.counts.tasks == was.counts.tasks + 1
    assert now.counts.participations == was.counts.participations + 2
    assert now.counts.tasks_without_lead == was.counts.tasks_without_lead
    leads = {one.who.name: one.leads for one in was.units}
    told = {one.who.name: one.leads for one in now.units}
    assert told["单位1"] == leads.get("单位1", 0) + 1
    assert told["单位2"] == leads.get("单位2", 0)
    assert {pair.tasks for pair in was.pairs if pair.one.name == "单位1"} <= {
        pair.tasks - (pair.other.name == "单位2") for pair in now.pairs if pair.one.name == "单位1"
    }


# ---- too large for exact figures -------------------------------------------------------------


def test_above_a_size_the_network_is_thinned_and_the_answer_says_how(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(thinning, "UNITS_EXACT", 4)
    monkeypatch.setattr(thinning, "LINKS_KEPT", 1)
    monkeypatch.setattr(thinning, "SOURCES", 3)
    found = measured()
    told = found.thinned
    assert told is not None
    # 甲乙 3 is kept for its weight, 甲丙 and 丙丁 as the strongest of 丙 and of 丁.
    assert (told.links, told.links_kept, told.least_tasks, told.sources) == (4, 3, 2, 3)
    assert by_name(found)["丙局"].core == 2  # exact all the same
    assert measured() == found


def test_a_network_of_common_size_is_not_thinned() -> None:
    assert measured().thinned is None
