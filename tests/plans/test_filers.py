# ruff: noqa: F811 - a test names the fixtures of another folder, which are imported
"""Nobody of a group files until a coordinator says who, and names without a unit wait on a list."""

from typing import Any

import pytest

from app.core.errors import AppError
from app.jobs.worker import drain
from app.plans.filers import rules
from app.plans.filers.terms import Filing
from app.plans.terms import ReturnPeriod
from app.progress import jobs as progress_jobs
from app.progress.terms import ReturnState
from app.reading.terms import Role
from app.units.terms import UnitKind
from app.wiring import HANDLERS
from tests.progress.book import Book, Desk
from tests.progress.conftest import book, desk, monday  # noqa: F401 - fixtures

TOWNS = ("巫峡镇", "高唐街道", "庙宇镇")
MATRIX = {
    "入户核查": (("县残联", Role.LEAD), ("各乡镇（街道）", Role.RESPONSIBLE)),
    "康复站建设": (("各乡镇（街道）", Role.LEAD), ("县级机关", Role.SUPPORTING)),
    "庙宇镇试点": (("庙宇镇", Role.LEAD), ("县移民局", Role.SUPPORTING)),
}


@pytest.mark.parametrize(
    ("mode", "units", "members", "office", "code"),
    [
        (Filing.CHOSEN, (), (1, 2), None, "filers_missing"),
        (Filing.CHOSEN, (3,), (1, 2), None, "not_a_member"),
        (Filing.ALL, (1,), (1, 2), None, "filers_not_needed"),
        (Filing.ALL, (), (), None, "group_without_members"),
        (Filing.OFFICE, (), (1,), None, "no_office"),
    ],
)
def test_a_choice_that_cannot_be(
    mode: Filing, units: tuple[int, ...], members: tuple[int, ...], office: None, code: str
) -> None:
    with pytest.raises(AppError) as refused:
        rules.chosen(mode, units, members, office)
    assert refused.value.code == code


def test_who_files_anyway_sends_no_form_more() -> None:
    load = rules.load(range(26), {3, 4}, ReturnPeriod.QUARTER)
    assert (load.units, load.new, load.returns_a_year) == (26, 24, 96)


@pytest.fixture
def county(book: Book) -> Book:
    for name in TOWNS:
        book.add_unit(name, UnitKind.TOWNSHIP)
    book.add_unit("各乡镇（街道）", UnitKind.GROUP, TOWNS)
    book.add_unit("县级机关", UnitKind.GROUP)
    return book


@pytest.fixture
def plan(county: Book) -> int:
    made = county.add_plan(MATRIX, files=None)
    county.generate(made)
    return made


def owing(book: Book, plan: int) -> set[str]:
    found = book.returns(plan).items()
    return {unit for (unit, _), one in found if one.state is not ReturnState.WAIVED}


def choose(desk: Desk, book: Book, plan: int, mode: str, *units: str, who: str = "林") -> Any:
    path = f"/plans/{plan}/group_filings/{book.units['各乡镇（街道）']}"
    answer = desk.send(who, "PUT", path, {"mode": mode, "units": [book.units[u] for u in units]})
    drain(book.runtime, dict(HANDLERS))
    return answer


def test_members_are_told_of_the_groups_tasks_but_nobody_is_asked(
    county: Book,
    plan: int,
    desk: Desk,
) -> None:
    assert owing(county, plan) == {"县残联", "庙宇镇"}
    told = desk.get("林", "/dispatches", plan=plan).json()["items"]
    assert {one["unit"]["name"] for one in told} == {"县残联", *TOWNS}
    listed = desk.get("林", f"/units/{county.units['庙宇镇']}/tasks").json()["items"]
    assert [item["via_label"] for item in listed] == ["各乡镇（街道）", "各乡镇（街道）", None]
    assert [item["next_return"] is None for item in listed] == [True, True, False]
    own = county.returns(plan)["庙宇镇", "2023-H1"]
    rows = desk.get("林", f"/returns/{own.id}").json()["rows"]
    assert [row["title"] for row in rows] == ["庙宇镇试点"]
    assert desk.get("林", f"/plans/{plan}").json()["counts"]["groups_undecided"] == 1
    open_one, empty = desk.get("林", f"/plans/{plan}/group_filings").json()["items"]
    assert (open_one["open"], empty["open"]) == (True, False)
    assert {one["mode"]: one["returns_a_year"] for one in open_one["options"]}["all"] == 4


