"""A new version over a draft: 征求意见稿 → 印发稿, what is told of it, and what a hand keeps."""

from typing import Any

from httpx2 import Response

from app.plans.versions.schemas import VersionOut
from tests.plans.desk import Desk
from tests.plans.documents import HEADER, plan

TITLE = "巫山县“十四五”残疾人服务实施方案"
DATED = f"{HEADER}\t完成时限"
ASKED = (
    "1\t完善残疾人托养照护服务，支持社会力量举办托养机构。\t县残联\t县民政局、县财政局\t2023年12月底",
    "2\t落实残疾儿童康复救助制度，提高救助标准。\t县残联、县教委\t县民政局\t2024年12月底",
    "3\t提高残疾人两项补贴标准。\t县民政局\t县财政局、县乡村振兴局\t2025年12月底",
    "4\t开展残疾人职业技能培训。\t县人社力社保局\t县残联\t2025年12月底",
    "5\t办好特殊教育学校，做好送教上门。\t县教委\t县残联\t2025年12月底",
)
ISSUED = (
    "1\t建立残疾人口基础数据共享机制。\t县残联\t县民政局\t2023年12月底",
    "2\t完善残疾人托养照护服务，鼓励社会力量举办托养机构。\t县残联\t县民政局、县财政局\t2024年12月底",
    "3\t落实残疾儿童康复救助制度，提高救助标准。\t县残联、县教委\t县民政局\t2024年12月底",
    "4\t提高残疾人两项补贴标准。\t县财政局\t县民政局\t2025年12月底",
    "5\t开展残疾人职业技能培训。\t县人社力社保局\t县残联\t2025年12月底",
)


def consultation(rows: tuple[str, ...] = ASKED) -> bytes:
    return plan(rows, title=f"{TITLE}（征求意见稿）", header=DATED)


def issued(rows: tuple[str, ...] = ISSUED) -> bytes:
    return plan(rows, title=TITLE, header=DATED)


def over(desk: Desk, plan_id: int, data: bytes, **how: Any) -> Response:
    return desk.post_file(data, over_plan_id=plan_id, **{"name": "新版.txt"} | how)


def put_over(desk: Desk, plan_id: int, data: bytes) -> dict[str, Any]:
    """Import a new version; what changed."""
    answer = over(desk, plan_id, data)
    assert answer.status_code == 202, answer.text
    desk.work()
    newest: dict[str, Any] = desk.get(f"/plans/{plan_id}/versions")["items"][-1]
    assert newest["state"] == "imported", newest
    found: dict[str, Any] = newest["difference"]
    return found


def ids(desk: Desk, plan_id: int) -> dict[str, int]:
    """Row ids of tasks, by the first signs of their text."""
    return {task["text"][:8]: task["id"] for task in desk.matrix(plan_id)}


def named(units: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["name"], one["role"]) for one in units]


# ---- 征求意见稿 → 印发稿 ---------------------------------------------------------------------


