"""Several people at the same task, on both databases: each keeps them apart in its own way."""

import threading
from typing import Any

import pytest

from app.core.actor import SYSTEM, Role
from app.core.errors import AppError, ConflictError
from app.progress.claims import service
from app.progress.claims.service import NewClaim, Verdict
from app.progress.claims.terms import Decision
from app.reading import terms as reading
from tests.progress.claims.conftest import OPEN, TITLES, WORDS, Fair


def test_of_two_that_want_to_lead_one_does_and_the_other_holds_it_with_her(fair: Fair) -> None:
    chen, zhou = fair.offered("陈"), fair.offered("周")
    assert fair.on_task()["conflict"] is True
    answer = fair.settle((chen, "lead"), (zhou, "responsible", "负责救助部分"))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["led_by"], told["conflict"], told["task"]["gap"]) == ("县残联", False, None)
    assert [(one["state"], one["confirmed_role"]) for one in told["items"]] == [
        ("confirmed", "lead"),
        ("confirmed", "responsible"),
    ]
    assert fair.cells() == [("县残联", "lead", True), ("县民政局", "responsible", False)]
    assert OPEN not in [one["title"] for one in fair.claimable("陈", lack="all")]


def test_the_units_get_the_task_the_dispatch_and_their_returns(fair: Fair) -> None:
    chen, zhou = fair.offered("陈"), fair.offered("周", "supporting")
    assert fair.desk.get("周", "/returns").json()["items"] == []
    fair.settle((chen, "lead"), (zhou, "supporting"))
    fair.work()
    tasks = fair.desk.get("周", f"/units/{fair.unit('县民政局')}/tasks").json()["items"]
    assert [(one["title"], one["role"]) for one in tasks] == [(OPEN, "supporting")]
    (dispatch,) = fair.desk.get("周", "/dispatches").json()["items"]
    assert dispatch["plan"]["id"] == fair.plan
    returns = fair.desk.get("周", "/returns").json()["items"]
    assert [one["period"] for one in returns][:2] == ["2023-H2", "2024-H1"]
    rows = fair.desk.get("周", f"/returns/{returns[0]['id']}").json()["rows"]
    assert [one["title"] for one in rows] == [OPEN]
    assert fair.desk.get("周", f"/tasks/{fair.task}").status_code == 200


def test_the_lists_find_conflicts_open_tasks_and_text(fair: Fair) -> None:
    first, second = fair.offered("陈"), fair.offered("周")
    fair.offered("周", task=fair.tasks[TITLES[1]])
    found = fair.desk.get("林", "/claims", conflict=True, count=True).json()
    assert ([one["id"] for one in found["items"]], found["total"]) == ([second, first], 2)
    rest = fair.desk.get("林", "/claims", conflict=False).json()["items"]
    assert [one["task"]["title"] for one in rest] == [TITLES[1]]
    assert [one["title"] for one in fair.claimable("陈", q="保险", lack="all")] == [TITLES[1]]


# ---- at the same time ------------------------------------------------------------------------


def at_once(*acts: Any) -> list[object]:
    """What came of each: its answer, or its refusal."""
    results: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(index: int) -> None:
        gate.wait()
        try:
            results[index] = acts[index]()
        except AppError as refused:
            results[index] = refused

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_coordinators_at_once_settle_once(fair: Fair) -> None:
    chen, zhou = fair.offered("陈"), fair.offered("周")
    fair.hire("督", Role.COORDINATOR, None)
    results = at_once(
        lambda: fair.settle((chen, "lead"), (zhou, "decline", "不符")).status_code,
        lambda: fair.settle((zhou, "lead"), (chen, "decline", "不符"), who="督").status_code,
    )
    assert sorted(str(one) for one in results) == ["200", "409"]
    assert len(fair.cells()) == 1
    assert len(fair.book.events("claims.settled")) == 1


def test_a_unit_that_offers_while_the_task_is_settled_is_late_or_in_the_way(fair: Fair) -> None:
    """Never is an offer left on a task that has its lead."""
    chen = fair.offered("陈")
    offering, settling = at_once(
        lambda: fair.offer("周").status_code,
        lambda: fair.settle((chen, "lead")).status_code,
    )
    assert (offering, settling) in {(409, 200), (201, 409)}


def test_one_unit_offering_twice_at_once_has_one_offer(fair: Fair) -> None:
    database = fair.book.runtime.database

    def offer() -> bool:
        with database.write() as session:
            new = NewClaim(reading.Role.LEAD, WORDS, (), fair.unit("县财政局"), "赵")
            return service.offer(session, SYSTEM, fair.task, new).made

    assert sorted(str(one) for one in at_once(offer, offer)) == ["False", "True"]


def test_what_fails_in_the_middle_leaves_nothing_behind(fair: Fair) -> None:
    chen, zhou = fair.offered("陈"), fair.offered("周", "supporting")
    verdicts = [Verdict(chen, Decision.LEAD), Verdict(zhou, Decision.SUPPORTING)]
    database = fair.book.runtime.database
    with pytest.raises(ConflictError), database.write() as session:
        service.settle(session, SYSTEM, fair.task, verdicts)
        raise ConflictError
    assert fair.cells() == []
    assert {one["state"] for one in fair.on_task()["items"]} == {"offered"}
