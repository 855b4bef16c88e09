"""A draft put right by hand."""

from typing import Any

from tests.plans.desk import Desk
from tests.plans.documents import plan


def leads(task: dict[str, Any]) -> list[tuple[str, bool, str | None]]:
    return [
        (one["name"], one["is_first_lead"], one["first_lead_basis"])
        for one in task["assignments"]
        if one["role"] == "lead"
    ]


# ---- the head --------------------------------------------------------------------------------


def test_the_head_is_corrected_and_old_and_new_are_kept(desk: Desk) -> None:
    plan_id = desk.draft()
    told = desk.send(
        "PATCH",
        f"/plans/{plan_id}",
        {
            "title": "巫山县残疾人服务实施方案",
            "document_number": None,
            "issued_on": "2022-05-11",
            "office_id": desk.world.units["县残联"],
            "return_period": "quarter",
            "due_after": 5,
            "reporting_from": "2022-07-01",
            "reporting_until": "2024-12-31",
            "library": True,
        },
    )
    assert (told["title"], told["document_number"]) == ("巫山县残疾人服务实施方案", None)
    assert (told["return_period"], told["due_after"], told["library"]) == ("quarter", 5, True)
    assert told["office"]["name"] == "县残联"
    (event,) = desk.events("plan.changed")
    assert event["changes"]["issued_on"] == ["2022-05-10", "2022-05-11"]
    assert event["changes"]["return_period"] == ["half_year", "quarter"]
    assert "reporting_until" in event["changes"]


def test_nothing_changed_is_no_event_and_no_new_version(desk: Desk) -> None:
    plan_id = desk.draft()
    before = desk.get(f"/plans/{plan_id}")
    after = desk.send("PATCH", f"/plans/{plan_id}", {"title": before["title"]})
    assert after["version"] == before["version"]
    assert desk.events("plan.changed") == []


WRONG_HEADS: list[dict[str, Any]] = [
    {"title": ""},
    {"title": None},
    {"issued_on": "2022-02-30"},
    {"issued_on": "昨天"},
    {"return_period": "weekly"},
    {"due_after": 0},
    {"due_after": 61},
    {"first_leads_confirmed": False},
    {"state": "published"},
    {"reporting_from": "2024-01-01", "reporting_until": "2023-01-01"},
]


def test_a_wrong_value_is_422_and_changes_nothing(desk: Desk) -> None:
    plan_id = desk.draft()
    before = desk.get(f"/plans/{plan_id}")
    for body in WRONG_HEADS:
        desk.send("PATCH", f"/plans/{plan_id}", body, status=422)
    assert desk.get(f"/plans/{plan_id}") == before


def test_a_stale_version_is_412_with_what_stands_now(desk: Desk) -> None:
    plan_id = desk.draft()
    seen = desk.get(f"/plans/{plan_id}")["version"]
    desk.send("PATCH", f"/plans/{plan_id}", {"title": "甲"}, headers={"If-Match": f'"{seen}"'})
    late = {"If-Match": f'"{seen}"'}
    told = desk.send("PATCH", f"/plans/{plan_id}", {"title": "乙"}, headers=late, status=412)
    assert (told["code"], told["current"]["title"]) == ("stale", "甲")
    assert told["current"]["version"] == seen + 1


def test_an_if_match_that_is_no_etag_is_400(desk: Desk) -> None:
    plan_id = desk.draft()
    wrong = {"If-Match": "abc"}
    told = desk.send("PATCH", f"/plans/{plan_id}", {"title": "甲"}, headers=wrong, status=400)
    assert told["code"] == "if_match"


# ---- tasks -----------------------------------------------------------------------------------


def test_a_missed_task_is_put_in_its_place(desk: Desk) -> None:
    plan_id = desk.draft()
    made = desk.send(
        "POST",
        f"/plans/{plan_id}/tasks",
        {
            "number": "1-1",
            "text": "开展入户走访。每年不少于一次。",
            "position": 2,
            "due_text": "持续推进",
            "assignments": [
                {"unit_id": desk.world.units["县残联"], "role": "lead"},
                {"name": "县教委", "role": "responsible"},
            ],
        },
        status=201,
    )
    assert (made["title"], made["source"]) == ("开展入户走访", None)
    assert (made["due_on"], made["due_source"]) == (None, "ongoing")
    assert [one["printed_label"] for one in made["assignments"]] == ["牵头单位", "责任单位"]
    assert made["assignments"][1]["unit"]["name"] == "县教委"
    assert [task["number"] for task in desk.matrix(plan_id)] == ["1", "1-1", "2", "3"]
    (event,) = desk.events("task.added")
    assert event["text"] == "开展入户走访。每年不少于一次。"


def test_a_task_without_a_time_is_due_when_the_plan_ends(desk: Desk) -> None:
    plan_id = desk.draft()
    made = desk.send("POST", f"/plans/{plan_id}/tasks", {"text": "加强宣传。"}, status=201)
    assert (made["due_on"], made["due_source"]) == ("2025-12-31", "plan")


