"""Measures go with the task: who holds it after a reform writes them, and nobody else."""

from typing import Any

import pytest

from app.plans.models import Assignment
from app.reading.terms import Role
from tests.kinds import on_sqlite
from tests.progress.book import Book, Desk
from tests.progress.test_following import assignments

__all__ = ["on_sqlite"]


@pytest.fixture
def cell(book: Book) -> tuple[int, int]:
    """An assignment of 县教委, and its task."""
    plan = book.add_plan({"甲": (("县教委", Role.LEAD),)})
    book.generate(plan)
    with book.runtime.database.read() as session:
        [one] = assignments(session, book, plan, "县教委")
        return one, session.get_one(Assignment, one).task_id


def reform(desk: Desk, book: Book, kind: str, *heirs: str) -> str:
    made = desk.reform(kind, *(book.units[one] for one in ("县教委", *heirs)))
    return f"/reforms/{made}"


def add(desk: Desk, who: str, task: int, **body: Any) -> Any:
    return desk.send(who, "POST", f"/tasks/{task}/measures", {"text": "摸底", **body})


def test_after_a_split_the_unit_that_was_given_the_task_writes_and_the_principal_does_not(
    desk: Desk, book: Book, cell: tuple[int, int]
) -> None:
    one, task = cell
    path = reform(desk, book, "split", "县残联", "县民政局")
    chosen = {"assignments": [one], "unit_id": book.units["县民政局"]}
    assert desk.send("林", "POST", f"{path}/assignments", chosen).status_code == 200
    taken = add(desk, "林", task, unit_id=book.units["县残联"])
    assert (taken.status_code, taken.json()["code"]) == (409, "not_holding")
    assert add(desk, "周", task).status_code == 201


def test_after_a_merge_the_successor_goes_on_with_what_the_former_unit_wrote(
    desk: Desk, book: Book, cell: tuple[int, int]
) -> None:
    task, former = cell[1], book.units["县教委"]
    made = add(desk, "林", task, unit_id=former).json()["id"]
    reform(desk, book, "merge", "县民政局")
    assert desk.get("周", f"/measures/{made}").json()["text"] == "摸底"
    assert desk.send("周", "PATCH", f"/measures/{made}", {"text": "摸清底数"}).status_code == 200
    assert desk.send("周", "POST", f"/measures/{made}/end", {"outcome": "done"}).status_code == 200
    gone = add(desk, "林", task, unit_id=former, text="另一项")
    assert (gone.status_code, gone.json()["code"]) == (409, "unit_ended")


def test_what_the_former_unit_was_doing_stands_on_the_sheet_of_who_goes_on_with_it(
    desk: Desk, book: Book, cell: tuple[int, int]
) -> None:
    one, task = cell
    add(desk, "林", task, unit_id=book.units["县教委"])
    path = reform(desk, book, "split", "县残联", "县民政局")
    chosen = {"assignments": [one], "unit_id": book.units["县民政局"]}
    assert desk.send("林", "POST", f"{path}/assignments", chosen).is_success

    sheet = desk.get("林", f"/units/{book.units['县民政局']}/sheet", format="txt")
    assert "摸底" in sheet.text
    assert desk.get("林", f"/units/{book.units['县残联']}/sheet", format="txt").status_code == 404
