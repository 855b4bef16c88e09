"""The graph as NetworkX knows it: units and tasks, or units alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import networkx as nx

from app.network.figures import PARTIES_PAIRED
from app.network.matrix import Matrix, matrix_from
from app.network.measures.projection import project
from app.network.parties import WEIGHTS, Cell, Party, TaskRow, Units
from app.network.rules import names
from app.network.terms import Projection

if TYPE_CHECKING:
    Graph = nx.Graph[str]


def graph_of(
    tasks: Sequence[TaskRow],
    cells: Sequence[Cell],
    units: Units,
    projection: Projection = Projection.ASSIGNMENTS,
) -> "Graph":
    matrix = matrix_from(tasks, cells, units)
    if projection is Projection.ASSIGNMENTS:
        return build(tasks, cells, units, matrix)
    return _projected(matrix, units, projection)


def build(
    tasks: Sequence[TaskRow], cells: Sequence[Cell], units: Units, matrix: Matrix | None = None
) -> "Graph":
    """Nodes are `unit:<id>`, `name:<region>:<printed name>` and `task:<id>`.

    Edges carry `role`, the printed `role_label`, `weight` (see `WEIGHTS`) and `first` (stands
    first among the leads). `bipartite` is 0 for parties and 1 for tasks, as NetworkX has it.
    Parties come by 机构序, tasks in plan order.
    """
    held = matrix or matrix_from(tasks, cells, units)
    weights = {role.value: weight for role, weight in WEIGHTS.items()}
    graph: Graph = nx.Graph(weights=weights, projection=Projection.ASSIGNMENTS.value)
    _add_parties(graph, held, units)
    for task in tasks:
        graph.add_node(f"task:{task.id}", **_task(task))
    for task, party, origin in zip(held.task, held.party, held.origin, strict=True):
        ends = node(held.parties[party]), f"task:{held.tasks.ids[task]}"
        graph.add_edge(*ends, **_edge(cells[origin]))
    return graph


def _projected(matrix: Matrix, units: Units, projection: Projection) -> "Graph":
    """Edges carry `weight`, the number of tasks; of `leads` they go from the lead to the others."""
    found = project(matrix, PARTIES_PAIRED)
    directed = projection is Projection.LEADS
    graph: Graph = nx.DiGraph() if directed else nx.Graph()
    graph.graph["projection"] = projection.value
    _add_parties(graph, matrix, units)
    links = (found.leads if directed else found.together).tocoo()
    for one, other, tasks in zip(links.row, links.col, links.data, strict=True):
        if directed or one < other:
            ends = node(matrix.parties[one]), node(matrix.parties[other])
            graph.add_edge(*ends, weight=int(tasks))
    return graph


def node_link(graph: "Graph") -> dict[str, Any]:
    """The JSON shape of `networkx.node_link_graph(…, edges="edges")`."""
    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    return data


def node(party: Party) -> str:
    return f"name:{party[0]}:{party[1]}" if isinstance(party, tuple) else f"unit:{party}"


def _add_parties(graph: "Graph", matrix: Matrix, units: Units) -> None:
    for party, told in zip(matrix.parties, names(matrix, units), strict=True):
        graph.add_node(
            node(party),
            type="unit",
            bipartite=0,
            label=told.label,
            unit_id=told.unit_id,
            kind=told.kind,
            resolved=told.resolved,
            collective=told.collective,
        )


def _task(task: TaskRow) -> dict[str, Any]:
    return {
        "type": "task",
        "bipartite": 1,
        "label": task.title,
        "task_id": task.id,
        "plan_id": task.plan_id,
        "parent_id": task.parent_id,
        "number": task.number,
    }


def _edge(cell: Cell) -> dict[str, Any]:
    return {
        "role": cell.role.value,
        "role_label": cell.label,
        "weight": WEIGHTS[cell.role],
        "first": cell.first,
    }
