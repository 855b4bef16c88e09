"""A question is open exactly while there is something to answer, and an answer stands."""

from typing import Any

from app.core.actor import SYSTEM
from app.units import service as units
from tests.plans.desk import Desk
from tests.plans.documents import plan

UNKNOWN = (
    "1\t完善托养服务。\t县残联\t县甲甲办",
    "2\t落实康复救助。\t县残联\t县乙乙办",
    "3\t提高补贴标准。\t县民政局\t县财政局",
)


def still_open(desk: Desk, plan_id: int, code: str) -> list[dict[str, Any]]:
    return [one for one in desk.findings(plan_id, code) if one["settled_at"] is None]


def settle(desk: Desk, plan_id: int, asked: dict[str, Any], **body: Any) -> None:
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", body)


def also_called(desk: Desk, unit: str, name: str) -> None:
    with desk.runtime.database.write() as session:
        units.add_alias(session, SYSTEM, unit_id=desk.world.units[unit], name=name)


# ---- names -----------------------------------------------------------------------------------


def test_a_merge_leaves_each_unknown_name_in_question(desk: Desk) -> None:
    plan_id = desk.draft(plan(UNKNOWN))
    first, second, _ = desk.matrix(plan_id)
    desk.send("POST", f"/tasks/{first['id']}/merge", {"task_ids": [second["id"]]})
    asked = still_open(desk, plan_id, "unknown_unit")
    assert [one["printed_name"] for one in asked] == ["县甲甲办", "县乙乙办"]
    assert {one["task"]["id"] for one in asked} == {first["id"]}


def test_a_name_that_loses_its_unit_again_is_asked_about_again(desk: Desk) -> None:
    plan_id = desk.draft(plan(UNKNOWN))
    asked = still_open(desk, plan_id, "unknown_unit")[0]
    settle(desk, plan_id, asked, unit_id=desk.world.units["县教委"])
    row = desk.matrix(plan_id)[0]["assignments"][1]
    desk.send("PATCH", f"/assignments/{row['id']}", {"unit_id": None})
    names = [one["printed_name"] for one in still_open(desk, plan_id, "unknown_unit")]
    assert sorted(names) == ["县乙乙办", "县甲甲办"]
    assert desk.get(f"/plans/{plan_id}")["counts"]["unresolved_names"] == 2


def test_a_name_that_was_settled_and_comes_anew_by_hand_is_asked_about_again(desk: Desk) -> None:
    plan_id = desk.draft(plan(UNKNOWN))
    asked = still_open(desk, plan_id, "unknown_unit")[0]
    settle(desk, plan_id, asked, unit_id=desk.world.units["县教委"])
    third = desk.matrix(plan_id)[2]
    body = {"name": "县甲甲办", "role": "supporting"}
    desk.send("POST", f"/tasks/{third['id']}/assignments", body, status=201)
    names = [one["printed_name"] for one in still_open(desk, plan_id, "unknown_unit")]
    assert sorted(names) == ["县乙乙办", "县甲甲办"]


def test_a_name_that_was_left_as_printed_is_not_asked_about_again(desk: Desk) -> None:
    plan_id = desk.draft(plan(UNKNOWN))
    settle(desk, plan_id, still_open(desk, plan_id, "unknown_unit")[0])
    third = desk.matrix(plan_id)[2]
    body = {"name": "县甲甲办", "role": "supporting"}
    desk.send("POST", f"/tasks/{third['id']}/assignments", body, status=201)
    asked = still_open(desk, plan_id, "unknown_unit")
    assert [one["printed_name"] for one in asked] == ["县乙乙办"]


def test_a_second_answer_about_a_name_keeps_what_the_first_was(desk: Desk) -> None:
    plan_id = desk.draft(plan(UNKNOWN))
    asked = still_open(desk, plan_id, "unknown_unit")[0]
    first, second = desk.world.units["县教委"], desk.world.units["县民政局"]
    row = str(desk.matrix(plan_id)[0]["assignments"][1]["id"])
    settle(desk, plan_id, asked, unit_id=first)
    settle(desk, plan_id, asked, unit_id=second)
    told = [one for one in desk.events("finding.settled") if one["printed_name"] == "县甲甲办"]
    assert [(one["before"], one["unit_id"]) for one in told] == [
        ({row: None}, first),
        ({row: first}, second),
    ]


# ---- units twice in a task -------------------------------------------------------------------


