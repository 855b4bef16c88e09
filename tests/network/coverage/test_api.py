"""`GET /network/coverage`, its page and its command."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.plans.models import Indicator
from app.plans.terms import PlanState
from tests.cast import World
from tests.network.rows import LEAD, Rows, written

Ask = Callable[..., Any]
AID = {"title": "优化辅助器具服务", "text": "为残疾人适配基本型辅助器具。"}
SCHOOL = {"title": "办好特殊教育", "text": "保障残疾儿童接受义务教育。"}


def indicator(rows: Rows, plan_id: int, name: str, measure: str, target: str) -> None:
    rows.session.add(
        Indicator(
            plan_id=plan_id,
            position=1,
            name=name,
            measure=measure,
            target=target,
            target_year=2025,
        )
    )


@pytest.fixture
def plans(runtime: Runtime, world: World) -> tuple[int, int]:
    """巫山县's draft, and 会宁县's plan in the library."""
    with written(runtime, world) as rows:
        one = rows.plan(state=PlanState.DRAFT, title="巫山县规划")
        rows.task(one, **AID)
        rows.task(one, **SCHOOL)
        indicator(rows, one, "困难残疾人家庭无障碍改造数", "户", "124")
        there = replace(rows, region_id=world.elsewhere, units={}, positions={})
        other = there.plan(library=True, title="会宁县规划")
        there.task(other, ("县残联", LEAD), **AID)
        indicator(there, other, "残疾人家庭无障碍改造数", "户", "494")
    return one, other


@pytest.fixture
def ask(client: TestClient, world: World) -> Ask:
    def get(one: int | str, other: int | str, who: str = "林", status: int = 200) -> Any:
        answer = client.get(
            "/api/v1/network/coverage",
            params={"plan": one, "with": other},
            headers=world.bearer(who),
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    return get


def test_two_plans_are_held_against_each_other(ask: Ask, plans: tuple[int, int]) -> None:
    told = ask(*plans)
    assert (told["plan"]["region"], told["with"]["region"]) == ("巫山县", "会宁县")
    assert [one["plan"]["title"] for one in told["tasks"]["pairs"]] == [AID["title"]]
    assert [one["task"]["title"] for one in told["tasks"]["only_in_plan"]] == [SCHOOL["title"]]
    assert told["tasks"]["only_in_with"] == []
    compared = told["indicators"]["compared"][0]
    assert (compared["plan"]["target"], compared["with"]["target"]) == ("124", "494")
    assert compared["agreement"] == "wording"
    back = ask(*reversed(plans))
    assert back["tasks"]["only_in_with"] == told["tasks"]["only_in_plan"]


def test_a_plan_with_itself_is_refused(ask: Ask, plans: tuple[int, int]) -> None:
    assert ask(plans[0], plans[0], status=422)["code"] == "same_plan"


def test_a_plan_that_is_not_there_or_not_to_be_read_is_not_found(
    ask: Ask, plans: tuple[int, int], runtime: Runtime, world: World
) -> None:
    ask(plans[0], 999_999, status=404)
    ask(999_999, plans[0], status=404)
    ask(*plans, who="外", status=404)
    with written(runtime, world) as rows:
        hidden = replace(rows, region_id=world.elsewhere, units={}, positions={}).plan()
    ask(plans[0], hidden, status=404)


def test_what_is_no_plan_is_refused(ask: Ask, plans: tuple[int, int]) -> None:
    for wrong in ("", "甲", "0", "-1", "9" * 30):
        ask(plans[0], wrong, status=422)


def test_a_liaison_compares_whole_plans_alone(
    ask: Ask, plans: tuple[int, int], runtime: Runtime, world: World
) -> None:
    with written(runtime, world) as rows:
        own, library = rows.plan(), rows.plan(library=True)
        rows.task(own, ("县残联", LEAD), **AID)
        rows.task(library, ("县民政局", LEAD), **AID)
    assert ask(own, plans[1], who="陈", status=403)["code"] == "forbidden"
    assert len(ask(library, plans[1], who="陈")["tasks"]["pairs"]) == 1


def test_a_plan_without_tasks_is_an_honest_empty_answer(
    ask: Ask, plans: tuple[int, int], runtime: Runtime, world: World
) -> None:
    with written(runtime, world) as rows:
        empty = rows.plan()
    told = ask(plans[0], empty)
    assert told["tasks"]["pairs"] == []
    assert len(told["tasks"]["only_in_plan"]) == 2
    assert told["indicators"]["compared"] == []


def test_the_page_offers_plans_and_shows_both_sides(
    client: TestClient, plans: tuple[int, int], world: World
) -> None:
    path, headers = f"/plans/{plans[0]}/coverage", world.bearer("林")
    empty = client.get(path, params={"with": ""}, headers=headers).text
    assert "会宁县　会宁县规划" in empty
    shown = client.get(path, params={"with": plans[1]}, headers=headers).text
    assert "只在巫山县方案中的（1 项）" in shown
    assert "会宁县写作：残疾人家庭无障碍改造数" in shown
    assert f'href="{path}"' in client.get(f"/plans/{plans[0]}", headers=headers).text
    assert client.get(path, headers=world.bearer("外")).status_code == 404
    assert client.get(path, params={"with": plans[0]}, headers=headers).status_code == 422
