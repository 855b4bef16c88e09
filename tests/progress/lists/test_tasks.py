"""`/tasks`, one task whole, and the pages of a unit and of a task."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.kit import clock
from app.kit.paging import Cursor, filters_key
from tests.cast import World
from tests.identity.test_sign_in import sign_in
from tests.progress.lists.conftest import NOW, Case


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def numbers(client: TestClient, world: World, who: str, **query: object) -> list[str]:
    answer = client.get("/api/v1/tasks", headers=world.bearer(who), params=query)  # type: ignore[arg-type]  # httpx takes what str() takes
    assert answer.status_code == 200, answer.text
    return [item["number"] for item in answer.json()["items"]]


def test_lin_sees_all_tasks_of_his_county_also_those_of_a_draft(
    client: TestClient, world: World, case: Case
) -> None:
    assert numbers(client, world, "林") == ["1", "2", "3", "4"] * 2
    assert numbers(client, world, "林", plan=case.plan) == ["1", "2", "3", "4"]


def test_zhou_sees_the_tasks_in_which_her_unit_has_a_role(
    client: TestClient, world: World, case: Case
) -> None:
    assert numbers(client, world, "周") == ["1", "2", "4"]


def test_a_stranger_sees_none(client: TestClient, world: World, case: Case) -> None:
    assert numbers(client, world, "外") == []


def test_tasks_can_be_asked_for_by_unit_and_role(
    client: TestClient, world: World, case: Case
) -> None:
    unit = world.units["县民政局"]
    assert numbers(client, world, "林", plan=case.plan, unit=unit) == ["1", "2", "4"]
    assert numbers(client, world, "林", plan=case.plan, unit=unit, role="lead") == ["2", "4"]


def test_one_task_comes_with_its_proof_and_its_progress(
    client: TestClient, world: World, case: Case
) -> None:
    answer = client.get(f"/api/v1/tasks/{case.tasks['1']}", headers=world.bearer("陈"))
    body = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert body["evidence"][0]["quote"] == "县残联\t县民政局"
    assert body["reports"][0]["progress"] == "已建立台账"


def test_zhou_reads_what_the_first_lead_filed_but_not_where_each_unit_tells_its_own(
    client: TestClient, world: World, case: Case
) -> None:
    path = f"/api/v1/tasks/{case.tasks['1']}"
    body = client.get(path, headers=world.bearer("周")).json()
    assert body["assignments"][0]["unit"] == "县残联"
    assert [one["progress"] for one in body["reports"]] == ["已建立台账"]
    each = {"fills": "each"}
    rule = f"/api/v1/plans/{case.plan}/reporting"
    assert client.put(rule, json=each, headers=world.bearer("林")).status_code == 200
    assert client.get(path, headers=world.bearer("周")).json()["reports"] == []


def test_a_stranger_gets_404_for_a_task(client: TestClient, world: World, case: Case) -> None:
    answer = client.get(f"/api/v1/tasks/{case.tasks['1']}", headers=world.bearer("外"))
    assert answer.status_code == 404


def test_chen_opens_the_address_and_finds_what_is_owed_and_her_own_list(
    client: TestClient, world: World, case: Case
) -> None:
    assert sign_in(client, "login-chen") == 303
    home = client.get("/")
    assert home.headers["location"] == "/todo"
    todo = client.get("/todo").text
    assert "<h1>县残联待办</h1>" in todo
    own = f"/units/{world.units['县残联']}"
    assert f'href="{own}"' in todo
    page = client.get(own).text
    assert "<h1>县残联任务清单</h1>" in page
    assert "第1项任务" in page
    assert "逾期" in page
    assert "签收交办" in page
    assert 'href="/units/' in page


def test_a_task_page_shows_the_sentence_that_proves_it(
    client: TestClient, world: World, case: Case
) -> None:
    assert sign_in(client, "login-chen") == 303
    page = client.get(f"/tasks/{case.tasks['1']}").text
    assert "<blockquote>县残联\t县民政局</blockquote>" in page
    assert "已建立台账" in page
    assert re.search(r"<td data-label=\"时段\">\d{4}年.+</td>", page), "a period is read in words"


def test_zhou_is_told_that_the_list_of_another_unit_is_not_hers(
    client: TestClient, world: World, case: Case
) -> None:
    assert sign_in(client, "login-zhou") == 303
    answer = client.get(f"/units/{world.units['县残联']}")
    assert answer.status_code == 403
    assert "您只能查看本单位的任务清单" in answer.text


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"])
def test_an_instant_beyond_the_calendar_is_refused(
    client: TestClient, world: World, since: str
) -> None:
    answer = client.get(
        "/api/v1/tasks", headers=world.bearer("林"), params={"updated_since": since}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "number_too_large")


@pytest.mark.parametrize("last", ["2023-05-15T00:00:00", "0001-01-01T00:00:00+08:00"])
def test_a_cursor_that_somebody_made_up_is_refused(
    client: TestClient, world: World, last: str
) -> None:
    cursor = Cursor("updated", filters_key({}), (last, 1)).encode()
    answer = client.get(
        "/api/v1/tasks",
        headers=world.bearer("林"),
        params={"sort": "updated", "cursor": cursor},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_cursor")
