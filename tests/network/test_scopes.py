"""Scopes, analysis, exports and pictures over REST: who sees which, and what is refused."""

from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from httpx2 import Response
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.kit import clock
from app.network import service
from app.plans.models import Amendment, Assignment
from app.plans.terms import AmendmentKind, PlanState
from app.units.portfolios import service as portfolios
from tests.cast import World
from tests.network.rows import LEAD, RESPONSIBLE, SUPPORTING, Rows, Writing, statements, written

Ask = Callable[..., Response]


@pytest.fixture
def writing(runtime: Runtime, world: World) -> Writing:
    return partial(written, runtime, world)


@pytest.fixture
def ask(client: TestClient, world: World) -> Ask:
    def get(who: str, what: str, **query: Any) -> Response:
        headers = world.bearer(who) | query.pop("headers", {})
        return client.get(f"/api/v1/network/{what}", params=query, headers=headers)

    return get


@pytest.fixture
def plan(writing: Writing) -> int:
    with writing() as rows:
        return fill(rows, rows.plan())


def fill(rows: Rows, plan_id: int) -> int:
    rows.task(plan_id, ("县残联", LEAD), ("县民政局", LEAD), ("县财政局", RESPONSIBLE))
    rows.task(plan_id, ("县残联", LEAD), ("县民政局", RESPONSIBLE), ("县教局", SUPPORTING))
    rows.task(plan_id, ("县财政局", SUPPORTING))
    return plan_id


def test_several_plans_are_counted_together(ask: Ask, writing: Writing, plan: int) -> None:
    with writing() as rows:
        other = rows.plan(title="第二个方案")
        rows.task(other, ("县残联", LEAD), ("县教委", RESPONSIBLE))
        rows.task(rows.plan(title="第三个方案"), ("县残联", LEAD))
    body = ask("林", "summary", plans=f"{other},{plan}").json()
    assert (body["plan"], body["counts"]["plans"], body["counts"]["tasks"]) == (None, 2, 4)
    assert [one["id"] for one in body["scope"]["plans"]] == [plan, other]
    same = ask("林", "summary", plans=[str(plan), str(other)]).json()
    assert same == body
    assert ask("林", "summary", plans=str(plan)).json()["plan"]["id"] == plan


def test_a_region_and_what_is_below_it(ask: Ask, world: World, writing: Writing, plan: int) -> None:
    with writing() as rows:
        draft = rows.plan(title="草稿", state=PlanState.DRAFT)
        rows.task(draft, ("县教委", LEAD))
    body = ask("林", "summary", region=world.region).json()
    assert (body["counts"]["plans"], body["counts"]["tasks"]) == (1, 3)
    assert body["scope"]["region_id"] == world.region
    assert "及以下各级" in body["scope"]["title"]


def test_a_region_or_a_plan_of_others_is_not_there(ask: Ask, world: World, plan: int) -> None:
    for who, query in (("林", {"region": world.elsewhere}), ("外", {"plans": str(plan)})):
        for what in ("summary", "analysis", "graph", "picture"):
            answer = ask(who, what, **query)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), what
    assert ask("外", "analysis").json()["counts"]["tasks"] == 0


def test_a_liaison_sees_the_analysis_of_the_own_tasks_only(
    ask: Ask, writing: Writing, plan: int
) -> None:
    with writing() as rows:
        rows.task(plan, ("县教委", LEAD))
    found = ask("陈", "analysis", plan=plan)
    assert found.json()["counts"]["tasks"] == 2
    assert "县教委" not in found.text
    assert "县教委" not in ask("陈", "picture", plan=plan).text
    assert "县教委" not in ask("陈", "graph", plan=plan, format="csv").text


NO_RANGES: list[tuple[dict[str, Any], int]] = [
    ({"plan": 999999}, 404),
    ({"plans": "1,999999"}, 404),
    ({"plans": "1,x"}, 422),
    ({"plans": ""}, 422),
    ({"region": 999999}, 404),
    ({"region": "x"}, 422),
    ({"plan": 1, "region": 1}, 422),
    ({"on": "2023-02-30"}, 422),
    ({"on": "x"}, 422),
]


def test_a_range_that_is_none_is_a_clear_problem(ask: Ask, plan: int) -> None:
    for what in ("summary", "analysis", "graph", "picture"):
        for query, status in NO_RANGES:
            answer = ask("林", what, **query)
            assert answer.status_code == status, (what, query)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["title"]