def test_a_unit_under_two_names_is_looked_at_once(desk: Desk) -> None:
    also_called(desk, "县残联", "县残疾人联合会")
    rows = ("1\t完善托养服务。\t县残联\t县残疾人联合会", "2\t做好宣传。\t县教委\t县财政局")
    plan_id = desk.draft(plan(rows))
    (asked,) = still_open(desk, plan_id, "unit_in_both_roles")
    settle(desk, plan_id, asked)
    first, second = desk.matrix(plan_id)
    desk.send("PATCH", f"/tasks/{second['id']}", {"title": "宣传"})
    desk.send("PATCH", f"/tasks/{first['id']}", {"checked": True})
    assert len(desk.findings(plan_id, "unit_in_both_roles")) == 1


def test_a_unit_that_was_put_right_and_stands_twice_again_is_asked_about_again(desk: Desk) -> None:
    also_called(desk, "县残联", "县残疾人联合会")
    plan_id = desk.draft(plan(["1\t完善托养服务。\t县残联\t县残疾人联合会"]))
    other = desk.matrix(plan_id)[0]["assignments"][1]["id"]
    desk.send("PATCH", f"/assignments/{other}", {"unit_id": desk.world.units["县教委"]})
    assert still_open(desk, plan_id, "unit_in_both_roles") == []
    desk.send("PATCH", f"/assignments/{other}", {"unit_id": desk.world.units["县残联"]})
    assert len(still_open(desk, plan_id, "unit_in_both_roles")) == 1


