"""Who holds what after a split, when the matrix or the units change once more."""

from datetime import date
from typing import Any

import pytest

from app.core.actor import SYSTEM
from app.plans import service as plans
from app.plans.service import Grounds
from app.plans.terms import AmendmentKind
from app.reading.terms import Role
from tests.kinds import on_sqlite
from tests.progress.book import Book, Desk
from tests.progress.test_following import assignments

__all__ = ["on_sqlite"]  # one kind is enough: nothing here is written otherwise on the other

DECIDED = {"basis": "巫残工委〔2023〕2号", "organ": "县残工委", "decided_on": "2023-07-01"}


@pytest.fixture
def plan(book: Book) -> int:
    made = book.add_plan({"甲": (("县教委", Role.LEAD),), "乙": (("县教委", Role.LEAD),)})
    book.generate(made)
    return made


def split(desk: Desk, book: Book, old: str, new: tuple[str, str], on: str = "2023-06-01") -> str:
    made = desk.reform("split", *(book.units[one] for one in (old, *new)), on=on)
    return f"/reforms/{made}"


def give(desk: Desk, book: Book, reform: str, ids: list[int], unit: str | None) -> Any:
    chosen = {"assignments": ids, "unit_id": book.units[unit] if unit else None}
    return desk.send("林", "POST", f"{reform}/assignments", chosen)


def second(book: Book, plan: int) -> int:
    with book.runtime.database.read() as session:
        return assignments(session, book, plan, "县教委")[1]


def held(desk: Desk, book: Book, unit: str) -> list[str]:
    found = desk.get("林", f"/units/{book.units[unit]}/tasks").json()["items"]
    return [one["title"] for one in found]


HEIRS = ("县民政局", "县残联")


def test_another_role_leaves_an_assignment_with_the_successor_that_was_named(
    desk: Desk, book: Book, plan: int
) -> None:
    reform, one = split(desk, book, "县教委", HEIRS), second(book, plan)
    assert give(desk, book, reform, [one], "县残联").status_code == 200
    change = {"action": "change_assignment", "assignment_id": one, "role": "responsible"}
    body = {"reason": "调整", **DECIDED, "changes": [change]}
    done = desk.send("林", "POST", f"/plans/{plan}/amendments", body)
    assert done.status_code == 201, done.text
    assert (held(desk, book, "县民政局"), held(desk, book, "县残联")) == (["甲"], ["乙"])


def test_a_unit_set_right_holds_what_names_it_whatever_was_said_after_the_split(
    desk: Desk, book: Book, plan: int
) -> None:
    reform, one = split(desk, book, "县教委", HEIRS), second(book, plan)
    assert give(desk, book, reform, [one], "县残联").status_code == 200
    right = {
        "action": "change_assignment",
        "assignment_id": one,
        "unit_id": book.units["县财政局"],
    }
    body = {"reason": "读错", "changes": [right]}
    done = desk.send("林", "POST", f"/plans/{plan}/corrections", body)
    assert done.status_code == 201, done.text
    assert (held(desk, book, "县残联"), held(desk, book, "县财政局")) == ([], ["乙"])


def test_what_was_said_of_an_assignment_that_ended_does_not_keep_a_split(
    desk: Desk, book: Book, plan: int
) -> None:
    reform, one = split(desk, book, "县教委", HEIRS), second(book, plan)
    assert give(desk, book, reform, [one], "县残联").status_code == 200
    why = Grounds("调整", basis="2号", organ="县残工委", decided_on=date(2023, 7, 1))
    with book.runtime.database.write() as session:
        plans.end_assignment(session, SYSTEM, one, kind=AmendmentKind.AMENDMENT, grounds=why)
    taken = desk.send("林", "DELETE", reform)
    assert taken.status_code == 204, taken.text


def test_the_second_split_of_a_successor_hands_on_what_was_given_to_it(
    desk: Desk, book: Book, plan: int
) -> None:
    first, one = split(desk, book, "县教委", HEIRS), second(book, plan)
    assert give(desk, book, first, [one], "县残联").status_code == 200
    later = split(desk, book, "县残联", ("县财政局", "县人力社保局"), on="2023-07-01")
    listed = desk.get("林", f"{later}/assignments").json()["items"]
    assert [(row["title"], row["unit_id"]) for row in listed] == [("乙", None)]
    assert held(desk, book, "县财政局") == ["乙"]
    assert give(desk, book, later, [one], "县人力社保局").status_code == 200
    assert (held(desk, book, "县财政局"), held(desk, book, "县人力社保局")) == ([], ["乙"])
    assert give(desk, book, later, [one], None).status_code == 200
    assert desk.send("林", "DELETE", later).status_code == 204
    assert (held(desk, book, "县民政局"), held(desk, book, "县残联")) == (["甲"], ["乙"])


def test_before_the_day_of_a_second_split_nothing_is_taken_from_its_holder(
    desk: Desk, book: Book, plan: int
) -> None:
    first, one = split(desk, book, "县教委", HEIRS), second(book, plan)
    assert give(desk, book, first, [one], "县残联").status_code == 200
    later = split(desk, book, "县残联", ("县财政局", "县人力社保局"), on="2023-09-01")
    refused = give(desk, book, later, [one], "县人力社保局")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_yet")
    assert held(desk, book, "县残联") == ["乙"]