@pytest.mark.parametrize("path", ["/network", "/network/analysis"])
def test_a_day_that_is_none_is_a_page_that_says_so(
    client: TestClient, world: World, plan: int, path: str
) -> None:
    answer = client.get(path, params={"plans": plan, "on": "x"}, headers=world.bearer("林"))
    assert answer.status_code == 422
    assert "text/html" in answer.headers["content-type"]
    assert "日期" in answer.text


def test_a_threshold_that_is_no_number_is_refused(ask: Ask, plan: int) -> None:
    for too_many in ("x", "0", "-1", "1001", "1.5", ""):
        answer = ask("林", "analysis", plan=plan, too_many=too_many)
        assert answer.status_code == 422, too_many
        assert answer.json()["errors"][0]["loc"][-1] == "too_many"


def test_the_analysis_of_a_small_plan(ask: Ask, plan: int) -> None:
    body = ask("林", "analysis", plan=plan, too_many=1).json()
    federation = body["units"][0]
    # 残联 leads 2 (6); 民政 leads 1, responsible 1 (5); 财政 2 and 1 (3); 县教局 1: of 15.
    assert (federation["name"], federation["weight"], federation["share"]) == ("县残联", 6, 0.4)
    assert [one["name"] for one in federation["partners"]] == ["县民政局", "县财政局", "县教局"]
    assert federation["partners"][0]["tasks"] == 2
    assert body["crowded_tasks"]["count"] == 1
    assert body["cover"]["method"] == "exact"
    assert [one["name"] for one in body["cover"]["units"]] == ["县残联", "县财政局"]
    assert (body["portfolios"], body["thinned"]) == (None, None)


def test_communities_are_held_against_the_portfolios_of_the_leaders(
    ask: Ask, world: World, writing: Writing, plan: int
) -> None:
    leaders = {"县残联": "王某", "县民政局": "王某", "县财政局": "李某"}
    with writing() as rows:
        for unit, leader in leaders.items():
            portfolios.add_portfolio(
                rows.session,
                SYSTEM,
                unit_id=rows.units[unit],
                leader=leader,
                post="副县长",
                valid_from=date(2022, 1, 1),
            )
    match = ask("林", "analysis", plan=plan).json()["portfolios"]
    assert match["units_compared"] == 3
    assert [(one["leader"], one["units"]) for one in match["leaders"]] == [
        ("王某（副县长）", 2),
        ("李某（副县长）", 1),
    ]
    assert match["communities_of_several_leaders"] == [1]
    assert ask("林", "analysis", plan=plan, on="2021-12-31").json()["portfolios"] is None


def test_whoever_reads_a_plan_of_the_library_elsewhere_sees_no_leaders(
    ask: Ask, writing: Writing
) -> None:
    with writing() as rows:
        plan_id = fill(rows, rows.plan(library=True))
        unit = rows.units["县残联"]
        portfolios.add_portfolio(rows.session, SYSTEM, unit_id=unit, leader="王某")
    body = ask("外", "analysis", plan=plan_id).json()
    assert (body["counts"]["tasks"], body["portfolios"]) == (3, None)


@pytest.mark.parametrize("tasks", [0, 1])
def test_a_plan_of_no_task_or_of_one_unit_is_answered_honestly(
    ask: Ask, writing: Writing, tasks: int
) -> None:
    with writing() as rows:
        plan_id = rows.plan()
        for _ in range(tasks):
            rows.task(plan_id, ("县残联", LEAD))
    body = ask("林", "analysis", plan=plan_id).json()
    assert (len(body["units"]), body["gini"], body["links"]) == (tasks, 0, 0)
    for kind in ("network", "together", "matrix"):
        picture = ask("林", "picture", plan=plan_id, kind=kind)
        assert picture.status_code == 200
        ET.fromstring(picture.text)  # noqa: S314 - our own
    assert ask("林", "graph", plan=plan_id, format="csv").status_code == 200