def test_adding_a_task_twice_with_one_key_adds_one(desk: Desk) -> None:
    plan_id = desk.draft()
    key = {"Idempotency-Key": "t1"}
    path, body = f"/plans/{plan_id}/tasks", {"text": "加强宣传。"}
    first = desk.send("POST", path, body, status=201, headers=key)
    assert desk.send("POST", path, body, status=201, headers=key) == first
    assert len(desk.matrix(plan_id)) == 4


def test_a_task_is_changed_with_old_and_new_kept(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[0]
    told = desk.send(
        "PATCH",
        f"/tasks/{task['id']}",
        {"number": "一", "due_on": "2023-06-30", "due_text": "2023年6月底前"},
        headers={"If-Match": f'"{task["version"]}"'},
    )
    assert (told["number"], told["due_on"], told["due_source"]) == ("一", "2023-06-30", "printed")
    assert told["version"] == task["version"] + 1
    (event,) = desk.events("task.changed")
    assert event["changes"]["due_on"] == ["2025-12-31", "2023-06-30"]
    late = {"If-Match": f'"{task["version"]}"'}
    stale = desk.send("PATCH", f"/tasks/{task['id']}", {"number": "二"}, headers=late, status=412)
    assert stale["current"]["number"] == "一"


def test_a_task_is_deleted_with_what_hangs_on_it(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[1]
    desk.send("DELETE", f"/tasks/{task['id']}", status=204)
    assert [one["number"] for one in desk.matrix(plan_id)] == ["1", "3"]
    (event,) = desk.events("task.deleted")
    assert event["assignments"] == ["lead:县残联", "lead:县教委", "responsible:县民政局"]
    desk.send("DELETE", f"/tasks/{task['id']}", status=404)


WRONG_TASKS: list[dict[str, Any]] = [
    {},
    {"text": ""},
    {"text": "\x00"},
    {"text": "任务", "kind": "wish"},
    {"text": "任务", "due_on": "2023-13-01"},
    {"text": "任务", "assignments": [{"role": "boss", "name": "县教委"}]},
    {"text": "任务", "assignments": [{"role": "lead"}]},
    {"text": "任务", "position": 0},
]


def test_a_wrong_task_is_422_and_none_is_added(desk: Desk) -> None:
    plan_id = desk.draft()
    for body in WRONG_TASKS:
        assert desk.send("POST", f"/plans/{plan_id}/tasks", body, status=422)["errors"]
    assert len(desk.matrix(plan_id)) == 3


def test_control_characters_do_not_reach_the_database(desk: Desk) -> None:
    plan_id = desk.draft()
    body = {"text": "甲\x00乙\x07丙", "number": "1\x00"}
    made = desk.send("POST", f"/plans/{plan_id}/tasks", body, status=201)
    assert (made["text"], made["number"]) == ("甲乙丙", "1")


# ---- assignments -----------------------------------------------------------------------------


def test_a_second_lead_leaves_the_first_to_file_until_somebody_confirms(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[0]
    told = desk.send(
        "POST",
        f"/tasks/{task['id']}/assignments",
        {"unit_id": desk.world.units["县教委"], "role": "lead"},
        status=201,
    )
    assert leads(told) == [("县残联", True, "default"), ("县教委", False, None)]
    confirmed = desk.send(
        "PATCH", f"/assignments/{told['assignments'][-1]['id']}", {"is_first_lead": True}
    )
    assert leads(confirmed) == [("县残联", False, None), ("县教委", True, "confirmed")]


def test_naming_the_first_lead_that_stands_there_already_confirms_it(desk: Desk) -> None:
    plan_id = desk.draft()
    first = desk.matrix(plan_id)[1]["assignments"][0]
    told = desk.send("PATCH", f"/assignments/{first['id']}", {"is_first_lead": True})
    assert leads(told) == [("县残联", True, "confirmed"), ("县教委", False, None)]
    (event,) = desk.events("assignment.changed")
    assert event["changes"] == {"first_lead_basis": ["default", "confirmed"]}
    assert desk.findings(plan_id, "joint_leads_unranked")[0]["settled_by"] == "林"


def test_joint_leads_that_come_after_the_confirmation_are_asked_about_anew(desk: Desk) -> None:
    plan_id = desk.draft()
    desk.send("PATCH", f"/plans/{plan_id}", {"first_leads_confirmed": True})
    task = desk.matrix(plan_id)[0]
    body = {"unit_id": desk.world.units["县教委"], "role": "lead"}
    desk.send("POST", f"/tasks/{task['id']}/assignments", body, status=201)
    (asked,) = [
        one for one in desk.findings(plan_id, "joint_leads_unranked") if not one["settled_at"]
    ]
    assert asked["message"].startswith("第 1 项有几个牵头单位")
    told = desk.get(f"/plans/{plan_id}")
    assert told["first_leads_confirmed_at"] is None
    assert told["counts"]["unconfirmed_first_leads"] == 1


def test_without_its_first_lead_a_task_is_filed_by_the_other(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[1]
    desk.send("DELETE", f"/assignments/{task['assignments'][0]['id']}", status=204)
    now = desk.matrix(plan_id)[1]
    assert leads(now) == [("县教委", True, "sole")]
    assert [one["position"] for one in now["assignments"]] == [1, 2]
    assert desk.findings(plan_id, "joint_leads_unranked")[0]["settled_by"] == "林"


def test_a_unit_moves_and_changes_its_role(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[0]
    last = task["assignments"][2]
    told = desk.send("PATCH", f"/assignments/{last['id']}", {"role": "lead", "position": 1})
    assert leads(told) == [("县财政局", False, None), ("县残联", True, "default")]
    assert told["assignments"][0]["printed_label"] == "牵头单位"
    other, event = desk.events("assignment.changed")
    assert event["changes"]["role"] == ["responsible", "lead"]
    assert event["changes"]["position"] == [3, 1]
    assert other["changes"] == {"first_lead_basis": ["sole", "default"]}


def test_a_unit_stands_once_in_a_role(desk: Desk) -> None:
    task = desk.matrix(desk.draft())[0]
    body = {"unit_id": desk.world.units["县残联"], "role": "lead"}
    told = desk.send("POST", f"/tasks/{task['id']}/assignments", body, status=409)
    assert told["code"] == "unit_already_named"
    second = task["assignments"][1]["id"]
    desk.send("PATCH", f"/assignments/{second}", body, status=409)


def test_only_a_lead_files(desk: Desk) -> None:
    task = desk.matrix(desk.draft())[0]
    other = task["assignments"][1]["id"]
    told = desk.send("PATCH", f"/assignments/{other}", {"is_first_lead": True}, status=422)
    assert told["code"] == "not_a_lead"


def test_unknown_units_and_assignments_are_404(desk: Desk) -> None:
    task = desk.matrix(desk.draft())[0]
    unit = task["assignments"][0]["id"]
    desk.send("PATCH", f"/assignments/{unit}", {"unit_id": 9_999}, status=404)
    desk.send("PATCH", "/assignments/9999", {"role": "lead"}, status=404)
    desk.send("DELETE", "/assignments/9999", status=404)
    desk.send("PATCH", "/tasks/9999", {"title": "改"}, status=404)
    elsewhere = {"unit_id": desk.world.units["外县残联"], "role": "lead"}
    desk.send("POST", f"/tasks/{task['id']}/assignments", elsewhere, status=404)
    desk.send("PATCH", f"/assignments/{2**70}", {"role": "lead"}, status=422)


def test_a_name_that_comes_by_hand_is_asked_about_like_one_that_was_read(desk: Desk) -> None:
    plan_id = desk.draft()
    task = desk.matrix(plan_id)[0]
    body = {"name": "县人社力社保局", "role": "supporting"}
    told = desk.send("POST", f"/tasks/{task['id']}/assignments", body, status=201)
    assert told["assignments"][-1]["unit"] is None
    (asked,) = desk.findings(plan_id, "unknown_unit")
    assert asked["suggested_unit"]["name"] == "县人力社保局"


# ---- after publishing ------------------------------------------------------------------------


def test_a_published_task_changes_in_no_such_way(desk: Desk) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[0]
    unit = task["assignments"][0]["id"]
    refused = [
        ("PATCH", f"/tasks/{task['id']}", {"title": "改"}),
        ("DELETE", f"/tasks/{task['id']}", None),
        ("POST", f"/tasks/{task['id']}/assignments", {"name": "县教委", "role": "lead"}),
        ("PATCH", f"/assignments/{unit}", {"role": "supporting"}),
        ("DELETE", f"/assignments/{unit}", None),
    ]
    for method, path, body in refused:
        assert desk.send(method, path, body, status=409)["code"] == "published_task"
    for method, path, body in (
        ("POST", f"/plans/{plan_id}/tasks", {"text": "又一项。"}),
        ("PATCH", f"/plans/{plan_id}", {"title": "改"}),
        ("DELETE", f"/plans/{plan_id}", None),
    ):
        assert desk.send(method, path, body, status=409)["code"] == "published_plan"
    assert desk.matrix(plan_id)[0] == task


def test_while_it_is_read_nothing_is_edited_but_it_can_be_taken_back(desk: Desk) -> None:
    plan_id = desk.post_file(plan()).json()["id"]
    told = desk.send("PATCH", f"/plans/{plan_id}", {"title": "改"}, status=409)
    assert told["code"] == "still_reading"
    told = desk.send("POST", f"/plans/{plan_id}/publish", status=409)
    assert told["code"] == "still_reading"
    desk.send("DELETE", f"/plans/{plan_id}", status=204)
    assert desk.work() == 1, "the job finds nothing to do and is done"
    assert desk.get("/plans")["items"] == []
