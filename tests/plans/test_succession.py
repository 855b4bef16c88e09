"""印发稿 over a 征求意见稿 that is published: it becomes the plan in force, and nothing is lost."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.core.actor import Role
from app.journal.models import JournalEvent
from app.plans.models import Indicator, Plan
from app.plans.versions.rules import refer_anew, said_anew
from app.progress.figures.models import IndicatorTask
from app.progress.models import Dispatch
from tests.plans.browser import Browser
from tests.plans.desk import Desk
from tests.plans.test_versions import ISSUED, consultation, ids, issued, named, over
from tests.signing_in import hidden

KEEPS = "落实残疾儿童康复"


def consulted(desk: Desk, **how: Any) -> int:
    """Published for comment, after 林 had said what 县教委 is and who may hold a task."""
    plan_id = desk.draft(consultation(), **how)
    task = next(one for one in desk.matrix(plan_id) if one["text"].startswith(KEEPS))
    cell = {"name": "县财政局", "role": "supporting"}
    desk.send("POST", f"/tasks/{task['id']}/assignments", cell, status=201)
    for asked in desk.findings(plan_id):
        if not asked["settled_at"] and "id" in asked and asked["id"]:
            desk.send("POST", f"/plans/{plan_id}/findings/{asked['id']}/settle", {})
    desk.send("POST", f"/plans/{plan_id}/publish")
    desk.work()
    return plan_id


def events(desk: Desk, kind: str) -> list[dict[str, Any]]:
    with desk.runtime.database.read() as session:
        found = session.scalars(select(JournalEvent).where(col(JournalEvent.kind) == kind))
        return [json.loads(one.body or "{}") for one in found]


def test_the_issued_text_becomes_the_plan_in_force_and_keeps_what_was_said(desk: Desk) -> None:
    old = consulted(desk)
    settled = {one["message"] for one in desk.findings(old) if one["settled_at"]}
    before = desk.matrix(old)
    answer = over(desk, old, issued())
    assert answer.status_code == 202, answer.text
    new = answer.json()["id"]
    assert new != old
    assert answer.headers["Location"] == f"/api/v1/plans/{new}"
    desk.work()
    draft = desk.get(f"/plans/{new}")
    assert (draft["state"], draft["stage"], draft["supersedes_id"]) == ("draft", "issued", old)
    assert desk.get(f"/plans/{old}")["state"] == "published", "it holds until the other is"
    assert desk.matrix(old) == before
    first, second = desk.get(f"/plans/{new}/versions")["items"]
    assert [one["stage"] for one in (first, second)] == ["consultation", "issued"]
    assert second["difference"]["tasks_removed"]
    kept = next(one for one in desk.matrix(new) if one["text"].startswith(KEEPS))
    assert ("县财政局", "supporting") in named(kept["assignments"]), "what 林 had added stands"
    assert not set(ids(desk, new).values()) & set(ids(desk, old).values())
    asked = {one["message"] for one in desk.findings(new) if not one["settled_at"]}
    assert not asked & settled, "nothing is asked twice"
    over_again = over(desk, old, issued((*ISSUED, "6\t又一项工作。\t县残联\t\t2025年底")))
    assert over_again.json()["id"] == new, "there is one draft to follow a plan"
    desk.work()

    desk.send("POST", f"/plans/{new}/publish")
    desk.work()
    ended = desk.get(f"/plans/{old}")
    assert (ended["state"], ended["superseded_by_id"]) == ("superseded", new)
    assert desk.matrix(old) == before, "the consulted text stays to be read"
    assert len(desk.matrix(new)) == 6
    for state, plan_id in (("published", new), ("superseded", old)):
        listed = desk.get("/plans", who="陈", state=state)["items"]
        assert [one["id"] for one in listed] == [plan_id]
    with desk.runtime.database.read() as session:
        asked_of = set(session.scalars(select(col(Dispatch.plan_id))))
    assert asked_of == {new}, "the issued text alone is handed out"
    assert [one["by_plan_id"] for one in events(desk, "plan.superseded")] == [new]
    for method, path, body in (
        ("POST", f"/plans/{old}/publish", None),
        ("DELETE", f"/plans/{old}", None),
        ("PATCH", f"/plans/{old}", {"title": "另一个"}),
        ("POST", f"/plans/{old}/corrections", {"reason": "错", "changes": [_step(before)]}),
        ("POST", f"/plans/{old}/findings/settle", {"key": "no_due"}),
        ("PUT", f"/plans/{old}/group_filings/1", {"mode": "none"}),
        ("PUT", f"/plans/{old}/reporting", {"final": True}),
        ("PUT", f"/plans/{old}/ladder", {"profile": "instruction"}),
    ):
        assert desk.send(method, path, body, status=409)["code"] == "superseded", path
    assert desk.get(f"/plans/{old}/reporting")["may_change"] is False
    late = over(desk, old, consultation(ISSUED))
    assert (late.status_code, late.json()["code"]) == (409, "superseded")


def _step(tasks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"action": "end_task", "task_id": tasks[0]["id"]}


def test_whoever_was_told_of_a_plan_reads_it_after_another_has_followed(desk: Desk) -> None:
    old = consulted(desk)
    new = over(desk, old, issued()).json()["id"]
    desk.work()
    desk.send("POST", f"/plans/{new}/publish")
    assert len(desk.matrix(old, who="陈")) == 4
    for who in ("林", "陈"):
        tasks = desk.get("/tasks", who=who)["items"]
        assert {one["plan"]["id"] for one in tasks} == {new}, "nothing stands there twice"
        assert desk.get("/tasks", who=who, plan=old)["items"]
    browser = Browser(desk)
    browser.sign_in("陈")
    shown = {
        plan_id: browser.page(f"/tasks/{desk.matrix(plan_id)[1]['id']}") for plan_id in (old, new)
    }
    assert ["已被后来的文本取代" in shown[plan_id] for plan_id in (old, new)] == [True, False]
    desk.get(f"/plans/{old}", who="外", status=404)
    desk.hire("兴", Role.LIAISON, unit="县乡村振兴局")
    left_out = desk.get(f"/plans/{old}", who="兴")
    assert (left_out["state"], left_out["superseded_by_id"]) == ("superseded", None)
    desk.get(f"/plans/{new}", who="兴", status=404)
    assert desk.get(f"/plans/{new}", who="陈")["supersedes_id"] == old


def test_a_draft_that_was_begun_over_a_plan_can_be_taken_back(desk: Desk) -> None:
    old = consulted(desk)
    new = over(desk, old, issued()).json()["id"]
    desk.work()
    desk.client.delete(f"/api/v1/plans/{new}", headers=desk.world.bearer("林"))
    desk.get(f"/plans/{new}", status=404)
    assert desk.get(f"/plans/{old}")["state"] == "published"
    assert len(desk.matrix(old)) == 5
    again = over(desk, old, issued())
    assert again.status_code == 202, again.text
    assert again.json()["id"] not in {old, new}
    with desk.runtime.database.read() as session:
        assert len(session.scalars(select(Plan)).all()) == 2


def test_over_the_plan_comes_nothing_of_who_does_not_run_the_draft_that_follows(desk: Desk) -> None:
    run_by = desk.world.units["县残联"]
    desk.hire("办", Role.COORDINATOR, unit="县残联")
    old = consulted(desk, office_id=run_by)
    first = over(desk, old, issued(), who="办")
    desk.work()
    new = first.json()["id"]
    desk.send("PATCH", f"/plans/{new}", {"office_id": desk.world.units["县民政局"]})
    again = issued((*ISSUED, "6\t又一项工作。\t县残联\t\t2025年底"))
    assert over(desk, old, again, who="办").status_code == 403
    assert over(desk, old, again).status_code == 202


def test_the_consulted_file_sent_again_is_known_as_the_plan_that_it_came_in(desk: Desk) -> None:
    """The draft that follows begins with the same text: it is not a second place of the file."""
    old = consulted(desk)
    new = over(desk, old, issued()).json()["id"]
    desk.work()
    for answer in (desk.post_file(consultation()), over(desk, new, consultation())):
        assert (answer.status_code, answer.json()["code"]) == (409, "duplicate_document")
        assert (answer.json()["plan_id"], answer.json()["version"]) == (old, 1)
    assert len(desk.get(f"/plans/{old}")["documents"]) == 1


@pytest.mark.parametrize("how", ["deleted", "merged", "not printed any more"])
def test_a_name_that_was_clarified_can_go_from_the_draft_that_follows(desk: Desk, how: str) -> None:
    """The unit that was named for it stays."""
    old = consulted(desk)
    (asked,) = desk.get(f"/plans/{old}/to_clarify")["items"]
    answer = {"assignment_id": asked["assignment_id"], "units": [desk.world.units["县人力社保局"]]}
    desk.send("POST", f"/plans/{old}/to_clarify", answer | {"reason": "三定规定"}, status=201)
    rows = ISSUED
    if how == "not printed any more":
        rows = (*ISSUED[:4], ISSUED[4].replace("县人社力社保局", "县教委"))
    new = over(desk, old, issued(rows)).json()["id"]
    desk.work()
    trained = next(one for one in desk.matrix(new) if one["text"].startswith("开展"))
    cells = {one["name"]: one for one in trained["assignments"]}
    if how == "deleted":
        desk.send("DELETE", f"/assignments/{cells['县人社力社保局']['id']}", status=204)
    elif how == "merged":
        before = desk.matrix(new)[3]
        weaker = {"role": "supporting"}
        desk.send("PATCH", f"/assignments/{cells['县人社力社保局']['id']}", weaker)
        same = {"name": "县人社力社保局", "role": "lead"}
        desk.send("POST", f"/tasks/{before['id']}/assignments", same, status=201)
        desk.send("POST", f"/tasks/{before['id']}/merge", {"task_ids": [trained["id"]]})
    left = {one["name"]: one["id"] for task in desk.matrix(new) for one in task["assignments"]}
    assert left["县人力社保局"] == cells["县人力社保局"]["id"]
    assert how == "not printed any more" or cells["县人社力社保局"]["id"] not in left.values()


def test_who_holds_what_after_a_split_goes_on_in_the_draft_that_follows(desk: Desk) -> None:
    world = desk.world
    old = consulted(desk)
    heirs = [{"unit_id": world.units[one]} for one in ("县乡村振兴局", "县民政局")]
    body: dict[str, Any] = {"kind": "split", "basis": "方案", "effective_on": "2023-05-01"}
    body |= {"predecessors": [world.units["县财政局"]], "successors": heirs}
    path = f"/reforms/{desk.send('POST', '/reforms', body, status=201)['id']}/assignments"
    held = desk.get(path)["items"]
    said = {"assignments": [one["id"] for one in held], "unit_id": world.units["县民政局"]}
    desk.send("POST", path, said)
    new = over(desk, old, issued()).json()["id"]
    desk.work()
    desk.send("POST", f"/plans/{new}/publish")
    now = desk.get(path)["items"]
    assert {one["plan_id"] for one in now} == {new}
    assert {one["unit_id"] for one in now} == {world.units["县民政局"]}


def test_when_it_is_asked_about_and_by_what_it_is_followed_up_goes_on(desk: Desk) -> None:
    """With the tasks and indicators that the issued text still has: one task, 办好, it has not."""
    old = consulted(desk)
    asked = by_beginning(desk, old)
    rule = [
        {"task_id": asked["落实"], "period": "quarter"},
        {"task_id": asked["开展"], "period": "milestone", "milestones": ["2023-09-30"]},
        {"task_id": asked["办好"], "period": "month"},
    ]
    given = {"final": True, "parts_workdays": 5, "tasks": rule}
    desk.send("PUT", f"/plans/{old}/reporting", given)
    desk.send("PUT", f"/plans/{old}/ladder", {"profile": "instruction"})
    with desk.runtime.database.write() as session:
        measured = Indicator(plan_id=old, position=1, name="救助率", target="90")
        session.add(measured)
        session.flush()
        tie = {"indicator_id": measured.id, "task_id": asked["落实"]}
        session.add(IndicatorTask(plan_id=old, **tie))
    new = over(desk, old, issued()).json()["id"]
    with desk.runtime.database.read() as session:
        tied = session.scalars(select(IndicatorTask).where(col(IndicatorTask.plan_id) == new)).one()
        assert session.get_one(Indicator, tied.indicator_id).plan_id == new
    assert tied.task_id == by_beginning(desk, new)["落实"]
    desk.work()
    found, now = desk.get(f"/plans/{new}/reporting"), by_beginning(desk, new)
    assert (found["final"], found["parts_workdays"]) == (True, 5)
    assert {one["task_id"]: (one["period"], one["milestones"]) for one in found["tasks"]} == {
        now["落实"]: ("quarter", []),
        now["开展"]: ("milestone", ["2023-09-30"]),
    }
    (begun,) = events(desk, "plan.successor_begun")
    assert begun["carried"] == {
        "return_rule": 1,
        "task_return_rule": 3,
        "task_milestone": 1,
        "indicator_task": 1,
        "plan_ladder": 1,
    }
    desk.send("POST", f"/plans/{new}/publish")
    [listed] = desk.get("/reminders/ladder")["plans"]
    assert (listed["id"], listed["profile"]) == (new, "instruction")
    assert len(desk.get(f"/plans/{old}/reporting")["tasks"]) == 3, "what was said there stays"


def by_beginning(desk: Desk, plan_id: int) -> dict[str, int]:
    """Ids of the tasks by the first two characters of their text."""
    return {one["text"][:2]: one["id"] for one in desk.matrix(plan_id)}


def test_on_the_page_the_issued_text_is_uploaded_over_the_consulted_one(
    desk: Desk, browser: Browser
) -> None:
    old = consulted(desk)
    page = browser.page(f"/plans/{old}/versions")
    assert "上传印发稿" in page
    token = hidden(page, "csrf_token")
    sent = desk.client.post(
        f"/plans/{old}/versions",
        data={"csrf_token": token},
        files={"file": ("印发稿.txt", issued())},
    )
    assert sent.status_code == 303, sent.text
    new = int(sent.headers["Location"].split("/")[2])
    desk.work()
    assert "与上一版相比" in browser.page(f"/plans/{new}/versions")
    told = browser.page(f"/plans/{old}/versions")
    assert f'href="/plans/{new}/versions">草稿</a>已经建立' in told
    assert f'<a href="/plans/{old}">征求意见稿（送审稿）</a>' in browser.page(f"/plans/{new}")
    desk.send("POST", f"/plans/{new}/publish")
    ended = browser.page(f"/plans/{old}")
    assert "已被取代" in ended
    assert f'<a href="/plans/{new}">后来的文本</a>' in ended


def test_a_word_on_a_check_is_said_of_the_copy() -> None:
    tasks, cells, findings = {3: 30}, {5: 50}, {7: 70}
    assert refer_anew("no_lead:3:seen", tasks, findings) == "no_lead:30:seen"
    assert refer_anew("no_lead:reading:7", tasks, findings) == "no_lead:reading:70"
    assert refer_anew("unit_not_named", tasks, findings) == "unit_not_named"
    assert [said_anew(fact, tasks, cells) for fact in ("a5", "t3:2025年底", "u5:残联")] == [
        "a50",
        "t30:2025年底",
        "u5:残联",
    ]
