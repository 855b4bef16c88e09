"""勘误 and 调整 over REST, as 林 makes them and others see them."""

from typing import Any

from tests.plans.desk import Desk
from tests.plans.documents import ROWS, WUSHAN, plan

DECISION = {
    "basis": "巫残工委〔2023〕2号",
    "organ": "县残工委",
    "decided_on": "2023-03-01",
    "reason": "职责调整",
}


def amend(desk: Desk, plan_id: int, *changes: dict[str, Any], **how: Any) -> Any:
    body = DECISION | {"changes": list(changes)}
    return desk.send("POST", f"/plans/{plan_id}/amendments", body, **({"status": 201} | how))


def correct(desk: Desk, plan_id: int, *changes: dict[str, Any], **how: Any) -> Any:
    body = {"reason": "读错了", "changes": list(changes)}
    return desk.send("POST", f"/plans/{plan_id}/corrections", body, **({"status": 201} | how))


def cell(desk: Desk, plan_id: int, task: int, unit: int) -> int:
    found: int = desk.matrix(plan_id)[task]["assignments"][unit]["id"]
    return found


def names(task: dict[str, Any]) -> list[str]:
    return [f"{one['role']}:{one['name']}" for one in task["assignments"]]


def test_a_due_date_of_2023_is_moved_to_2024_by_a_decision(desk: Desk) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[0]
    step = {"action": "change_task", "task_id": task["id"], "due_on": "2024-12-31"}
    made = amend(desk, plan_id, step | {"due_text": "2024年底前"})
    assert (made["number"], made["kind_label"], made["basis"]) == (1, "调整", "巫残工委〔2023〕2号")
    assert made["effective_on"] == "2023-03-01"
    (change,) = made["changes"]
    assert change["before"] == {"due_on": "2025-12-31", "due_text": None, "due_source": "plan"}
    assert change["after"]["due_text"] == "2024年底前"
    now = desk.matrix(plan_id)[0]
    assert (now["due_on"], now["due_text"]) == ("2024-12-31", "2024年底前")
    assert [one["action"] for one in now["marks"]] == ["task_changed"]
    listed = desk.get(f"/plans/{plan_id}/amendments", count=True)
    assert (listed["total"], listed["items"][0]["changes"]) == (1, made["changes"])


def test_a_unit_that_is_replaced_keeps_its_row_and_the_next_takes_its_place(desk: Desk) -> None:
    plan_id = desk.published()
    old = cell(desk, plan_id, 1, 0)
    step = {
        "action": "change_assignment",
        "assignment_id": old,
        "unit_id": desk.world.units["县乡村振兴局"],
    }
    made = amend(desk, plan_id, step)
    ended, added = sorted(made["changes"], key=lambda one: one["assignment_id"])
    assert (ended["assignment_id"], ended["before"]["unit"]) == (old, "县残联")
    assert (added["after"]["unit"], added["after"]["raw"]) == ("县乡村振兴局", "县乡村振兴局")
    now = desk.matrix(plan_id)[1]
    assert names(now) == ["lead:县乡村振兴局", "lead:县教委", "responsible:县民政局"]
    assert [one["is_first_lead"] for one in now["assignments"]] == [True, False, False]


def test_a_correction_sets_the_row_right_in_its_place(desk: Desk) -> None:
    plan_id = desk.published()
    one = cell(desk, plan_id, 0, 1)
    step = {"action": "change_assignment", "assignment_id": one, "role": "supporting"}
    made = correct(desk, plan_id, step | {"printed_label": "配合单位"})
    assert [change["assignment_id"] for change in made["changes"]] == [one]
    now = desk.matrix(plan_id)[0]["assignments"][1]
    assert (now["id"], now["role"], now["printed_label"]) == (one, "supporting", "配合单位")
    assert desk.get(f"/plans/{plan_id}/amendments")["items"] == []
    assert desk.get(f"/plans/{plan_id}/corrections")["items"][0]["number"] == 1


