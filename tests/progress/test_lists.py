"""What each person finds in the lists of returns and reports."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.runtime import Runtime
from app.kit import clock
from app.reading.terms import Role
from tests.cast import World
from tests.progress.book import ASKED, LATER, PERIODS, Book, Desk, Matter, counted


def ids(answer: Any) -> list[int]:
    return [item["id"] for item in answer.json()["items"]]


def all_pages(desk: Desk, path: str, **query: Any) -> list[Any]:
    items, cursor = [], None
    while True:
        page = desk.get("林", path, **query, **({"cursor": cursor} if cursor else {})).json()
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            return items


def test_an_item_says_all_that_another_system_needs(desk: Desk, matter: Matter) -> None:
    with clock.frozen(LATER):
        item = desk.get("陈", "/returns", period="2023-H1").json()["items"][0]
    assert item == {
        "id": matter.federation,
        "url": f"/api/v1/returns/{matter.federation}",
        "unit": {"id": item["unit"]["id"], "name": "县残联"},
        "plan": {"id": matter.plan, "title": "巫山县“十四五”残疾人保障和发展规划"},
        "period": "2023-H1",
        "period_label": "2023年上半年",
        "state": "pending",
        "state_label": "待填报",
        "light": "overdue",
        "light_label": "逾期",
        "light_colour": "red",
        "opens_on": "2023-06-20",
        "due_on": "2023-07-14",
        "due_confirmed": True,
        "overdue_workdays": 3,
        "parts_due_on": None,
        "parts_filed_at": None,
        "only_parts": False,
        "entered_by": None,
        "on_behalf_of": None,
        "way": None,
        "way_label": None,
        "cleared_by": None,
        "cleared_on": None,
        "confirmed_by": None,
        "submitted_at": None,
        "submitted_by": None,
        "reviewed_at": None,
        "reviewed_by": None,
        "review_note": None,
        "version": 1,
        "updated_at": "2023-07-10T09:00:00+08:00",
    }


def test_overdue_is_told_by_the_clock(desk: Desk, matter: Matter) -> None:
    assert ids(desk.get("林", "/returns", overdue=True)) == []
    desk.submitted("周", matter.civil)
    with clock.frozen(LATER):
        overdue = desk.get("林", "/returns", overdue=True, count=True).json()
        rest = desk.get("林", "/returns", overdue=False, count=True).json()
    assert {item["unit"]["name"] for item in overdue["items"]} == set(ASKED) - {"县民政局"}
    assert {item["period"] for item in overdue["items"]} == {"2023-H1"}
    assert (overdue["total"], rest["total"]) == (3, 21)


def test_filters_narrow_the_list(desk: Desk, book: Book, matter: Matter) -> None:
    other = book.add_plan({"别的任务": (("县财政局", Role.LEAD),)}, title="另一方案")
    book.generate(other)
    desk.fill("陈", matter.federation)
    assert {item["plan"]["id"] for item in all_pages(desk, "/returns", plan=other)} == {other}
    assert ids(desk.get("林", "/returns", state="draft")) == [matter.federation]
    civil = book.units["县民政局"]
    assert len(ids(desk.get("林", "/returns", unit=civil))) == 6
    assert len(ids(desk.get("林", "/returns", period="2024-H2", plan=matter.plan))) == 4
    assert ids(desk.get("林", "/returns", unit=civil, state="draft")) == []


def test_the_earliest_is_first_unless_asked_otherwise(desk: Desk, matter: Matter) -> None:
    by_due = [item["due_on"] for item in all_pages(desk, "/returns", limit=5)]
    assert by_due == sorted(by_due)
    latest = [item["due_on"] for item in all_pages(desk, "/returns", limit=5, sort="-due_on")]
    assert latest == sorted(by_due, reverse=True)
    names = [item["unit"]["name"] for item in all_pages(desk, "/returns", limit=5, sort="unit")]
    assert list(dict.fromkeys(names)) == ["县残联", "县民政局", "县教委", "县乡村振兴局"]
    assert len(names) == 24


@pytest.mark.parametrize("sort", ["due_on", "-due_on", "unit"])
def test_pages_neither_repeat_nor_skip(desk: Desk, matter: Matter, sort: str) -> None:
    found = [item["id"] for item in all_pages(desk, "/returns", limit=7, sort=sort)]
    assert len(found) == len(set(found)) == 24


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"state": "nonsense"}, 422),
        ({"sort": "name"}, 422),
        ({"overdue": "perhaps"}, 422),
        ({"period": "2023-H3"}, 422),
        ({"period": "'; DROP"}, 422),
        ({"unit": "x"}, 422),
        ({"unit": 2**63}, 422),
        ({"plan": 0}, 422),
        ({"limit": 0}, 422),
        ({"limit": 201}, 422),
        ({"cursor": "nonsense"}, 400),
        ({"cursor": "W10"}, 400),
    ],
)
def test_an_unknown_value_is_told_so(
    desk: Desk, matter: Matter, query: dict[str, Any], status: int
) -> None:
    answer = desk.get("林", "/returns", **query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_cursor_holds_for_its_own_list_only(desk: Desk, matter: Matter) -> None:
    cursor = desk.get("林", "/returns", limit=1).json()["next"]
    assert desk.get("林", "/returns", limit=1, cursor=cursor).status_code == 200
    for other in ({"sort": "-due_on"}, {"plan": matter.plan}, {"overdue": True}):
        assert desk.get("林", "/returns", limit=1, cursor=cursor, **other).status_code == 400


def test_a_cursor_of_what_is_overdue_holds_for_a_day(desk: Desk, matter: Matter) -> None:
    with clock.frozen(LATER):
        cursor = desk.get("林", "/returns", limit=1, overdue=True).json()["next"]
        same = desk.get("林", "/returns", limit=1, overdue=True, cursor=cursor)
    with clock.frozen(LATER + timedelta(days=1)):
        tomorrow = desk.get("林", "/returns", limit=1, overdue=True, cursor=cursor)
    assert (same.status_code, tomorrow.status_code) == (200, 400)
    assert tomorrow.json()["code"] == "wrong_cursor"


@pytest.mark.parametrize(
    ("who", "seen"), [("林", 24), ("管", 24), ("领", 24), ("陈", 6), ("周", 6), ("外", 0)]
)
def test_each_person_sees_what_is_his_to_see(
    desk: Desk, matter: Matter, who: str, seen: int
) -> None:
    assert desk.get(who, "/returns", count=True).json()["total"] == seen
    assert desk.get(who, "/dispatches", count=True).json()["total"] == (seen + 5) // 6


# ---- of a unit -------------------------------------------------------------------------------


def test_the_returns_of_a_unit(desk: Desk, matter: Matter, world: World) -> None:
    path = f"/units/{world.units['县残联']}/returns"
    assert [item["period"] for item in desk.get("陈", path).json()["items"]] == list(PERIODS)
    assert len(ids(desk.get("林", path, period="2024-H1"))) == 1
    assert desk.get("外", path).status_code in {403, 404}
    assert desk.get("周", path).status_code == 403
    assert desk.get("林", "/units/999999/returns").status_code == 404


# ---- reports ---------------------------------------------------------------------------------


def test_the_reports_of_a_task_tell_also_who_has_not_said_anything(
    desk: Desk, matter: Matter
) -> None:
    desk.fill("陈", matter.federation, percent=60)
    task = matter.tasks["护理类辅助器具适配"]
    found = desk.get("林", "/reports", task=task, period="2023-H1").json()["items"]
    assert [(one["unit"]["name"], one["progress"], one["percent"]) for one in found] == [
        ("县残联", "已完成过半", 60),
        ("县民政局", "", None),
    ]
    assert found[0]["task"]["title"] == "护理类辅助器具适配"
    assert found[0]["return_url"] == f"/api/v1/returns/{matter.federation}"


def test_overdue_reports_are_the_rows_of_overdue_returns(desk: Desk, matter: Matter) -> None:
    desk.submitted("周", matter.civil)
    assert desk.get("林", "/reports", overdue=True).json()["items"] == []
    with clock.frozen(LATER):
        found = all_pages(desk, "/reports", overdue=True, limit=2)
    rows = [(one["unit"]["name"], one["task"]["number"]) for one in found]
    assert rows == [
        ("县残联", "1"),
        ("县残联", "2"),
        ("县残联", "3"),
        ("县残联", "4"),
        ("县教委", "3"),
        ("县乡村振兴局", "3"),
    ]
    assert {one["overdue_workdays"] for one in found} == {3}


@pytest.mark.parametrize(("who", "seen"), [("林", 8 * 6), ("陈", 24), ("周", 12), ("外", 0)])
def test_each_person_reads_the_reports_that_are_his_to_read(
    desk: Desk, matter: Matter, who: str, seen: int
) -> None:
    assert desk.get(who, "/reports", count=True).json()["total"] == seen


# ---- statements ------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "cost"), [("/returns", 5), ("/reports", 5), ("/dispatches", 2)])
def test_a_long_list_costs_as_many_statements_as_a_short_one(
    desk: Desk, runtime: Runtime, matter: Matter, *, path: str, cost: int
) -> None:
    counts = []
    for limit in (1, 200):
        with counted(runtime) as statements:
            assert desk.get("林", path, limit=limit).status_code == 200
        counts.append(len(statements))
    assert counts == [cost, cost]


def test_a_return_with_many_rows_costs_as_many_statements_as_one_with_few(
    desk: Desk, book: Book, runtime: Runtime, matter: Matter
) -> None:
    many = book.add_plan({f"任务{n}": (("县残联", Role.LEAD),) for n in range(30)})
    book.generate(many)
    large = book.returns(many)["县残联", "2023-H1"].id
    counts = []
    for one, rows in ((matter.federation, 4), (large, 30)):
        with counted(runtime) as statements:
            assert len(desk.get("陈", f"/returns/{one}").json()["rows"]) == rows
        counts.append(len(statements))
    assert counts == [15, 15]
