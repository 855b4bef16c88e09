"""The graph as a file for other programs: GraphML, and a list of edges for a spreadsheet."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

import networkx as nx

from app.network.legal import legal
from app.network.terms import Projection

if TYPE_CHECKING:
    from app.network.graph import Graph

# What a spreadsheet would run as a formula when the file is opened (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for GB18030."""

_HEADS = {
    Projection.ASSIGNMENTS: ("单位", "任务序号", "工作任务", "角色", "原件用词", "首位", "权重"),
    Projection.TOGETHER: ("单位", "共事单位", "共同任务"),
    Projection.LEADS: ("牵头单位", "参加单位", "任务"),
}
_ROLES = {"lead": "牵头", "responsible": "责任", "supporting": "参与"}


def graphml(graph: "Graph") -> bytes:
    """As `networkx.read_graphml` reads it. GraphML has no null: what is not known is left out."""
    plain = graph.copy()
    plain.graph.clear()
    for _, facts in plain.nodes(data=True):
        for name in [name for name, value in facts.items() if value is None]:
            del facts[name]
        for name, value in facts.items():
            facts[name] = _clean(value)
    for *_, facts in plain.edges(data=True):
        for name, value in facts.items():
            facts[name] = _clean(value)
    relabelled = nx.relabel_nodes(plain, {name: legal(name) for name in plain})
    held = BytesIO()
    nx.write_graphml(relabelled, held, encoding="utf-8")
    return held.getvalue()


def edges_csv(graph: "Graph") -> bytes:
    """An edge a line, with the names that people read."""
    held = StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    projection = Projection(graph.graph["projection"])
    writer.writerow(_HEADS[projection])
    rows = _assignments(graph) if projection is Projection.ASSIGNMENTS else _links(graph)
    writer.writerows([safe(value) for value in row] for row in rows)
    return (_BOM + held.getvalue()).encode()


def _assignments(graph: "Graph") -> Iterator[tuple[object, ...]]:
    for unit, task, edge in graph.edges(data=True):
        yield (
            graph.nodes[unit]["label"],
            graph.nodes[task]["number"] or "",
            graph.nodes[task]["label"],
            _ROLES[edge["role"]],
            edge["role_label"],
            "是" if edge["first"] else "",
            edge["weight"],
        )


def _links(graph: "Graph") -> Iterator[tuple[object, ...]]:
    for one, other, edge in graph.edges(data=True):
        yield graph.nodes[one]["label"], graph.nodes[other]["label"], edge["weight"]


def safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    begins = isinstance(value, str) and value.lstrip(" \u3000\n").startswith(_FORMULA)
    return f"'{value}" if begins else value


def _clean(value: object) -> object:
    return legal(value) if isinstance(value, str) else value