def test_a_correction_may_show_the_words_that_prove_it(desk: Desk) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[0]
    place = next(one for one in task["evidence"] if one["role"] == "task")
    proof = {name: place[name] for name in ("document_id", "start", "end")}
    step = {"action": "change_task", "task_id": task["id"], "title": "托养照护"}
    body = {"reason": "标题读多了", "proof": proof, "changes": [step]}
    made = desk.send("POST", f"/plans/{plan_id}/corrections", body, status=201)
    assert made["proof"]["quote"] == place["quote"]
    beyond = body | {"proof": proof | {"end": 10**8}}
    told = desk.send("POST", f"/plans/{plan_id}/corrections", beyond, status=422)
    assert told["code"] == "no_such_place"


def test_a_task_that_ends_takes_its_units_and_measures_along(desk: Desk) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[1]
    measure = {
        "action": "add_task",
        "kind": "measure",
        "parent_id": task["id"],
        "text": "每季一查。",
    }
    amend(desk, plan_id, measure)
    made = amend(desk, plan_id, {"action": "end_task", "task_id": task["id"]})
    assert [one["action"] for one in made["changes"]] == [
        "task_ended",
        *["assignment_ended"] * 3,
        "task_ended",
    ]
    matrix = desk.get(f"/plans/{plan_id}/matrix")
    assert [one["number"] for one in matrix["tasks"]] == ["1", "3"]
    assert [one["ended_by"] for one in matrix["ended_tasks"]] == [2, 2]
    assert desk.get(f"/plans/{plan_id}")["counts"]["tasks"] == 2
    assert desk.get(f"/tasks/{task['id']}", who="陈")["title"] == task["title"]


def test_all_changes_of_a_request_hold_or_none(desk: Desk) -> None:
    plan_id = desk.published()
    before = desk.get(f"/plans/{plan_id}/matrix")
    good = {"action": "end_assignment", "assignment_id": cell(desk, plan_id, 0, 0)}
    bad = {"action": "end_task", "task_id": 999_999}
    told = amend(desk, plan_id, good, bad, status=422)
    assert (told["code"], told["errors"][0]["loc"]) == ("other_plan", ["body", "changes", 1])
    twice = amend(desk, plan_id, good, good, status=409)
    assert (twice["code"], twice["errors"][0]["loc"]) == ("ended_already", ["body", "changes", 1])
    assert desk.get(f"/plans/{plan_id}/matrix") == before
    assert desk.events("plan.amended") == []


def test_what_is_odd_is_said_and_does_not_stand_in_the_way(desk: Desk) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[0]
    made = amend(
        desk,
        plan_id,
        {"action": "end_assignment", "assignment_id": task["assignments"][0]["id"]},
        {"action": "change_task", "task_id": task["id"], "due_on": "2027-06-30"},
    )
    assert made["warnings"] == [
        "第 1 项已没有牵头单位",
        "第 1 项的完成时限 2027-06-30 晚于规划期末",
    ]


def test_an_amendment_that_makes_no_sense_is_refused(desk: Desk) -> None:
    plan_id = desk.published(plan(ROWS[:1]))
    step = {"action": "change_task", "task_id": desk.matrix(plan_id)[0]["id"]}
    changes = [step | {"title": "另一个标题"}]
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"decided_on": "2022-01-01"}, "早于方案的印发日期"),
        ({"effective_on": "2099-01-01"}, "日期还没有到"),
        ({"decided_on": "2099-01-01"}, "日期还没有到"),
        ({"decided_on": "0001-01-01"}, "年份"),
        ({"basis": ""}, "不能少于"),
        ({"basis": " 　"}, "不能少于"),
        ({"organ": None}, "应为文字"),
        ({"document_id": 999_999}, "999999"),
        ({"changes": []}, "不能少于"),
        ({"changes": changes * 201}, "不能多于"),
        ({"changes": [{"action": "explode"}]}, "应为下列之一"),
        ({"changes": [{}]}, "缺少"),
        ({"changes": [step | {"text": "长" * 1_000_000}]}, "不能多于"),
        ({"changes": [step | {"state": "closed"}]}, "没有这个字段"),
    )
    for given, word in cases:
        body = DECISION | {"changes": changes} | given
        told = desk.send("POST", f"/plans/{plan_id}/amendments", body, status=422)
        assert word in f"{told['detail']}{told['errors']}", given


