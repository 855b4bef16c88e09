"""Who sees what, and who may do what: each of the cast, and strangers."""

from typing import Any

import pytest

from app.core.actor import SYSTEM, Role
from app.plans.models import Assignment
from app.units import service as units
from app.units.terms import UnitKind
from tests.plans.browser import Browser
from tests.plans.desk import Desk
from tests.plans.documents import plan
from tests.units.wushan import city_and_county

READS = ("", "/matrix", "/indicators", "/findings")


def changes(desk: Desk, plan_id: int) -> list[tuple[str, str, Any]]:
    """Everything that changes a plan."""
    task = desk.matrix(plan_id)[0]
    asked = desk.findings(plan_id)[0]
    unit = task["assignments"][0]["id"]
    return [
        ("PATCH", f"/plans/{plan_id}", {"title": "另一个标题"}),
        ("POST", f"/plans/{plan_id}/publish", None),
        ("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", {}),
        ("POST", f"/plans/{plan_id}/tasks", {"text": "又一项任务。"}),
        ("PATCH", f"/tasks/{task['id']}", {"title": "改"}),
        ("PATCH", f"/tasks/{task['id']}", {"position": 2}),
        ("POST", f"/tasks/{task['id']}/split", {"offsets": [2]}),
        ("POST", f"/tasks/{task['id']}/merge", {"task_ids": [desk.matrix(plan_id)[1]["id"]]}),
        ("POST", f"/tasks/{task['id']}/assignments", {"name": "县教委", "role": "lead"}),
        ("PATCH", f"/assignments/{unit}", {"role": "supporting"}),
        ("DELETE", f"/assignments/{unit}", None),
        ("DELETE", f"/tasks/{task['id']}", None),
        ("DELETE", f"/plans/{plan_id}", None),
    ]


def test_without_a_token_nothing_is_shown(desk: Desk) -> None:
    plan_id = desk.draft()
    for path in ("", *(f"/{plan_id}{part}" for part in READS)):
        assert desk.client.get(f"/api/v1/plans{path}").status_code == 401
    assert desk.client.post("/api/v1/plans", files={"file": ("a.txt", b"x")}).status_code == 401
    assert list(desk.runtime.files.digests()) != [], "only the draft of 林 is stored"


@pytest.mark.parametrize("who", ["陈", "周", "外"])
def test_a_liaison_does_not_see_drafts(desk: Desk, who: str) -> None:
    plan_id = desk.draft()
    assert desk.get("/plans", who=who)["items"] == []
    for part in READS:
        desk.get(f"/plans/{plan_id}{part}", who=who, status=404)
    for method, path, body in changes(desk, plan_id):
        desk.send(method, path, body, who=who, status=404)


@pytest.mark.parametrize("who", ["管", "领"])
def test_the_leader_and_the_admin_read_drafts_but_change_nothing(desk: Desk, who: str) -> None:
    plan_id = desk.draft()
    for part in READS:
        desk.get(f"/plans/{plan_id}{part}", who=who)
    for method, path, body in changes(desk, plan_id):
        assert desk.send(method, path, body, who=who, status=403)["code"] == "forbidden"
    assert desk.post_file(plan(title="巫山县另一方案"), who=who).status_code == 403


@pytest.mark.parametrize("who", ["陈", "外"])
def test_a_liaison_uploads_nothing(desk: Desk, who: str) -> None:
    answer = desk.post_file(plan(), who=who)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert list(desk.runtime.files.digests()) == [], "what is refused is not stored"


def test_a_liaison_sees_the_published_rows_of_the_own_unit_whole(desk: Desk) -> None:
    plan_id = desk.published()
    chen, zhou = desk.matrix(plan_id, who="陈"), desk.matrix(plan_id, who="周")
    assert [task["number"] for task in chen] == ["1", "2"]
    assert [task["number"] for task in zhou] == ["1", "2", "3"]
    assert [one["raw"] for one in chen[0]["assignments"]] == ["县残联", "县民政局", "县财政局"]