def test_a_choice_asks_those_and_only_those_and_can_be_changed(
    county: Book,
    plan: int,
    desk: Desk,
) -> None:
    assert choose(desk, county, plan, "chosen", "巫峡镇").status_code == 200
    assert owing(county, plan) == {"县残联", "庙宇镇", "巫峡镇"}
    one = county.returns(plan)["巫峡镇", "2023-H1"]
    rows = desk.get("林", f"/returns/{one.id}").json()["rows"]
    assert [row["title"] for row in rows] == ["入户核查", "康复站建设"]
    desk.submitted("林", one.id)
    assert choose(desk, county, plan, "all").status_code == 200
    assert owing(county, plan) == {"县残联", *TOWNS}
    assert choose(desk, county, plan, "none").status_code == 200
    left = county.returns(plan)
    assert left["巫峡镇", "2023-H1"].state is ReturnState.SUBMITTED
    assert {unit for unit, _ in left if unit != "巫峡镇"} == {"县残联", "庙宇镇", "高唐街道"}
    assert ("高唐街道", "2024-H1") not in left
    assert choose(desk, county, plan, "all").status_code == 200
    assert owing(county, plan) == {"县残联", *TOWNS}
    assert desk.get("林", f"/plans/{plan}").json()["counts"]["groups_undecided"] == 0


def test_who_joins_a_group_of_which_all_file_is_asked_next_morning(
    county: Book,
    plan: int,
    desk: Desk,
) -> None:
    choose(desk, county, plan, "all")
    county.add_unit("曲尺乡", UnitKind.TOWNSHIP)
    county.join("各乡镇（街道）", "曲尺乡")
    progress_jobs.catch_up(county.runtime, {})
    assert "曲尺乡" in owing(county, plan)


def test_the_office_may_file_for_all(county: Book, desk: Desk) -> None:
    office = county.units["县残联"]
    plan = county.add_plan(MATRIX, files=None, office_id=office)
    county.generate(plan)
    assert choose(desk, county, plan, "office").status_code == 200
    assert owing(county, plan) == {"县残联", "庙宇镇"}
    one = county.returns(plan)["县残联", "2023-H1"]
    rows = desk.get("林", f"/returns/{one.id}").json()["rows"]
    assert [(row["title"], row["role_label"]) for row in rows] == [
        ("入户核查", "牵头单位"),
        ("康复站建设", "牵头单位"),
    ]


def test_only_a_coordinator_chooses(county: Book, plan: int, desk: Desk) -> None:
    assert choose(desk, county, plan, "all", who="陈").status_code == 403
    assert choose(desk, county, plan, "all", who="外").status_code == 404
    assert choose(desk, county, plan, "everybody").status_code == 422
    assert choose(desk, county, plan, "chosen", "县残联").json()["code"] == "not_a_member"
    path = f"/plans/{plan}/group_filings/{county.units['县残联']}"
    assert desk.send("林", "PUT", path, {"mode": "all"}).status_code == 404


def test_names_without_a_unit_wait_until_somebody_names_them(
    county: Book,
    plan: int,
    desk: Desk,
) -> None:
    path = f"/plans/{plan}/to_clarify"
    told = desk.get("林", path).json()
    assert [(one["raw"], one["why"]) for one in told["items"]] == [
        ("县级机关", "group_without_members"),
        ("县移民局", "no_unit"),
    ]
    assert told["open"] == 2
    body = {
        "assignment_id": told["items"][0]["assignment_id"],
        "units": [county.units["县教委"]],
        "reason": "残工委会议议定",
    }
    assert desk.send("陈", "POST", path, body).status_code == 403
    assert desk.send("外", "POST", path, body).status_code == 404
    assert desk.send("林", "POST", path, {**body, "reason": " "}).status_code == 422
    assert desk.send("林", "POST", path, {**body, "assignment_id": 999_999}).status_code == 404
    made = desk.send("林", "POST", path, body)
    assert made.status_code == 201, made.text
    assert (made.json()["named"], made.json()["open"]) == (["县教委"], False)
    cells = desk.get("林", f"/tasks/{body_task(told)}").json()["assignments"]
    assert [cell["raw"] for cell in cells if cell["role"] == "supporting"] == ["县级机关", "县教委"]
    drain(county.runtime, dict(HANDLERS))
    assert "县教委" in owing(county, plan)
    assert desk.get("林", path).json()["open"] == 1
    assert desk.get("陈", path).status_code == 403


def body_task(told: Any) -> int:
    task: int = told["items"][0]["task_id"]
    return task
