"""What units set out to do for the tasks that they hold."""

from typing import Any

import pytest
from sqlmodel import col, select, update

from app.plans.models import Assignment, Task
from app.plans.terms import TaskState
from app.progress.models import Report
from tests.kinds import on_sqlite
from tests.progress.book import Book, Desk, Matter

__all__ = ["on_sqlite"]  # one kind is enough: nothing here is written otherwise on the other

OWN = {"text": "设 2 个评估点", "due_on": "2023-09-30", "responsible": "康复科 王某"}


@pytest.fixture
def task(matter: Matter) -> int:
    """县残联 leads it, 县民政局 is responsible."""
    return matter.tasks["护理类辅助器具适配"]


def add(desk: Desk, who: str, task: int, **changes: Any) -> Any:
    return desk.send(who, "POST", f"/tasks/{task}/measures", OWN | changes)


def added(desk: Desk, who: str, task: int, **changes: Any) -> int:
    answer = add(desk, who, task, **changes)
    assert answer.status_code == 201, answer.text
    measure_id: int = answer.json()["id"]
    return measure_id


def texts(desk: Desk, who: str, task: int) -> list[str]:
    found = desk.get(who, f"/tasks/{task}/measures").json()["items"]
    return [f"{one['unit']['name']}：{one['text']}" for one in found]


def test_the_unit_that_holds_a_task_gives_measures_and_who_holds_it_too_reads_them(
    desk: Desk, book: Book, task: int
) -> None:
    answer = add(desk, "陈", task)
    made = answer.json()
    assert answer.status_code == 201
    assert (made["written_by"], made["entered_by"], made["state"]) == ("陈", None, "active")
    assert (made["due_warning"], made["overdue"], made["position"]) == (None, False, 1)
    assert answer.headers["etag"] == '"1"'
    added(desk, "周", task, text="摸清需求底数")
    for who in ("陈", "周", "林", "领"):
        assert texts(desk, who, task) == ["县残联：设 2 个评估点", "县民政局：摸清需求底数"]
    assert desk.get("外", f"/tasks/{task}/measures").status_code == 404
    assert [one["text"] for one in book.events("measure.added")] == [
        "设 2 个评估点",
        "摸清需求底数",
    ]


def test_a_member_of_a_group_writes_under_what_the_group_holds(desk: Desk, matter: Matter) -> None:
    added(desk, "陈", matter.tasks["残疾儿童义务教育"])
    answer = add(desk, "周", matter.tasks["残疾儿童义务教育"])
    assert answer.status_code == 404


def test_measures_add_no_row_to_returns_and_no_task_to_lists(
    desk: Desk, book: Book, matter: Matter, task: int
) -> None:
    def rows() -> int:
        return len(desk.get("陈", f"/returns/{matter.federation}").json()["rows"])

    def tasks() -> Any:
        unit = book.units["县残联"]
        return desk.get("陈", f"/units/{unit}/tasks", count=True).json()["total"]

    before = rows(), tasks()
    for n in range(3):
        added(desk, "陈", task, text=f"措施{n}")
    assert (rows(), tasks()) == before
    desk.submitted("陈", matter.federation)
    with book.runtime.database.read() as session:
        assert len(session.exec(select(Report)).all()) == before[0]
    assert len(desk.get("林", f"/plans/{matter.plan}/matrix").json()["tasks"]) == 4


def test_a_change_keeps_what_stood_there_before(desk: Desk, book: Book, task: int) -> None:
    one = added(desk, "陈", task)
    answer = desk.send("陈", "PATCH", f"/measures/{one}", {"due_on": "2023-10-31"}, '"1"')
    changed = answer.json()
    assert (changed["version"], changed["due_on"], changed["text"]) == (
        2,
        "2023-10-31",
        OWN["text"],
    )
    (old,) = changed["history"]
    assert (old["version"], old["due_on"], old["written_by"]) == (1, "2023-09-30", "陈")
    (told,) = book.events("measure.changed")
    assert told["changes"] == {"due_on": ["2023-09-30", "2023-10-31"]}
    stale = desk.send("陈", "PATCH", f"/measures/{one}", {"text": "另写"}, '"1"')
    assert (stale.status_code, stale.json()["current"]["due_on"]) == (412, "2023-10-31")
    same = desk.send("陈", "PATCH", f"/measures/{one}", {"due_on": "2023-10-31"})
    assert len(same.json()["history"]) == 1


def test_a_measure_ends_and_comes_back_from_a_wrong_click(desk: Desk, task: int) -> None:
    first, second = added(desk, "陈", task), added(desk, "陈", task, text="第二项")
    path = f"/measures/{first}"
    refused = desk.send("陈", "POST", f"{path}/end", {"outcome": "dropped"})
    assert (refused.status_code, refused.json()["code"]) == (422, "reason_needed")
    ended = desk.send("陈", "POST", f"{path}/end", {"outcome": "dropped", "note": "已并入"}).json()
    assert (ended["state_label"], ended["note"]) == ("不再实施", "已并入")
    assert desk.send("陈", "PATCH", path, {"text": "x"}).json()["code"] == "measure_ended"
    assert [one["id"] for one in desk.get("陈", f"/tasks/{task}/measures").json()["items"]] == [
        second,
        first,
    ]
    back = desk.send("陈", "POST", f"{path}/reopen").json()
    assert (back["state"], back["note"], len(back["history"])) == ("active", None, 2)
    assert desk.send("陈", "POST", f"{path}/reopen").json()["code"] == "not_ended"