def test_a_liaison_whose_unit_is_not_named_sees_nothing(desk: Desk) -> None:
    plan_id = desk.published()
    desk.hire("教", Role.LIAISON, unit="县乡村振兴局")
    desk.get(f"/plans/{plan_id}", who="教", status=404)
    desk.get(f"/plans/{plan_id}", who="外", status=404)
    assert desk.get("/plans", who="教")["items"] == []


def test_a_liaison_reads_a_published_plan_but_not_what_was_asked_about_it(desk: Desk) -> None:
    plan_id = desk.published()
    desk.get(f"/plans/{plan_id}/indicators", who="陈")
    assert desk.get(f"/plans/{plan_id}/findings", who="陈", status=403)["code"] == "forbidden"
    for method, path, body in changes(desk, plan_id):
        desk.send(method, path, body, who="陈", status=403)
    hidden = desk.matrix(plan_id)[2]["id"]
    desk.send("PATCH", f"/tasks/{hidden}", {"title": "改"}, who="陈", status=404)


def test_a_member_of_a_group_sees_the_rows_of_the_group(desk: Desk) -> None:
    with desk.runtime.database.write() as session:
        group = units.create_unit(
            session,
            SYSTEM,
            region_id=desk.world.region,
            name="县级有关部门",
            kind=UnitKind.GROUP,
        )
        units.add_member(session, SYSTEM, group_id=group.id, unit_id=desk.world.units["县教委"])
    desk.hire("教", Role.LIAISON, unit="县教委")
    rows = ("1\t普及助残知识。\t县残联\t县级有关部门", "2\t办好特殊教育。\t县残联\t县财政局")
    plan_id = desk.published(plan(rows))
    assert [task["number"] for task in desk.matrix(plan_id, who="教")] == ["1"]


def test_the_library_is_open_to_all_with_all_its_tasks(desk: Desk) -> None:
    plan_id = desk.published()
    desk.send("PATCH", f"/plans/{plan_id}", {"library": True})
    for who in ("外", "陈"):
        assert len(desk.matrix(plan_id, who=who)) == 3
    assert [one["id"] for one in desk.get("/plans", who="外")["items"]] == [plan_id]


def test_what_others_published_as_a_precedent_stands_apart_from_the_own_plans(desk: Desk) -> None:
    plan_id = desk.published()
    desk.send("PATCH", f"/plans/{plan_id}", {"library": True})
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    for who, own, library in (("林", [plan_id], []), ("陈", [plan_id], []), ("邻", [], [plan_id])):
        told = {
            scope: [one["id"] for one in desk.get("/plans", who=who, scope=scope)["items"]]
            for scope in ("own", "library")
        }
        assert told == {"own": own, "library": library}, who
    browser = Browser(desk)
    browser.sign_in("外")
    assert f"/plans/{plan_id}" not in browser.page("/plans")
    assert f"/plans/{plan_id}" in browser.page("/plans?scope=library")


def test_of_a_precedent_nobody_elsewhere_is_told_who_did_what_or_what_was_asked(desk: Desk) -> None:
    with desk.runtime.database.write() as session:
        county = desk.world.region
        kind = UnitKind.GROUP
        group = units.create_unit(session, SYSTEM, region_id=county, name="县级有关部门", kind=kind)
        units.add_member(session, SYSTEM, group_id=group.id, unit_id=desk.world.units["县教委"])
    rows = ("1\t普及助残知识。\t县残联\t县级有关部门", "2\t办好特殊教育。\t县残联\t县移民局")
    plan_id = desk.draft(plan(rows))
    desk.send("PUT", f"/plans/{plan_id}/group_filings/{group.id}", {"mode": "all"})
    desk.send("PATCH", f"/plans/{plan_id}", {"library": True})
    for one in desk.findings(plan_id):
        desk.send("POST", f"/plans/{plan_id}/findings/{one['id']}/settle", {})
    desk.send("POST", f"/plans/{plan_id}/publish")
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    for who, teller, decider in (("林", "林", "林"), ("陈", "林", "林"), ("邻", "巫山县", None)):
        (version,) = desk.get(f"/plans/{plan_id}/versions", who=who)["items"]
        (filing,) = desk.get(f"/plans/{plan_id}/group_filings", who=who)["items"]
        assert (version["imported_by"], filing["decided_by"]) == (teller, decider), who
    assert len(desk.get(f"/plans/{plan_id}/to_clarify", who="领")["items"]) == 1
    for who in ("邻", "陈"):
        desk.get(f"/plans/{plan_id}/to_clarify", who=who, status=403)
    browser = Browser(desk)
    browser.sign_in("外")
    assert "林" not in browser.page(f"/plans/{plan_id}/group_filings")
    assert "林" not in browser.page(f"/plans/{plan_id}/versions")


