"""The bipartite graph: parties on one side, tasks on the other, an edge for each role."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app.network.parties import WEIGHTS, Cell, Party, TaskRow, by_task
from app.network.rules import Units, place, who

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.Graph[str]


def build(tasks: Sequence[TaskRow], cells: Iterable[Cell], units: Units) -> "Graph":
    """Nodes are `unit:<id>`, `name:<region>:<printed name>` and `task:<id>`.

    Edges carry `role`, the printed `role_label`, `weight` (see `WEIGHTS`) and `first` (stands
    first among the leads). `bipartite` is 0 for parties and 1 for tasks, as NetworkX has it.
    Parties come by 机构序, tasks in plan order.
    """
    import networkx as nx  # noqa: PLC0415 - 0.2 s that only this use case should pay

    held = dict(by_task(cells))
    graph: Graph = nx.Graph(weights={role.value: weight for role, weight in WEIGHTS.items()})
    parties = {party: cell for found in held.values() for party, cell in found.items()}
    for party in sorted(parties, key=lambda one: place(one, units)):
        graph.add_node(node(party), **_party(party, parties[party], units))
    for task in tasks:
        graph.add_node(f"task:{task.id}", **_task(task))
        for party, cell in held.get(task.id, {}).items():
            graph.add_edge(node(party), f"task:{task.id}", **_edge(cell))
    return graph


def node_link(graph: "Graph") -> dict[str, Any]:
    """The JSON shape of `networkx.node_link_graph(…, edges="edges")`."""
    import networkx as nx  # noqa: PLC0415 - as above

    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    return data


def node(party: Party) -> str:
    return f"name:{party[0]}:{party[1]}" if isinstance(party, tuple) else f"unit:{party}"


def _party(party: Party, cell: Cell, units: Units) -> dict[str, Any]:
    told = who(party, units, collective=cell.collective)
    return {
        "type": "unit",
        "bipartite": 0,
        "label": told.name,
        "unit_id": told.unit_id,
        "kind": told.kind,
        "resolved": told.resolved,
        "collective": told.collective,
    }


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