def test_the_order_is_the_units_own(desk: Desk, task: int) -> None:
    ids = [added(desk, "陈", task, text=f"措施{n}") for n in (1, 2, 3)]
    desk.send("陈", "PATCH", f"/measures/{ids[2]}", {"position": 1})
    assert texts(desk, "陈", task) == ["县残联：措施3", "县残联：措施1", "县残联：措施2"]


def test_a_date_after_the_task_or_the_plan_is_taken_with_a_warning(
    desk: Desk, book: Book, task: int
) -> None:
    assert add(desk, "陈", task, due_on="2026-01-01").json()["due_warning"] == (
        "晚于规划期末2025年12月31日"
    )
    past = add(desk, "陈", task, due_on="2023-07-09", text="早该办的").json()
    assert past["overdue"] is True


def test_the_same_again_is_the_first(desk: Desk, task: int) -> None:
    one = added(desk, "陈", task)
    again = add(desk, "陈", task)
    assert (again.status_code, again.json()["id"]) == (200, one)


def test_the_coordinator_writes_for_a_unit_that_holds_the_task(
    desk: Desk, book: Book, task: int
) -> None:
    assert add(desk, "林", task).json()["code"] == "unit_needed"
    made = add(desk, "林", task, unit_id=book.units["县民政局"]).json()
    assert (made["unit"]["name"], made["entered_by"]) == ("县民政局", "林")
    refused = add(desk, "林", task, unit_id=book.units["县财政局"])
    assert (refused.status_code, refused.json()["code"]) == (409, "not_holding")


def test_nobody_writes_for_others(desk: Desk, book: Book, task: int) -> None:
    one = added(desk, "陈", task)
    for who, status in (("周", 403), ("领", 403), ("管", 403), ("外", 404)):
        for method, path, body in (
            ("PATCH", "", {"text": "改写"}),
            ("POST", "/end", {"outcome": "done"}),
            ("POST", "/reopen", None),
        ):
            answer = desk.send(who, method, f"/measures/{one}{path}", body)
            assert answer.status_code == status, (who, path)
    stranger = add(desk, "周", task, unit_id=book.units["县残联"])
    assert (stranger.status_code, stranger.json()["code"]) == (403, "not_your_measure")


def test_who_no_longer_holds_the_task_writes_no_more_and_what_was_written_stays(
    desk: Desk, book: Book, task: int
) -> None:
    one = added(desk, "周", task)
    with book.runtime.database.write() as session:
        session.execute(
            update(Assignment)
            .where(col(Assignment.unit_id) == book.units["县民政局"])
            .values(unit_id=book.units["县财政局"])
        )
    assert (
        desk.send("周", "PATCH", f"/measures/{one}", {"text": "x"}).json()["code"] == "not_holding"
    )
    assert texts(desk, "林", task) == ["县民政局：设 2 个评估点"]


def test_nothing_is_written_under_a_task_that_is_over(desk: Desk, book: Book, task: int) -> None:
    with book.runtime.database.write() as session:
        session.execute(update(Task).values(state=TaskState.CLOSED))
    answer = add(desk, "陈", task)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_measures")


ABSURD: tuple[dict[str, Any], ...] = (
    {"text": ""},
    {"text": " \u3000"},
    {"text": "长" * 1001},
    {"due_on": "2023-02-30"},
    {"due_on": "0001-01-01"},
    {"due_on": "9999-12-31"},
    {"responsible": "名" * 101},
    {"state": "done"},
    {"unit_id": -1},
)


def test_a_measure_is_held_to_its_form(desk: Desk, task: int) -> None:
    for wrong in ABSURD:
        assert add(desk, "陈", task, **wrong).status_code == 422, wrong
    one = added(desk, "陈", task)
    for body in ({"position": 0}, {"position": 10**9}, {"text": ""}, {"outcome": "done"}):
        assert desk.send("陈", "PATCH", f"/measures/{one}", body).status_code == 422, body
    for body in ({}, {"outcome": "active"}, {"outcome": "done", "note": "长" * 501}):
        assert desk.send("陈", "POST", f"/measures/{one}/end", body).status_code == 422, body


def test_the_list_of_measures_is_narrowed_and_turned_page_by_page(
    desk: Desk, book: Book, task: int
) -> None:
    for n in (1, 2, 3):
        added(desk, "陈", task, text=f"措施{n}")
    added(desk, "周", task)

    def listed(who: str, **query: Any) -> Any:
        return desk.get(who, "/measures", **query).json()

    assert listed("林", count=True)["total"] == 4
    first = listed("林", unit=book.units["县残联"], limit=2)
    rest = listed("林", unit=book.units["县残联"], limit=2, cursor=first["next"])
    assert [one["text"] for one in first["items"] + rest["items"]] == ["措施1", "措施2", "措施3"]
    assert listed("外")["items"] == []
    assert listed("林", state="done")["items"] == []


def test_the_unit_sheet_prints_them_under_the_task(desk: Desk, book: Book, task: int) -> None:
    added(desk, "陈", task)
    path = f"/units/{book.units['县残联']}/sheet"
    text = desk.get("陈", path, format="txt").text
    assert "本单位措施：" in text
    assert "1. 设 2 个评估点（康复科 王某，2023年9月30日前）" in text
    assert "设 2 个评估点" in desk.get("陈", path, format="html").text
    assert desk.get("陈", path, format="pdf").content.startswith(b"%PDF")
    other = desk.get("周", f"/units/{book.units['县民政局']}/sheet", format="txt").text
    assert "设 2 个评估点" not in other
