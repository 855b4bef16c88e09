"""Tasks of a draft are put in order, below one another, and down as checked."""

from typing import Any

from tests.plans.desk import Desk
from tests.plans.documents import plan


def order(desk: Desk, plan_id: int) -> list[str]:
    matrix = desk.matrix(plan_id)
    assert [task["position"] for task in matrix] == list(range(1, len(matrix) + 1))
    return [task["number"] or task["text"] for task in matrix]


def test_a_task_takes_a_position_and_the_others_make_room(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second, third = desk.matrix(plan_id)
    told = desk.send("PATCH", f"/tasks/{third['id']}", {"position": 1})
    assert (told["position"], told["version"]) == (1, third["version"] + 1)
    assert order(desk, plan_id) == ["3", "1", "2"]
    desk.send("PATCH", f"/tasks/{third['id']}", {"after": second["id"]})
    assert order(desk, plan_id) == ["1", "2", "3"]
    desk.send("PATCH", f"/tasks/{second['id']}", {"before": first["id"]})
    assert order(desk, plan_id) == ["2", "1", "3"]
    desk.send("PATCH", f"/tasks/{second['id']}", {"position": 99})
    assert order(desk, plan_id) == ["1", "3", "2"]
    assert [event["changes"] for event in desk.events("task.changed")] == [
        {"position": [3, 1]},
        {"position": [1, 3]},
        {"position": [2, 1]},
        {"position": [1, 3]},
    ]


def test_a_move_to_where_it_stands_is_no_change(desk: Desk) -> None:
    task = desk.matrix(desk.draft())[1]
    told = desk.send("PATCH", f"/tasks/{task['id']}", {"position": 2})
    assert told["version"] == task["version"]
    assert desk.events("task.changed") == []


def test_a_task_is_put_below_another_and_moves_with_it(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second, third = desk.matrix(plan_id)
    told = desk.send("PATCH", f"/tasks/{second['id']}", {"parent_id": first["id"]})
    assert (told["parent_id"], told["kind"]) == (first["id"], "measure")
    assert desk.events("task.changed")[0]["changes"] == {
        "parent_id": [None, first["id"]],
        "kind": ["task", "measure"],
    }
    desk.send("PATCH", f"/tasks/{first['id']}", {"after": third["id"]})
    assert order(desk, plan_id) == ["3", "1", "2"]
    told = desk.send("PATCH", f"/tasks/{second['id']}", {"parent_id": None})
    assert (told["parent_id"], told["kind"]) == (None, "task")


def test_what_cannot_be_moved_or_put_there_is_told(desk: Desk) -> None:
    plan_id = desk.draft()
    elsewhere = desk.matrix(desk.draft(plan(title="巫山县“十四五”另一方案")))[0]["id"]
    first, second, _ = desk.matrix(plan_id)
    desk.send("PATCH", f"/tasks/{second['id']}", {"parent_id": first["id"]})
    before = desk.matrix(plan_id)
    wrong: list[tuple[dict[str, Any], int, str]] = [
        ({"parent_id": first["id"]}, 422, "parent_cycle"),
        ({"parent_id": second["id"]}, 422, "parent_cycle"),
        ({"parent_id": elsewhere}, 422, "other_plan"),
        ({"parent_id": 999_999}, 404, "not_found"),
        ({"before": second["id"]}, 422, "move_to_itself"),
        ({"after": first["id"]}, 422, "move_to_itself"),
        ({"after": elsewhere}, 422, "other_plan"),
        ({"before": 999_999}, 404, "not_found"),
        ({"position": 1, "after": second["id"]}, 422, "invalid"),
        ({"position": 0}, 422, "invalid"),
        ({"before": None}, 422, "invalid"),
        ({"checked": False}, 422, "invalid"),
    ]
    for body, status, code in wrong:
        told = desk.send("PATCH", f"/tasks/{first['id']}", body, status=status)
        assert told["code"] == code, body
    assert desk.matrix(plan_id) == before


def test_positions_have_no_gap_after_a_task_is_deleted_with_its_measures(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second, third = desk.matrix(plan_id)
    desk.send("PATCH", f"/tasks/{second['id']}", {"parent_id": first["id"]})
    desk.send("DELETE", f"/tasks/{first['id']}", status=204)
    assert [task["id"] for task in desk.matrix(plan_id)] == [third["id"]]
    assert order(desk, plan_id) == ["3"]
    assert [event["number"] for event in desk.events("task.deleted")] == ["1", "2"]


def test_a_task_that_was_compared_with_the_document_says_so(desk: Desk) -> None:
    rows = ("1\t完善托养服务。\t\t县财政局", "2\t做好宣传。\t县民政局\t县残联")
    plan_id = desk.draft(plan(rows))
    task = desk.matrix(plan_id)[0]
    told = desk.send("PATCH", f"/tasks/{task['id']}", {"checked": True})
    assert told["confidence"] == 1
    (asked,) = desk.findings(plan_id, "no_lead")
    assert asked["settled_by"] == "林"
    assert desk.events("task.changed")[0]["changes"] == {"confidence": [task["confidence"], 1.0]}
    again = desk.send("PATCH", f"/tasks/{task['id']}", {"checked": True})
    assert again["version"] == told["version"]


def test_a_look_settles_no_error_and_names_nobody(desk: Desk) -> None:
    rows = ("1\t\t县残联\t县人社力保局", "2\t做好宣传。\t县民政局\t县残联")
    plan_id = desk.draft(plan(rows))
    task = desk.matrix(plan_id)[0]
    desk.send("PATCH", f"/tasks/{task['id']}", {"checked": True})
    assert desk.findings(plan_id, "row_without_task")[0]["settled_at"] is None
    assert desk.findings(plan_id, "unknown_unit")[0]["settled_at"] is None


def test_what_was_checked_and_is_cut_or_written_anew_is_to_be_checked_again(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second, _ = desk.matrix(plan_id)
    for task in (first, second):
        desk.send("PATCH", f"/tasks/{task['id']}", {"checked": True})
    told = desk.send("POST", f"/tasks/{first['id']}/split", {"offsets": [4]}, status=201)
    assert all(one["confidence"] < 1 for one in told["items"])
    told = desk.send("PATCH", f"/tasks/{second['id']}", {"text": "完全另写的一项任务。"})
    assert told["confidence"] < 1
    told = desk.send("PATCH", f"/tasks/{second['id']}", {"text": "又写一次。", "checked": True})
    assert told["confidence"] == 1
    told = desk.send("PATCH", f"/tasks/{second['id']}", {"number": "二"})
    assert told["confidence"] == 1


def test_a_kind_goes_with_the_task_above(desk: Desk) -> None:
    first, second, _ = desk.matrix(plan_id := desk.draft())
    told = desk.send("PATCH", f"/tasks/{first['id']}", {"kind": "measure"}, status=422)
    assert (told["code"], "上级任务" in told["detail"]) == ("kind_of_task", True)
    body = {"text": "做好宣传。", "kind": "measure"}
    desk.send("POST", f"/plans/{plan_id}/tasks", body, status=422)
    body = {"kind": "measure", "parent_id": first["id"]}
    assert desk.send("PATCH", f"/tasks/{second['id']}", body)["kind"] == "measure"
    told = desk.send("PATCH", f"/tasks/{second['id']}", {"kind": "task"}, status=422)
    assert told["code"] == "kind_of_task"
    alone: dict[str, Any] = {"kind": "task", "parent_id": None}
    assert desk.send("PATCH", f"/tasks/{second['id']}", alone)["kind"] == "task"


def test_the_title_of_a_merged_text_is_one_line(desk: Desk) -> None:
    rows = ("1\t完善托养服务\t县残联\t县教委", "2\t做好宣传\t县民政局\t县残联")
    first, second = desk.matrix(desk.draft(plan(rows)))
    told = desk.send("POST", f"/tasks/{first['id']}/merge", {"task_ids": [second["id"]]})
    assert (told["title"], told["text"]) == ("完善托养服务", "完善托养服务\n做好宣传")


def test_the_title_follows_the_text_unless_it_is_printed_apart(desk: Desk) -> None:
    first, second, _ = desk.matrix(desk.draft())
    told = desk.send("PATCH", f"/tasks/{first['id']}", {"text": "办好托养机构。再说。"})
    assert told["title"] == "办好托养机构"
    desk.send("PATCH", f"/tasks/{second['id']}", {"title": "康复"})
    told = desk.send("PATCH", f"/tasks/{second['id']}", {"text": "落实康复救助。"})
    assert told["title"] == "康复"


def test_the_day_follows_the_printed_time(desk: Desk) -> None:
    task = desk.matrix(desk.draft())[0]
    told = desk.send("PATCH", f"/tasks/{task['id']}", {"due_text": "2024年9月底前"})
    assert (told["due_on"], told["due_source"]) == ("2024-09-30", "printed")
    told = desk.send("PATCH", f"/tasks/{task['id']}", {"due_text": "持续推进"})
    assert (told["due_on"], told["due_source"]) == (None, "ongoing")
    told = desk.send("PATCH", f"/tasks/{task['id']}", {"due_text": None})
    assert (told["due_on"], told["due_source"]) == ("2025-12-31", "plan")


def test_a_task_that_loses_its_units_or_its_lead_is_asked_about(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[2]
    lead, other = (one["id"] for one in task["assignments"])
    desk.send("PATCH", f"/assignments/{lead}", {"role": "supporting"})
    assert desk.findings(plan_id, "no_lead")[0]["task"]["id"] == task["id"]
    desk.send("PATCH", f"/assignments/{lead}", {"role": "lead"})
    assert desk.findings(plan_id, "no_lead")[0]["settled_at"]
    desk.send("DELETE", f"/assignments/{other}", status=204)
    desk.send("DELETE", f"/assignments/{lead}", status=204)
    (asked,) = desk.findings(plan_id, "unassigned")
    assert "第 3 项没有责任单位" in asked["message"]