def test_a_library_draft_is_not_a_precedent_yet(desk: Desk) -> None:
    plan_id = desk.draft()
    desk.send("PATCH", f"/plans/{plan_id}", {"library": True})
    desk.get(f"/plans/{plan_id}", who="外", status=404)


def test_a_coordinator_of_another_county_sees_nothing_of_it(desk: Desk) -> None:
    plan_id = desk.published()
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    desk.get(f"/plans/{plan_id}", who="邻", status=404)
    for method, path, body in changes(desk, plan_id):
        desk.send(method, path, body, who="邻", status=404)


def test_a_plan_elsewhere_that_names_an_own_unit_is_read_when_published(desk: Desk) -> None:
    """A city's plan names a unit of the county: its coordinators read it, and change nothing."""
    rows = ("1\t指导基层工作。\t县残联\t",)
    desk.hire("邻", Role.COORDINATOR, region=desk.world.elsewhere)
    plan_id = desk.draft(plan(rows), who="邻")
    desk.get(f"/plans/{plan_id}", who="林", status=404)
    task = desk.matrix(plan_id, who="邻")[0]
    _link(desk, task["assignments"][0]["id"], "县残联")
    desk.send("POST", f"/plans/{plan_id}/publish", who="邻")
    assert len(desk.matrix(plan_id, who="林")) == 1
    assert [one["id"] for one in desk.get("/plans", who="林", scope="own")["items"]] == [plan_id]
    desk.send("PATCH", f"/plans/{plan_id}", {"library": True}, who="林", status=403)
    assert len(desk.matrix(plan_id, who="陈")) == 1


def _link(desk: Desk, assignment_id: int, unit: str) -> None:
    """As if the other region's registry knew the unit."""
    with desk.runtime.database.write() as session:
        one = session.get(Assignment, assignment_id)
        assert one is not None
        one.unit_id = desk.world.units[unit]


def test_an_office_writes_its_own_plans_and_reads_those_of_the_others(desk: Desk) -> None:
    desk.hire("残", Role.COORDINATOR, unit="县残联")
    desk.hire("民", Role.COORDINATOR, unit="县民政局")
    own = desk.draft(who="残")
    told = desk.get(f"/plans/{own}", who="民")
    assert told["office"] == {"id": desk.world.units["县残联"], "name": "县残联"}
    desk.send("PATCH", f"/plans/{own}", {"title": "新标题"}, who="残")
    desk.send("PATCH", f"/plans/{own}", {"title": "又一个"}, who="民", status=403)
    desk.send("PATCH", f"/plans/{own}", {"title": "督查室改的"}, who="林")


def test_an_office_uploads_for_no_other_office(desk: Desk) -> None:
    desk.hire("残", Role.COORDINATOR, unit="县残联")
    answer = desk.post_file(plan(), who="残", office_id=desk.world.units["县民政局"])
    assert answer.status_code == 403


def test_a_county_coordinator_writes_nowhere_else(desk: Desk) -> None:
    answer = desk.post_file(plan(), region_id=desk.world.elsewhere)
    assert answer.status_code == 404, "another county is not there for him"


def test_a_city_reads_what_its_counties_draft_but_does_not_write_it(desk: Desk) -> None:
    with desk.runtime.database.write() as session:
        city, county = city_and_county(session)
    desk.hire("市", Role.COORDINATOR, region=city)
    desk.hire("区", Role.COORDINATOR, region=county)
    plan_id = desk.draft(who="区")
    assert desk.get(f"/plans/{plan_id}", who="市")["region"]["name"] == "张店区"
    desk.send("PATCH", f"/plans/{plan_id}", {"title": "改"}, who="市", status=403)
    refused = desk.post_file(plan(title="另一方案"), who="市", region_id=county)
    assert refused.status_code == 403
