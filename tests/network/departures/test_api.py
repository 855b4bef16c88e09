"""`GET /plans/{id}/departures`, its page and the commands."""

from collections.abc import Callable
from typing import Any

import pytest
import typer
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app.core.console import Console
from app.core.errors import NotFoundError
from app.core.runtime import Runtime
from app.network.precedents.commands import install
from app.plans.models import Plan
from app.units.models import Unit
from app.units.service import unit_named
from tests.cast import World
from tests.network.precedents.shelves import QUOTE, TITLE, aid, elsewhere, prove
from tests.network.rows import LEAD, SUPPORTING, written

Ask = Callable[..., Any]


@pytest.fixture
def plan(runtime: Runtime, world: World) -> int:
    """民政 leads 辅助器具 here, 残联 in two plans of 会宁县."""
    with written(runtime, world) as rows:
        rows.session.get_one(Unit, world.units["县民政局"]).function = "civil_affairs"
        rows.session.get_one(Unit, world.units["县残联"]).function = "disabled_persons_federation"
        plan_id = rows.plan()
        aid(rows, plan_id, ("县民政局", LEAD), ("县残联", SUPPORTING))
        aid(rows, plan_id)
    for _ in range(2):
        with elsewhere(runtime, world) as rows:
            there = rows.plan(library=True, title="会宁县规划")
            prove(rows, there, aid(rows, there, ("县残联", LEAD), ("县民政局", SUPPORTING)))
    return plan_id


@pytest.fixture
def ask(client: TestClient, world: World) -> Ask:
    def get(plan_id: int, who: str = "林", status: int = 200, **query: Any) -> Any:
        path = f"/api/v1/plans/{plan_id}/departures"
        answer = client.get(path, params=query, headers=world.bearer(who))
        assert answer.status_code == status, answer.text
        return answer.json()

    return get


def test_a_departure_is_shown_with_what_others_do_and_their_words(ask: Ask, plan: int) -> None:
    told = ask(plan)
    assert (told["led"], told["compared"], len(told["items"])) == (1, 1, 1)
    one = told["items"][0]
    assert one["here"] == ["县民政局"]
    assert one["here_note"] == "本方案的牵头职能，这 2 份方案里都不牵头"
    usual = one["elsewhere"][0]
    assert usual["reason"] == "2 份方案中 2 份由残联牵头"
    assert [unit["name"] for unit in usual["units"]] == ["县残联"]
    assert [source["quote"] for source in usual["precedents"]] == [QUOTE, QUOTE]


def test_the_thresholds_are_parameters(ask: Ask, plan: int) -> None:
    assert ask(plan, precedents=3)["items"] == []
    assert len(ask(plan, precedents=1, share=1)["items"]) == 1


WRONG: list[dict[str, Any]] = [
    {"share": "很多"},
    {"share": "nan"},
    {"share": 0},
    {"share": 2},
    {"precedents": "二"},
    {"precedents": 0},
]


def test_a_threshold_that_is_no_number_is_refused(ask: Ask, plan: int) -> None:
    for wrong in WRONG:
        ask(plan, status=422, **wrong)


def test_it_is_for_who_prepares_decisions(ask: Ask, plan: int) -> None:
    assert len(ask(plan, "领")["items"]) == len(ask(plan, "管")["items"]) == 1
    ask(plan, "陈", 403)
    ask(plan, "外", 404)
    ask(999_999, status=404)


def test_a_plan_of_another_region_is_not_judged_here(ask: Ask, plan: int) -> None:
    for who in ("林", "管", "领"):
        ask(plan + 1, who, 403)


def test_an_unmarked_plan_does_not_count(ask: Ask, plan: int, runtime: Runtime) -> None:
    with runtime.database.write() as session:
        session.get_one(Plan, plan + 1).library = False
    assert ask(plan)["items"] == []
    assert ask(plan, precedents=1)["items"][0]["elsewhere"][0]["of_plans"] == 1


def test_the_page_shows_it_without_a_verdict(client: TestClient, plan: int, world: World) -> None:
    headers = world.bearer("林")
    page = client.get(f"/plans/{plan}/departures", headers=headers).text
    assert TITLE in page
    assert "2 份方案中 2 份由残联牵头" in page
    assert "不作评判" in page
    assert f'href="/plans/{plan}/departures"' in client.get(f"/plans/{plan}", headers=headers).text


# ---- commands --------------------------------------------------------------------------------


@pytest.fixture
def run(runtime: Runtime) -> Callable[..., Result]:
    console = Console(lambda _: runtime, lambda *asked: unit_named(*asked).id)
    console.settings = runtime.settings
    cli = typer.Typer()
    install(cli)
    cli.callback()(lambda: None)

    def invoke(*words: object) -> Result:
        return CliRunner().invoke(cli, [str(word) for word in words], obj=console)

    return invoke


def test_the_commands_say_the_same(run: Callable[..., Result], plan: int) -> None:
    departures = run("precedents", "departures", "--plan", plan).stdout
    assert "印明牵头 1 项，比较过 1 项" in departures
    assert "别处　2 份方案中 2 份由残联牵头" in departures
    task = run("precedents", "task", 2).stdout
    assert "牵头　残联　2 份方案中 2 份由残联牵头；本地为县残联" in task
    assert f"原文：“{QUOTE}”" in task
    proposed = run("precedents", "propose", "--plan", plan).stdout
    assert "为 1 项任务拟出 2 条" in proposed
    coverage = run("precedents", "coverage", plan, plan + 1).stdout
    assert "两边都有的 2 对" in coverage


def test_a_plan_or_a_task_that_is_not_there_is_refused(
    run: Callable[..., Result], world: World
) -> None:
    for words in (
        ("task", 999_999),
        ("propose", "--plan", 999_999),
        ("departures", "--plan", 999_999),
        ("coverage", 999_998, 999_999),
    ):
        assert isinstance(run("precedents", *words).exception, NotFoundError)
