"""How a coordinator settles who holds a task, and what follows from it."""

from typing import Any

from app.core.actor import SYSTEM
from app.kit import clock
from app.plans import service as plans
from app.plans.terms import AmendmentKind
from app.reading import terms as reading
from tests.kinds import on_sqlite
from tests.progress.claims.conftest import TITLES, Fair

__all__ = ["on_sqlite"]  # what the databases do differently stands in `test_together`


def test_a_confirmed_claim_stands_in_the_matrix_with_its_own_evidence(fair: Fair) -> None:
    claim = fair.offered("陈")
    fair.settle((claim, "lead"))
    (told,) = fair.book.events("plan.amended")
    assert told["amendment_kind"] == "claim"
    assert told["reason"] == "认领：陈 2023-07-10，林确认"
    (settled,) = fair.book.events("claims.settled")
    line = settled["decisions"][str(claim)]
    assert (line["offered"], line["decision"]) == ("lead", "lead")
    assert line["assignment_id"] is not None


def test_all_or_nothing(fair: Fair) -> None:
    chen, zhou = fair.offered("陈"), fair.offered("周")
    answer = fair.settle((chen, "lead"), (zhou, "decline"))
    assert (answer.status_code, answer.json()["code"]) == (422, "settlement")
    assert answer.json()["errors"][0]["loc"] == ["body", "decisions", 1, "note"]
    assert fair.cells() == []
    assert {one["state"] for one in fair.on_task()["items"]} == {"offered"}
    assert fair.book.events("claims.settled") == []


def test_an_offer_that_came_while_the_form_was_open_is_not_passed_over(fair: Fair) -> None:
    chen = fair.offered("陈")
    seen = fair.desk.get("林", f"/tasks/{fair.task}/claims").headers["etag"]
    zhou = fair.offered("周")
    stale = fair.settle((chen, "lead"), etag=seen)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert [one["id"] for one in stale.json()["current"]["items"]] == [chen, zhou]
    left = fair.settle((chen, "lead"))
    assert (left.status_code, left.json()["code"]) == (409, "offers_left")
    assert fair.cells() == []


def test_who_became_lead_meanwhile_is_told_with_the_current_state(fair: Fair) -> None:
    chen = fair.offered("陈")
    with fair.book.runtime.database.write() as session:
        plans.assign_published(
            session,
            SYSTEM,
            fair.task,
            fair.unit("县财政局"),
            reading.Role.LEAD,
            kind=AmendmentKind.AMENDMENT,
            grounds=plans.Grounds(
                "职责调整", basis="1号", organ="县政府", decided_on=clock.today()
            ),
        )
    answer = fair.settle((chen, "lead"))
    assert (answer.status_code, answer.json()["code"]) == (409, "lead_taken")
    assert answer.json()["current"]["led_by"] == "县财政局"
    late = fair.offer("周")
    assert (late.status_code, late.json()["code"]) == (409, "lead_taken")
    assert fair.settle((chen, "responsible")).status_code == 200
    assert fair.cells() == [("县财政局", "lead", True), ("县残联", "responsible", False)]


def test_a_settlement_sent_twice_is_done_once(fair: Fair) -> None:
    chen = fair.offered("陈")
    assert fair.settle((chen, "lead")).status_code == 200
    again = fair.settle((chen, "lead"))
    assert (again.status_code, again.json()["code"]) == (409, "claim_ended")
    assert again.json()["current"]["led_by"] == "县残联"
    assert len(fair.cells()) == 1


def test_two_may_lead_when_it_is_said_who_files(fair: Fair) -> None:
    chen, zhou = fair.offered("陈"), fair.offered("周")
    assert fair.settle((chen, "lead"), (zhou, "lead")).json()["code"] == "settlement"
    fair.settle((chen, "lead"), (zhou, "lead"), first=zhou)
    assert sorted(fair.cells()) == [("县残联", "lead", False), ("县民政局", "lead", True)]


def test_a_declined_unit_reads_the_reason_and_may_offer_again(fair: Fair) -> None:
    chen, zhou = fair.offered("陈"), fair.offered("周")
    fair.settle((zhou, "decline", "与本职不符"))
    own = fair.desk.get("周", f"/claims/{zhou}").json()
    assert (own["state"], own["note"], own["decided_by"]) == ("declined", "与本职不符", "林")
    assert fair.on_task("陈")["items"][1]["note"] is None
    fair.offered("周", "supporting")
    assert fair.on_task("陈")["items"][0]["id"] == chen


def test_only_the_coordinator_of_the_plan_settles(fair: Fair) -> None:
    chen = fair.offered("陈")
    for who, status in (("陈", 403), ("周", 403), ("领", 403), ("管", 403), ("外", 404)):
        answer = fair.settle((chen, "lead"), who=who)
        assert answer.status_code == status, who
        if status == 403:
            assert answer.json()["code"] == "not_your_plan"


def test_a_claim_of_another_task_is_not_settled_here(fair: Fair) -> None:
    other = fair.offered("陈", task=fair.tasks[TITLES[1]])
    answer = fair.settle((other, "lead"))
    assert (answer.status_code, answer.json()["code"]) == (422, "settlement")


ABSURD: tuple[dict[str, Any], ...] = (
    {},
    {"decisions": []},
    {"decisions": [{"claim_id": 1}]},
    {"decisions": [{"claim_id": 1, "decision": "maybe"}]},
    {"decisions": [{"claim_id": 1, "decision": "decline", "note": "长" * 501}]},
    {"decisions": [{"claim_id": 1, "decision": "lead"}] * 101},
    {"decisions": [{"claim_id": 10**30, "decision": "lead"}]},
)


def test_a_settlement_is_held_to_its_form(fair: Fair) -> None:
    path = f"/tasks/{fair.task}/claims/settle"
    for body in ABSURD:
        assert fair.desk.send("林", "POST", path, body).status_code == 422, body