def test_a_unit_that_comes_a_second_time_by_hand_is_asked_about(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[0]
    body = {"unit_id": desk.world.units["县残联"], "role": "supporting"}
    told = desk.send("POST", f"/tasks/{task['id']}/assignments", body, status=201)
    (asked,) = still_open(desk, plan_id, "unit_in_both_roles")
    assert asked["message"] == "第 1 项里的“县残联”既在牵头一栏又在其他栏，请核对。"
    desk.send("DELETE", f"/assignments/{told['assignments'][-1]['id']}", status=204)
    assert still_open(desk, plan_id, "unit_in_both_roles") == []


def test_what_the_reader_found_twice_is_asked_once_and_ends_with_the_second(desk: Desk) -> None:
    plan_id = desk.draft(plan(["1\t完善托养服务。\t县残联\t县民政局、县残联"]))
    assert len(desk.findings(plan_id, "unit_in_both_roles")) == 1
    again = desk.matrix(plan_id)[0]["assignments"][2]
    assert again["name"] == "县残联"
    desk.send("DELETE", f"/assignments/{again['id']}", status=204)
    (asked,) = desk.findings(plan_id, "unit_in_both_roles")
    assert asked["settled_by"] == "林"


# ---- leads, and tasks without units ----------------------------------------------------------


def test_who_looks_at_a_task_confirms_the_leads_that_were_in_question(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[1]
    assert desk.findings(plan_id, "joint_leads_unranked")[0]["task"]["id"] == task["id"]
    told = desk.send("PATCH", f"/tasks/{task['id']}", {"checked": True})
    assert told["assignments"][0]["first_lead_basis"] == "confirmed"
    (asked,) = desk.findings(plan_id, "joint_leads_unranked")
    assert asked["settled_by"] == "林"
    assert desk.get(f"/plans/{plan_id}")["counts"]["unconfirmed_first_leads"] == 0


def test_other_joint_leads_stay_in_question_when_one_task_was_looked_at(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second, _ = desk.matrix(plan_id)
    body = {"unit_id": desk.world.units["县教委"], "role": "lead"}
    desk.send("POST", f"/tasks/{first['id']}/assignments", body, status=201)
    desk.send("PATCH", f"/tasks/{second['id']}", {"checked": True})
    (asked,) = still_open(desk, plan_id, "joint_leads_unranked")
    assert "第 1 项" in asked["message"]
    assert desk.get(f"/plans/{plan_id}")["counts"]["unconfirmed_first_leads"] == 1


def test_where_all_tasks_lack_units_the_parts_of_one_are_not_asked_about_apart(desk: Desk) -> None:
    rows = ("1\t完善托养服务。办好特殊教育。\t\t", "2\t做好宣传。\t\t")
    plan_id = desk.draft(plan(rows))
    (asked,) = desk.findings(plan_id, "unassigned")
    assert asked["task"] is None
    task = desk.matrix(plan_id)[0]
    desk.send("POST", f"/tasks/{task['id']}/split", {"offsets": [7]}, status=201)
    assert desk.findings(plan_id, "unassigned") == [asked]


def test_a_task_whose_number_another_has_too_is_called_by_its_title(desk: Desk) -> None:
    rows = ("1\t完善托养服务。\t县残联\t县教委", "1\t做好宣传。\t县教委\t县残联")
    plan_id = desk.draft(plan(rows))
    task = desk.matrix(plan_id)[1]
    for row in task["assignments"]:
        desk.send("DELETE", f"/assignments/{row['id']}", status=204)
    (asked,) = still_open(desk, plan_id, "unassigned")
    assert asked["message"] == "“做好宣传”没有责任单位，请补上，或留待单位认领。"


# ---- what an edit mends ----------------------------------------------------------------------


def test_a_row_without_a_task_is_an_error_until_its_text_is_there(desk: Desk) -> None:
    rows = ("1\t\t县残联\t县财政局", "2\t办好特殊教育。\t县教委\t县残联")
    plan_id = desk.draft(plan(rows))
    (asked,) = desk.findings(plan_id, "row_without_task")
    assert (asked["severity"], asked["settled_at"]) == ("error", None)
    desk.send("PATCH", f"/tasks/{asked['task']['id']}", {"text": "完善托养服务。"})
    (asked,) = desk.findings(plan_id, "row_without_task")
    assert asked["settled_by"] == "林"


def test_a_missing_lead_and_a_double_number_are_mended_by_hand(desk: Desk) -> None:
    rows = ("1\t完善托养服务。\t\t县财政局", "1\t办好特殊教育。\t县教委\t县残联")
    plan_id = desk.draft(plan(rows))
    first, second = desk.matrix(plan_id)
    assert desk.findings(plan_id, "no_lead")[0]["settled_at"] is None
    body = {"unit_id": desk.world.units["县残联"], "role": "lead"}
    desk.send("POST", f"/tasks/{first['id']}/assignments", body, status=201)
    assert desk.findings(plan_id, "no_lead")[0]["settled_at"]
    assert desk.findings(plan_id, "duplicate_number")[0]["settled_at"] is None
    desk.send("PATCH", f"/tasks/{second['id']}", {"number": "2"})
    assert desk.findings(plan_id, "duplicate_number")[0]["settled_at"]


# ---- what is told of corrections -------------------------------------------------------------


def test_a_lead_that_files_no_more_or_takes_over_is_told_too(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second = desk.matrix(plan_id)[1]["assignments"][:2]
    desk.send("PATCH", f"/assignments/{second['id']}", {"is_first_lead": True})
    told = {one["name"]: one["changes"]["is_first_lead"] for one in desk.events(CHANGED)}
    assert told == {"县残联": [True, False], "县教委": [False, True]}
    desk.send("DELETE", f"/assignments/{second['id']}", status=204)
    last = desk.events(CHANGED)[-1]
    assert (last["name"], last["changes"]["is_first_lead"]) == ("县残联", [False, True])
    (gone,) = desk.events("assignment.deleted")
    assert (gone["assignment"]["id"], gone["assignment"]["is_first_lead"]) == (second["id"], True)
    assert first["name"] == "县残联"


CHANGED = "assignment.changed"


def test_what_is_added_and_deleted_is_told_whole(desk: Desk) -> None:
    plan_id = desk.draft()
    unit = {"unit_id": desk.world.units["县教委"], "role": "lead"}
    body = {"text": "做好宣传。", "due_on": "2024-05-01", "section": ["三"], "assignments": [unit]}
    made = desk.send("POST", f"/plans/{plan_id}/tasks", body, status=201)
    desk.send("DELETE", f"/tasks/{made['id']}", status=204)
    (added,), (gone,) = desk.events("task.added"), desk.events("task.deleted")
    assert added["task"] == gone["task"]
    assert (gone["task"]["due_on"], gone["task"]["section"]) == ("2024-05-01", ["三"])
    assert (gone["task"]["position"], gone["task"]["kind"]) == (4, "task")
    assert gone["task"]["units"][0]["unit_id"] == desk.world.units["县教委"]


def test_a_measure_that_a_merge_hangs_elsewhere_is_told(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second, third = desk.matrix(plan_id)
    desk.send("PATCH", f"/tasks/{third['id']}", {"parent_id": second["id"]})
    desk.send("POST", f"/tasks/{first['id']}/merge", {"task_ids": [second["id"]]})
    assert desk.events("task.changed")[-1]["changes"] == {"parent_id": [second["id"], first["id"]]}


def test_a_split_tells_the_title_and_the_units_that_were(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[0]
    desk.send("POST", f"/tasks/{task['id']}/split", {"offsets": [4]}, status=201)
    (event,) = desk.events("task.split")
    assert event["task"]["title"] == task["title"]
    assert [one["id"] for one in event["task"]["units"]] == [
        one["id"] for one in task["assignments"]
    ]
