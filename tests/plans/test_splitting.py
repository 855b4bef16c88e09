"""A task of a draft is split, and tasks are merged, over REST."""

from typing import Any

from sqlmodel import delete

from app.plans.models import Evidence
from app.reading.terms import EvidenceRole
from tests.plans.desk import Desk
from tests.plans.documents import plan

TWO = (
    "1\t完善托养服务。办好特殊教育。\t县残联\t县教委、县财政局",
    "2\t做好宣传。\t县民政局\t县残联",
)
CUT = 7


def names(task: dict[str, Any]) -> list[str]:
    return [f"{one['role']}:{one['name']}" for one in task["assignments"]]


def quotes(task: dict[str, Any]) -> list[str]:
    return [one["quote"] for one in task["evidence"]]


def read_as_one(desk: Desk, plan_id: int) -> dict[str, Any]:
    """A paragraph with a bracket behind each sentence, which was read as one task."""
    task = desk.matrix(plan_id)[0]
    document = desk.get(f"/plans/{plan_id}")["documents"][0]["id"]
    written = "完善托养服务。（责任单位：县残联）办好特殊教育。（责任单位：县教委、县财政局）"
    roles = {
        "完善托养服务。": EvidenceRole.TASK,
        "（责任单位：县残联）": EvidenceRole.RESPONSIBILITY,
        "办好特殊教育。": EvidenceRole.TASK,
        "（责任单位：县教委、县财政局）": EvidenceRole.RESPONSIBILITY,
    }
    with desk.runtime.database.write() as session:
        session.execute(delete(Evidence).where(Evidence.task_id == task["id"]))
        for quote, role in roles.items():
            start = written.index(quote)
            session.add(
                Evidence(
                    task_id=task["id"],
                    document_id=document,
                    role=role,
                    start=start,
                    end=start + len(quote),
                    quote=quote,
                )
            )
    return task


# ---- splitting -------------------------------------------------------------------------------


def test_a_row_is_split_and_both_tasks_keep_its_units(desk: Desk) -> None:
    plan_id = desk.draft(plan(TWO))
    task = desk.matrix(plan_id)[0]
    told = desk.send("POST", f"/tasks/{task['id']}/split", {"offsets": [CUT]}, status=201)
    first, second = told["items"]
    assert (first["id"], first["number"]) == (task["id"], "1")
    assert [one["text"] for one in told["items"]] == ["完善托养服务。", "办好特殊教育。"]
    assert [one["title"] for one in told["items"]] == ["完善托养服务", "办好特殊教育"]
    assert (second["number"], second["source"], second["kind"]) == (None, "table", "task")
    assert second["due_on"] == task["due_on"]
    units = ["lead:县残联", "responsible:县教委", "responsible:县财政局"]
    assert names(first) == names(second) == units
    assert second["assignments"][0]["is_first_lead"] is True
    assert quotes(first) == ["完善托养服务。", "县残联", "县教委、县财政局"]
    assert quotes(second) == ["办好特殊教育。", "县残联", "县教委、县财政局"]
    assert first["evidence"][0]["end"] == second["evidence"][0]["start"]
    matrix = desk.matrix(plan_id)
    assert [one["text"] for one in matrix] == ["完善托养服务。", "办好特殊教育。", "做好宣传。"]
    assert [one["position"] for one in matrix] == [1, 2, 3]


def test_a_split_is_kept_with_what_it_was_and_what_it_became(desk: Desk) -> None:
    task = desk.matrix(desk.draft(plan(TWO)))[0]
    told = desk.send("POST", f"/tasks/{task['id']}/split", {"offsets": [CUT]}, status=201)
    (event,) = desk.events("task.split")
    assert event["text"] == "完善托养服务。办好特殊教育。"
    assert event["rule"] == "by_evidence"
    assert [one["id"] for one in event["parts"]] == [one["id"] for one in told["items"]]
    assert event["parts"][1]["text"] == "办好特殊教育。"
    assert event["parts"][1]["assignments"][0] == "lead:县残联"


