"""批示 in a browser: each sees his own, and what was typed is never lost."""

import re
from typing import Any

from starlette.testclient import TestClient

from tests.kinds import on_sqlite
from tests.progress.browser import Browser, signed_in, typed
from tests.reminders.conftest import County
from tests.reminders.instructions.conftest import TEXT, Office
from tests.signing_in import hidden

__all__ = ["on_sqlite"]  # what a page shows does not depend on the database

PDF, JPG = b"%PDF-1.7\n", b"\xff\xd8\xff\xe0..."
FORM = {
    "text": TEXT,
    "given_on": "2023-07-07",
    "given_by": "领",
    "lead": "县残联",
    "others": "县民政局、县教委",
    "due_on": "2023-07-21",
}


def test_a_coordinator_types_an_instruction_and_a_refused_form_keeps_its_words(
    client: TestClient, office: Office
) -> None:
    browser = signed_in(client, "林")
    page = browser.page("/instructions/new")
    assert '<option value="领">' in page, "leaders to choose from"
    for wrong, told in (
        ({"others": "县没有的局"}, "县没有的局"),
        ({"others": "县残联"}, "县残联写了两次"),
        ({"due_on": "2023-07-22"}, "前后的工作日是2023年7月21日和2023年7月24日"),
        ({"due_on": "2023-07-06"}, "办理时限早于批示日期"),
        ({"due_on": ""}, "办理时限：缺少这一项"),
        ({"text": "长" * 1_000_000}, "批示内容：不能多于 4000 个字"),
        ({"given_by": " "}, "请填写批示人"),
    ):
        refused = browser.post("/instructions", page, **FORM | wrong)
        assert refused.status_code == 422, wrong
        assert told in refused.text
        assert typed(refused.text, "others") == (FORM | wrong)["others"]
        assert typed(refused.text, "text") == (FORM | wrong)["text"]
    made = browser.post("/instructions", page, **FORM)
    assert made.status_code == 303, made.text
    page = browser.page(made.headers["location"])
    assert TEXT in page
    assert "批示已登记" in page
    assert "县残联（牵头）：待签收" in page
    assert "县教委：待签收" in page


def test_html_in_an_instruction_is_text(client: TestClient, office: Office) -> None:
    one = office.given("县民政局", text="<script>alert(1)</script>", given_by="<b>甲</b>")
    browser = signed_in(client, "林")
    for path in (f"/instructions/{one}", "/instructions", f"/instructions/{one}/edit"):
        page = browser.page(path)
        assert "<script>alert" not in page
        assert "<b>甲" not in page
        assert "&lt;script&gt;" in page


def act(browser: Browser, one: int, page: str, form: str, **fields: str) -> Any:
    """Send a form of the page, with the version that stands in it."""
    action, _, unit = form.rpartition("-")
    forms = [one for one in page.split("<form")[1:] if f'name="action" value="{action}"' in one]
    named = f'name="unit_id" value="{unit}"' if unit != "all" else "</form>"
    part = next(one for one in forms if named in one and (unit != "all" or "unit_id" not in one))
    version = re.findall(r'name="version" value="(\d+)"', part)[-1]
    data = {"csrf_token": hidden(page), "version": version, "action": action, **fields}
    if unit != "all":
        data["unit_id"] = unit
    return browser.client.post(f"/instructions/{one}/act", data=data)


def test_a_leader_looks_at_the_reply_of_the_offices_own_unit(
    client: TestClient, office: Office
) -> None:
    County(office.book.runtime, office.book.world, 0).membership(
        "林", unit_id=office.unit("县残联")
    )
    lin = signed_in(client, "林")
    made = lin.post("/instructions", lin.page("/instructions/new"), **FORM | {"given_by": "郑"})
    one = int(made.headers["location"].split("?")[0].rsplit("/", 1)[1])
    office.done("陈", one, "reply", text="已办。")
    unit = office.unit("县残联")
    page = lin.page(f"/instructions/{one}")
    refused = act(lin, one, page, f"accept-{unit}")
    assert refused.status_code == 409
    assert "先由另一位督办人员、分管领导或管理员确认" in refused.text
    leader = signed_in(client, "领")
    page = leader.page(f"/instructions/{one}")
    assert "这是督办单位自己的回复" in page
    assert act(leader, one, page, f"confirm-{unit}").status_code == 303
    assert "<dt>第二人确认</dt><dd>领</dd>" in leader.page(f"/instructions/{one}")
    lin = signed_in(client, "林")
    assert act(lin, one, lin.page(f"/instructions/{one}"), f"accept-{unit}").status_code == 303
    assert "，自审" in lin.page(f"/instructions/{one}")


