"""The graph as files of others: read back by NetworkX and by a reader of CSV."""

import csv
from io import BytesIO, StringIO

import networkx as nx
import pytest

from app.network.exports import edges_csv, graphml, safe
from app.network.graph import graph_of
from app.network.parties import Cell, TaskRow
from app.network.terms import Projection
from app.reading.terms import Role
from tests.network.example import CELLS, TASKS, UNITS


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"))))


@pytest.mark.parametrize("projection", Projection)
def test_networkx_reads_the_graphml_back(projection: Projection) -> None:
    graph = graph_of(TASKS, CELLS, UNITS, projection)
    back = nx.read_graphml(BytesIO(graphml(graph)))
    assert back.is_directed() == graph.is_directed()
    assert set(back) == set(graph)
    assert set(back.edges()) == set(graph.edges())
    for name, facts in graph.nodes(data=True):
        known = {key: value for key, value in facts.items() if value is not None}
        assert back.nodes[name] == known
    for one, other, facts in graph.edges(data=True):
        assert {key: back.edges[one, other][key] for key in facts} == facts


def test_a_hostile_name_survives_graphml_without_what_xml_forbids() -> None:
    name = '县<局>&"残\x00联\x0b\ud800😀'
    cells = [Cell(1, None, Role.LEAD, True, False, 7, name, "牵头\x01单位")]
    back = nx.read_graphml(BytesIO(graphml(graph_of(TASKS[:1], cells, {}))))
    assert back.nodes['name:7:县<局>&"残联😀']["label"] == '县<局>&"残联😀'


def test_the_csv_has_a_line_for_each_edge_and_opens_in_a_spreadsheet() -> None:
    data = edges_csv(graph_of(TASKS, CELLS, UNITS))
    assert data.startswith(b"\xef\xbb\xbf")
    head, *rows = lines(data)
    assert head == ["单位", "任务序号", "工作任务", "角色", "原件用词", "首位", "权重"]
    assert len(rows) == len(CELLS)
    assert ["甲局", "1", "任务1", "牵头", "牵头单位", "是", "3"] in rows
    assert ["丁局", "4", "任务4", "参与", "参与单位", "", "1"] in rows


def test_the_csv_of_the_projections() -> None:
    head, *rows = lines(edges_csv(graph_of(TASKS, CELLS, UNITS, Projection.TOGETHER)))
    assert head == ["单位", "共事单位", "共同任务"]
    assert sorted(rows) == [
        ["丙局", "丁局", "1"],
        ["乙局", "丙局", "1"],
        ["甲局", "丙局", "1"],
        ["甲局", "乙局", "3"],
    ]
    head, *rows = lines(edges_csv(graph_of(TASKS, CELLS, UNITS, Projection.LEADS)))
    assert head[:2] == ["牵头单位", "参加单位"]
    assert ["乙局", "甲局", "1"] in rows
    assert ["甲局", "乙局", "2"] in rows


def test_an_empty_graph_is_a_head_alone() -> None:
    assert len(lines(edges_csv(graph_of([], [], {})))) == 1
    assert len(nx.read_graphml(BytesIO(graphml(graph_of([], [], {}))))) == 0


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert str(safe(text)).startswith("'")
    task = TaskRow(1, 1, None, text, text)
    cells = [Cell(1, None, Role.LEAD, True, False, 7, text, text)]
    row = lines(edges_csv(graph_of([task], cells, {})))[1]
    assert all(value.startswith("'") for value in (row[0], row[1], row[2], row[4]))


@pytest.mark.parametrize("text", ["县残联", "1", "（一）", "", "A=1"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text