def test_the_issued_text_comes_over_the_consulted_one_and_the_plan_keeps_its_id(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    answer = over(desk, plan_id, issued())
    assert answer.json()["id"] == plan_id
    assert answer.headers["Location"] == f"/api/v1/plans/{plan_id}"
    desk.work()
    told = desk.get(f"/plans/{plan_id}")
    assert (told["stage"], told["title"], told["state"]) == ("issued", TITLE, "draft")
    assert [one["kind"] for one in told["documents"]] == ["main", "main"]
    assert [task["number"] for task in desk.matrix(plan_id)] == ["1", "2", "3", "4", "5"]
    assert len(desk.get("/plans")["items"]) == 1


def test_each_import_is_a_version_with_number_stage_file_who_and_when(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    first, second = desk.get(f"/plans/{plan_id}/versions")["items"]
    assert [one["number"] for one in (first, second)] == [1, 2]
    assert [one["stage_label"] for one in (first, second)] == ["征求意见稿", "印发稿"]
    assert second["document"]["name"] == "新版.txt"
    assert desk.runtime.files.get(first["document"]["sha256"]) == consultation()
    assert desk.runtime.files.get(second["document"]["sha256"]) == issued()
    assert (second["imported_by"], second["imported_at"][-6:]) == ("林", "+08:00")
    assert first["difference"] is None
    for one in (first, second):
        VersionOut.model_validate(one)
        assert set(one) == set(VersionOut.model_fields)


def test_the_difference_tells_tasks_that_came_went_and_changed(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    before = ids(desk, plan_id)
    found = put_over(desk, plan_id, issued())
    assert [(one["number"], one["text"]) for one in found["tasks_added"]] == [
        ("1", "建立残疾人口基础数据共享机制。")
    ]
    (gone,) = found["tasks_removed"]
    assert (gone["task_id"], gone["text"][:8]) == (before["办好特殊教育学校"], "办好特殊教育学校")
    assert named(gone["units"]) == [("县教委", "lead"), ("县残联", "responsible")]
    changed = {one["title"][:4]: one for one in found["tasks_changed"]}
    assert changed["完善残疾"]["changes"]["number"] == {"old": "1", "new": "2"}
    assert changed["完善残疾"]["changes"]["due_on"] == {"old": "2023-12-31", "new": "2024-12-31"}
    assert "鼓励" in changed["完善残疾"]["changes"]["text"]["new"]
    assert set(changed["落实残疾"]["changes"]) == {"number"}
    assert found["plan_changes"]["stage"] == {"old": "consultation", "new": "issued"}


def test_the_difference_tells_units_that_came_went_and_changed_their_role(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    found = put_over(desk, plan_id, issued())
    (subsidy,) = (one for one in found["tasks_changed"] if one["title"].startswith("提高"))
    assert named(subsidy["units_removed"]) == [("县乡村振兴局", "responsible")]
    assert [(one["name"], one["role"]) for one in subsidy["roles_changed"]] == [
        ("县财政局", {"old": "responsible", "new": "lead"}),
        ("县民政局", {"old": "lead", "new": "responsible"}),
    ]
    assert subsidy["units_added"] == []
    assert [one["name"] for one in found["units_removed"]] == ["县乡村振兴局"]
    assert found["units_added"] == []
    assert {one["name"] for one in found["units_changed"]} == {"县财政局", "县民政局"}


def test_tasks_and_assignments_keep_their_ids(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    before = {task["id"]: task for task in desk.matrix(plan_id)}
    put_over(desk, plan_id, issued())
    after = desk.matrix(plan_id)
    assert sum(task["id"] in before for task in after) == 4
    for task in after:
        if task["id"] in before:
            old = {one["name"]: one["id"] for one in before[task["id"]]["assignments"]}
            new = {one["name"]: one["id"] for one in task["assignments"]}
            assert new.items() <= old.items()


def test_the_evidence_is_that_of_the_new_document(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    document = desk.get(f"/plans/{plan_id}")["documents"][1]
    text = desk.runtime.files.get(document["text_sha256"]).decode()
    for task in desk.matrix(plan_id):
        assert task["evidence"] != []
        for place in task["evidence"]:
            assert place["document_id"] == document["id"]
            assert text[place["start"] : place["end"]] == place["quote"]


def test_the_same_draft_in_another_file_changes_nothing(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    matrix, asked = desk.matrix(plan_id), desk.findings(plan_id)
    found = put_over(desk, plan_id, consultation() + b"\n")
    assert [name for name, listed in found.items() if listed] == []
    for old, new in zip(matrix, desk.matrix(plan_id), strict=True):
        assert old | {"evidence": ...} == new | {"evidence": ...}
    assert [one["id"] for one in desk.findings(plan_id)] == [one["id"] for one in asked]


def test_an_event_tells_the_counts_and_keeps_what_was_removed(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    (told,) = desk.events("plan.version_imported")
    assert (told["number"], told["stage"]) == (2, "issued")
    assert (told["counts"]["tasks_added"], told["counts"]["tasks_removed"]) == (1, 1)
    assert told["tasks_removed"][0]["text"] == "办好特殊教育学校，做好送教上门。"


def test_a_third_version_is_compared_with_the_second(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    found = put_over(desk, plan_id, issued(ISSUED[:4]))
    assert [one["title"][:2] for one in found["tasks_removed"]] == ["开展"]
    assert found["tasks_changed"] == []
    assert [one["number"] for one in desk.get(f"/plans/{plan_id}/versions")["items"]] == [1, 2, 3]


def test_the_draft_that_came_over_can_be_published(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    put_over(desk, plan_id, issued())
    told = desk.send("POST", f"/plans/{plan_id}/publish")
    assert told["state"] == "published"


def test_a_task_that_was_split_is_told(desk: Desk) -> None:
    whole = "完善残疾人托养照护服务，支持社会力量举办机构；改造困难残疾人家庭无障碍设施，应改尽改"
    one, other = whole.split("；")
    plan_id = desk.draft(consultation((f"1\t{whole}。\t县残联\t县民政局\t", *ASKED[1:])))
    parts = (f"1\t{one}。\t县残联\t县民政局\t", f"2\t{other}。\t县残联\t县财政局\t")
    found = put_over(desk, plan_id, issued((*parts, *ASKED[1:])))
    (split,) = found["tasks_split"]
    assert split["task_id"] in [part["task_id"] for part in split["into"]]
    assert [part["title"][:2] for part in split["into"]] == ["完善", "改造"]


# ---- what a hand keeps -----------------------------------------------------------------------


def test_a_unit_that_a_person_named_stays_named_also_where_the_name_is_new(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    (asked,) = desk.findings(plan_id, "unknown_unit")
    unit_id = desk.world.units["县人力社保局"]
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", {"unit_id": unit_id})
    more = (*ISSUED, "6\t扶持残疾人自主创业。\t县人社力社保局\t县残联\t2025年12月底")
    put_over(desk, plan_id, issued(more))
    found = [
        one["unit"]["id"]
        for task in desk.matrix(plan_id)
        for one in task["assignments"]
        if one["name"] == "县人社力社保局"
    ]
    assert found == [unit_id, unit_id]
    (still,) = desk.findings(plan_id, "unknown_unit")
    assert (still["id"], still["settled_by"]) == (asked["id"], "林")


def test_a_name_that_was_left_as_printed_is_not_asked_about_again(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    (asked,) = desk.findings(plan_id, "unknown_unit")
    desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", {})
    put_over(desk, plan_id, issued())
    (still,) = desk.findings(plan_id, "unknown_unit")
    assert (still["id"], still["settled_by"]) == (asked["id"], "林")


def test_a_first_lead_that_was_confirmed_stays_confirmed(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    joint = desk.matrix(plan_id)[1]
    second = joint["assignments"][1]
    desk.send("PATCH", f"/assignments/{second['id']}", {"is_first_lead": True})
    put_over(desk, plan_id, issued())
    (after,) = (one for one in desk.matrix(plan_id) if one["id"] == joint["id"])
    (first,) = (one for one in after["assignments"] if one["is_first_lead"])
    assert (first["id"], first["first_lead_basis"]) == (second["id"], "confirmed")
    assert desk.findings(plan_id, "joint_leads_unranked")[0]["settled_at"] is not None


def test_leads_that_the_new_version_changed_are_asked_about_again(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    desk.send("PATCH", f"/plans/{plan_id}", {"first_leads_confirmed": True})
    rows = (*ISSUED[:2], ISSUED[2].replace("县残联、县教委", "县残联、县财政局"), *ISSUED[3:])
    put_over(desk, plan_id, issued(rows))
    leads = [one for one in desk.matrix(plan_id)[2]["assignments"] if one["role"] == "lead"]
    assert [one["first_lead_basis"] for one in leads] == ["default", None]
    asked = desk.findings(plan_id, "joint_leads_unranked")
    assert [one["settled_at"] is None for one in asked].count(True) == 1


def test_a_text_and_a_due_date_corrected_by_hand_survive_where_the_words_did_not_change(
    desk: Desk,
) -> None:
    plan_id = desk.draft(consultation())
    task = desk.matrix(plan_id)[2]
    corrected = {"text": "提高困难残疾人两项补贴标准。", "due_on": "2024-06-30"}
    desk.send("PATCH", f"/tasks/{task['id']}", corrected)
    found = put_over(desk, plan_id, issued())
    (after,) = (one for one in desk.matrix(plan_id) if one["id"] == task["id"])
    assert (after["text"], after["due_on"]) == (corrected["text"], corrected["due_on"])
    (told,) = (one for one in found["tasks_changed"] if one["task_id"] == task["id"])
    assert set(told["changes"]) == {"number"}


def test_where_hand_and_document_both_changed_the_document_wins_and_it_is_told(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    task = desk.matrix(plan_id)[0]
    mine = "完善残疾人托养照护服务，支持社会力量兴办托养机构。"
    desk.send("PATCH", f"/tasks/{task['id']}", {"text": mine})
    found = put_over(desk, plan_id, issued())
    (told,) = (one for one in found["tasks_changed"] if one["task_id"] == task["id"])
    assert told["changes"]["text"]["old"] == mine
    assert "鼓励" in told["changes"]["text"]["new"]
    assert desk.matrix(plan_id)[1]["text"] == told["changes"]["text"]["new"]


def test_units_that_a_person_added_removed_or_moved_stay_so(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    task = desk.matrix(plan_id)[1]
    civil = task["assignments"][2]
    desk.send("DELETE", f"/assignments/{civil['id']}", status=204)
    desk.send("PATCH", f"/assignments/{task['assignments'][1]['id']}", {"role": "supporting"})
    more = {"name": "县财政局", "role": "supporting"}
    desk.send("POST", f"/tasks/{task['id']}/assignments", more, status=201)
    put_over(desk, plan_id, issued())
    (after,) = (one for one in desk.matrix(plan_id) if one["id"] == task["id"])
    assert [(one["name"], one["role"]) for one in after["assignments"]] == [
        ("县残联", "lead"),
        ("县教委", "supporting"),
        ("县财政局", "supporting"),
    ]
    assert [one["position"] for one in after["assignments"]] == [1, 2, 3]
    assert after["assignments"][0]["first_lead_basis"] == "sole"


def test_a_task_added_by_hand_stays_in_its_place_and_is_told(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    body = {"text": "加强残疾人文化体育工作。", "position": 2, "number": "1之一"}
    added = desk.send("POST", f"/plans/{plan_id}/tasks", body, status=201)
    found = put_over(desk, plan_id, issued())
    assert [one["task_id"] for one in found["tasks_kept"]] == [added["id"]]
    numbers = [task["number"] for task in desk.matrix(plan_id)]
    assert numbers == ["1", "2", "1之一", "3", "4", "5"]
    again = put_over(desk, plan_id, issued(ISSUED[:4]))
    assert [one["task_id"] for one in again["tasks_kept"]] == [added["id"]]


def test_a_task_added_by_hand_that_the_new_version_prints_is_that_task(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    body = {"text": "建立残疾人口基础数据共享机制。"}
    added = desk.send("POST", f"/plans/{plan_id}/tasks", body, status=201)
    found = put_over(desk, plan_id, issued())
    assert (found["tasks_added"], found["tasks_kept"]) == ([], [])
    assert desk.matrix(plan_id)[0]["id"] == added["id"]


def test_a_task_deleted_by_hand_stays_away_until_its_words_change(desk: Desk) -> None:
    plan_id = desk.draft(consultation())
    task = desk.matrix(plan_id)[2]
    desk.send("DELETE", f"/tasks/{task['id']}", status=204)
    same = (*ISSUED[:3], ASKED[2].replace("3\t", "4\t"), ISSUED[4])
    found = put_over(desk, plan_id, issued(same))
    assert [task["number"] for task in desk.matrix(plan_id)] == ["1", "2", "3", "5"]
    assert len(found["tasks_added"]) == 1
    found = put_over(desk, plan_id, issued(ISSUED))
    assert [one["number"] for one in found["tasks_added"]] == ["4"]


def test_a_title_corrected_by_hand_stays_where_the_title_did_not_change(desk: Desk) -> None:
    plan_id = desk.draft(issued())
    desk.send("PATCH", f"/plans/{plan_id}", {"document_number": "巫山府办发〔2022〕13号"})
    found = put_over(desk, plan_id, issued(ISSUED[:4]))
    assert desk.get(f"/plans/{plan_id}")["document_number"] == "巫山府办发〔2022〕13号"
    assert found["plan_changes"] == {}