def test_a_liaison_signs_and_answers_and_the_leader_accepts(
    client: TestClient, office: Office
) -> None:
    one, unit = office.given(), office.unit("县民政局")
    path = f"/instructions/{one}"
    browser = signed_in(client, "周")
    assert "领2023年7月7日批示" in browser.page("/instructions")
    page = browser.page(path)
    assert "整件办理" not in page
    signed = act(browser, one, page, f"acknowledge-{unit}")
    assert signed.headers["location"] == f"{path}?notice=instruction_acknowledge#unit-{unit}"
    office.done("陈", one, "acknowledge")  # another unit moves: it disturbs nobody
    page = browser.page(path)
    office.done("陈", one, "reply", text="牵头的话")
    empty = act(browser, one, page, f"reply-{unit}", words=" ")
    assert (empty.status_code, "请写明办理情况" in empty.text) == (422, True)
    answered = act(browser, one, page, f"reply-{unit}", words="已补发。")
    assert answered.status_code == 303, answered.text
    page = browser.page(path)
    assert "已补发。" in page
    assert "牵头的话" not in page
    leader = signed_in(client, "领")
    assert "领2023年7月7日批示" in leader.page("/instructions")
    page = leader.page(path)
    assert "牵头的话" in page
    assert "全部认可，办结" in page
    done = act(leader, one, page, "accept-all", words="好")
    assert done.status_code == 303, done.text
    assert "没有符合条件的批示" in leader.page("/instructions")
    assert "领2023年7月7日批示" in leader.page("/instructions?state=accepted")


def test_two_tabs_and_what_was_typed_in_the_second_comes_back(
    client: TestClient, office: Office
) -> None:
    one, unit = office.given("县民政局"), office.unit("县民政局")
    browser = signed_in(client, "周")
    tab = browser.page(f"/instructions/{one}")
    assert act(browser, one, tab, f"acknowledge-{unit}").status_code == 303
    stale = act(browser, one, tab, f"reply-{unit}", words="写了很久的话")
    assert stale.status_code == 412
    assert typed(stale.text, "words") == "写了很久的话"
    again = act(browser, one, stale.text, f"reply-{unit}", words="写了很久的话")
    assert again.status_code == 303
    late = act(browser, one, tab, f"reply-{unit}", words="另一页里写的话")
    assert late.status_code == 412
    assert "另一页里写的话" in late.text, "also where its form is gone"


def test_a_reply_to_what_was_withdrawn_is_not_lost(client: TestClient, office: Office) -> None:
    one, unit = office.given("县民政局"), office.unit("县民政局")
    browser = signed_in(client, "周")
    page = browser.page(f"/instructions/{one}")
    office.done("林", one, "withdraw", reason="已并入会议纪要")
    late = act(browser, one, page, f"reply-{unit}", words="写了很久的话")
    assert late.status_code in (409, 412)
    assert "写了很久的话" in late.text
    assert "已撤销" in late.text


def test_text_and_units_are_mended_and_a_newer_text_is_shown(
    client: TestClient, office: Office
) -> None:
    one = office.given()
    browser = signed_in(client, "林")
    path = f"/instructions/{one}/edit"
    page = browser.page(path)
    assert typed(page, "others") == "县民政局"
    fields = {name: value for name, value in FORM.items() if name != "due_on"}
    office.desk.send("林", "PATCH", f"/instructions/{one}", {"text": "别人改的"})
    stale = browser.post(path, page, **fields | {"text": "我改的"})
    assert stale.status_code == 412
    assert "别人刚保存的批示内容是：别人改的" in stale.text
    assert typed(stale.text, "text") == "我改的"
    saved = browser.post(
        path, stale.text, **fields | {"text": "我改的", "lead": "县教委", "others": "县民政局"}
    )
    assert saved.status_code == 303, saved.text
    page = browser.page(f"/instructions/{one}")
    assert "我改的" in page
    assert "县教委（牵头）" in page
    office.done("周", one, "reply", text="已办。")
    assert client.get(path).headers["location"].endswith("notice=instruction_not_changeable")


