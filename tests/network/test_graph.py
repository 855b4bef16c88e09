"""The graph as it goes out."""

import subprocess
import sys
from collections.abc import Callable

import networkx as nx

from app.network import graph
from app.network.parties import Cell, TaskRow, UnitFacts
from app.reading.terms import Role

MakeCell = Callable[..., Cell]
MakeTask = Callable[..., TaskRow]
FEDERATION, CIVIL, FINANCE, GROUP = 1, 2, 3, 4


def test_the_graph_says_who_holds_what_in_which_role(
    cell: MakeCell, task: MakeTask, units: dict[int, UnitFacts]
) -> None:
    cells = [
        cell(1, FEDERATION, first=True),
        cell(1, "县人社力社保局", Role.RESPONSIBLE),
        cell(1, GROUP, Role.SUPPORTING),
    ]
    data = graph.node_link(graph.build([task(1), task(2)], cells, units))
    assert [node["id"] for node in data["nodes"]] == [
        *("unit:1", "unit:4", "name:7:县人社力社保局", "task:1", "task:2")
    ]
    assert [node.get("collective") for node in data["nodes"]] == [False, True, False, None, None]
    assert [node.get("resolved") for node in data["nodes"]] == [True, True, False, None, None]
    edges = [
        (edge["source"], edge["target"], edge["role"], edge["weight"], edge["first"])
        for edge in data["edges"]
    ]
    assert edges == [
        ("unit:1", "task:1", "lead", 3, True),
        ("unit:4", "task:1", "supporting", 1, False),
        ("name:7:县人社力社保局", "task:1", "responsible", 2, False),
    ]


def test_networkx_reads_back_what_was_sent(
    cell: MakeCell, task: MakeTask, units: dict[int, UnitFacts]
) -> None:
    built = graph.build([task(1), task(2)], [cell(1, FEDERATION), cell(1, "县教委")], units)
    back = nx.node_link_graph(graph.node_link(built), edges="edges")
    assert nx.utils.graphs_equal(built, back)


def test_a_unit_in_both_columns_has_one_edge(
    cell: MakeCell, task: MakeTask, units: dict[int, UnitFacts]
) -> None:
    cells = [cell(1, CIVIL, Role.SUPPORTING), cell(1, CIVIL)]
    built = graph.build([task(1)], cells, units)
    assert [data["role"] for *_, data in built.edges(data=True)] == ["lead"]


def test_an_empty_plan_is_an_empty_graph() -> None:
    data = graph.node_link(graph.build([], [], {}))
    assert (data["nodes"], data["edges"]) == ([], [])


def test_who_asks_for_something_else_waits_for_no_numbers_library() -> None:
    asked = (
        "import sys, app.network.pages, app.network.commands;"
        "print({'networkx', 'numpy', 'scipy'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
