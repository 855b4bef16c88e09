"""What was asked about a draft, and how it is answered."""

from app.core.actor import SYSTEM
from app.units import service as units
from app.units.terms import UnitKind
from tests.plans.desk import Desk
from tests.plans.documents import plan

SLIP = "县人社力社保局"
ROWS = (
    f"1\t帮助残疾人就业。\t{SLIP}、县残联\t县财政局",
    f"2\t培训残疾人技能。\t县残联\t{SLIP}、县人力社保局",
    "3\t做好宣传。\t县残联\t县级有关部门",
)


def asked_about(desk: Desk, plan_id: int, name: str) -> dict[str, object]:
    return next(
        one for one in desk.findings(plan_id, "unknown_unit") if one["printed_name"] == name
    )


def units_of(desk: Desk, plan_id: int) -> dict[str, str | None]:
    return {
        one["raw"]: one["unit"]["name"] if one["unit"] else None
        for task in desk.matrix(plan_id)
        for one in task["assignments"]
    }


def test_naming_a_unit_settles_every_place_of_that_name(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    asked = asked_about(desk, plan_id, SLIP)
    body = {"unit_id": desk.world.units["县人力社保局"]}
    told = desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", body)
    (settled,) = [one for one in told["items"] if one["id"] == asked["id"]]
    assert settled["settled_by"] == "林"
    assert settled["settled_at"].endswith("+08:00")
    assert units_of(desk, plan_id)[SLIP] == "县人力社保局"
    event = next(one for one in desk.events("finding.settled") if one["printed_name"] == SLIP)
    assert (event["unit_id"], event["assignments"]) == (desk.world.units["县人力社保局"], 2)


def test_the_printed_name_stays_as_printed(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    asked = asked_about(desk, plan_id, SLIP)
    body = {"unit_id": desk.world.units["县人力社保局"], "remember": True}
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", body)
    assert SLIP in {one["raw"] for one in desk.matrix(plan_id)[0]["assignments"]}


def test_the_spelling_question_is_answered_along_with_the_name(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    assert desk.findings(plan_id, "spelling_variants")[0]["settled_at"] is None
    asked = asked_about(desk, plan_id, SLIP)
    body = {"unit_id": desk.world.units["县人力社保局"]}
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", body)
    assert desk.findings(plan_id, "spelling_variants")[0]["settled_at"]


def test_a_unit_that_now_stands_twice_in_a_task_is_asked_about(desk: Desk) -> None:
    """第 2 项 names the slip beside the right name: they turn out to be one unit."""
    plan_id = desk.draft(plan(ROWS))
    assert desk.findings(plan_id, "unit_repeated") == []
    asked = asked_about(desk, plan_id, SLIP)
    path = f"/plans/{plan_id}/findings/{asked['id']}/settle"
    desk.send("POST", path, {"unit_id": desk.world.units["县人力社保局"]})
    (repeated,) = desk.findings(plan_id, "unit_repeated")
    assert repeated["task"]["number"] == "2"
    assert "“县人社力社保局”“县人力社保局”都是“县人力社保局”" in repeated["message"]
    desk.send("POST", path, {"unit_id": desk.world.units["县教委"]})
    assert desk.findings(plan_id, "unit_repeated")[0]["settled_at"], "a second thought ends it"
    assert units_of(desk, plan_id)[SLIP] == "县教委"


def test_two_names_of_one_unit_in_both_columns_are_asked_about_at_once(desk: Desk) -> None:
    with desk.runtime.database.write() as session:
        units.add_alias(session, SYSTEM, unit_id=desk.world.units["县残联"], name="巫山县残联")
    plan_id = desk.draft(plan(["1\t办好赛事。\t县残联\t巫山县残联"]))
    (asked,) = desk.findings(plan_id, "unit_in_both_roles")
    assert asked["suggested_unit"]["name"] == "县残联"
    assert asked["severity"] == "warning"


def test_remembering_makes_an_alias_that_other_drafts_learn_too(desk: Desk) -> None:
    first = desk.draft(plan(ROWS))
    other = desk.draft(plan(ROWS, title="巫山县“十四五”另一方案"))
    asked = asked_about(desk, first, SLIP)
    body = {"unit_id": desk.world.units["县人力社保局"], "remember": True}
    desk.send("POST", f"/plans/{first}/findings/{asked['id']}/settle", body)
    assert units_of(desk, other)[SLIP] is None
    desk.work()
    assert units_of(desk, other)[SLIP] == "县人力社保局"
    assert asked_about(desk, other, SLIP)["settled_by"] == "系统"
    (event,) = desk.events("plan.names_linked")
    assert (event["names"], event["assignments"]) == ({SLIP: desk.world.units["县人力社保局"]}, 2)


def test_what_a_person_said_of_one_row_is_not_overruled_by_the_registry(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    row = desk.matrix(plan_id)[0]["assignments"][0]
    desk.send("PATCH", f"/assignments/{row['id']}", {"unit_id": desk.world.units["县教委"]})
    with desk.runtime.database.write() as session:
        unit_id = desk.world.units["县人力社保局"]
        units.add_alias(session, SYSTEM, unit_id=unit_id, name=SLIP)
    desk.work()
    first, second, _ = desk.matrix(plan_id)
    assert first["assignments"][0]["unit"]["name"] == "县教委"
    assert [one["unit"]["name"] for one in second["assignments"] if one["raw"] == SLIP] == [
        "县人力社保局"
    ]


def test_an_alias_of_another_unit_cannot_be_taken_over(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    asked = asked_about(desk, plan_id, SLIP)
    with desk.runtime.database.write() as session:
        units.add_alias(session, SYSTEM, unit_id=desk.world.units["县教委"], name=SLIP)
    body = {"unit_id": desk.world.units["县人力社保局"], "remember": True}
    path = f"/plans/{plan_id}/findings/{asked['id']}/settle"
    assert desk.send("POST", path, body, status=409)["code"] == "unit_alias_taken"
    assert units_of(desk, plan_id)[SLIP] is None, "nothing is half done"


def test_a_new_unit_finds_its_open_names(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    with desk.runtime.database.write() as session:
        made = units.create_unit(
            session,
            SYSTEM,
            region_id=desk.world.region,
            name="县级有关部门",
            kind=UnitKind.GROUP,
        )
        group = made.id
    desk.work()
    (row,) = [
        one
        for task in desk.matrix(plan_id)
        for one in task["assignments"]
        if one["raw"] == "县级有关部门"
    ]
    assert (row["unit"]["id"], row["collective"]) == (group, True)
    desk.work()
    assert len(desk.events("plan.names_linked")) == 1, "run again, it finds nothing to do"


def test_a_group_that_is_not_registered_stays_open_and_is_asked_about_once(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    asked = asked_about(desk, plan_id, "县级有关部门")
    assert "集合名称" in str(asked["message"])
    assert units_of(desk, plan_id)["县级有关部门"] is None
    assert desk.findings(plan_id, "collective_unit") == []


def test_published_plans_learn_no_names_behind_their_back(desk: Desk) -> None:
    plan_id = desk.published(plan(ROWS))
    with desk.runtime.database.write() as session:
        unit_id = desk.world.units["县人力社保局"]
        units.add_alias(session, SYSTEM, unit_id=unit_id, name=SLIP)
    desk.work()
    assert units_of(desk, plan_id)[SLIP] is None
    asked = asked_about(desk, plan_id, SLIP)
    path = f"/plans/{plan_id}/findings/{asked['id']}/settle"
    desk.send("POST", path, {"unit_id": unit_id})
    assert units_of(desk, plan_id)[SLIP] == "县人力社保局"
    (made,) = desk.get(f"/plans/{plan_id}/corrections")["items"]
    assert made["reason"] == f"指明原文所印“{SLIP}”即县人力社保局"
    assert made["changes"][0]["before"] == {"unit_id": None, "unit": None}
    assert asked_about(desk, plan_id, SLIP)["settled_by"] == "林"
    desk.work()
    assert desk.get("/dispatches", unit=unit_id)["items"] != []


def test_a_name_may_be_left_as_printed(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    asked = asked_about(desk, plan_id, "县级有关部门")
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", {})
    assert asked_about(desk, plan_id, "县级有关部门")["settled_by"] == "林"
    assert desk.get(f"/plans/{plan_id}")["counts"]["unresolved_names"] == 2


def test_other_questions_are_settled_by_having_been_looked_at(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    note = desk.findings(plan_id, "no_due_dates")[0]
    path = f"/plans/{plan_id}/findings/{note['id']}/settle"
    desk.send("POST", path, {})
    before = len(desk.events("finding.settled"))
    desk.send("POST", path, {})
    assert len(desk.events("finding.settled")) == before, "a second look is no second event"
    told = desk.send("POST", path, {"unit_id": desk.world.units["县残联"]}, status=422)
    assert told["code"] == "not_a_name"


def test_unknown_units_and_findings_are_404(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    other = desk.draft(plan(title="巫山县“十四五”另一方案"))
    asked = asked_about(desk, plan_id, SLIP)
    path = f"/plans/{plan_id}/findings/{asked['id']}/settle"
    desk.send("POST", path, {"unit_id": 9_999}, status=404)
    desk.send("POST", path, {"unit_id": desk.world.units["外县残联"]}, status=404)
    desk.send("POST", f"/plans/{other}/findings/{asked['id']}/settle", {}, status=404)
    desk.send("POST", path, {"unit": "县残联"}, status=422)


def test_joint_leads_are_one_question_that_one_confirmation_settles(desk: Desk) -> None:
    plan_id = desk.draft()
    (asked,) = desk.findings(plan_id, "joint_leads_unranked")
    assert desk.get(f"/plans/{plan_id}")["counts"]["unconfirmed_first_leads"] == 1
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", {})
    told = desk.get(f"/plans/{plan_id}")
    assert told["counts"]["unconfirmed_first_leads"] == 0
    assert told["first_leads_confirmed_at"]
    assert desk.matrix(plan_id)[1]["assignments"][0]["first_lead_basis"] == "confirmed"
    first = desk.matrix(plan_id)[1]["assignments"][0]["id"]
    (event,) = desk.events("plan.first_leads_confirmed")
    assert event == {"assignments": 1, "assignment_ids": [first]}


def test_confirming_through_the_plan_settles_the_question_too(desk: Desk) -> None:
    plan_id = desk.draft()
    desk.send("PATCH", f"/plans/{plan_id}", {"first_leads_confirmed": True})
    assert desk.findings(plan_id, "joint_leads_unranked")[0]["settled_by"] == "林"


def test_leads_can_still_be_confirmed_after_publishing(desk: Desk) -> None:
    plan_id = desk.published()
    told = desk.send("PATCH", f"/plans/{plan_id}", {"first_leads_confirmed": True})
    assert told["counts"]["unconfirmed_first_leads"] == 0


# ---- the nearest units -----------------------------------------------------------------------


def test_a_name_is_asked_about_with_the_nearest_three_and_merged_with_none(desk: Desk) -> None:
    with desk.runtime.database.write() as session:
        for name in ("县人力资源局", "县社力保障局"):
            units.create_unit(
                session,
                SYSTEM,
                region_id=desk.world.region,
                name=name,
                kind=UnitKind.GOVERNMENT_DEPARTMENT,
            )
    plan_id = desk.draft(plan(ROWS))
    near = asked_about(desk, plan_id, SLIP)["suggestions"]
    assert isinstance(near, list)
    assert near[0]["name"] == "县人力社保局"
    assert near[0]["unit_id"] == desk.world.units["县人力社保局"]
    assert near[0]["reason"] == "相差一个字"
    assert [one["score"] for one in near] == sorted((one["score"] for one in near), reverse=True)
    assert 1 < len(near) <= 3
    assert units_of(desk, plan_id)[SLIP] is None


def test_a_settled_question_and_one_about_no_name_suggest_nothing(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    asked = asked_about(desk, plan_id, SLIP)
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", {})
    assert asked_about(desk, plan_id, SLIP)["suggestions"] == []
    assert desk.findings(plan_id, "no_due_dates")[0]["suggestions"] == []


def test_what_the_registry_learns_meanwhile_is_suggested_too(desk: Desk) -> None:
    plan_id = desk.draft(plan(["1\t做好宣传。\t县残联\t县文旅委"]))
    assert asked_about(desk, plan_id, "县文旅委")["suggestions"] == []
    with desk.runtime.database.write() as session:
        units.create_unit(
            session,
            SYSTEM,
            region_id=desk.world.region,
            name="县文化旅游委",
            kind=UnitKind.GOVERNMENT_DEPARTMENT,
        )
    near = asked_about(desk, plan_id, "县文旅委")["suggestions"]
    assert isinstance(near, list)
    assert [one["name"] for one in near] == ["县文化旅游委"]


# ---- what was confirmed is known the next time -----------------------------------------------


def test_a_name_confirmed_on_one_row_is_known_to_the_next_plan(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    row = desk.matrix(plan_id)[0]["assignments"][0]
    body = {"unit_id": desk.world.units["县人力社保局"], "remember": True}
    told = desk.send("PATCH", f"/assignments/{row['id']}", body)
    assert told["assignments"][0]["unit"]["name"] == "县人力社保局"
    following = desk.draft(plan(ROWS, title="巫山县“十四五”下一方案"))
    assert units_of(desk, following)[SLIP] == "县人力社保局"
    assert SLIP not in {one["printed_name"] for one in desk.findings(following, "unknown_unit")}
    again = desk.send("PATCH", f"/assignments/{row['id']}", body)
    assert again["version"] == told["version"], "what is known already changes nothing"


def test_a_name_confirmed_by_its_question_is_known_to_the_next_plan(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    asked = asked_about(desk, plan_id, SLIP)
    body = {"unit_id": desk.world.units["县人力社保局"], "remember": True}
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", body)
    following = desk.draft(plan(ROWS, title="巫山县“十四五”下一方案"))
    assert units_of(desk, following)[SLIP] == "县人力社保局"


def test_a_name_without_a_unit_cannot_be_remembered(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    row = desk.matrix(plan_id)[0]["assignments"][0]
    body = {"unit_id": None, "remember": True}
    told = desk.send("PATCH", f"/assignments/{row['id']}", body, status=422)
    assert told["code"] == "nothing_to_remember"


def test_an_error_that_an_edit_can_mend_does_not_end_by_a_persons_word(desk: Desk) -> None:
    rows = ("1\t\t县残联\t县财政局", "2\t办好特殊教育。\t县教委\t县残联")
    plan_id = desk.draft(plan(rows))
    told = desk.send("POST", f"/plans/{plan_id}/publish", status=409)
    assert told["code"] == "errors_stand"
    (asked,) = desk.findings(plan_id, "row_without_task")
    path = f"/plans/{plan_id}/findings/{asked['id']}/settle"
    told = desk.send("POST", path, {}, status=409)
    assert (told["code"], told["detail"]) == ("edit_needed", "请补上任务文字，或者删除这项任务")
    assert desk.findings(plan_id, "row_without_task")[0]["settled_at"] is None
    desk.send("DELETE", f"/tasks/{asked['task']['id']}", status=204)
    assert desk.send("POST", f"/plans/{plan_id}/publish")["state"] == "published"