def test_the_assignments_of_a_day(ask: Ask, writing: Writing, plan: int) -> None:
    """民政 joins 任务3 by an amendment that holds from 2023-06-01, and 财政 leaves it."""
    with writing() as rows:
        made = Amendment(
            plan_id=plan,
            region_id=rows.region_id,
            number=1,
            kind=AmendmentKind.AMENDMENT,
            reason="分工调整",
            effective_on=date(2023, 6, 1),
            made_by="林",
            made_at=clock.now(),
        )
        rows.session.add(made)
        rows.session.flush()
        finance = rows.units["县财政局"]
        query = select(Assignment).where(col(Assignment.unit_id) == finance)
        row = rows.session.scalars(query.where(col(Assignment.role) == SUPPORTING)).one()
        row.ended_by_id = made.id
        rows.join(row.task_id, plan, "县民政局", SUPPORTING, added_by_id=made.id)
    before = ask("林", "graph", plan=plan, on="2023-05-31").json()
    after = ask("林", "graph", plan=plan, on="2023-06-01").json()
    assert edges_of(before, "3") == {"县财政局"}
    assert edges_of(after, "3") == edges_of(ask("林", "graph", plan=plan).json(), "3")
    assert edges_of(after, "3") == {"县民政局"}
    assert ask("林", "summary", plan=plan, on="2023-06-01").json()["scope"]["note"]


@pytest.fixture
def reformed(client: TestClient, world: World, plan: int) -> None:
    """县民政局 goes into 县教委 in May; 县残联 is split in June, and one task is handed over."""

    def send(path: str, body: dict[str, Any]) -> Any:
        answer = client.post(f"/api/v1/reforms{path}", json=body, headers=world.bearer("林"))
        assert answer.is_success, answer.text
        return answer.json()

    def reform(kind: str, on: str, old: str, *new: str) -> int:
        made: int = send(
            "",
            {
                "kind": kind,
                "effective_on": on,
                "basis": "方案",
                "predecessors": [world.units[old]],
                "successors": [{"unit_id": world.units[one]} for one in new],
            },
        )["id"]
        return made

    reform("merge", "2023-05-01", "县民政局", "县教委")
    split = f"/{reform('split', '2023-06-01', '县残联', '县人力社保局', '县财政局')}/assignments"
    listed = client.get(f"/api/v1/reforms{split}", headers=world.bearer("林")).json()["items"]
    send(split, {"assignments": [listed[1]["id"]], "unit_id": world.units["县财政局"]})


TOGETHER = {"县教委": ["县民政局"], "县财政局": ["县残联"], "县人力社保局": ["县残联"]}


@pytest.mark.usefixtures("reformed")
def test_after_a_reform_the_successor_is_counted_and_before_it_what_is_printed(
    ask: Ask, plan: int, client: TestClient, world: World
) -> None:
    def told(day: str) -> tuple[dict[str, tuple[int, int]], dict[str, list[str]]]:
        body = ask("林", "summary", plan=plan, on=day).json()
        assert body["scope"] == ask("林", "analysis", plan=plan, on=day).json()["scope"]
        loads = {one["name"]: (one["leads"], one["total"]) for one in body["units"]}
        return loads, {
            one["unit"]["name"]: [two["name"] for two in one["former"]]
            for one in body["scope"]["together"]
        }

    none = {"县教局": (0, 1)}
    printed = {"县残联": (2, 2), "县民政局": (1, 2), "县财政局": (0, 2)}
    assert told("2023-04-30") == (printed | none, {})
    may = {"县残联": (2, 2), "县教委": (1, 2), "县财政局": (0, 2)}
    assert told("2023-05-31") == (may | none, {"县教委": ["县民政局"]})
    june = {"县人力社保局": (1, 1), "县财政局": (1, 3), "县教委": (1, 2)}
    assert told("2023-06-01") == (june | none, TOGETHER)
    graph = ask("林", "graph", plan=plan).json()
    labels = {one["label"] for one in graph["nodes"] if one["type"] == "unit"}
    assert labels == {*june, *none}
    assert {one["unit"]["name"] for one in graph["graph"]["together"]} == TOGETHER.keys()
    page = client.get(f"/plans/{plan}/network", headers=world.bearer("林")).text
    assert "县教委含原县民政局" in page
    assert (
        "县教委含原县民政局"
        in client.get(f"/plans/{plan}/network/analysis", headers=world.bearer("林")).text
    )


def edges_of(graph: dict[str, Any], number: str) -> set[str]:
    labels = {node["id"]: node["label"] for node in graph["nodes"]}
    task = next(node["id"] for node in graph["nodes"] if node.get("number") == number)
    return {labels[edge["source"]] for edge in graph["edges"] if edge["target"] == task}


