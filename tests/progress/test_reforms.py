"""Lists, returns and permissions follow a reform from its day on; what was printed stays."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.jobs.service import Handler
from app.jobs.worker import drain
from app.kit import clock
from app.plans.models import Plan
from app.plans.terms import PlanState
from app.progress.terms import ReturnState
from app.reading.terms import Role
from app.units import jobs as units_jobs
from app.units.terms import UnitKind
from app.wiring import HANDLERS
from tests.progress.book import Book, Desk

JUNE, AUGUST = "2023-06-01", "2023-08-01"
IN_AUGUST = datetime(2023, 8, 1, 1, 0, tzinfo=UTC)
MATRIX = {
    "防止返贫监测": (("县乡村振兴局", Role.LEAD), ("县农业农村委", Role.RESPONSIBLE)),
    "产业帮扶": (("县残联", Role.LEAD), ("县乡村振兴局", Role.RESPONSIBLE)),
    "农技培训": (("县农业农村委", Role.LEAD), ("县民政局", Role.RESPONSIBLE)),
}


@pytest.fixture
def farming(book: Book) -> Book:
    book.add_unit("县农业农村委", UnitKind.GOVERNMENT_DEPARTMENT)
    return book


@pytest.fixture
def plan(farming: Book) -> int:
    made = farming.add_plan(MATRIX)
    farming.generate(made)
    return made


def merge(book: Book, on: str = JUNE, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "merge",
        "effective_on": on,
        "basis": "《巫山县机构改革方案》",
        "predecessors": [book.units["县乡村振兴局"]],
        "successors": [{"unit_id": book.units["县农业农村委"]}],
        **changes,
    }


def ordered(desk: Desk, body: dict[str, Any], who: str = "林") -> dict[str, Any]:
    answer = desk.send(who, "POST", "/reforms", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def follow(book: Book) -> None:
    drain(book.runtime, handlers())


def handlers() -> dict[str, Handler]:
    return dict(HANDLERS)


def tasks(desk: Desk, book: Book, unit: str, who: str = "林", **query: Any) -> list[dict[str, Any]]:
    answer = desk.get(who, f"/units/{book.units[unit]}/tasks", **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_the_successors_list_holds_what_names_the_former_unit_and_says_so(
    farming: Book, plan: int, desk: Desk
) -> None:
    ordered(desk, merge(farming))
    items = tasks(desk, farming, "县农业农村委")
    assert [item["title"] for item in items] == list(MATRIX)
    assert [item["role"] for item in items] == ["lead", "responsible", "lead"]
    assert [item["via_label"] for item in items] == ["原县乡村振兴局", "原县乡村振兴局", None]
    assert items[0]["via_unit"] == farming.units["县乡村振兴局"]
    assert [cell["unit"] for cell in items[0]["assignments"]] == ["县乡村振兴局", "县农业农村委"]
    assert len(tasks(desk, farming, "县农业农村委", role="lead")) == 2
    listed = desk.get("林", "/tasks", unit=farming.units["县农业农村委"]).json()["items"]
    assert len(listed) == 3


def test_before_its_day_a_reform_changes_nothing_and_on_it_needs_no_job(
    farming: Book, plan: int, desk: Desk
) -> None:
    ordered(desk, merge(farming, AUGUST))
    follow(farming)
    assert len(tasks(desk, farming, "县农业农村委")) == 2
    assert ("县乡村振兴局", "2023-H2") in farming.returns(plan)
    with clock.frozen(IN_AUGUST):
        assert len(tasks(desk, farming, "县农业农村委")) == 3


def test_returns_that_lie_ahead_go_to_the_successor_and_what_was_submitted_stays(
    farming: Book, plan: int, desk: Desk
) -> None:
    first = farming.returns(plan)["县乡村振兴局", "2023-H1"]
    desk.submitted("林", first.id)
    ordered(desk, merge(farming))
    follow(farming)
    after = farming.returns(plan)
    assert after["县乡村振兴局", "2023-H1"].state is ReturnState.SUBMITTED
    assert {period for unit, period in after if unit == "县乡村振兴局"} == {"2023-H1"} | {
        period
        for (unit, period), one in after.items()
        if unit == "县乡村振兴局" and one.state is ReturnState.WAIVED
    }
    one = after["县农业农村委", "2023-H2"]
    rows = desk.get("林", f"/returns/{one.id}").json()["rows"]
    assert [row["title"] for row in rows] == list(MATRIX)
    follow(farming)
    assert farming.returns(plan) == after


def test_a_draft_of_the_former_unit_goes_into_the_successors_form(
    farming: Book, plan: int, desk: Desk
) -> None:
    returns = farming.returns(plan)
    for unit, words in (("县乡村振兴局", "监测三十户"), ("县农业农村委", "培训两期")):
        saved = desk.fill("林", returns[unit, "2023-H1"].id, progress=words)
        assert saved.status_code == 200
    ordered(desk, merge(farming))
    follow(farming)
    one = farming.returns(plan)["县农业农村委", "2023-H1"]
    said = {
        row["title"]: row["progress"] for row in desk.get("林", f"/returns/{one.id}").json()["rows"]
    }
    assert said == {
        "防止返贫监测": "培训两期\n原县乡村振兴局：监测三十户",
        "产业帮扶": "监测三十户",
        "农技培训": "培训两期",
    }
    gone = farming.returns(plan)["县乡村振兴局", "2023-H1"]
    assert gone.state is ReturnState.WAIVED


def test_returns_move_whole_where_the_successor_had_none(book: Book, desk: Desk) -> None:
    """县乡村振兴局 goes into 县人力社保局, which the plan does not name."""
    plan = book.add_plan({"产业帮扶": (("县乡村振兴局", Role.LEAD),)})
    book.generate(plan)
    before = {period: one.id for (_, period), one in book.returns(plan).items()}
    ordered(desk, merge_into(book, "县人力社保局"))
    follow(book)
    after = {
        period: one.id
        for (unit, period), one in book.returns(plan).items()
        if unit == "县人力社保局"
    }
    assert after == before


def merge_into(book: Book, successor: str) -> dict[str, Any]:
    return {
        "kind": "merge",
        "effective_on": JUNE,
        "basis": "方案",
        "predecessors": [book.units["县乡村振兴局"]],
        "successors": [{"unit_id": book.units[successor]}],
    }


def test_the_successors_liaison_reads_and_files_for_the_former_unit(book: Book, desk: Desk) -> None:
    """周 of 县民政局 reads the task that names 县教委 alone, once that went into 县民政局."""
    plan = book.add_plan({"义务教育": (("县教委", Role.LEAD),)}, title="教育规划")
    book.generate(plan)
    late = book.returns(plan)["县教委", "2023-H1"].id
    task = tasks(desk, book, "县教委")[0]["id"]
    assert desk.get("周", f"/tasks/{task}").status_code == 404
    body = {
        **merge_into(book, "县民政局"),
        "predecessors": [book.units["县教委"]],
        "effective_on": "2023-07-16",
    }
    ordered(desk, body)
    with clock.frozen(datetime(2023, 7, 19, 1, 0, tzinfo=UTC)):
        follow(book)
        assert desk.get("周", f"/tasks/{task}").status_code == 200
        assert desk.get("周", f"/plans/{plan}").status_code == 200
        overdue = desk.get("周", f"/returns/{late}").json()
        assert overdue["unit"]["name"] == "县教委"
        desk.submitted("周", late)
    assert desk.get("外", f"/tasks/{task}").status_code == 404


def test_two_reforms_one_after_the_other_hand_on_what_was_handed_on(
    farming: Book, plan: int, desk: Desk
) -> None:
    ordered(desk, merge(farming))
    second = {
        **merge_into(farming, "县人力社保局"),
        "predecessors": [farming.units["县农业农村委"]],
        "effective_on": "2023-07-01",
    }
    ordered(desk, second)
    items = tasks(desk, farming, "县人力社保局")
    assert [item["via_label"] for item in items] == [
        "原县乡村振兴局",
        "原县乡村振兴局",
        "原县农业农村委",
    ]


def test_a_reform_is_taken_back_while_nothing_rests_on_it(
    farming: Book, plan: int, desk: Desk
) -> None:
    made = ordered(desk, merge(farming))
    follow(farming)
    assert desk.send("陈", "DELETE", f"/reforms/{made['id']}").status_code == 403
    assert desk.send("林", "DELETE", f"/reforms/{made['id']}").status_code == 204
    follow(farming)
    assert len(tasks(desk, farming, "县农业农村委")) == 2
    owed = farming.returns(plan)["县乡村振兴局", "2023-H2"]
    assert owed.state in {ReturnState.PENDING, ReturnState.DRAFT}
    unit = desk.get("林", f"/units/{farming.units['县乡村振兴局']}").json()
    assert unit["valid_until"] is None
    assert desk.get("林", f"/reforms/{made['id']}").status_code == 404


def test_a_reform_stays_once_the_successor_has_filed_for_the_former_unit(
    farming: Book, plan: int, desk: Desk
) -> None:
    made = ordered(desk, merge(farming))
    follow(farming)
    desk.submitted("林", farming.returns(plan)["县农业农村委", "2023-H1"].id)
    refused = desk.send("林", "DELETE", f"/reforms/{made['id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "reform_in_use")


def test_the_preview_says_where_one_unit_would_be_lead_and_responsible(
    farming: Book, plan: int, desk: Desk
) -> None:
    told = desk.send("林", "POST", "/reforms/preview", merge(farming)).json()
    assert [(one["tasks"], one["leads"]) for one in told["plans"]] == [(2, 1)]
    assert [(one["title"], one["conflict"]) for one in told["overlaps"]] == [("防止返贫监测", True)]
    assert (told["moving"], told["merging"]) == (0, 6)
    assert desk.get("林", "/reforms").json()["items"] == []
    tried = desk.get(
        "林",
        "/network/what_if",
        units=farming.units["县乡村振兴局"],
        into=farming.units["县农业农村委"],
    ).json()
    assert (tried["moved_count"], tried["twice_count"], tried["conflict_count"]) == (1, 1, 1)


def test_what_cannot_be_leaves_nothing_behind(farming: Book, desk: Desk) -> None:
    own = [{"unit_id": farming.units["县乡村振兴局"]}]
    for body, code in (
        (merge(farming, successors=own), "reform_into_itself"),
        (merge(farming, predecessors=[999_999]), "not_found"),
        (merge(farming, predecessors=[farming.units["外县残联"]]), "not_found"),
        (merge(farming, basis="  "), "reform_basis_missing"),
        (merge(farming, "1066-10-14"), "reform_date"),
        (merge(farming, "2023-02-30"), "invalid"),
        (merge(farming, kind="split"), "reform_parties"),
        (merge(farming, successors=[{"name": "县残联", "kind": "institution"}]), "unit_name_taken"),
        (merge(farming, successors=[{"name": "新局"}]), "reform_parties"),
        (merge(farming, predecessors=[farming.units["县级有关部门"]]), "reform_of_group"),
    ):
        refused = desk.send("林", "POST", "/reforms", body)
        assert refused.json()["code"] == code, (body, refused.text)
    assert desk.send("陈", "POST", "/reforms", merge(farming)).status_code == 403
    assert desk.send("外", "POST", "/reforms", merge(farming)).status_code == 404
    assert desk.get("林", "/reforms").json()["items"] == []
    assert desk.get("林", "/units", q="新局").json()["items"] == []


def test_a_unit_that_the_reform_founds_is_there_from_its_day(farming: Book, desk: Desk) -> None:
    founded = [{"name": "县乡村建设局", "kind": "government_department"}]
    made = ordered(desk, merge(farming, successors=founded))
    unit = desk.get("林", f"/units/{made['successors'][0]['id']}").json()
    assert (unit["name"], unit["valid_from"]) == ("县乡村建设局", JUNE)


def test_the_name_of_a_merged_unit_stays_certain_and_points_to_its_successor(
    farming: Book, desk: Desk
) -> None:
    ordered(desk, merge(farming))
    found = desk.get("林", "/units/resolve", name="县乡村振兴局").json()
    assert (found["certainty"], found["unit"]["name"]) == ("exact", "县乡村振兴局")
    assert found["succeeded_by"]["unit"]["name"] == "县农业农村委"
    assert found["succeeded_by"]["since"] == JUNE


def test_a_new_name_comes_on_its_day_and_the_old_one_stays_certain(book: Book, desk: Desk) -> None:
    body = {
        "kind": "rename",
        "effective_on": AUGUST,
        "basis": "县委编办通知",
        "predecessors": [book.units["县教委"]],
        "new_name": "县教育局",
    }
    made = ordered(desk, body)
    unit = f"/units/{book.units['县教委']}"
    assert desk.get("林", unit).json()["name"] == "县教委"
    taken = desk.send("林", "POST", "/units", {"name": "县教育局", "kind": "institution"})
    assert taken.status_code == 409
    with clock.frozen(IN_AUGUST):
        for _ in range(2):
            units_jobs.carry_out_reforms(book.runtime, {})
        assert desk.get("林", unit).json()["name"] == "县教育局"
        for name in ("县教委", "县教育局"):
            found = desk.get("林", "/units/resolve", name=name).json()
            assert found["unit"]["id"] == book.units["县教委"]
        assert len(book.events("unit.renamed")) == 1
        assert desk.send("林", "DELETE", f"/reforms/{made['id']}").status_code == 204
        assert desk.get("林", unit).json()["name"] == "县教委"
        free = desk.get("林", "/units/resolve", name="县教育局").json()
        assert free["certainty"] != "alias"


def test_after_a_split_a_coordinator_says_who_holds_what(
    farming: Book, plan: int, desk: Desk
) -> None:
    body = merge(farming, kind="split", successors=[
        {"unit_id": farming.units["县农业农村委"]}, {"unit_id": farming.units["县人力社保局"]}
    ])  # fmt: skip
    made = ordered(desk, body)
    divided = desk.get("林", f"/reforms/{made['id']}/assignments").json()["items"]
    assert [(one["title"], one["unit_id"]) for one in divided] == [
        ("防止返贫监测", None),
        ("产业帮扶", None),
    ]
    path, other = f"/reforms/{made['id']}/assignments", farming.units["县人力社保局"]
    chosen = {"assignments": [divided[1]["id"]], "unit_id": other}
    assert desk.send("陈", "POST", path, chosen).status_code == 403
    assert (
        desk.send("林", "POST", path, {**chosen, "unit_id": farming.units["县残联"]}).status_code
        == 422
    )
    assert desk.send("林", "POST", path, {**chosen, "assignments": [999_999]}).status_code == 422
    assert desk.send("林", "POST", path, chosen).status_code == 200
    assert [item["title"] for item in tasks(desk, farming, "县人力社保局")] == ["产业帮扶"]
    assert [item["title"] for item in tasks(desk, farming, "县农业农村委")] == [
        "防止返贫监测",
        "农技培训",
    ]
    follow(farming)
    owed = farming.returns(plan)["县人力社保局", "2023-H2"]
    rows = desk.get("林", f"/returns/{owed.id}").json()["rows"]
    assert [row["title"] for row in rows] == ["产业帮扶"]
    sheet = desk.get("林", f"/units/{other}/sheet", plan=plan, format="txt").text
    assert "产业帮扶" in sheet
    assert "原县乡村振兴局" in sheet
    in_use = desk.send("林", "DELETE", f"/reforms/{made['id']}")
    assert in_use.json()["code"] == "reform_in_use"
    assert desk.send("林", "POST", path, {**chosen, "unit_id": None}).status_code == 200
    assert desk.send("林", "DELETE", f"/reforms/{made['id']}").status_code == 204


def test_what_was_said_in_a_plan_that_another_followed_holds_no_split_up(
    farming: Book, plan: int, desk: Desk
) -> None:
    """Nobody could revoke it: it is not listed any more."""
    other = farming.units["县人力社保局"]
    body = merge(farming, kind="split", successors=[
        {"unit_id": farming.units["县农业农村委"]}, {"unit_id": other}
    ])  # fmt: skip
    made = ordered(desk, body)
    path = f"/reforms/{made['id']}/assignments"
    said = {"assignments": [desk.get("林", path).json()["items"][0]["id"]], "unit_id": other}
    assert desk.send("林", "POST", path, said).status_code == 200
    with farming.runtime.database.write() as session:
        session.get_one(Plan, plan).state = PlanState.SUPERSEDED
    assert desk.get("林", path).json()["items"] == []
    assert desk.send("林", "DELETE", f"/reforms/{made['id']}").status_code == 204


def test_a_member_that_goes_into_another_hands_on_its_seat_in_a_group(
    book: Book, desk: Desk
) -> None:
    """县级有关部门 has 县残联 and 县乡村振兴局."""
    plan = book.add_plan({"督促检查": (("县级有关部门", Role.LEAD),)})
    book.generate(plan)
    ordered(desk, merge_into(book, "县人力社保局"))
    follow(book)
    item = tasks(desk, book, "县人力社保局")[0]
    assert item["via_label"] == "县级有关部门"
    asked = {
        unit
        for (unit, period), one in book.returns(plan).items()
        if one.state is ReturnState.PENDING
    }
    assert asked == {"县残联", "县人力社保局"}


def test_an_office_that_answers_upwards_now_stands_in_for_the_countys_own(
    book: Book, desk: Desk
) -> None:
    """沁水 still prints 县环保局; since the reform it is a branch of the city's 生态环境局."""
    book.add_unit("县环保局", UnitKind.GOVERNMENT_DEPARTMENT)
    book.add_plan({"环境执法": (("县环保局", Role.LEAD), ("县残联", Role.RESPONSIBLE))})
    founded = {"name": "市生态环境局沁水分局", "kind": "government_department"}
    body = {
        **merge_into(book, "县残联"),
        "predecessors": [book.units["县环保局"]],
        "successors": [founded],
    }
    branch = ordered(desk, body)["successors"][0]["id"]
    upwards = {"vertical": True, "serves_region_id": book.world.region}
    assert desk.send("林", "PATCH", f"/units/{branch}", upwards).status_code == 200
    items = desk.get("林", f"/units/{branch}/tasks").json()["items"]
    assert [(item["title"], item["via_label"]) for item in items] == [("环境执法", "原县环保局")]
    assert items[0]["assignments"][0]["raw"] == "县环保局"