def test_a_form_keeps_the_plan_and_the_task_that_an_instruction_has(
    client: TestClient, office: Office
) -> None:
    """Also a plan that asks for no returns, and a task that goes in a hidden field."""
    plan = office.book.add_plan()
    task = office.desk.get("林", "/tasks", plan=plan).json()["items"][0]["id"]
    browser = signed_in(client, "林")
    fields = {name: value for name, value in FORM.items() if name != "due_on"}
    for given in ({"plan_id": plan}, {"task_id": task}):
        one = office.given(**given)
        page = browser.page(f"/instructions/{one}/edit")
        chosen = re.search(r'<option value="(\d+)" selected', page)
        sent = {"plan_id": chosen[1] if chosen else "", "task_id": hidden(page, "task_id")}
        saved = browser.post(f"/instructions/{one}/edit", page, **fields, **sent)
        assert saved.status_code == 303, saved.text
        told = office.desk.get("林", f"/instructions/{one}").json()
        assert told["plan"]["id"] == plan
        assert (told["task"] or {}).get("id") == given.get("task_id")


def test_a_leader_enters_his_own(client: TestClient, office: Office) -> None:
    browser = signed_in(client, "领")
    page = browser.page("/instructions/new")
    assert 'name="given_by"' not in page
    fields = {name: value for name, value in FORM.items() if name != "given_by"}
    made = browser.post("/instructions", page, **fields)
    assert made.status_code == 303, made.text
    assert "领2023年7月7日批示" in browser.page("/instructions")
    liaison = signed_in(client, "周")
    assert liaison.client.get("/instructions/new").status_code == 403


def test_a_scan_comes_and_goes_by_the_page(client: TestClient, office: Office) -> None:
    one = office.given("县民政局")
    browser = signed_in(client, "林")
    page = browser.page(f"/instructions/{one}")
    token, post = {"csrf_token": hidden(page)}, f"/instructions/{one}/scan"
    wrong = client.post(post, data=token, files={"file": ("批示.pdf", JPG)})
    assert (wrong.status_code, "与名称的后缀不符" in wrong.text) == (422, True)
    assert client.post(post, data=token).status_code == 422
    assert client.post(post, data=token, files={"file": ("批示.pdf", PDF)}).status_code == 303
    assert ">批示.pdf</a>" in browser.page(f"/instructions/{one}")
    assert client.get(post).content == PDF
    assert client.post(f"{post}/remove", data=token).status_code == 303
    assert client.get(post).status_code == 404


def test_strange_forms_are_answered(client: TestClient, office: Office) -> None:
    one = office.given("县民政局")
    browser = signed_in(client, "林")
    page = browser.page(f"/instructions/{one}")
    for fields in ({}, {"action": "give"}, {"action": "reply", "unit_id": "x" * 50}):
        assert browser.post(f"/instructions/{one}/act", page, **fields).status_code == 422
    assert browser.post("/instructions", page).status_code == 422
    assert browser.post("/instructions", page, **FORM, task_id="9" * 40).status_code == 422
    assert client.get("/instructions?cursor=nonsense").status_code == 400
    assert client.get("/instructions?state=nonsense").status_code == 422
    assert client.get("/instructions/999999").status_code == 404
    assert browser.page("/instructions?task=999999&plan=&unit=")


def test_what_waits_stands_on_the_desk_and_in_the_list_behind_it(
    client: TestClient, office: Office
) -> None:
    late, waits = office.given("县残联", due_on="2023-07-07"), office.given()
    office.done("周", waits, "reply", text="已办。")
    browser = signed_in(client, "林")
    page = browser.page("/todo")
    for path, label, one in (
        ("/instructions?state=waiting&amp;leader=", "批示的回复待认可", waits),
        ("/instructions?overdue=true&amp;leader=", "批示逾期未回复", late),
    ):
        assert f'<a href="{path}">{label}</a> <strong>1</strong> 件' in page
        behind = browser.page(path.replace("&amp;", "&"))
        assert "共 1 件" in behind
        assert f'href="/instructions/{one}"' in behind
