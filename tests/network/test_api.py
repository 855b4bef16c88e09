"""`/network/summary`, `/network/graph` and the page: who sees which figures."""

from collections.abc import Callable
from functools import partial
from typing import Any

import networkx as nx
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.network import service
from app.plans.terms import PlanState
from tests.cast import World
from tests.network.rows import LEAD, RESPONSIBLE, SUPPORTING, Writing, statements, written
from tests.network.wushan import import_wushan

Ask = Callable[..., Response]


@pytest.fixture
def writing(runtime: Runtime, world: World) -> Writing:
    return partial(written, runtime, world)


@pytest.fixture
def plan(writing: Writing) -> int:
    with writing() as rows:
        plan_id = rows.plan()
        rows.task(plan_id, ("县残联", LEAD), ("县民政局", LEAD), ("县财政局", RESPONSIBLE))
        rows.task(plan_id, ("县民政局", LEAD), ("县残联", RESPONSIBLE), ("县教局", SUPPORTING))
        rows.task(plan_id, ("县财政局", SUPPORTING))
    return plan_id


@pytest.fixture
def ask(client: TestClient, world: World) -> Ask:
    def get(who: str, what: str = "summary", **query: Any) -> Response:
        return client.get(f"/api/v1/network/{what}", params=query, headers=world.bearer(who))

    return get


def figures(answer: Response) -> list[tuple[str, int, int, int, int]]:
    return [
        (one["name"], one["leads"], one["first_leads"], one["takes_part"], one["total"])
        for one in answer.json()["units"]
    ]


# ---- 巫山县 ----------------------------------------------------------------------------------


def test_the_federation_of_wushan_leads_20_of_30_and_stands_first_in_12(
    ask: Ask, runtime: Runtime, world: World
) -> None:
    plan_id = import_wushan(runtime, world.region)
    body = ask("林", plan=plan_id).json()
    assert body["plan"] == {"id": plan_id, "title": "巫山县“十四五”残疾人保障和发展规划"}
    federation = body["units"][0]
    assert (federation["unit_id"], federation["name"]) == (world.units["县残联"], "县残联")
    assert (federation["leads"], federation["first_leads"]) == (20, 12)
    assert (federation["takes_part"], federation["total"]) == (10, 30)
    assert body["counts"]["tasks"] == 30
    assert body["counts"]["tasks_without_lead"] == 0
    assert sum(one["first_leads"] for one in body["units"]) == 30


def test_every_edge_of_wushan_is_in_the_graph_and_slips_are_nobody_else(
    ask: Ask, runtime: Runtime, world: World
) -> None:
    plan_id = import_wushan(runtime, world.region)
    summary, data = ask("林", plan=plan_id).json(), ask("林", "graph", plan=plan_id).json()
    graph = nx.node_link_graph(data, edges="edges")
    assert nx.is_bipartite(graph)
    assert graph.number_of_edges() == summary["counts"]["participations"]
    assert graph.degree(f"unit:{world.units['县残联']}") == 30
    unresolved = {node["label"] for node in data["nodes"] if node.get("resolved") is False}
    assert "县人社力社保局" in unresolved
    assert len(unresolved) == summary["counts"]["unresolved_names"]
    collective = {node["label"] for node in data["nodes"] if node.get("collective")}
    assert any("有关部门" in label for label in collective)


# ---- a small plan ----------------------------------------------------------------------------


def test_a_small_plan_is_counted(ask: Ask, plan: int) -> None:
    answer = ask("林", plan=plan)
    assert figures(answer) == [
        ("县民政局", 2, 1, 0, 2),
        ("县残联", 1, 1, 1, 2),
        ("县财政局", 0, 0, 2, 2),
        ("县教局", 0, 0, 1, 1),
    ]
    body = answer.json()
    assert [one["resolved"] for one in body["units"]] == [True, True, True, False]
    assert [one["title"] for one in body["tasks_without_lead"]] == ["任务3"]
    assert body["pairs"][0]["tasks"] == 2
    assert [one["name"] for one in body["pairs"][0]["units"]] == ["县残联", "县民政局"]
    assert body["weights"] == {"lead": 3, "responsible": 2, "supporting": 1}


def test_a_unit_in_both_columns_is_counted_once_as_lead(ask: Ask, writing: Writing) -> None:
    with writing() as rows:
        plan_id = rows.plan()
        rows.task(plan_id, ("县民政局", LEAD), ("县残联", LEAD), ("县民政局", RESPONSIBLE))
    assert figures(ask("林", plan=plan_id))[0] == ("县民政局", 1, 1, 0, 1)
    assert len(ask("林", "graph", plan=plan_id).json()["edges"]) == 2


