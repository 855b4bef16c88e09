"""Proposals over REST and on the page: made, taken and left by a person, and by nobody else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.network.proposals.models import Proposal
from app.plans.models import Assignment, Plan
from app.plans.terms import PlanState
from app.units.models import Unit
from tests.cast import World
from tests.network.precedents.shelves import QUOTE, aid, elsewhere, prove
from tests.network.rows import LEAD, SUPPORTING, written
from tests.plans.desk import Desk

FUNCTIONS = {
    "县残联": "disabled_persons_federation",
    "县民政局": "civil_affairs",
    "县财政局": "finance",
}
GROUNDS = {
    "reason": "补充明确责任单位",
    "basis": "巫残工委〔2023〕2号",
    "organ": "县残工委",
    "decided_on": "2023-03-01",
}


@dataclass
class Shelf:
    """`plan` and `task` of 巫山县, `library` of 会宁县."""

    plan: int
    task: int
    library: int


@pytest.fixture
def desk(client: TestClient, runtime: Runtime, world: World) -> Desk:
    return Desk(client, runtime, world)


MakeShelf = Callable[..., Shelf]


@pytest.fixture
def make(runtime: Runtime, world: World) -> MakeShelf:
    def made(**changes: Any) -> Shelf:
        with written(runtime, world) as rows:
            for name, function in FUNCTIONS.items():
                rows.session.get_one(Unit, world.units[name]).function = function
            plan = rows.plan(**({"state": PlanState.DRAFT, "library": False} | changes))
            task = aid(rows, plan)
        with elsewhere(runtime, world) as rows:
            library = rows.plan(library=True, title="会宁县规划")
            cells = (("县残联", LEAD), ("县民政局", SUPPORTING), ("县财政局", SUPPORTING))
            prove(rows, library, aid(rows, library, *cells))
        return Shelf(plan, task, library)

    return made


@pytest.fixture
def shelf(make: MakeShelf) -> Shelf:
    return make()


def proposed(desk: Desk, shelf: Shelf) -> list[dict[str, Any]]:
    desk.send("POST", f"/plans/{shelf.plan}/propose", {}, status=201)
    items: list[dict[str, Any]] = desk.get(f"/plans/{shelf.plan}/proposals")["items"]
    return items


def held(desk: Desk, shelf: Shelf) -> list[tuple[str, str, str]]:
    task = desk.matrix(shelf.plan)[0]
    return [(one["unit"]["name"], one["role"], one["printed_label"]) for one in task["assignments"]]


def test_what_is_proposed_is_nobodys_assignment(desk: Desk, shelf: Shelf) -> None:
    made = desk.send("POST", f"/plans/{shelf.plan}/propose", {}, status=201)
    assert (made["tasks"], made["proposals"], made["replaced"]) == (1, 3, 0)
    found = desk.get(f"/plans/{shelf.plan}/proposals", count=True)
    assert found["total"] == 3
    lead = found["items"][0]
    assert (lead["role"], lead["unit"]["name"], lead["state"]) == ("lead", "县残联", "open")
    assert lead["reason"] == "1 份方案中 1 份由残联牵头"
    assert [one["quote"] for one in lead["sources"]] == [QUOTE]
    assert held(desk, shelf) == []
    event = desk.events("plan.division_proposed")[0]
    assert (event["proposed"], event["tasks"]) == (3, 1)


def test_one_that_is_accepted_becomes_an_assignment_in_the_word_of_the_precedent(
    desk: Desk, shelf: Shelf
) -> None:
    lead, *_ = proposed(desk, shelf)
    told = desk.send("POST", f"/proposals/{lead['id']}/accept", {})["items"][0]
    assert (told["state"], told["settled_by"]) == ("accepted", "林")
    assert held(desk, shelf) == [("县残联", "lead", "牵头单位")]
    assert told["assignment_id"] == desk.matrix(shelf.plan)[0]["assignments"][0]["id"]
    event = desk.events("proposal.accepted")[0]
    assert event["assignment_id"] == told["assignment_id"]
    assert len(event["from_tasks"]) == 1
    again = desk.send("POST", f"/proposals/{lead['id']}/accept", {}, status=409)
    assert again["code"] == "proposal_settled"


def test_a_whole_task_is_taken_at_once(desk: Desk, shelf: Shelf) -> None:
    proposed(desk, shelf)
    desk.send("POST", f"/tasks/{shelf.task}/proposals/accept", {})
    assert held(desk, shelf) == [
        ("县残联", "lead", "牵头单位"),
        ("县民政局", "supporting", "参与单位"),
        ("县财政局", "supporting", "参与单位"),
    ]
    desk.send("POST", f"/tasks/{shelf.task}/proposals/accept", {}, status=422)


def test_another_lead_of_a_task_is_left_with_the_first_and_told_so(
    desk: Desk, shelf: Shelf, runtime: Runtime, world: World
) -> None:
    with elsewhere(runtime, world) as rows:
        aid(rows, rows.plan(library=True, title="另一份"), ("县民政局", LEAD))
    found = proposed(desk, shelf)
    leads = [one["unit"]["name"] for one in found if one["role"] == "lead"]
    assert set(leads) == {"县民政局", "县残联"}
    desk.send("POST", f"/tasks/{shelf.task}/proposals/accept", {})
    states = {
        (one["unit"]["name"], one["role"]): one["state"]
        for one in desk.get(f"/plans/{shelf.plan}/proposals")["items"]
    }
    assert states[leads[0], "lead"] == "accepted"
    assert states[leads[1], "lead"] == "declined"
    assert all(event["for_another"] for event in desk.events("proposal.declined"))


def test_the_same_unit_is_not_taken_twice_for_a_task(
    desk: Desk, shelf: Shelf, runtime: Runtime, world: World
) -> None:
    with elsewhere(runtime, world) as rows:
        aid(rows, rows.plan(library=True), ("县民政局", LEAD), ("县残联", SUPPORTING))
    found = proposed(desk, shelf)
    twice = [{"id": one["id"]} for one in found if one["unit"]["name"] == "县残联"]
    assert len(twice) == 2
    path = f"/plans/{shelf.plan}/proposals/accept"
    assert desk.send("POST", path, {"proposals": twice}, status=409)["code"] == "named_twice"
    assert held(desk, shelf) == []
    desk.send("POST", path, {"proposals": twice[:1]})
    left = desk.get(f"/plans/{shelf.plan}/proposals")["items"]
    assert [one["state"] for one in left if one["id"] == twice[1]["id"]] == ["declined"]


def test_of_several_all_are_taken_or_none(desk: Desk, shelf: Shelf) -> None:
    lead, other, _ = proposed(desk, shelf)
    desk.send("POST", f"/proposals/{other['id']}/decline")
    both = {"proposals": [{"id": lead["id"]}, {"id": other["id"]}]}
    desk.send("POST", f"/plans/{shelf.plan}/proposals/accept", both, status=409)
    assert held(desk, shelf) == []
    strange = {"proposals": [{"id": lead["id"]}, {"id": 999_999}]}
    told = desk.send("POST", f"/plans/{shelf.plan}/proposals/accept", strange, status=422)
    assert told["code"] == "not_in_plan"
    wrong: list[dict[str, Any]] = [{"proposals": []}, {}, {"proposals": [{"id": "甲"}]}]
    for body in wrong:
        desk.send("POST", f"/plans/{shelf.plan}/proposals/accept", body, status=422)


def test_to_propose_again_replaces_what_is_open_alone(desk: Desk, shelf: Shelf) -> None:
    first, second, third = proposed(desk, shelf)
    desk.send("POST", f"/plans/{shelf.plan}/proposals/decline", {"ids": [second["id"]]})
    made = desk.send("POST", f"/plans/{shelf.plan}/propose", {}, status=201)
    assert (made["replaced"], made["proposals"], made["kept"]) == (2, 2, 1)
    now = {one["id"]: one["state"] for one in desk.get(f"/plans/{shelf.plan}/proposals")["items"]}
    assert now[second["id"]] == "declined"
    assert first["id"] not in now
    assert third["id"] not in now
    assert len(now) == 3


def test_what_a_person_has_begun_is_not_taken_from_him(desk: Desk, shelf: Shelf) -> None:
    lead, second, third = proposed(desk, shelf)
    desk.send("POST", f"/proposals/{lead['id']}/accept", {})
    made = desk.send("POST", f"/plans/{shelf.plan}/propose", {}, status=201)
    assert (made["replaced"], made["proposals"]) == (0, 0)
    desk.send("POST", f"/proposals/{second['id']}/accept", {})
    desk.send("POST", f"/proposals/{third['id']}/accept", {})
    assert len(held(desk, shelf)) == 3


def test_a_request_that_is_sent_twice_proposes_once(desk: Desk, shelf: Shelf) -> None:
    key = {"Idempotency-Key": "once"}
    for _ in range(2):
        made = desk.send("POST", f"/plans/{shelf.plan}/propose", {}, status=201, headers=key)
        assert made["replaced"] == 0


def test_where_the_unit_is_not_certain_a_person_says_which(
    desk: Desk, shelf: Shelf, runtime: Runtime, world: World
) -> None:
    with runtime.database.write() as session:
        session.get_one(Unit, world.units["县教委"]).function = FUNCTIONS["县残联"]
    lead, *_ = proposed(desk, shelf)
    assert lead["unit"] is None
    assert [one["name"] for one in lead["candidates"]] == ["县残联", "县教委"]
    path = f"/proposals/{lead['id']}/accept"
    assert desk.send("POST", path, {}, status=409)["code"] == "unit_not_certain"
    desk.send("POST", path, {"unit_id": 999_999}, status=404)
    desk.send("POST", path, {"unit_id": world.units["县残联"]})
    assert held(desk, shelf)[0][0] == "县残联"


def test_a_published_plan_changes_by_an_amendment_alone(desk: Desk, make: MakeShelf) -> None:
    shelf = make(state=PlanState.PUBLISHED)
    lead, *_ = proposed(desk, shelf)
    path = f"/proposals/{lead['id']}/accept"
    told = desk.send("POST", path, {}, status=409)
    assert told["code"] == "grounds_needed"
    assert "认领" in told["title"]
    desk.send("POST", path, {"grounds": {"reason": "因为"}}, status=422)
    desk.send("POST", path, {"grounds": GROUNDS})
    assert held(desk, shelf) == [("县残联", "lead", "牵头单位")]
    assert desk.events("proposal.accepted")[0]["unit_id"] == desk.world.units["县残联"]


def test_a_task_that_names_somebody_is_left_alone(
    desk: Desk, shelf: Shelf, runtime: Runtime, world: World
) -> None:
    with runtime.database.write() as session:
        session.add(
            Assignment(
                task_id=shelf.task,
                plan_id=shelf.plan,
                region_id=world.region,
                position=1,
                role=SUPPORTING,
                printed_label="参与单位",
                raw="某单位",
                name="某单位",
            )
        )
    assert proposed(desk, shelf) == []


# ---- who may ---------------------------------------------------------------------------------


def test_nobody_but_the_coordinator_proposes_or_settles(desk: Desk, shelf: Shelf) -> None:
    lead, *_ = proposed(desk, shelf)
    for who, status in (("管", 403), ("领", 403), ("陈", 404), ("外", 404)):
        for path, body in (
            (f"/plans/{shelf.plan}/propose", {}),
            (f"/plans/{shelf.plan}/proposals/accept", {"proposals": [{"id": lead["id"]}]}),
            (f"/plans/{shelf.plan}/proposals/decline", {"ids": [lead["id"]]}),
            (f"/proposals/{lead['id']}/accept", {}),
            (f"/proposals/{lead['id']}/decline", None),
            (f"/tasks/{shelf.task}/proposals/accept", {}),
        ):
            desk.send("POST", path, body, who=who, status=status)
    for who in ("管", "领"):
        assert len(desk.get(f"/plans/{shelf.plan}/proposals", who=who)["items"]) == 3
    for who in ("陈", "外"):
        desk.get(f"/plans/{shelf.plan}/proposals", who=who, status=404)
    assert held(desk, shelf) == []


def test_a_liaison_who_reads_the_plan_does_not_read_what_nobody_has_decided(
    desk: Desk, make: MakeShelf
) -> None:
    shelf = make(state=PlanState.PUBLISHED, library=True)
    proposed(desk, shelf)
    assert desk.get(f"/plans/{shelf.plan}/proposals", who="陈", status=403)["code"] == "forbidden"
    desk.get(f"/plans/{shelf.library}/proposals", who="陈", status=403)
    assert desk.get(f"/plans/{shelf.library}/proposals")["items"] == []


def test_a_plan_that_left_the_library_is_not_quoted_any_more(
    desk: Desk, shelf: Shelf, runtime: Runtime
) -> None:
    proposed(desk, shelf)
    with runtime.database.write() as session:
        session.get_one(Plan, shelf.library).library = False
    for one in desk.get(f"/plans/{shelf.plan}/proposals")["items"]:
        assert one["sources"] == []
        assert "份" not in one["reason"]
    page = desk.client.get(f"/plans/{shelf.plan}/proposals", headers=desk.world.bearer("林")).text
    assert QUOTE not in page
    assert "会宁县" not in page


def test_proposals_go_with_their_draft(desk: Desk, shelf: Shelf, runtime: Runtime) -> None:
    lead, *_ = proposed(desk, shelf)
    desk.send("POST", f"/proposals/{lead['id']}/accept", {})
    desk.send("DELETE", f"/plans/{shelf.plan}", status=204)
    with runtime.database.read() as session:
        count = select(func.count()).where(col(Proposal.plan_id) == shelf.plan)
        assert session.execute(count).scalar_one() == 0


# ---- the page --------------------------------------------------------------------------------


def test_the_page_takes_what_was_ticked_and_keeps_the_ticks_when_it_is_refused(
    desk: Desk, shelf: Shelf, runtime: Runtime, world: World
) -> None:
    with runtime.database.write() as session:
        session.get_one(Unit, world.units["县教委"]).function = FUNCTIONS["县残联"]
    lead, second, _ = proposed(desk, shelf)
    path, headers = f"/plans/{shelf.plan}/proposals", world.bearer("林")
    form = {"pick": [str(lead["id"]), str(second["id"])], "action": "accept"}
    refused = desk.client.post(path, data=form, headers=headers)
    assert refused.status_code == 409
    assert f'value="{lead["id"]}" checked' in refused.text
    assert held(desk, shelf) == []
    chosen = form | {f"unit-{lead['id']}": str(world.units["县残联"])}
    taken = desk.client.post(path, data=chosen, headers=headers)
    assert taken.headers["location"] == f"{path}?notice=proposals_accepted"
    assert [name for name, *_ in held(desk, shelf)] == ["县残联", "县民政局"]


STRANGE: list[dict[str, str]] = [
    {},
    {"action": "accept"},
    {"action": "accept", "pick": "甲"},
    {"action": "decline", "pick": "9" * 40},
    {"action": "nonsense", "pick": "1"},
    {"task": "0"},
    {"task": "甲"},
]


def test_a_strange_form_settles_nothing(desk: Desk, shelf: Shelf) -> None:
    proposed(desk, shelf)
    path, headers = f"/plans/{shelf.plan}/proposals", desk.world.bearer("林")
    for form in STRANGE:
        answer = desk.client.post(path, data=form, headers=headers)
        assert answer.status_code in (404, 422), form
    assert held(desk, shelf) == []


def test_the_page_of_a_published_plan_asks_for_grounds(desk: Desk, make: MakeShelf) -> None:
    shelf = make(state=PlanState.PUBLISHED)
    lead, *_ = proposed(desk, shelf)
    path, headers = f"/plans/{shelf.plan}/proposals", desk.world.bearer("林")
    form = {"pick": str(lead["id"]), "action": "accept"}
    wrong = desk.client.post(path, data=form | GROUNDS | {"decided_on": "三月"}, headers=headers)
    assert wrong.status_code == 422
    assert "决定日期：应为日期" in wrong.text
    assert "巫残工委〔2023〕2号" in wrong.text
    assert desk.client.post(path, data=form | GROUNDS, headers=headers).status_code == 303
    assert held(desk, shelf) == [("县残联", "lead", "牵头单位")]
