"""GET /reminders: who sees whose, and what of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.kit import clock
from app.reminders.schemas import ReminderOut
from tests.cast import World
from tests.progress.book import Desk
from tests.reminders.conftest import TITLE, County, morning, new_plan, new_return
from tests.statements import statements

DUE = date(2023, 7, 14)
LATE = date(2023, 7, 19)
URL = "/api/v1/reminders"


@pytest.fixture
def reminded(county: County) -> County:
    """One return each of 县残联, 县民政局 and of the other county's 县残联, all told on 07-19."""
    county.owes("县残联", DUE)
    county.owes("县民政局", DUE)
    world = county.world
    with county.runtime.database.write() as session:
        plan_id = new_plan(session, world.elsewhere, "会宁县工作要点")
        new_return(session, plan_id, world.units["外县残联"], world.elsewhere, DUE)
    county.remind(LATE)
    return county


def items(client: TestClient, world: World, who: str, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(URL + query, headers=world.bearer(who))
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


@pytest.mark.parametrize(
    ("who", "units"),
    [
        ("周", ["县民政局"]),
        ("陈", ["县残联"]),
        ("林", ["县民政局", "县残联"]),
        ("管", ["县民政局", "县残联"]),
        ("领", ["县民政局", "县残联"]),
    ],
)
def test_a_liaison_sees_the_own_units_and_the_others_those_of_the_county(
    client: TestClient, world: World, reminded: County, who: str, units: list[str]
) -> None:
    found = items(client, world, who)
    assert sorted(item["unit"]["name"] for item in found) == sorted(units)
    assert all(item["return"]["plan"] == TITLE for item in found)


def test_the_stranger_sees_the_own_county_alone(
    client: TestClient, world: World, reminded: County
) -> None:
    (item,) = items(client, world, "外")
    assert item["return"]["plan"] == "会宁县工作要点"


def test_without_a_token_nothing_is_told(client: TestClient, reminded: County) -> None:
    assert client.get(URL).status_code == 401


def test_an_item_says_who_was_told_of_what_at_which_step_and_whether_it_arrived(
    client: TestClient, world: World, reminded: County
) -> None:
    (item,) = items(client, world, "周")
    assert ReminderOut.model_validate(item)
    return_id = item["return"]["id"]
    assert item == {
        "id": item["id"],
        "on_day": "2023-07-19",
        "step": "T+1",
        "step_label": "逾期1个工作日",
        "audience": "unit",
        "audience_label": "单位联络员",
        "subject": {
            "kind": "return",
            "id": return_id,
            "plan": TITLE,
            "part": "2023年上半年",
            "url": f"{reminded.runtime.settings.address}/returns/{return_id}",
            "due_on": "2023-07-14",
        },
        "return": {
            "id": return_id,
            "url": f"{reminded.runtime.settings.address}/returns/{return_id}",
            "plan_id": reminded.plan_id,
            "plan": TITLE,
            "period": "2023-H1",
            "period_label": "2023年上半年",
            "due_on": "2023-07-14",
        },
        "unit": {"id": world.units["县民政局"], "name": "县民政局"},
        "recipient": {"id": world.people["周"], "name": "周"},
        "state": "sent",
        "state_label": "已发送",
        "dropped": None,
        "reason": None,
        "sent_at": "2023-07-19T09:07:00+08:00",
    }


def test_what_waits_what_was_left_out_and_what_failed_say_so(
    client: TestClient, world: World, county: County
) -> None:
    done = county.owes("县民政局", DUE, period="2023-05")
    county.owes("县民政局", DUE, period="2023-06")
    with clock.frozen(morning(LATE)):
        county.sweep(LATE)
        assert [item["state"] for item in items(client, world, "周")] == ["queued", "queued"]
        county.settle(done)
        county.person("周", email="zhou@@wushan")
        county.deliver("周", LATE)
    told = {item["return"]["period"]: item for item in items(client, world, "周")}
    left_out, failed = told["2023-05"], told["2023-06"]
    assert (left_out["state"], left_out["dropped"]) == ("withdrawn", "settled")
    assert left_out["reason"] == "发送前已办理或已免办"
    assert (failed["state"], failed["reason"]) == ("failed", "邮箱地址不正确：zhou@@wushan")
    assert failed["sent_at"] is None


def test_the_list_is_narrowed_by_unit_and_day(
    client: TestClient, world: World, reminded: County
) -> None:
    unit = world.units["县残联"]
    assert [one["unit"]["id"] for one in items(client, world, "林", f"?unit={unit}")] == [unit]
    assert len(items(client, world, "林", "?since=2023-07-19")) == 2
    assert items(client, world, "林", "?since=2023-07-20") == []


def test_what_a_unit_that_ended_was_told_is_found_under_its_successor(
    client: TestClient, world: World, reminded: County
) -> None:
    old, new = world.units["县残联"], world.units["县财政局"]
    Desk(client, world).reform("merge", old, new)
    assert [one["unit"]["id"] for one in items(client, world, "林", f"?unit={new}")] == [old]


def test_another_units_list_is_empty_for_a_liaison(
    client: TestClient, world: World, reminded: County
) -> None:
    assert items(client, world, "周", f"?unit={world.units['县残联']}") == []


def test_pages_follow_each_other_without_gap_or_repeat(
    client: TestClient, world: World, county: County
) -> None:
    for month in range(1, 8):
        county.owes("县民政局", DUE, period=f"2023-0{month}")
    county.remind(LATE)
    seen: list[int] = []
    cursor: str | None = None
    while True:
        after = f"&cursor={cursor}" if cursor else ""
        answer = client.get(f"{URL}?limit=3&count=true{after}", headers=world.bearer("周")).json()
        assert answer["total"] == 7
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 7


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?unit=999999", 404, "not_found"),
        ("?unit=县残联", 422, "invalid"),
        ("?unit=0", 422, "invalid"),
        ("?unit=99999999999999999999", 422, "invalid"),
        ("?since=2023-13-01", 422, "invalid"),
        ("?since=昨天", 422, "invalid"),
        ("?limit=0", 422, "invalid"),
        ("?limit=201", 422, "invalid"),
        ("?cursor=abc", 400, "wrong_cursor"),
        ("?cursor=%00", 400, "wrong_cursor"),
    ],
)
def test_a_wrong_question_gets_a_clear_answer(
    client: TestClient, world: World, reminded: County, *, query: str, status: int, code: str
) -> None:
    answer = client.get(URL + query, headers=world.bearer("林"))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_cursor_of_one_filter_is_refused_by_another(
    client: TestClient, world: World, reminded: County
) -> None:
    first = client.get(f"{URL}?limit=1", headers=world.bearer("林")).json()
    answer = client.get(
        f"{URL}?limit=1&since=2023-07-01&cursor={first['next']}", headers=world.bearer("林")
    )
    assert answer.status_code == 400


def test_the_other_countys_unit_is_not_there(
    client: TestClient, world: World, reminded: County
) -> None:
    answer = client.get(f"{URL}?unit={world.units['外县残联']}", headers=world.bearer("林"))
    assert answer.status_code == 404


def test_a_page_costs_two_statements_for_a_kind_whatever_is_on_it(
    client: TestClient, world: World, county: County, runtime: Runtime
) -> None:
    for n in range(12):
        county.owes("县民政局", DUE - timedelta(days=n), period=f"期{n}")
    county.remind(LATE)
    for who, told in (("周", 12), ("林", 30)):  # she reads too what the lists of others say
        with statements(runtime) as seen:
            assert len(items(client, world, who)) == told
        assert len(seen) == 3, who  # one is the token's
