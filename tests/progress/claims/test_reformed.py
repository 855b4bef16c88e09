"""An offer goes on as that of whoever came after the unit that made it."""

from typing import Any

import pytest

from app.progress.claims import rules
from app.progress.claims.rules import Offer, Verdict
from app.progress.claims.terms import ClaimState, Decision
from app.reading.terms import Role
from tests.kinds import on_sqlite
from tests.progress.claims.conftest import OPEN, WORDS, Fair
from tests.progress.test_nothing_is_lost import reform

__all__ = ["on_sqlite"]


def settle(fair: Fair, *decisions: dict[str, Any]) -> Any:
    path = f"/tasks/{fair.task}/claims/settle"
    return fair.desk.send("林", "POST", path, {"decisions": list(decisions)})


def test_the_successors_liaison_reads_changes_and_withdraws_it(fair: Fair) -> None:
    one = fair.offered("周")
    path = f"/claims/{one}"
    assert fair.desk.get("陈", path).status_code == 404
    reform(fair.desk, fair.book, "merge", "县民政局", "县残联")
    told = fair.desk.get("陈", path).json()
    assert (told["unit"]["name"], told["words"]) == ("县民政局", WORDS)
    assert told["successors"] == [{"id": fair.unit("县残联"), "name": "县残联"}]
    (own,) = [i["own_offer"] for i in fair.claimable("陈") if i["own_offer"]]
    assert own["id"] == one
    listed = fair.desk.get("陈", "/claims", unit=fair.unit("县残联")).json()["items"]
    assert [i["id"] for i in listed] == [one]
    again = fair.offer("陈", "supporting")
    assert (again.status_code, again.json()["code"]) == (409, "already_offered")
    assert fair.desk.send("陈", "PATCH", path, {"role": "responsible"}).status_code == 200
    assert fair.desk.send("陈", "POST", f"{path}/withdraw").status_code == 200


def test_settling_it_enters_the_successor_and_says_who_had_offered(fair: Fair) -> None:
    one = fair.offered("周")
    reform(fair.desk, fair.book, "merge", "县民政局", "县残联")
    assert settle(fair, {"claim_id": one, "decision": "lead"}).status_code == 200
    assert fair.cells() == [("县残联", "lead", True)]
    told = fair.desk.get("林", f"/claims/{one}").json()
    assert (told["unit"]["name"], told["confirmed_unit"]["name"]) == ("县民政局", "县残联")
    assert "原县民政局" in fair.desk.get("林", f"/plans/{fair.plan}/amendments").text
    (line,) = fair.book.events("claims.settled")[0]["decisions"].values()
    assert line["holder_id"] == fair.unit("县残联")


def test_of_a_split_unit_the_coordinator_says_which_heir_is_to_hold_the_task(fair: Fair) -> None:
    one = fair.offered("周")
    reform(fair.desk, fair.book, "split", "县民政局", "县教委", "县财政局")
    page = fair.desk.client.get(
        f"/tasks/{fair.task}/claims", headers=fair.book.world.bearer("林")
    ).text
    assert f'name="unit-{one}"' in page
    assert "现为县教委、县财政局" in page
    refused = settle(fair, {"claim_id": one, "decision": "lead"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == ["body", "decisions", 0, "unit_id"]
    wrong = {"claim_id": one, "decision": "lead", "unit_id": fair.unit("县残联")}
    assert settle(fair, wrong).status_code == 422
    right = {"claim_id": one, "decision": "lead", "unit_id": fair.unit("县财政局")}
    assert settle(fair, right).status_code == 200
    assert fair.cells() == [("县财政局", "lead", True)]


def test_a_unit_that_holds_a_task_since_a_reform_may_not_offer_to_help_with_it(fair: Fair) -> None:
    plan = fair.book.add_plan({OPEN: (("县民政局", Role.SUPPORTING),)})
    fair.book.generate(plan)
    listed = fair.desk.get("林", "/claimable", plan=plan, lack="all").json()["items"]
    reform(fair.desk, fair.book, "merge", "县民政局", "县残联")
    refused = fair.offer("陈", "supporting", task=listed[0]["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "holds_already")


def test_two_offers_of_what_is_one_unit_now_are_not_both_confirmed() -> None:
    offers = [
        Offer(1, 11, "县残联", Role.LEAD, ClaimState.OFFERED),
        Offer(2, 12, "县民政局", Role.SUPPORTING, ClaimState.OFFERED, heirs=(11,)),
    ]
    both = [Verdict(1, Decision.LEAD), Verdict(2, Decision.SUPPORTING)]
    with pytest.raises(rules.SettlementError):
        rules.settled(offers, both, [])
    one = [Verdict(1, Decision.LEAD), Verdict(2, Decision.DECLINE, "已合并")]
    assert rules.settled(offers, one, []).holders == {1: 11}