def test_only_plans_that_run_on_the_day_count(ask: Ask, plan: int) -> None:
    """Issued on 2022-04-14, reported on until 2025-12-31."""
    days = {"2022-04-13": 0, "2022-04-14": 3, "2025-12-31": 3, "2026-01-01": 0}
    assert days == {day: ask("林", "summary", on=day).json()["counts"]["tasks"] for day in days}


def test_the_graph_in_each_format(ask: Ask, plan: int) -> None:
    told = ask("林", "graph", plan=plan, format="graphml")
    assert told.headers["content-type"] == "application/graphml+xml"
    graph = nx.read_graphml(BytesIO(told.content))
    assert graph.number_of_edges() == 7
    by_accept = ask("林", "graph", plan=plan, headers={"Accept": "text/csv"})
    assert by_accept.headers["content-type"].startswith("text/csv")
    assert by_accept.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in by_accept.headers["content-disposition"]
    together = ask("林", "graph", plan=plan, projection="together").json()
    assert (together["directed"], len(together["nodes"]), len(together["edges"])) == (False, 4, 5)
    assert ask("林", "graph", plan=plan, projection="leads").json()["directed"] is True
    assert ask("林", "graph", plan=plan, format="xlsx").status_code == 422


def test_a_picture_that_nobody_could_read_is_refused(
    ask: Ask, client: TestClient, world: World, plan: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "TASKS_DRAWN", 2)
    answer = ask("林", "picture", plan=plan)
    assert (answer.status_code, answer.json()["code"]) == (422, "picture_too_large")
    page = client.get(f"/plans/{plan}/network", headers=world.bearer("林"))
    assert "范围太大，画成一张图无法辨认" in page.text


def test_a_larger_plan_takes_no_more_statements_to_analyse(
    ask: Ask, runtime: Runtime, writing: Writing, plan: int
) -> None:
    with statements(runtime) as small:
        ask("林", "analysis", plan=plan)
    with writing() as rows:
        for _ in range(20):
            rows.task(plan, ("县残联", LEAD), ("县教委", RESPONSIBLE))
    with statements(runtime) as large:
        assert ask("林", "analysis", plan=plan).json()["counts"]["tasks"] == 23
    assert len(large) == len(small)


def test_the_pages_show_the_same_figures_and_say_what_they_mean(
    client: TestClient, world: World, plan: int
) -> None:
    page = client.get(f"/plans/{plan}/network/analysis", headers=world.bearer("林"))
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    for words in ("Freeman", "Hopcroft", "Seidman", "Blondel", "Gini", "Chvátal", "Hubert"):
        assert words in page.text
    assert 'aria-labelledby="together-title together-desc"' in page.text
    assert "40.0%" in page.text


def test_a_task_has_too_many_units_as_the_settings_of_the_region_say(
    ask: Ask, client: TestClient, world: World, plan: int
) -> None:
    def crowded(**query: object) -> tuple[int, int]:
        found = ask("林", "analysis", **query).json()["crowded_tasks"]
        return found["more_than"], found["count"]

    assert crowded(plan=plan) == (8, 0)
    headers = world.bearer("管")
    client.patch("/api/v1/lint/settings", headers=headers, json={"most_units": 1})
    assert crowded(plan=plan) == crowded(region=world.region) == (1, 1)
    findings = client.get(f"/api/v1/plans/{plan}/findings", headers=headers).json()["items"]
    assert [one["code"] for one in findings].count("too_many_units") == 1
    page = client.get(f"/plans/{plan}/network/analysis", headers=headers).text
    assert "除牵头单位外多于1个单位的任务；这是巫山县设定的界限" in page
    assert f'href="/lint/settings?region={world.region}"' in page


def test_the_page_of_a_range_offers_what_may_be_chosen(
    client: TestClient, world: World, plan: int
) -> None:
    headers = world.bearer("林")
    page = client.get("/network", headers=headers)
    assert f'name="plans" value="{plan}"' in page.text
    assert f'<option value="{world.region}" selected>巫山县' in page.text
    chosen = client.get(f"/network?plans={plan}&on=2023-08-11", headers=headers)
    assert f"/network/analysis?plans={plan}&amp;on=2023-08-11" in chosen.text
    found = client.get(f"/network/analysis?plans={plan}&on=2023-08-11", headers=headers)
    assert found.status_code == 200
    assert "按这一天正在执行的方案" in found.text
    empty = client.get("/network", headers=world.bearer("外"))
    assert "还没有单位承担任务" in empty.text