def test_each_sentence_keeps_the_bracket_that_stands_behind_it(desk: Desk) -> None:
    task = read_as_one(desk, desk.draft(plan(TWO)))
    told = desk.send("POST", f"/tasks/{task['id']}/split", {"offsets": [CUT]}, status=201)
    first, second = told["items"]
    assert names(first) == ["lead:县残联"]
    assert names(second) == ["responsible:县教委", "responsible:县财政局"]
    assert quotes(first) == ["完善托养服务。", "（责任单位：县残联）"]
    assert quotes(second) == ["办好特殊教育。", "（责任单位：县教委、县财政局）"]
    assert [one["position"] for one in second["assignments"]] == [1, 2]


def test_a_person_may_say_otherwise_whose_the_units_are(desk: Desk) -> None:
    plan_id = desk.draft(plan(TWO))
    task = read_as_one(desk, plan_id)
    body = {"offsets": [CUT], "assignments": "all"}
    told = desk.send("POST", f"/tasks/{task['id']}/split", body, status=201)
    assert names(told["items"][0]) == names(told["items"][1])
    assert len(names(told["items"][0])) == 3
    other = desk.matrix(plan_id)[2]
    body = {"offsets": [2], "assignments": "first"}
    told = desk.send("POST", f"/tasks/{other['id']}/split", body, status=201)
    assert [names(one) for one in told["items"]] == [["lead:县民政局", "responsible:县残联"], []]
    (asked,) = desk.findings(plan_id, "unassigned")
    assert asked["task"]["id"] == told["items"][1]["id"]


def test_a_task_is_split_by_its_texts_too(desk: Desk) -> None:
    task = desk.matrix(desk.draft(plan(TWO)))[0]
    body = {"texts": ["完善托养", " 服务。", "办好特殊教育。"]}
    told = desk.send("POST", f"/tasks/{task['id']}/split", body, status=201)
    assert [one["text"] for one in told["items"]] == ["完善托养", "服务。", "办好特殊教育。"]


def test_the_parts_stand_behind_the_measures_of_the_first(desk: Desk) -> None:
    plan_id = desk.draft(plan(TWO))
    first, second = desk.matrix(plan_id)
    desk.send("PATCH", f"/tasks/{second['id']}", {"parent_id": first["id"]})
    desk.send("POST", f"/tasks/{first['id']}/split", {"offsets": [CUT]}, status=201)
    matrix = desk.matrix(plan_id)
    assert [one["text"] for one in matrix] == ["完善托养服务。", "做好宣传。", "办好特殊教育。"]
    assert [one["parent_id"] for one in matrix] == [None, first["id"], None]


WRONG_SPLITS: list[tuple[dict[str, Any], str]] = [
    ({"offsets": [14]}, "cut_outside"),
    ({"offsets": [900]}, "cut_outside"),
    ({"offsets": [0]}, "invalid"),
    ({"offsets": []}, "invalid"),
    ({"offsets": list(range(1, 500))}, "invalid"),
    ({"texts": ["完善托养服务。"]}, "invalid"),
    ({"texts": ["完善托养服务。", "办好普通教育。"]}, "texts_differ"),
    ({"texts": ["完善托养服务。办好特殊教育。", "　\u3000"]}, "invalid"),
    ({"offsets": [CUT], "texts": ["完善托养服务。", "办好特殊教育。"]}, "invalid"),
    ({"offsets": [CUT], "assignments": "some"}, "invalid"),
    ({}, "invalid"),
]


def test_a_wrong_cut_is_422_and_nothing_is_cut(desk: Desk) -> None:
    plan_id = desk.draft(plan(TWO))
    before = desk.matrix(plan_id)
    for body, code in WRONG_SPLITS:
        told = desk.send("POST", f"/tasks/{before[0]['id']}/split", body, status=422)
        assert told["code"] == code, body
    assert desk.matrix(plan_id) == before


def test_splitting_twice_with_one_key_splits_once(desk: Desk) -> None:
    plan_id = desk.draft(plan(TWO))
    task = desk.matrix(plan_id)[0]
    key = {"Idempotency-Key": "s1", "If-Match": f'"{task["version"]}"'}
    path, body = f"/tasks/{task['id']}/split", {"offsets": [CUT]}
    first = desk.send("POST", path, body, status=201, headers=key)
    assert desk.send("POST", path, body, status=201, headers=key) == first
    assert len(desk.matrix(plan_id)) == 3
    other = desk.send("POST", path, {"offsets": [3]}, status=422, headers=key)
    assert other["code"] == "idempotency_key_reused"


# ---- merging ---------------------------------------------------------------------------------


