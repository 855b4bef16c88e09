"""The checks of a matrix over REST: drafts and published plans, one list, a person's word."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.core.actor import SYSTEM, Role
from app.identity import service as identity
from app.identity.models import Region
from app.identity.terms import RegionLevel
from app.plans.amending.rules import Grounds
from app.plans.finding_schemas import FindingOut
from app.plans.lint import service as lint
from app.plans.models import Plan, Task
from app.plans.service import end_assignment
from app.plans.terms import AmendmentKind
from tests.plans.desk import Desk
from tests.plans.documents import plan
from tests.plans.lint.conftest import Bench
from tests.plans.lint.documents import LIKE, ROWS, lacking, other
from tests.statements import statements


def city_above(desk: Desk) -> int:
    """A city that both counties of the cast belong to."""
    with desk.runtime.database.write() as session:
        city = identity.add_region(
            session, SYSTEM, code="500200", name="某市", level=RegionLevel.CITY
        )
        for region_id in (desk.world.region, desk.world.elsewhere):
            county = session.get_one(Region, region_id)
            county.parent_id, county.path = city.id, f"{city.path}{county.code}/"
        return city.id


def test_a_draft_and_a_published_plan_are_checked_alike(bench: Bench) -> None:
    bench.set(most_units=4)
    plan_id = bench.desk.draft(plan(ROWS))
    (one,) = bench.found(plan_id)
    task = bench.desk.matrix(plan_id)[1]
    assert one["key"] == f"too_many_units:{task['id']}"
    assert one["task"] == {"id": task["id"], "number": "2", "position": 2}
    assert (one["id"], one["severity"], one["related"]) == (None, "note", [])
    bench.desk.send("POST", f"/plans/{plan_id}/publish")
    assert bench.keys(plan_id) == [one["key"]]


def test_what_goes_out_has_the_published_shape(bench: Bench) -> None:
    bench.set(most_units=1)
    found = bench.desk.findings(bench.desk.draft(lacking()))
    assert {one["source"] for one in found} == {"reading", "lint"}
    for one in found:
        FindingOut.model_validate(one)


def test_what_the_reader_asks_is_not_asked_again_and_his_answer_is_the_answer(
    bench: Bench,
) -> None:
    rows = ["1\t做好康复。\t\t县残联、县教委", *ROWS[:1]]
    plan_id = bench.desk.draft(plan(rows))
    (asked,) = [one for one in bench.desk.findings(plan_id) if one["code"] == "no_lead"]
    assert (asked["source"], asked["key"]) == ("reading", f"reading:{asked['id']}")
    assert bench.keys(plan_id) == []
    bench.settle(plan_id, asked["key"])
    assert bench.keys(plan_id) == bench.keys(plan_id, settled=True) == []
    task = bench.desk.matrix(plan_id)[0]
    body = {"name": "县民政局", "role": "responsible"}
    bench.desk.send("POST", f"/tasks/{task['id']}/assignments", body, status=201)
    again = [one for one in bench.desk.findings(plan_id) if one["code"] == "no_lead"]
    asked_now = [one for one in again if not one["settled_at"]]
    assert len(asked_now) == 1, "the facts are others now: it is asked again, and once"


def test_a_word_with_a_note_settles_it_until_the_facts_change(bench: Bench) -> None:
    bench.set(most_units=3)
    plan_id = bench.desk.draft(plan(ROWS))
    (key,) = bench.keys(plan_id)
    bench.settle(plan_id, key, note="各单位分工见附件二")
    (settled,) = bench.found(plan_id, settled=True)
    assert (settled["settled_by"], settled["note"]) == ("林", "各单位分工见附件二")
    assert bench.keys(plan_id) == []
    (event,) = bench.desk.events("lint.settled")
    assert (event["key"], event["note"]) == (key, "各单位分工见附件二")
    task = bench.desk.matrix(plan_id)[1]
    gone, kept = task["assignments"][-1], f"/tasks/{task['id']}/assignments"
    bench.desk.send("DELETE", f"/assignments/{gone['id']}", status=204)
    assert bench.keys(plan_id, settled=True) == [key], "fewer units are no new fact"
    bench.desk.send("POST", kept, {"name": "县科协", "role": "responsible"}, status=201)
    assert bench.keys(plan_id) == [key]


def test_a_word_can_be_taken_back(bench: Bench) -> None:
    bench.set(most_units=3)
    plan_id = bench.desk.draft(plan(ROWS))
    (key,) = bench.keys(plan_id)
    bench.settle(plan_id, key)
    path = f"/plans/{plan_id}/findings/reopen"
    bench.desk.send("POST", path, {"key": key})
    assert bench.keys(plan_id) == [key]
    assert bench.desk.events("lint.reopened")[0]["by"] == "林"
    bench.desk.send("POST", path, {"key": key}, status=404)


def test_what_is_not_open_cannot_be_settled(bench: Bench) -> None:
    plan_id = bench.desk.draft(plan(ROWS))
    for key in ("too_many_units:1", "nonsense", "\x00", "reading:999999", "reading:x", "reading:"):
        bench.settle(plan_id, key, 404)
    bench.settle(plan_id, f"reading:{10**17}", 404)
    for key in ("", "x" * 81):
        bench.desk.send("POST", f"/plans/{plan_id}/findings/settle", {"key": key}, status=422)
    (asked, *_) = bench.desk.findings(plan_id)
    assert bench.settle(plan_id, asked["key"], 422, note="x")["code"] == "note_elsewhere"
    assert bench.settle(plan_id, "no_lead:1", 422, unit_id=1)["code"] == "not_a_name"


# ---- what stands in the way of publishing ----------------------------------------------------


def test_only_what_the_region_made_an_error_stands_in_the_way(bench: Bench) -> None:
    desk = bench.desk
    bench.set(most_units=3)
    free = desk.draft(plan(ROWS, title="巫山县“十四五”甲方案"))
    desk.send("POST", f"/plans/{free}/publish")
    bench.set(levels={"too_many_units": "error"})
    plan_id = desk.draft(plan(ROWS, title="巫山县“十四五”乙方案"))
    counts = desk.get(f"/plans/{plan_id}")["counts"]["open_findings"]
    assert (counts["error"], counts["lint"]) == (1, 1)
    refused = desk.send("POST", f"/plans/{plan_id}/publish", status=409)
    (key,) = [one["key"] for one in bench.found(plan_id) if one["severity"] == "error"]
    assert refused["errors"][0]["loc"] == ["findings", key]
    assert bench.settle(plan_id, key, 422)["code"] == "note_needed"
    bench.settle(plan_id, key, note="县政府常务会议已定")
    desk.send("POST", f"/plans/{plan_id}/publish")


# ---- who may see and say ---------------------------------------------------------------------


def test_a_liaison_sees_no_findings_and_a_stranger_no_plan(bench: Bench) -> None:
    desk = bench.desk
    bench.set(most_units=3)
    plan_id = desk.published(plan(ROWS))
    (key,) = [one for one in bench.keys(plan_id) if one.startswith("too_many")]
    desk.get(f"/plans/{plan_id}/findings", who="陈", status=403)
    assert desk.get(f"/plans/{plan_id}", who="陈")["counts"]["open_findings"]["lint"] == 0
    for who, status in (("陈", 403), ("领", 403), ("管", 403), ("外", 404)):
        for path in ("settle", "reopen"):
            url = f"/plans/{plan_id}/findings/{path}"
            desk.send("POST", url, {"key": key}, who=who, status=status)
    assert any(
        one["key"] == key for one in desk.get(f"/plans/{plan_id}/findings", who="领")["items"]
    )


def test_what_is_asked_about_a_precedent_is_for_its_own_region_alone(bench: Bench) -> None:
    """A plan of the library is for all to read; who said what of its faults is not."""
    desk = bench.desk
    bench.set(most_units=3)
    plan_id = desk.published(plan(ROWS))
    bench.settle(plan_id, bench.keys(plan_id)[0], note="各单位分工见附件二")
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    with desk.runtime.database.write() as session:
        session.get_one(Plan, plan_id).library = True
    assert desk.get(f"/plans/{plan_id}", who="邻")["counts"]["open_findings"]["lint"] == 0
    desk.get(f"/plans/{plan_id}/findings", who="邻", status=403)
    for path, status in ((f"/plans/{plan_id}", 200), (f"/plans/{plan_id}/lint", 403)):
        answer = desk.client.get(path, headers=desk.world.bearer("邻"))
        assert answer.status_code == status
        assert "配合单位过多" not in answer.text
        assert "各单位分工见附件二" not in answer.text


def test_who_kept_a_near_row_and_why_is_not_told_outside_the_region(bench: Bench) -> None:
    desk = bench.desk
    theirs = desk.published(plan(ROWS))
    draft = desk.draft(other())
    desk.send("POST", f"/plans/{draft}/publish")
    desk.work()
    (there,) = [one for one in bench.keys(theirs) if one.startswith("near_duplicate")]
    bench.settle(theirs, there, note="两个方案各管一段")
    (mine,) = bench.found(draft, settled=True)
    assert (mine["settled_by"], mine["note"]) == ("林", "两个方案各管一段")
    city = city_above(desk)
    with desk.runtime.database.write() as session:
        above = session.get_one(Plan, theirs)
        above.region_id, above.library = city, True
        for task in session.scalars(select(Task).where(col(Task.plan_id) == theirs)):
            task.region_id = city
    (mine,) = bench.found(draft, settled=True)
    assert (mine["settled_by"], mine["note"]) == (None, None)


# ---- the text and other plans ----------------------------------------------------------------


def test_a_unit_of_the_body_that_no_task_names_is_told_with_its_sentence(bench: Bench) -> None:
    plan_id = bench.desk.draft(lacking())
    (one,) = [it for it in bench.found(plan_id) if it["code"] == "unit_not_named"]
    (place,) = one["evidence"]
    assert place["quote"] == "县教委应当办好特殊教育。"
    assert one["tasks"] == []
    task = bench.desk.matrix(plan_id)[0]
    body = {"name": "县教委", "role": "responsible"}
    bench.desk.send("POST", f"/tasks/{task['id']}/assignments", body, status=201)
    assert "unit_not_named" not in bench.codes(plan_id)


def test_a_lost_text_is_no_fault_of_the_plan(bench: Bench) -> None:
    plan_id = bench.desk.draft(lacking())
    for digest in list(bench.desk.runtime.files.digests()):
        bench.desk.runtime.files.path(digest).unlink()
    assert "unit_not_named" not in bench.codes(plan_id)


def test_a_task_of_another_running_plan_is_told_on_both_and_answered_once(bench: Bench) -> None:
    first = bench.desk.published(other())
    second = bench.desk.published(plan(ROWS))
    (one,) = [it for it in bench.found(second) if it["code"] == "near_duplicate"]
    (related,) = one["related"]
    assert related["plan"] == {"id": first, "title": "巫山县“十四五”民政工作方案"}
    assert related["title"] == LIKE or LIKE.startswith(related["title"])
    assert 0.75 <= related["score"] < 1
    assert "near_duplicate" in bench.codes(first)
    bench.settle(second, one["key"], note="一份管审批，一份管发放")
    assert "near_duplicate" not in bench.codes(first)
    (told,) = bench.found(first, settled=True)
    assert told["note"] == "一份管审批，一份管发放"


def test_a_draft_is_compared_with_running_plans_and_no_plan_with_a_draft(bench: Bench) -> None:
    published = bench.desk.published(other())
    draft = bench.desk.draft(plan(ROWS))
    assert "near_duplicate" in bench.codes(draft)
    assert "near_duplicate" not in bench.codes(published)
    with bench.desk.runtime.database.write() as session:
        ended = session.get_one(Plan, published)
        ended.period_end = 2020
    assert "near_duplicate" not in bench.codes(draft), "a plan that is over asks nobody"


def test_the_text_of_a_plan_that_is_not_the_actors_to_read_is_never_told(bench: Bench) -> None:
    """Two counties copy the same text; their city reads both, and neither reads the other."""
    desk = bench.desk
    city_id = city_above(desk)
    desk.hire("市", Role.COORDINATOR, region=city_id)
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    own = desk.published(plan(ROWS))
    theirs = desk.draft(other("会宁县“十四五”民政工作方案"), who="邻")
    desk.send("POST", f"/plans/{theirs}/publish", who="邻")
    desk.work()
    of_city = desk.draft(other("某市“十四五”民政工作方案"), who="市")
    assert "near_duplicate" not in bench.codes(own), "a neighbour is neither above nor below"
    seen = desk.get(f"/plans/{of_city}/findings", who="市")["items"]
    (one,) = [it for it in seen if it["code"] == "near_duplicate"]
    assert {it["plan"]["id"] for it in one["related"]} == {own, theirs}
    desk.send("POST", f"/plans/{of_city}/publish", who="市")
    desk.work()
    assert "near_duplicate" not in bench.codes(own), "the city's plan is not the county's to read"


def test_what_an_amendment_ended_no_longer_counts(bench: Bench) -> None:
    desk = bench.desk
    plan_id = desk.published(plan(ROWS))
    task = desk.matrix(plan_id)[0]
    lead = next(one for one in task["assignments"] if one["role"] == "lead")
    with desk.runtime.database.write() as session:
        grounds = Grounds(
            reason="职责调整",
            basis="县政府专题会议纪要",
            organ="县人民政府",
            decided_on=date(2022, 6, 1),
        )
        end_assignment(session, SYSTEM, lead["id"], kind=AmendmentKind.AMENDMENT, grounds=grounds)
    assert f"no_lead:{task['id']}" in bench.keys(plan_id)


def test_two_units_that_a_reform_made_one_stand_twice_from_its_day_on(bench: Bench) -> None:
    """巫山's first row: 县乡村振兴局 leads, 县农业农村委 takes part; one joined the other."""
    desk = bench.desk
    body = {"name": "县农业农村委", "kind": "government_department", "region_id": desk.world.region}
    into = desk.send("POST", "/units", body, status=201)["id"]
    row = "1\t防止返贫监测。\t县乡村振兴局\t县农业农村委、县残联"
    plan_id = desk.published(plan([row]))
    assert "unit_in_both_roles" not in bench.codes(plan_id)
    reform = {
        "kind": "merge",
        "effective_on": "2023-06-01",
        "basis": "《巫山县机构改革方案》",
        "predecessors": [desk.world.units["县乡村振兴局"]],
        "successors": [{"unit_id": into}],
    }
    desk.send("POST", "/reforms", reform, status=201)
    (one,) = [it for it in bench.found(plan_id) if it["code"] == "unit_in_both_roles"]
    assert "“县乡村振兴局”“县农业农村委”都是“县农业农村委”" in one["message"]


# ---- what it costs ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 3, 500])
def test_the_checks_take_as_many_statements_whatever_the_size(bench: Bench, size: int) -> None:
    what = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(size)]
    rows = [f"{n}\t做好{text}。\t县残联\t县民政局、县财政局" for n, text in enumerate(what, 1)]
    plan_id = bench.desk.draft(plan(rows) if rows else b" \n")
    with bench.desk.runtime.database.read() as session, statements(bench.desk.runtime) as seen:
        row = session.get_one(Plan, plan_id)
        lint.findings(session, SYSTEM, row)
    assert len(seen) <= 13
