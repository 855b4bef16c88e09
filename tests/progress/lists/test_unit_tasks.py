"""`/units/{id}/tasks`: the list that a unit and its OA system live by."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import update
from starlette.testclient import TestClient

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.identity import service as identity
from app.identity.models import Region
from app.identity.terms import RegionLevel
from app.kit import clock
from app.plans.models import Task
from app.plans.terms import TaskState
from app.progress.lights.queries import BY_UNIT
from app.progress.models import Report, Return
from app.progress.terms import ReturnState, TaskStage
from app.units.models import Unit
from tests.cast import World
from tests.progress.lists.conftest import NOW, Case
from tests.statements import statements


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def listed(
    client: TestClient, world: World, unit: str = "县残联", who: str = "陈", **query: Any
) -> dict[str, Any]:
    address = f"/api/v1/units/{world.units[unit]}/tasks"
    answer = client.get(address, headers=world.bearer(who), params=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_chen_sees_her_units_tasks_with_its_role_and_all_other_units(
    client: TestClient, world: World, case: Case
) -> None:
    items = listed(client, world)["items"]
    assert [item["number"] for item in items] == ["1", "2", "3"]
    assert [item["role"] for item in items] == ["lead", "responsible", "lead"]
    assert [item["role_label"] for item in items] == ["牵头单位", "责任单位", "牵头单位"]
    assert [item["first"] for item in items] == [True, False, True]
    assert [cell["unit"] for cell in items[1]["assignments"]] == [
        "县民政局",
        "县残联",
        "县人社力社保局",
    ]
    assert items[1]["assignments"][2]["unit_id"] is None


def test_a_unit_named_twice_in_a_row_stands_once_with_its_stronger_role(
    client: TestClient, world: World, case: Case
) -> None:
    third = listed(client, world)["items"][2]
    assert (third["number"], third["role"]) == ("3", "lead")
    assert len(third["assignments"]) == 2


def test_every_task_shows_the_return_that_is_owed_and_its_light(
    client: TestClient, world: World, case: Case
) -> None:
    first = listed(client, world)["items"][0]
    assert first["next_return"] == {
        "id": case.due,
        "url": f"/api/v1/returns/{case.due}",
        "period": "2023-H1",
        "period_label": "2023年上半年",
        "due_on": "2023-07-14",
        "due_confirmed": True,
    }
    told = (first["light"], first["light_label"], first["light_colour"])
    assert told == ("overdue", "逾期", "red")


def test_lights_follow_the_settings_of_the_plans_place(
    client: TestClient, world: World, case: Case
) -> None:
    address = "/api/v1/progress/settings"
    given = {"long_overdue": 1, "lights": {"long_overdue": {"name": "红牌", "colour": "orange"}}}
    answer = client.patch(address, json=given, headers=world.bearer("管"))
    assert answer.status_code == 200, answer.text
    with clock.frozen(NOW + timedelta(days=1)):  # two working days late
        first = listed(client, world)["items"][0]
        page = client.get(f"/units/{world.units['县残联']}", headers=world.bearer("陈")).text
    told = (first["light"], first["light_label"], first["light_colour"])
    assert told == ("long_overdue", "红牌", "orange")
    assert '<span class="light orange">红牌</span>' in page


def _in_time(runtime: Runtime, case: Case) -> None:
    with runtime.database.write() as session:
        due = session.get(Return, case.due)
        assert due is not None
        due.due_on = date(2023, 9, 15)


def test_a_task_of_which_too_little_was_reported_is_behind_its_planned_share(
    client: TestClient, world: World, case: Case, runtime: Runtime
) -> None:
    """Due at the end of 2025 by a plan for 2021–2025: 40% by the end of 2022 is as planned, and
    it is said of that day however much later the list is read.
    """
    _in_time(runtime, case)
    first, second = listed(client, world)["items"][:2]
    assert first["share"] == {
        "as_of": "2022-12-31",
        "planned": 40,
        "reported": 40,
        "behind": 0,
    }
    assert (first["light"], first["light_reason"]) == ("on_time", None)
    assert (second["share"], second["light"]) == (None, "on_time")

    for percent, light, points in ((25, "behind", 15), (5, "far_behind", 35)):
        with runtime.database.write() as session:
            session.exec(update(Report).values(percent=percent))
        reason = f"截至2022年12月31日，计划应完成40%，报送{percent}%，滞后{points}个百分点"
        first = listed(client, world)["items"][0]
        assert (first["light"], first["light_reason"]) == (light, reason)
        page = client.get(f"/units/{world.units['县残联']}", headers=world.bearer("陈")).text
        assert f"{first['light_label']}</span>" in page
        assert reason in page
        (unit,) = one_task(client, world, case, "林")["shares"]
        assert (unit["unit"]["name"], unit["light"], unit["told"]) == ("县残联", light, reason)
        assert reason in client.get(f"/tasks/{case.tasks['1']}", headers=world.bearer("林")).text


def test_a_stage_says_how_far_a_task_is_where_no_percent_does(
    client: TestClient, world: World, case: Case, runtime: Runtime
) -> None:
    _in_time(runtime, case)
    for said, reported, light in (
        ({"stage": TaskStage.DONE, "percent": None}, 100, "on_time"),
        ({"stage": TaskStage.NOT_STARTED, "percent": None}, 0, "far_behind"),
        ({"stage": TaskStage.DONE, "percent": 25}, 25, "behind"),
    ):
        with runtime.database.write() as session:
            session.exec(update(Report).values(**said))
        first = listed(client, world)["items"][0]
        assert (first["share"]["reported"], first["light"]) == (reported, light)
    with runtime.database.write() as session:
        session.exec(update(Report).values(stage=TaskStage.UNDER_WAY, percent=None))
    assert listed(client, world)["items"][0]["share"] is None


def test_what_was_done_since_counts_more_than_a_percent_of_before(
    client: TestClient, world: World, case: Case, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        due = session.get_one(Return, case.due)
        due.state = ReturnState.SUBMITTED
        said: dict[str, Any] = {"return_id": due.id, "task_id": case.tasks["1"]}
        said |= {"unit_id": due.unit_id, "region_id": due.region_id}
        session.add(Report(**said, progress="全部完成", stage=TaskStage.DONE))
    first = listed(client, world)["items"][0]
    assert (first["share"]["as_of"], first["share"]["reported"]) == ("2023-06-30", 100)


def one_task(client: TestClient, world: World, case: Case, who: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/tasks/{case.tasks['1']}", headers=world.bearer(who))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_what_has_not_changed_since_is_behind_a_share_that_has_grown(
    client: TestClient, world: World, case: Case, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        due = session.get(Return, case.due)
        assert due is not None
        due.state = ReturnState.SUBMITTED
        said: dict[str, Any] = {"return_id": due.id, "task_id": case.tasks["1"]}
        said |= {"unit_id": due.unit_id, "region_id": due.region_id}
        session.add(Report(**said, no_change=True, no_change_reason="上半年没有安排"))
    first = listed(client, world)["items"][0]
    assert (first["share"]["as_of"], first["share"]["planned"]) == ("2023-06-30", 50)
    assert (first["light"], first["share"]["reported"], first["next_return"]) == (None, 40, None)

    with runtime.database.write() as session:
        session.exec(update(Return).values(state=ReturnState.RETURNED))
    assert listed(client, world)["items"][0]["share"] is None, "what was sent back says nothing"


def test_another_unit_sees_no_share_that_it_may_not_read(
    client: TestClient, world: World, case: Case
) -> None:
    assert one_task(client, world, case, "陈")["shares"]
    assert one_task(client, world, case, "周")["shares"] == []
    assert listed(client, world, "县民政局", "周")["items"][0]["share"] is None


def test_a_unit_that_owes_nothing_has_no_light(
    client: TestClient, world: World, case: Case
) -> None:
    first = listed(client, world, "县民政局", "周")["items"][0]
    assert (first["light"], first["next_return"]) == (None, None)


def test_a_member_of_a_group_sees_the_groups_task_marked_as_such(
    client: TestClient, world: World, case: Case
) -> None:
    (only,) = listed(client, world, "县教委", "林")["items"]
    assert (only["number"], only["via_group"]) == ("4", case.group)


def test_a_draft_shows_in_no_list(client: TestClient, world: World, case: Case) -> None:
    plans = {item["plan"]["id"] for item in listed(client, world)["items"]}
    assert plans == {case.plan}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"role": "lead"}, ["1", "3"]),
        ({"role": "responsible"}, ["2"]),
        ({"role": "supporting"}, []),
        ({"state": "in_progress"}, ["1", "2", "3"]),
        ({"state": "closed"}, []),
        ({"due_before": "2026-01-01"}, ["1", "2", "3"]),
        ({"due_before": "2025-12-31"}, []),
        ({"updated_since": "2023-01-02T08:00:00+08:00"}, ["2", "3"]),
        ({"sort": "updated", "limit": 2}, ["1", "2"]),
    ],
)
def test_the_list_can_be_narrowed(
    client: TestClient, world: World, case: Case, query: dict[str, Any], numbers: list[str]
) -> None:
    items = listed(client, world, **query)["items"]
    assert [item["number"] for item in items] == numbers


@pytest.mark.parametrize("sort", ["position", "updated"])
def test_pages_follow_one_another_without_a_gap_or_a_repeat(
    client: TestClient, world: World, case: Case, sort: str
) -> None:
    seen, cursor = [], None
    while True:
        query: dict[str, Any] = {"limit": 1, "sort": sort, "count": True}
        query |= {"cursor": cursor} if cursor else {}
        body = listed(client, world, **query)
        seen += [item["number"] for item in body["items"]]
        assert body["total"] == 3
        cursor = body["next"]
        if cursor is None:
            break
    assert seen == ["1", "2", "3"]


ABSURD = [
    ("cursor", "nonsense", 400),
    ("sort", "beauty", 422),
    ("role", "king", 422),
    ("state", "lost", 422),
    ("due_before", "tomorrow", 422),
    ("updated_since", "2023-01-01T00:00:00", 422),
    ("limit", "0", 422),
    ("limit", "201", 422),
    ("plan", "x", 422),
]


def test_an_absurd_question_gets_a_clear_answer(
    client: TestClient, world: World, case: Case
) -> None:
    address = f"/api/v1/units/{world.units['县残联']}/tasks"
    for name, value, status in ABSURD:
        answer = client.get(address, headers=world.bearer("陈"), params={name: value})
        assert answer.status_code == status, (name, value, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_cursor_of_other_filters_or_of_another_unit_is_refused(
    client: TestClient, world: World, case: Case
) -> None:
    cursor = listed(client, world, limit=1)["next"]
    for unit, who, query in (
        ("县残联", "陈", {"role": "lead"}),
        ("县残联", "陈", {"sort": "updated"}),
        ("县民政局", "林", {}),
    ):
        answer = client.get(
            f"/api/v1/units/{world.units[unit]}/tasks",
            headers=world.bearer(who),
            params={"cursor": cursor, **query},
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "wrong_cursor")


def test_a_liaison_of_another_unit_gets_403_and_of_another_county_404(
    client: TestClient, world: World, case: Case
) -> None:
    address = f"/api/v1/units/{world.units['县残联']}/tasks"
    near = client.get(address, headers=world.bearer("周"))
    assert (near.status_code, near.json()["code"]) == (403, "other_unit")
    far = client.get(address, headers=world.bearer("外"))
    assert (far.status_code, far.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("who", ["林", "领", "管"])
def test_those_of_the_county_see_every_units_list(
    client: TestClient, world: World, case: Case, who: str
) -> None:
    assert len(listed(client, world, "县残联", who)["items"]) == 3


def test_the_number_of_statements_does_not_grow_with_the_page(
    client: TestClient, world: World, case: Case, runtime: Runtime
) -> None:
    counts = []
    for limit in (1, 3):
        with statements(runtime) as seen:
            listed(client, world, limit=limit)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_what_was_said_is_found_by_the_tasks_and_not_among_all_returns(sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    statement = BY_UNIT.params(tasks=range(200), units=[1]).compile(
        engine, compile_kwargs={"render_postcompile": True, "literal_binds": True}
    )
    with engine.connect() as connection:
        told = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
    engine.dispose()
    details = [row.detail for row in told]
    assert any("report USING INDEX ix_report_task" in one for one in details), details
    assert any("returns USING INTEGER PRIMARY KEY" in one for one in details), details


def test_a_closed_task_is_done_whatever_is_owed(
    client: TestClient, world: World, case: Case, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        task = session.get(Task, case.tasks["1"])
        assert task is not None
        task.state = TaskState.CLOSED
    first = listed(client, world)["items"][0]
    assert (first["state_label"], first["light"]) == ("已办结", "done")


def test_a_coordinator_of_the_county_does_not_see_the_list_of_a_city_unit(
    client: TestClient, world: World, case: Case, runtime: Runtime
) -> None:
    with runtime.database.write() as session:
        county = session.get(Region, world.region)
        unit = session.get(Unit, world.units["县残联"])
        assert county is not None
        assert unit is not None
        above = identity.add_region(
            session, SYSTEM, code="500200", name="某市", level=RegionLevel.CITY
        )
        county.path, unit.region_id = f"{above.path}{county.code}/", above.id
    name = f"/units/{world.units['县残联']}"
    for address in (f"/api/v1{name}/tasks", name):
        assert client.get(address, headers=world.bearer("林")).status_code == 404
    assert client.get(f"/api/v1{name}", headers=world.bearer("林")).status_code == 200
