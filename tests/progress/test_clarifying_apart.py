"""Each name that waits to be clarified is clarified for itself."""

from app.reading.terms import Role
from tests.kinds import on_sqlite
from tests.progress.book import Book, Desk

__all__ = ["on_sqlite"]


def test_an_answer_for_one_name_leaves_the_others_of_its_task_and_role_open(
    book: Book, desk: Desk
) -> None:
    plan = book.add_plan(
        {
            "甲": (
                ("县残联", Role.LEAD),
                ("县移民局", Role.RESPONSIBLE),
                ("县水利局", Role.RESPONSIBLE),
            )
        }
    )
    path = f"/plans/{plan}/to_clarify"
    first = desk.get("林", path).json()["items"][0]["assignment_id"]
    answer = {"assignment_id": first, "units": [book.units["县民政局"]], "reason": "三定规定"}
    assert desk.send("林", "POST", path, answer).status_code < 300
    listed = desk.get("林", path).json()
    told = [(one["raw"], one["open"], one["named"]) for one in listed["items"]]
    assert told == [("县移民局", False, ["县民政局"]), ("县水利局", True, [])]


def test_another_role_for_a_name_leaves_it_answered(book: Book, desk: Desk) -> None:
    plan = book.add_plan({"甲": (("县残联", Role.LEAD), ("县移民局", Role.RESPONSIBLE))})
    path = f"/plans/{plan}/to_clarify"
    one = desk.get("林", path).json()["items"][0]["assignment_id"]
    answer = {"assignment_id": one, "units": [book.units["县民政局"]], "reason": "三定规定"}
    assert desk.send("林", "POST", path, answer).is_success
    change = {"action": "change_assignment", "assignment_id": one, "role": "supporting"}
    grounds = {"reason": "调整", "basis": "2号文", "organ": "县残工委", "decided_on": "2023-07-01"}
    body = grounds | {"changes": [change]}
    assert desk.send("林", "POST", f"/plans/{plan}/amendments", body).is_success
    told = [(i["role"], i["named"]) for i in desk.get("林", path).json()["items"]]
    assert told == [("supporting", ["县民政局"])]
