"""Who reads measures: they are for the units of the task, and not for all who may read it."""

from typing import Any

from sqlmodel import col, update

from app.plans.models import Assignment, Plan
from app.reading.terms import Role
from tests.kinds import on_sqlite
from tests.progress.book import Book, Desk, Matter
from tests.progress.test_following import assignments

__all__ = ["on_sqlite"]


def texts(desk: Desk, who: str, task: int) -> list[str]:
    read: Any = desk.get(who, f"/tasks/{task}/measures")
    assert read.status_code == 200, read.text
    return [one["text"] for one in read.json()["items"]]


def add(desk: Desk, who: str, task: int, **body: Any) -> Any:
    return desk.send(who, "POST", f"/tasks/{task}/measures", {"text": "内部措施", **body})


def test_a_plan_in_the_library_opens_its_measures_to_nobody_else(
    book: Book, desk: Desk, matter: Matter
) -> None:
    task = matter.tasks["残疾儿童义务教育"]
    assert add(desk, "陈", task).status_code == 201
    with book.runtime.database.write() as session:
        published = update(Plan).where(col(Plan.id) == matter.plan)
        session.execute(published.values(library=True))
    assert texts(desk, "周", task) == []
    assert desk.get("周", "/measures").json()["items"] == []
    assert texts(desk, "陈", task) == ["内部措施"]


def test_a_unit_that_was_taken_out_reads_no_measure_of_the_others(book: Book, desk: Desk) -> None:
    plan = book.add_plan(
        {
            "甲": (("县教委", Role.LEAD), ("县民政局", Role.RESPONSIBLE)),
            "乙": (("县民政局", Role.LEAD),),
        }
    )
    book.generate(plan)
    with book.runtime.database.read() as session:
        first = assignments(session, book, plan, "县民政局")[0]
        task = session.get_one(Assignment, first).task_id
    assert add(desk, "林", task, unit_id=book.units["县教委"]).status_code == 201
    assert texts(desk, "周", task) == ["内部措施"]
    taken = {"action": "end_assignment", "assignment_id": first}
    done = desk.send(
        "林", "POST", f"/plans/{plan}/corrections", {"reason": "读错", "changes": [taken]}
    )
    assert done.status_code == 201, done.text
    assert texts(desk, "周", task) == []