def test_two_rows_become_one_in_the_order_of_the_document(desk: Desk) -> None:
    plan_id = desk.draft(plan(TWO))
    first, second = desk.matrix(plan_id)
    body = {"task_ids": [first["id"]]}
    told = desk.send("POST", f"/tasks/{second['id']}/merge", body)
    assert (told["id"], told["number"]) == (second["id"], "2")
    assert told["text"] == "完善托养服务。办好特殊教育。\n做好宣传。"
    assert names(told) == [
        "lead:县残联",
        "responsible:县教委",
        "responsible:县财政局",
        "lead:县民政局",
    ]
    assert [one["is_first_lead"] for one in told["assignments"] if one["role"] == "lead"] == [
        True,
        False,
    ]
    assert len(told["evidence"]) == len(first["evidence"]) + len(second["evidence"])
    assert [one["id"] for one in desk.matrix(plan_id)] == [second["id"]]
    desk.get(f"/tasks/{first['id']}", status=404)


def test_a_merge_tells_what_is_gone_and_which_role_stayed(desk: Desk) -> None:
    first, second = desk.matrix(desk.draft(plan(TWO)))
    desk.send("POST", f"/tasks/{first['id']}/merge", {"task_ids": [second["id"]]})
    (event,) = desk.events("task.merged")
    (gone,) = event["merged"]
    for name in ("id", "number", "title", "text", "kind", "section", "parent_id", "position"):
        assert gone[name] == second[name], name
    assert (gone["due_on"], gone["due_source"]) == (second["due_on"], second["due_source"])
    assert gone["assignments"] == ["lead:县民政局", "responsible:县残联"]
    assert [one["id"] for one in gone["units"]] == [one["id"] for one in second["assignments"]]
    assert event["roles"] == {"县残联": ["responsible", "lead"]}
    assert event["changes"]["text"] == [
        "完善托养服务。办好特殊教育。",
        "完善托养服务。办好特殊教育。\n做好宣传。",
    ]


def test_what_was_split_and_merged_again_is_what_it_was(desk: Desk) -> None:
    plan_id = desk.draft(plan(TWO))
    task = read_as_one(desk, plan_id)
    before = desk.matrix(plan_id)[0]
    told = desk.send("POST", f"/tasks/{task['id']}/split", {"offsets": [3, CUT]}, status=201)
    others = [one["id"] for one in told["items"][1:]]
    desk.send("POST", f"/tasks/{task['id']}/merge", {"task_ids": others[::-1]})
    after = desk.matrix(plan_id)[0]
    assert after["text"].replace("\n", "") == before["text"]
    assert names(after) == names(before)
    assert sorted(quotes(after)) == sorted(quotes(before))


