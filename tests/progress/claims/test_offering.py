"""How units find tasks that nobody holds, and offer to hold them."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, update

from app.core.actor import Role
from app.plans.models import Assignment, Plan, Task
from app.plans.terms import PlanState, TaskState
from app.reading.terms import Role as UnitRole
from app.reading.terms import Stage, TaskKind
from app.units.models import Unit
from tests.kinds import on_sqlite
from tests.progress.claims.conftest import LED, OPEN, TITLES, WORDS, Fair

__all__ = ["on_sqlite"]  # what the databases do differently stands in `test_together`


def write(fair: Fair) -> Any:
    return fair.book.runtime.database.write()


def stand(session: Session, fair: Fair, unit: str, role: UnitRole, *, collective: bool) -> None:
    session.add(
        Assignment(
            task_id=fair.task,
            plan_id=fair.plan,
            region_id=fair.book.world.region,
            unit_id=fair.book.units[unit],
            position=1,
            role=role,
            printed_label="责任单位",
            raw=unit,
            name=unit,
            collective=collective,
        )
    )


# ---- what is open ----------------------------------------------------------------------------


def test_chen_finds_the_tasks_that_name_nobody_though_none_of_them_names_her_unit(
    fair: Fair,
) -> None:
    found = fair.claimable("陈", count=True)
    assert [one["title"] for one in found] == list(TITLES)
    assert found[0]["text"] == OPEN
    assert {one["gap"] for one in found} == {"nobody"}
    assert fair.desk.get("陈", f"/tasks/{fair.task}").status_code == 404
    assert fair.desk.get("陈", f"/tasks/{fair.task}/claims").status_code == 200


def test_a_liaison_of_another_county_finds_nothing_and_gets_404(fair: Fair) -> None:
    assert fair.claimable("外") == []
    assert fair.desk.get("外", f"/tasks/{fair.task}/claims").status_code == 404
    assert fair.offer("外").status_code == 404
    assert fair.offer("外", task=999_999).status_code == 404


def test_a_task_that_somebody_leads_is_not_open_and_not_readable_this_way(fair: Fair) -> None:
    assert fair.offer("周", task=fair.tasks[LED]).status_code == 404


def test_a_collective_alone_leaves_a_task_open_and_a_unit_without_a_lead_too(fair: Fair) -> None:
    with write(fair) as session:
        stand(session, fair, "县级有关部门", UnitRole.LEAD, collective=True)
    assert fair.claimable("陈")[0]["gap"] == "collective"
    with write(fair) as session:
        stand(session, fair, "县财政局", UnitRole.RESPONSIBLE, collective=False)
    assert OPEN not in [one["title"] for one in fair.claimable("陈")]
    (found,) = fair.claimable("陈", lack="no_lead")
    assert (found["title"], found["gap"]) == (OPEN, "no_lead")
    assert len(fair.claimable("陈", lack="all")) == 3


CHANGES = (
    (Plan, "state", PlanState.DRAFT, PlanState.PUBLISHED),
    (Plan, "stage", Stage.CONSULTATION, Stage.ISSUED),
    (Task, "state", TaskState.CLOSED, TaskState.IN_PROGRESS),
    (Task, "state", TaskState.CANCELLED, TaskState.IN_PROGRESS),
    (Task, "kind", TaskKind.MEASURE, TaskKind.TASK),
)


def test_what_is_handed_to_nobody_is_not_listed(fair: Fair) -> None:
    for table, name, now, before in CHANGES:
        with write(fair) as session:
            session.execute(update(table).values({name: now}))
        assert fair.claimable("陈", lack="all") == [], now
        assert fair.offer("陈").status_code == 404, now
        with write(fair) as session:
            session.execute(update(table).values({name: before}))
    assert len(fair.claimable("陈", lack="all")) == 3


def test_the_list_is_narrowed_by_plan_and_by_text_and_turned_page_by_page(fair: Fair) -> None:
    assert fair.claimable("陈", plan=fair.plan + 1) == []
    assert [one["title"] for one in fair.claimable("陈", q="疫情")] == ["重大疫情中的保护"]
    assert fair.claimable("陈", q="100%_") == []
    first = fair.desk.get("陈", "/claimable", limit=2, count=True).json()
    assert (len(first["items"]), first["total"]) == (2, 3)
    rest = fair.desk.get("陈", "/claimable", limit=2, cursor=first["next"]).json()
    assert [one["title"] for one in rest["items"]] == [TITLES[2]]


def test_who_else_offered_is_shown_to_all_but_not_in_what_words(fair: Fair) -> None:
    fair.offered("陈", partners=[fair.unit("县财政局")])
    seen = fair.claimable("周")[0]
    assert seen["own_offer"] is None
    (offer,) = seen["other_offers"]
    assert (offer["unit"]["name"], offer["role_label"]) == ("县残联", "牵头")
    assert [one["name"] for one in offer["partners"]] == ["县财政局"]
    assert "words" not in offer
    assert fair.on_task("周")["items"][0]["words"] is None
    assert fair.on_task("林")["items"][0]["words"] == WORDS
    own = fair.claimable("陈")[0]
    assert (own["own_offer"]["unit"]["name"], own["other_offers"]) == ("县残联", [])


# ---- offering --------------------------------------------------------------------------------


def test_chen_offers_and_the_journal_says_so(fair: Fair) -> None:
    answer = fair.offer("陈", partners=[fair.unit("县民政局")])
    assert answer.status_code == 201
    made = answer.json()
    assert (made["state"], made["offered_by"], made["entered_by"]) == ("offered", "陈", None)
    assert (made["task"]["title"], made["unit"]["name"]) == (OPEN, "县残联")
    assert answer.headers["etag"] == '"1"'
    (told,) = fair.book.events("claim.offered")
    assert (told["role"], told["words"]) == ("lead", WORDS)
    assert told["unit_ids"] == [fair.unit("县残联")]


def test_the_same_again_is_the_first_and_something_else_is_a_conflict(fair: Fair) -> None:
    first = fair.offered("陈")
    again = fair.offer("陈")
    assert (again.status_code, again.json()["id"]) == (200, first)
    other = fair.offer("陈", "supporting")
    assert (other.status_code, other.json()["code"]) == (409, "already_offered")
    assert other.json()["claim_id"] == first
    assert other.json()["current"]["items"][0]["id"] == first
    assert len(fair.book.events("claim.offered")) == 1


def test_a_retry_with_its_key_gets_the_first_answer(fair: Fair) -> None:
    body = {"role": "lead", "words": WORDS}
    headers = fair.desk.world.bearer("陈") | {"Idempotency-Key": "abc"}
    path = f"/api/v1/tasks/{fair.task}/claims"
    first = fair.desk.client.post(path, json=body, headers=headers)
    again = fair.desk.client.post(path, json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert first.json()["id"] == again.json()["id"]


ABSURD: tuple[dict[str, Any], ...] = (
    {},
    {"role": "lead"},
    {"role": "lead", "words": ""},
    {"role": "lead", "words": " \u3000\n"},
    {"role": "lead", "words": "长" * 2001},
    {"role": "boss", "words": "x"},
    {"role": "lead", "words": "x", "partners": [1] * 21},
    {"role": "lead", "words": "x", "partners": [0]},
    {"role": "lead", "words": "x", "partners": [999_999]},
    {"role": "lead", "words": "x", "partners": ["县残联"]},
    {"role": "lead", "words": "x", "said_by": "名" * 51},
    {"role": "lead", "words": "x", "state": "confirmed"},
)


def test_an_offer_says_why_in_a_reasonable_length(fair: Fair) -> None:
    for body in ABSURD:
        answer = fair.desk.send("陈", "POST", f"/tasks/{fair.task}/claims", body)
        assert answer.status_code == 422, (body, answer.text)
    assert fair.on_task()["items"] == []


def test_hostile_text_is_kept_as_text_and_shown_as_text(fair: Fair) -> None:
    hostile = "<script>alert(1)</script>\x00\x1b'; DROP TABLE claim; --"
    made = fair.offer("陈", words=hostile).json()
    assert made["words"] == "<script>alert(1)</script>'; DROP TABLE claim; --"


def test_partners_are_units_of_the_region_and_not_the_own_one(fair: Fair) -> None:
    for partner in ("县残联", "外县残联"):
        answer = fair.offer("陈", partners=[fair.unit(partner)])
        assert (answer.status_code, answer.json()["code"]) == (422, "partners")
    twice = [fair.unit("县财政局")] * 2
    assert fair.offer("陈", partners=twice).json()["code"] == "partners"


def test_a_coordinator_enters_an_offer_in_the_words_of_the_unit(fair: Fair) -> None:
    assert fair.offer("林").json()["code"] == "unit_needed"
    assert fair.offer("林", unit_id=fair.unit("县财政局")).json()["code"] == "unit_needed"
    answer = fair.offer("林", unit_id=fair.unit("县财政局"), said_by="赵科长（电话）")
    made = answer.json()
    assert (made["offered_by"], made["entered_by"]) == ("赵科长（电话）", "林")
    assert made["unit"]["name"] == "县财政局"


def test_who_only_reads_does_not_offer(fair: Fair) -> None:
    for who in ("领", "管"):
        answer = fair.offer(who, unit_id=fair.unit("县财政局"), said_by="赵")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_your_claim"), who


def test_a_liaison_does_not_offer_for_another_unit(fair: Fair) -> None:
    answer = fair.offer("周", unit_id=fair.unit("县残联"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_claim")


def test_no_group_no_stranger_and_no_unit_that_is_gone_holds_a_task(fair: Fair) -> None:
    with write(fair) as session:
        gone = update(Unit).where(col(Unit.id) == fair.unit("县教委"))
        session.execute(gone.values(valid_until=date(2022, 12, 31)))
    for unit in ("县级有关部门", "县教委"):
        answer = fair.offer("林", unit_id=fair.unit(unit), said_by="某人")
        assert (answer.status_code, answer.json()["code"]) == (422, "not_of_the_region")
    assert fair.offer("林", unit_id=fair.unit("外县残联"), said_by="某人").status_code == 404


def test_a_branch_that_serves_the_county_finds_and_claims_too(fair: Fair) -> None:
    with write(fair) as session:
        branch = update(Unit).where(col(Unit.id) == fair.unit("外县残联"))
        session.execute(branch.values(serves_region_id=fair.book.world.region, vertical=True))
    assert len(fair.claimable("外")) == 3
    fair.offered("外")


# ---- changing and withdrawing ----------------------------------------------------------------


def test_an_offer_is_said_otherwise_until_it_is_decided(fair: Fair) -> None:
    claim = fair.offered("陈", partners=[fair.unit("县财政局")])
    new = {"role": "supporting", "partners": [fair.unit("县民政局")]}
    answer = fair.desk.send("陈", "PATCH", f"/claims/{claim}", new, '"1"')
    assert answer.status_code == 200, answer.text
    changed = answer.json()
    assert (changed["role"], changed["version"], changed["words"]) == ("supporting", 2, WORDS)
    assert [one["name"] for one in changed["partners"]] == ["县民政局"]
    (told,) = fair.book.events("claim.changed")
    assert told["changes"]["role"] == ["lead", "supporting"]
    stale = fair.desk.send("陈", "PATCH", f"/claims/{claim}", new, '"1"')
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)
    same = fair.desk.send("陈", "PATCH", f"/claims/{claim}", new)
    assert same.json()["version"] == 2


def test_what_was_withdrawn_stays_on_record_and_may_be_offered_anew(fair: Fair) -> None:
    claim = fair.offered("陈")
    path = f"/claims/{claim}/withdraw"
    answer = fair.desk.send("陈", "POST", path, {"reason": "与县民政局商定由其牵头"})
    assert (answer.json()["state"], answer.json()["note"]) == (
        "withdrawn",
        "与县民政局商定由其牵头",
    )
    again = fair.desk.send("陈", "POST", path)
    assert (again.status_code, again.json()["code"]) == (409, "claim_ended")
    assert fair.offered("陈") != claim
    assert [one["state"] for one in fair.on_task()["items"]] == ["withdrawn", "offered"]


def test_nobody_else_changes_or_withdraws_it(fair: Fair) -> None:
    claim = fair.offered("陈")
    for who, status in (("周", 404), ("外", 404), ("领", 403), ("管", 403)):
        for method, path in (("PATCH", ""), ("POST", "/withdraw")):
            answer = fair.desk.send(who, method, f"/claims/{claim}{path}", {})
            assert answer.status_code == status, who
    assert fair.on_task()["items"][0]["state"] == "offered"


def test_the_list_of_claims_is_the_own_units_for_a_liaison_and_all_for_the_coordinator(
    fair: Fair,
) -> None:
    first, second = fair.offered("陈"), fair.offered("周")
    fair.offered("周", task=fair.tasks[TITLES[1]])

    def ids(who: str, **query: Any) -> list[int]:
        return [one["id"] for one in fair.desk.get(who, "/claims", **query).json()["items"]]

    assert ids("陈") == [first]
    assert ids("外") == []
    assert len(ids("林")) == len(ids("领")) == 3
    assert ids("林", conflict=True) == [second, first]
    assert ids("林", unit=fair.unit("县残联")) == [first]
    assert ids("林", state="confirmed") == []
    assert fair.desk.get("陈", f"/claims/{first}").json()["conflict"] is True
    assert fair.desk.get("周", f"/claims/{first}").status_code == 404


def test_a_coordinator_of_another_office_reads_but_does_not_enter(fair: Fair) -> None:
    fair.hire("教", Role.COORDINATOR, "县教委")
    with write(fair) as session:
        session.execute(update(Plan).values(office_id=fair.unit("县残联")))
    assert len(fair.claimable("教")) == 3
    assert fair.offer("教", unit_id=fair.unit("县教委"), said_by="某").status_code == 403