def test_a_plan_without_tasks_has_empty_figures(ask: Ask, writing: Writing) -> None:
    with writing() as rows:
        plan_id = rows.plan()
    body = ask("林", plan=plan_id).json()
    assert body["counts"]["tasks"] == 0
    assert (body["units"], body["tasks_without_lead"], body["pairs"]) == ([], [], [])
    assert ask("林", "graph", plan=plan_id).json()["nodes"] == []


def test_without_a_plan_all_published_ones_of_the_own_region_are_counted(
    ask: Ask, writing: Writing, plan: int, world: World
) -> None:
    with writing() as rows:
        rows.task(rows.plan(title="第二个方案"), ("县残联", LEAD))
        rows.task(rows.plan(title="草稿", state=PlanState.DRAFT), ("县残联", LEAD))
        elsewhere = rows.plan(title="范例", region_id=world.elsewhere, library=True)
        rows.task(elsewhere, ("县残联", LEAD))
    body = ask("林").json()
    assert body["plan"] is None
    assert (body["counts"]["plans"], body["counts"]["tasks"]) == (2, 4)
    assert ask("林", "graph").json()["graph"]["plan"] is None


# ---- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["summary", "graph"])
def test_a_liaison_sees_the_network_of_the_own_tasks_only(
    ask: Ask, writing: Writing, plan: int, what: str
) -> None:
    with writing() as rows:
        rows.task(rows.plan(title="别人的"), ("县教委", LEAD))
    text = ask("陈", what).text
    assert "县民政局" in text
    assert "县教委" not in text
    assert "任务3" not in text


@pytest.mark.parametrize("what", ["summary", "graph"])
def test_a_liaison_of_another_county_gets_404_for_the_plan_and_nothing_without(
    ask: Ask, plan: int, what: str
) -> None:
    answer = ask("外", what, plan=plan)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "县民政局" not in ask("外", what).text


@pytest.mark.parametrize("what", ["summary", "graph"])
def test_a_draft_is_seen_by_its_coordinator_and_not_by_liaisons(
    ask: Ask, writing: Writing, what: str
) -> None:
    with writing() as rows:
        plan_id = rows.plan(state=PlanState.DRAFT)
        rows.task(plan_id, ("县残联", LEAD))
    assert ask("林", what, plan=plan_id).status_code == 200
    assert ask("陈", what, plan=plan_id).status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/network/summary", "/api/v1/network/graph"])
def test_the_anonymous_see_nothing(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 401


# ---- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["summary", "graph"])
@pytest.mark.parametrize(
    ("plan_id", "status"),
    [("999999", 404), ("x", 422), ("0", 422), ("99999999999999999999", 422)],
)
def test_a_plan_that_is_not_there_is_refused(
    ask: Ask, what: str, plan_id: str, status: int
) -> None:
    assert ask("林", what, plan=plan_id).status_code == status


def test_a_graph_that_nobody_can_draw_is_refused(
    ask: Ask, plan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "EDGES_AT_MOST", 6)
    answer = ask("林", "graph", plan=plan)
    assert (answer.status_code, answer.json()["code"]) == (422, "graph_too_large")
    monkeypatch.setattr(service, "EDGES_AT_MOST", 7)
    assert ask("林", "graph", plan=plan).status_code == 200


# ---- cheaply ---------------------------------------------------------------------------------


def test_a_larger_plan_takes_no_more_statements(
    ask: Ask, runtime: Runtime, writing: Writing, plan: int
) -> None:
    with statements(runtime) as small:
        ask("林", plan=plan)
    with writing() as rows:
        for _ in range(40):
            rows.task(plan, ("县残联", LEAD), ("县教委", RESPONSIBLE))
    with statements(runtime) as large:
        assert ask("林", plan=plan).json()["counts"]["tasks"] == 43
    assert len(large) == len(small)


# ---- the page --------------------------------------------------------------------------------


def test_the_page_shows_the_figures_in_tables(
    client: TestClient, world: World, writing: Writing, plan: int
) -> None:
    with writing() as rows:
        rows.task(plan, ("县<b>局", LEAD))
    page = client.get(f"/plans/{plan}/network", headers=world.bearer("林"))
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    assert "县教局（名称未确认）" in page.text
    assert "县&lt;b&gt;局（名称未确认）" in page.text
    assert "没有牵头单位的任务" in page.text
    assert page.text.count("<caption>") == 3


def test_the_page_of_an_empty_plan_says_so(
    client: TestClient, world: World, writing: Writing
) -> None:
    with writing() as rows:
        plan_id = rows.plan()
    page = client.get(f"/plans/{plan_id}/network", headers=world.bearer("林"))
    assert page.status_code == 200
    assert "还没有单位承担任务" in page.text


def test_the_page_of_a_plan_not_to_be_seen_is_404(
    client: TestClient, world: World, plan: int
) -> None:
    page = client.get(f"/plans/{plan}/network", headers=world.bearer("外"))
    assert page.status_code == 404
    assert "text/html" in page.headers["content-type"]
