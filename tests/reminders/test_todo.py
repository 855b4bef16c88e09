"""GET /todo: what an OA pulls for a unit or a person."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.core.actor import SYSTEM, Role
from app.identity import service as identity
from app.identity.models import Person
from app.kit import clock
from app.progress.models import Dispatch
from app.progress.terms import ReturnState
from app.reminders.todo.schemas import TodoOut
from tests.cast import World
from tests.identity.test_sign_in import sign_in
from tests.reminders.conftest import TITLE, County, morning

DUE = date(2023, 7, 14)
LATE = date(2023, 7, 19)
URL = "/api/v1/todo"


def asked(client: TestClient, world: World, who: str, query: str = "", **headers: str) -> Any:
    with clock.frozen(morning(LATE)):
        return client.get(URL + query, headers=world.bearer(who) | headers)


@pytest.fixture
def owing(county: County) -> County:
    """县民政局 owes one late and one soon, has signed for nothing; 县残联 owes one."""
    county.owes("县民政局", DUE)
    county.owes("县民政局", date(2023, 7, 28), period="2023-07")
    county.owes("县民政局", date(2023, 12, 28), period="2023-12")
    county.owes("县残联", DUE)
    with county.runtime.database.write() as session:
        dispatch = Dispatch(
            plan_id=county.plan_id,
            unit_id=county.world.units["县民政局"],
            region_id=county.world.region,
            dispatched_at=morning(date(2023, 7, 3)),
        )
        session.add(dispatch)
    return county


def test_a_unit_sees_what_it_owes_the_longest_due_first(
    client: TestClient, world: World, owing: County
) -> None:
    answer = asked(client, world, "周")
    items = answer.json()["items"]
    assert [TodoOut.model_validate(one).key for one in items] == [
        f"dispatch:{items[0]['id']}",
        f"return:{items[1]['id']}",
        f"return:{items[2]['id']}",
    ]
    signing, late, soon = items
    assert (signing["act"], signing["due_on"], signing["since"]) == ("签收", None, "2023-07-03")
    assert late["title"] == f"填报：{TITLE} 2023年上半年"
    assert (late["due_on"], late["overdue_workdays"]) == ("2023-07-14", 3)
    assert [one["light"]["light"] for one in items] == ["overdue", "overdue", "on_time"]
    assert late["url"].endswith(f"/returns/{late['id']}")
    assert soon["unit"] == {"id": world.units["县民政局"], "name": "县民政局"}


def test_what_was_done_is_gone_and_an_unchanged_list_is_not_sent_again(
    client: TestClient, world: World, owing: County
) -> None:
    first = asked(client, world, "周")
    tag = first.headers["etag"]
    again = asked(client, world, "周", **{"If-None-Match": f'W/{tag}, "other"'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    owing.settle(first.json()["items"][1]["id"])
    after = asked(client, world, "周", **{"If-None-Match": tag})
    assert after.status_code == 200
    assert len(after.json()["items"]) == 2


def test_pages_follow_each_other_over_kinds(
    client: TestClient, world: World, owing: County
) -> None:
    seen: list[str] = []
    query = "?limit=1&count=true"
    while True:
        body = asked(client, world, "周", query).json()
        seen += [one["key"] for one in body["items"]]
        assert body["total"] == 3
        if body["next"] is None:
            break
        query = f"?limit=1&count=true&cursor={body['next']}"
    assert len(seen) == len(set(seen)) == 3


def test_a_person_has_the_todo_of_all_units_for_which_he_speaks(
    client: TestClient, world: World, owing: County
) -> None:
    zhou = world.people["周"]
    with owing.runtime.database.write() as session:
        identity.give_membership(
            session,
            SYSTEM,
            person=session.get_one(Person, zhou),
            role=Role.LIAISON,
            region_id=world.region,
            unit_id=world.units["县残联"],
            valid_from=LATE - timedelta(days=1),
        )
    items = asked(client, world, "林", f"?person={zhou}").json()["items"]
    assert {one["unit"]["name"] for one in items} == {"县民政局", "县残联"}
    assert len(items) == 4


def test_who_may_not_see_it_is_told_apart(client: TestClient, world: World, owing: County) -> None:
    unit, zhou = world.units["县残联"], world.people["周"]
    assert asked(client, world, "周", f"?unit={unit}").status_code == 403
    assert asked(client, world, "外", f"?unit={unit}").status_code == 404
    assert asked(client, world, "陈", f"?person={zhou}").status_code == 403
    assert asked(client, world, "林", "?person=999").status_code == 404
    assert asked(client, world, "林", f"?person={world.people['外']}").status_code == 404
    assert asked(client, world, "林").json()["code"] == "unit_or_person"
    both = asked(client, world, "林", f"?unit={unit}&person={zhou}")
    assert (both.status_code, both.json()["code"]) == (422, "unit_or_person")
    assert asked(client, world, "领", f"?unit={unit}").status_code == 200


def opened(client: TestClient, login: str, path: str) -> Response:
    with clock.frozen(morning(LATE)):
        assert sign_in(client, login) == 303
        return client.get(path)


def test_a_liaison_begins_the_day_with_what_is_owed_and_what_comes_next(
    client: TestClient, world: World, owing: County
) -> None:
    later = owing.owes("县民政局", date(2024, 1, 15), period="2023-H2")
    owing.settle(owing.owes("县民政局", date(2024, 2, 15), period="2024-01"), ReturnState.WAIVED)
    assert opened(client, "login-zhou", "/").headers["location"] == "/todo"
    text = opened(client, "login-zhou", "/todo").text
    owed, _, coming = text.partition('id="coming"')
    assert "现在要办的，共 3 件" in owed
    assert (
        owed.index("签收：交办") < owed.index("填报：2023年上半年") < owed.index("填报：2023年7月")
    )
    assert "2023年7月3日起等待签收" in owed
    assert "</span> 3 个工作日" in owed
    assert coming.count('data-label="填报期"') == 2
    assert coming.index("2023年12月") < coming.index(f'href="/returns/{later}"')
    assert "2024年1月</a>" not in coming


def test_the_page_of_a_unit_without_anything_to_do_says_so(
    client: TestClient, world: World, county: County
) -> None:
    text = opened(client, "login-zhou", "/todo").text
    assert "现在没有要办的事" in text
    assert "接下来" not in text


def test_a_coordinator_opens_the_page_of_a_unit_and_nobody_that_of_a_strange_one(
    client: TestClient, world: World, owing: County
) -> None:
    unit = world.units["县民政局"]
    assert "县民政局待办" in opened(client, "login-lin", f"/todo?unit={unit}").text
    for login, path, status in (
        ("login-lin", "/todo?unit=999", 404),
        ("login-lin", "/todo?unit=x", 422),
        ("login-chen", f"/todo?unit={unit}", 403),
        ("login-wai", f"/todo?unit={unit}", 404),
    ):
        answer = opened(client, login, path)
        assert (answer.status_code, "<h1>" in answer.text) == (status, True), path


def counts(text: str) -> dict[str, int]:
    found = re.findall(r"<li><a href=\"[^\"]+\">([^<]+)</a> <strong>(\d+)</strong>", text)
    return {label: int(number) for label, number in found}


def test_who_runs_a_place_begins_with_what_to_decide_and_whom_to_chase(
    client: TestClient, world: World, owing: County
) -> None:
    assert opened(client, "login-lin", "/").headers["location"] == "/todo"
    owing.settle(owing.owes("县残联", date(2023, 7, 13), period="2023-06"))
    for login in ("login-lin", "login-ling", "login-guan"):
        text = opened(client, login, "/todo").text
        assert counts(text) == {"进展情况表待审核": 1, "进展情况表逾期未报": 2, "交办待签收": 1}
        assert "目前没有的：" in text
        assert "消息未能送达" in text


def test_each_number_at_the_desk_is_that_of_the_list_it_leads_to(
    client: TestClient, world: World, owing: County
) -> None:
    owing.settle(owing.owes("县残联", date(2023, 7, 13), period="2023-06"))
    text = opened(client, "login-lin", "/todo").text
    found = re.findall(r'<li><a href="(/returns\?[^"]+)">[^<]+</a> <strong>(\d+)', text)
    assert len(found) == 2
    for path, count in found:
        with clock.frozen(morning(LATE)):
            assert f"共 {count} 份" in client.get(path.replace("&amp;", "&")).text, path