def test_nothing_to_change_is_said(desk: Desk) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[0]
    step = {"action": "change_task", "task_id": task["id"], "title": task["title"]}
    assert amend(desk, plan_id, step, status=422)["code"] == "nothing_changed"
    named = {"action": "add_assignment", "task_id": task["id"], "role": "lead"}
    again = amend(desk, plan_id, named | {"unit_id": desk.world.units["县残联"]}, status=409)
    assert again["code"] == "unit_already_named"
    assert "县残联" in again["errors"][0]["msg"]


def test_a_stale_version_a_draft_and_people_without_the_right_are_refused(desk: Desk) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[0]["id"]
    step = {"action": "change_task", "task_id": task, "title": "甲"}
    stale = amend(desk, plan_id, step, status=412, headers={"If-Match": '"1"'})
    assert stale["current"]["id"] == plan_id
    for who, status in (("外", 404), ("陈", 403), ("领", 403), ("管", 403)):
        amend(desk, plan_id, step, who=who, status=status)
        correct(desk, plan_id, step, who=who, status=status)
    draft = desk.draft(plan(ROWS[:1], title="巫山县另一方案"))
    step = step | {"task_id": desk.matrix(draft)[0]["id"]}
    assert amend(desk, draft, step, status=409)["code"] == "not_published_yet"
    assert desk.send("PATCH", f"/tasks/{task}", {"title": "乙"}, status=409)["code"] == (
        "published_task"
    )


def test_the_same_request_sent_twice_is_one_amendment(desk: Desk) -> None:
    plan_id = desk.published()
    step = {"action": "add_task", "text": "加强宣传。", "after": desk.matrix(plan_id)[0]["id"]}
    key = {"Idempotency-Key": "once"}
    first = amend(desk, plan_id, step, headers=key)
    assert amend(desk, plan_id, step, headers=key) == first
    assert [one["title"] for one in desk.matrix(plan_id)][1] == "加强宣传"
    assert len(desk.matrix(plan_id)) == 4


def test_a_liaison_reads_only_what_changed_in_tasks_of_the_own_unit(desk: Desk) -> None:
    plan_id = desk.published()
    tasks = desk.matrix(plan_id)
    third = {"action": "change_task", "task_id": tasks[2]["id"], "title": "补贴"}
    first = {"action": "change_task", "task_id": tasks[0]["id"], "title": "托养"}
    amend(desk, plan_id, third)
    amend(desk, plan_id, third | {"title": "两项补贴"}, first)
    (seen,) = desk.get(f"/plans/{plan_id}/amendments", who="陈")["items"]
    assert [one["task"]["number"] for one in seen["changes"]] == ["1"]
    assert len(desk.get(f"/plans/{plan_id}/amendments", who="周")["items"]) == 2
    desk.get(f"/plans/{plan_id}/amendments", who="外", status=404)
    page = desk.get(f"/plans/{plan_id}/amendments", limit=1)
    rest = desk.get(f"/plans/{plan_id}/amendments", limit=1, cursor=page["next"])
    assert [page["items"][0]["number"], rest["items"][0]["number"]] == [2, 1]


def test_an_indicator_that_was_read_wrongly_is_set_right(desk: Desk) -> None:
    plan_id = desk.published(WUSHAN, who="林")
    one = desk.get(f"/plans/{plan_id}/indicators")["items"][0]
    step = {"action": "change_indicator", "indicator_id": one["id"], "target": "99"}
    made = correct(desk, plan_id, step)
    assert made["changes"][0]["before"] == {"target": one["target"]}
    assert desk.get(f"/plans/{plan_id}/indicators")["items"][0]["target"] == "99"
