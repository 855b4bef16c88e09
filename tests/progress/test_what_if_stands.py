"""What a merge tried on paper foretells is what stands once it is carried out."""

import random
from datetime import date

import pytest
from sqlmodel import select

from app.kit import clock
from app.plans.holding.service import holders
from app.plans.models import Assignment
from app.reading.terms import Role
from tests.kinds import on_sqlite
from tests.progress.book import Book, Cells, Desk
from tests.progress.test_nothing_is_lost import reform

__all__ = ["on_sqlite"]

SEAT = "集合单位的任务"
NAMES = ("县残联", "县民政局", "县财政局", "县人力社保局", "县教委", "县乡村振兴局")


def drawn(chance: random.Random) -> dict[str, Cells]:
    """A matrix in which no unit stands twice in a task, and a task of a group."""
    return {SEAT: (("县级有关部门", Role.LEAD),)} | {
        f"任务{number}": tuple(
            (name, chance.choice(list(Role))) for name in chance.sample(NAMES, chance.randint(1, 4))
        )
        for number in range(12)
    }


def divided(desk: Desk, book: Book, chance: random.Random) -> None:
    """县教委 is split, and some of its tasks go to the second heir."""
    made = reform(desk, book, "split", "县教委", "县民政局", "县财政局", on="2023-05-01")
    path = f"/reforms/{made}/assignments"
    ids = [one["id"] for one in desk.get("林", path).json()["items"]]
    given = {
        "assignments": chance.sample(ids, len(ids) // 2) or ids,
        "unit_id": book.units["县财政局"],
    }
    assert desk.send("林", "POST", path, given).is_success


def own_tasks(desk: Desk, book: Book, unit: str) -> dict[int, str]:
    listed = desk.get("林", f"/units/{book.units[unit]}/tasks", limit=200).json()["items"]
    return {one["id"]: one["title"] for one in listed}


def cells_of(book: Book, unit: str, day: date) -> dict[int, list[Role]]:
    """By task, the roles of the cells that a unit holds."""
    found: dict[int, list[Role]] = {}
    with book.runtime.database.read() as session:
        held = holders(day).subquery()
        query = select(Assignment.task_id, Assignment.role).join(
            held, held.c.assignment_id == Assignment.id
        )
        for task, role in session.exec(query.where(held.c.unit_id == book.units[unit])):
            found.setdefault(task, []).append(Role(role))
    return found


@pytest.mark.parametrize("seed", [2, 3, 10])
def test_what_was_foretold_stands(book: Book, desk: Desk, seed: int) -> None:
    chance = random.Random(seed)
    book.add_plan(drawn(chance))
    divided(desk, book, chance)
    old, into = chance.sample([one for one in NAMES if one != "县教委"], 2)
    before = own_tasks(desk, book, into)
    asked = {"units": book.units[old], "into": book.units[into]}
    trial = desk.get("林", "/network/what_if", **asked).json()
    preview = {
        "kind": "merge",
        "effective_on": "2023-07-01",
        "basis": "方案",
        "predecessors": [book.units[old]],
        "successors": [{"unit_id": book.units[into]}],
    }
    told = desk.send("林", "POST", "/reforms/preview", preview).json()
    theirs = {task for task, title in own_tasks(desk, book, old).items() if title != SEAT}
    reform(desk, book, "merge", old, into, on="2023-07-01")

    after = cells_of(book, into, clock.today())
    twice = {task for task, roles in after.items() if len(roles) > 1}
    conflicts = {task for task in twice if Role.LEAD in after[task] and len(set(after[task])) > 1}
    gained = {t: title for t, title in own_tasks(desk, book, into).items() if t not in before}
    seats = [one["name"] for one in trial["member_of"]]
    assert seats == (["县级有关部门"] if SEAT in gained.values() else [])
    moved = {task for task, title in gained.items() if title != SEAT}
    assert {one["task_id"] for one in trial["moved"]} == moved
    assert {one["task_id"] for one in trial["twice"]} == twice
    assert {one["task_id"] for one in trial["twice"] if one["conflict"]} == conflicts
    overlaps = {one["task_id"] for one in told["overlaps"]}
    assert overlaps == twice & theirs
    assert {one["task_id"] for one in told["overlaps"] if one["conflict"]} == conflicts & theirs
    assert sum(one["tasks"] for one in told["plans"]) == len(theirs)

    summary = desk.get("林", "/network/summary").json()
    (load,) = [one for one in summary["units"] if one["unit_id"] == book.units[into]]
    figures = ("leads", "first_leads", "responsible", "supporting", "total", "weight")
    assert [load[name] for name in figures] == [trial["after"][name] for name in figures]
    assert not [one for one in summary["units"] if one["unit_id"] == book.units[old]]