def test_tasks_that_do_not_adjoin_are_merged_and_their_measures_come_along(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second, third = desk.matrix(plan_id)
    desk.send("PATCH", f"/tasks/{second['id']}", {"parent_id": third["id"]})
    desk.send("POST", f"/tasks/{first['id']}/merge", {"task_ids": [third["id"]]})
    matrix = desk.matrix(plan_id)
    assert [one["id"] for one in matrix] == [first["id"], second["id"]]
    assert matrix[1]["parent_id"] == first["id"]
    assert [one["position"] for one in matrix] == [1, 2]


def test_a_measure_takes_in_the_task_above_it(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second, _ = desk.matrix(plan_id)
    desk.send("PATCH", f"/tasks/{second['id']}", {"parent_id": first["id"]})
    told = desk.send("POST", f"/tasks/{second['id']}/merge", {"task_ids": [first["id"]]})
    assert (told["parent_id"], told["kind"]) == (None, "task")


def test_questions_about_a_merged_task_are_asked_about_the_one_that_stays(desk: Desk) -> None:
    rows = ("1\t完善托养服务。\t\t县财政局", "2\t做好宣传。\t\t县残联", "3\t办好教育。\t县教委\t")
    plan_id = desk.draft(plan(rows))
    first, second, third = desk.matrix(plan_id)
    assert len(desk.findings(plan_id, "no_lead")) == 2
    desk.send("POST", f"/tasks/{first['id']}/merge", {"task_ids": [second["id"]]})
    asked = desk.findings(plan_id, "no_lead")
    assert [one["task"]["id"] for one in asked] == [first["id"], first["id"]]
    assert [bool(one["settled_at"]) for one in asked] == [False, True], "asked once"
    desk.send("POST", f"/tasks/{first['id']}/merge", {"task_ids": [third["id"]]})
    assert all(one["settled_at"] for one in desk.findings(plan_id, "no_lead"))


def test_the_printed_time_of_a_merged_task_is_not_lost(desk: Desk) -> None:
    plan_id = desk.draft()
    first, second, _ = desk.matrix(plan_id)
    desk.send("PATCH", f"/tasks/{second['id']}", {"due_text": "2023年6月底前"})
    told = desk.send("POST", f"/tasks/{first['id']}/merge", {"task_ids": [second["id"]]})
    assert (told["due_on"], told["due_text"]) == ("2023-06-30", "2023年6月底前")
    assert told["due_source"] == "printed"


def test_a_wrong_merge_is_told_and_nothing_is_merged(desk: Desk) -> None:
    plan_id = desk.draft(plan(TWO))
    other = desk.draft(plan(title="巫山县“十四五”另一方案"))
    before = desk.matrix(plan_id)
    elsewhere = desk.matrix(other)[0]["id"]
    wrong: list[tuple[list[int], int, str]] = [
        ([before[0]["id"]], 422, "merge_itself"),
        ([before[1]["id"], before[0]["id"]], 422, "merge_itself"),
        ([elsewhere], 422, "other_plan"),
        ([999_999], 404, "not_found"),
        ([], 422, "invalid"),
        (list(range(1, 501)), 422, "invalid"),
        ([2**70], 422, "invalid"),
    ]
    for ids, status, code in wrong:
        path = f"/tasks/{before[0]['id']}/merge"
        assert desk.send("POST", path, {"task_ids": ids}, status=status)["code"] == code, ids
    assert desk.matrix(plan_id) == before
    assert len(desk.matrix(other)) == 3


def test_merging_the_same_task_twice_in_one_list_is_merging_it_once(desk: Desk) -> None:
    first, second = desk.matrix(desk.draft(plan(TWO)))
    body = {"task_ids": [second["id"], second["id"]]}
    desk.send("POST", f"/tasks/{first['id']}/merge", body)
    assert len(desk.events("task.merged")[0]["merged"]) == 1


def test_merging_twice_with_one_key_merges_once(desk: Desk) -> None:
    first, second = desk.matrix(desk.draft(plan(TWO)))
    path, body = f"/tasks/{first['id']}/merge", {"task_ids": [second["id"]]}
    key = {"Idempotency-Key": "m1"}
    told = desk.send("POST", path, body, headers=key)
    assert desk.send("POST", path, body, headers=key) == told
    assert len(desk.events("task.merged")) == 1


# ---- when it may not be ----------------------------------------------------------------------


def test_a_stale_version_neither_splits_nor_merges(desk: Desk) -> None:
    plan_id = desk.draft(plan(TWO))
    first, second = desk.matrix(plan_id)
    desk.send("PATCH", f"/tasks/{first['id']}", {"number": "一"})
    late = {"If-Match": f'"{first["version"]}"'}
    unit = first["assignments"][0]["id"]
    for method, path, body in (
        ("POST", f"/tasks/{first['id']}/split", {"offsets": [CUT]}),
        ("POST", f"/tasks/{first['id']}/merge", {"task_ids": [second["id"]]}),
        ("POST", f"/tasks/{first['id']}/assignments", {"name": "县民政局", "role": "lead"}),
        ("PATCH", f"/assignments/{unit}", {"role": "supporting"}),
        ("DELETE", f"/assignments/{unit}", None),
    ):
        told = desk.send(method, path, body, headers=late, status=412)
        assert told["current"]["number"] == "一"
    assert len(desk.matrix(plan_id)) == 2


def test_a_published_task_is_neither_split_nor_merged(desk: Desk) -> None:
    plan_id = desk.published(plan(TWO))
    first, second = desk.matrix(plan_id)
    for path, body in (("split", {"offsets": [CUT]}), ("merge", {"task_ids": [second["id"]]})):
        told = desk.send("POST", f"/tasks/{first['id']}/{path}", body, status=409)
        assert told["code"] == "published_task"
    assert desk.send("PATCH", f"/tasks/{first['id']}", {"position": 2}, status=409)
