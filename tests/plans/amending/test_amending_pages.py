"""林 corrects and amends a published plan on screen."""

import re
from typing import Any

from tests.plans.browser import Browser, Outline
from tests.plans.desk import Desk
from tests.plans.documents import ROWS, plan
from tests.signing_in import hidden

DECISION = {
    "kind": "amendment",
    "basis": "巫残工委〔2023〕2号",
    "organ": "县残工委",
    "decided_on": "2023-03-01",
    "reason": "职责调整",
}


def form(task: dict[str, Any] | None, **typed: Any) -> dict[str, Any]:
    """The fields of the form as they stand, but for those that are typed."""
    if task is None:
        return {"version": "0", "new_unit": "", "new_role": "lead"} | typed
    units = task["assignments"]
    stands = {
        "task": str(task["id"]),
        "version": str(task["version"]),
        "text": task["text"],
        "number": task["number"],
        "title": task["title"],
        "due_text": task["due_text"] or "",
        "due_on": task["due_on"] or "",
        "row": [str(one["id"]) for one in units],
        "unit": [one["unit"]["name"] if one["unit"] else "" for one in units],
        "raw": [one["name"] for one in units],
        "role": [one["role"] for one in units],
    }
    return stands | {"reason": "读错了"} | typed


def send(browser: Browser, plan_id: int, fields: dict[str, Any]) -> Any:
    at = f"/plans/{plan_id}/changes/new"
    token = hidden(browser.page(at), "csrf_token")
    return browser.desk.client.post(at, data={"csrf_token": token} | fields)


def confirm(browser: Browser, plan_id: int, fields: dict[str, Any]) -> Any:
    """Look at 原 and 现, and say yes."""
    shown = send(browser, plan_id, fields)
    assert shown.status_code == 200, shown.text
    digest = re.search(r'name="previewed" value="(\w+)"', shown.text)
    assert digest is not None, shown.text
    return send(browser, plan_id, fields | {"previewed": digest[1]})


def test_nothing_counts_before_it_was_looked_at(desk: Desk, browser: Browser) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[0]
    fields = form(task, **DECISION, due_on="2024-12-31")
    shown = send(browser, plan_id, fields).text
    assert "规划期末" in shown
    assert "2024年12月31日" in shown
    Outline(shown)
    assert desk.matrix(plan_id)[0]["due_on"] == "2025-12-31"
    assert desk.events("plan.amended") == []
    other = send(browser, plan_id, fields | {"previewed": "0" * 64})
    assert "请核对" in other.text
    answer = confirm(browser, plan_id, fields)
    assert answer.headers["location"] == f"/plans/{plan_id}/changes?notice=amended&number=1"
    page = browser.page(answer.headers["location"])
    assert "巫残工委〔2023〕2号" in page
    Outline(page)


def test_a_changed_cell_leads_to_its_before_and_after(desk: Desk, browser: Browser) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[1]
    fields = form(task, **DECISION)
    fields["unit"][0] = "县乡村振兴局"
    assert confirm(browser, plan_id, fields).status_code == 303
    page = browser.page(f"/plans/{plan_id}")
    Outline(page)
    lead = page.split('data-label="牵头单位"')[2]
    link = re.search(r'class="mark" href="([^"]+)"', lead)
    assert link is not None
    assert link[1].startswith(f"/plans/{plan_id}/changes?number=1#change-")
    listed = browser.page(link[1])
    assert f'id="{link[1].split("#")[1]}"' in listed
    assert "牵头单位：县残联" in listed
    assert "牵头单位：县乡村振兴局" in listed


def test_a_missing_task_is_added_with_its_units(desk: Desk, browser: Browser) -> None:
    plan_id = desk.published(plan(ROWS[:2]))
    after = str(desk.matrix(plan_id)[0]["id"])
    typed = {"reason": "漏读", "text": "加强组织领导。", "number": "1-1", "after": after}
    units = {"new_unit": ["县教委", ""], "new_role": ["lead", "responsible"]}
    assert confirm(browser, plan_id, form(None, **typed, **units)).status_code == 303
    tasks = desk.matrix(plan_id)
    assert [one["number"] for one in tasks] == ["1", "1-1", "2"]
    assert [one["name"] for one in tasks[1]["assignments"]] == ["县教委"]


def test_a_task_that_ends_is_listed_below_the_matrix(desk: Desk, browser: Browser) -> None:
    plan_id = desk.published(plan(ROWS[:2]))
    task = desk.matrix(plan_id)[0]
    fields = form(task, **DECISION, end_task="true")
    assert confirm(browser, plan_id, fields).status_code == 303
    page = browser.page(f"/plans/{plan_id}")
    assert "已终止的任务" in page
    assert "已由方案的调整或勘误终止" in browser.page(f"/tasks/{task['id']}")
    assert "第 1 次变更终止" in page


def test_what_was_typed_stays_when_it_is_refused(desk: Desk, browser: Browser) -> None:
    plan_id = desk.published()
    task = desk.matrix(plan_id)[0]
    typed: dict[str, Any] = {
        "kind": "amendment",
        "reason": "<script>alert(1)</script>",
        "title": "托养照护",
    }
    answer = send(browser, plan_id, form(task, **typed))
    assert answer.status_code == 422
    assert "&lt;script&gt;" in answer.text
    assert 'value="托养照护"' in answer.text
    assert "没有登记" in answer.text
    unknown = form(task)
    unknown["unit"][1] = "县没有这个局"
    assert "县没有这个局" in send(browser, plan_id, unknown).text
    nothing = send(browser, plan_id, form(task))
    assert nothing.status_code == 422
    stale = form(task, title="甲", version="99")
    assert send(browser, plan_id, stale).status_code == 412
    long = send(browser, plan_id, form(task, text="长" * 30_000))
    assert long.status_code == 422
    rows = form(task)
    rows["row"][0] = "999999"
    assert send(browser, plan_id, rows).status_code == 422


def test_who_may_not_amend_is_offered_nothing(desk: Desk, browser: Browser) -> None:
    plan_id, draft = desk.published(), desk.draft(plan(ROWS[:1], title="巫山县另一方案"))
    browser.page(f"/plans/{draft}/changes/new", 404)
    assert "/changes/new" not in browser.page(f"/plans/{draft}")
    for who, status in (("领", 403), ("陈", 403), ("外", 404)):
        browser.sign_in(who)
        browser.page(f"/plans/{plan_id}/changes/new", status)
    browser.page(f"/plans/{plan_id}/changes", 404)
    browser.sign_in("陈")
    assert "没有变更" in browser.page(f"/plans/{plan_id}/changes")
    assert "/changes/new" not in browser.page(f"/plans/{plan_id}")
