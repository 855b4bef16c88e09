"""The pages of notices: what was typed is never lost, and nobody sees a button that refuses."""

from typing import Any

from starlette.testclient import TestClient

from tests.kinds import on_sqlite
from tests.progress.browser import signed_in, typed
from tests.reminders.notices.conftest import WORDS, Desk, coded

__all__ = ["on_sqlite"]


def matters(desk: Desk) -> dict[str, Any]:
    return {"matters": [f"return:{one}" for one in desk.returns]}


def test_a_coordinator_drafts_from_what_a_unit_owes(client: TestClient, desk: Desk) -> None:
    lin = signed_in(client, "林")
    unit = desk.world.units["县民政局"]
    assert f'href="/notices/new?unit={unit}&amp;kind=urging"' in lin.page(f"/todo?unit={unit}")
    asked = client.get("/notices/new", params={"name": "县民政局"})
    assert asked.headers["location"] == f"/notices/new?unit={unit}&kind=urging"
    page = lin.page(f"/notices/new?unit={unit}")
    assert page.count(" checked>") == 2
    assert "已逾期3个工作日" in page
    assert "关于催办逾期未办的2件事项" in page
    fields = {"kind": "urging", "office": "县没有的局", "demand": "请于周五前说明。", **WORDS}
    refused = lin.post(f"/notices/new?unit={unit}", page, **fields, **matters(desk))
    assert refused.status_code == 422
    assert typed(refused.text, "demand") == "请于周五前说明。"
    assert refused.text.count(" checked>") == 2
    made = lin.post(
        f"/notices/new?unit={unit}", page, **fields | {"office": "县残联"}, **matters(desk)
    )
    assert made.status_code == 303
    shown = lin.page(made.headers["location"])
    assert "已存为草稿，审核、签发以后才会发出。" in shown
    assert "县残工委办公室" in shown


def test_one_notice_is_reviewed_signed_answered_and_accepted(
    client: TestClient, desk: Desk
) -> None:
    notice = desk.drafted()
    here = f"/notices/{notice}"
    lin = signed_in(client, "林")
    assert lin.post(f"{here}/act", lin.page(here), action="review").status_code == 303
    page = lin.page(here)
    wrong = lin.post(f"{here}/act", page, action="sign", number="一号")
    assert wrong.status_code == 422
    assert 'value="一号"' in wrong.text
    assert lin.post(f"{here}/act", page, action="sign").status_code == 303
    zhou = signed_in(client, "周")
    page = zhou.page(here)
    assert "作废" not in page
    empty = zhou.post(f"{here}/act", page, action="reply", text="  ")
    assert (empty.status_code, "回复内容" in empty.text) == (422, True)
    assert zhou.post(f"{here}/act", page, action="reply", text="已报。").status_code == 303
    lin = signed_in(client, "林")
    page = lin.page(here)
    back = {"action": "send_back", "reason": "没有写时间", "reply_due_on": "2023-07-01"}
    refused = lin.post(f"{here}/act", page, **back)
    assert refused.status_code == 422
    assert "没有写时间" in refused.text
    assert lin.post(f"{here}/act", page, action="accept", note="").status_code == 303
    shown = lin.page(here)
    assert "已办结" in shown
    assert "<form" not in shown.split("<main")[1]
    assert lin.post(f"{here}/act", page, action="dance").status_code == 422


def test_two_tabs_lose_nothing(client: TestClient, desk: Desk) -> None:
    notice = desk.drafted()
    lin = signed_in(client, "林")
    old = lin.page(f"/notices/{notice}/edit")
    changed: dict[str, Any] = {"title": "第一个窗口", "kind": "urging", **WORDS, **matters(desk)}
    assert lin.post(f"/notices/{notice}/edit", old, **changed).status_code == 303
    late = lin.post(f"/notices/{notice}/edit", old, **changed | {"title": "第二个窗口"})
    assert late.status_code == 412
    assert 'value="第二个窗口"' in late.text
    assert "第一个窗口" in lin.page(f"/notices/{notice}")


def test_a_reply_that_comes_second_is_shown_to_be_copied(client: TestClient, desk: Desk) -> None:
    notice = desk.signed()
    zhou, here = signed_in(client, "周"), f"/notices/{notice}"
    page = zhou.page(here)
    desk.done("周", notice, "reply", text="另一个窗口已回复。")
    late = zhou.post(f"{here}/act", page, action="reply", text="第一行\n第二行")
    assert late.status_code == 412
    assert '<p class="whole">第一行\n第二行</p>' in late.text
    assert "仍在下面" not in late.text


def test_a_matter_that_was_settled_is_marked_in_the_draft(client: TestClient, desk: Desk) -> None:
    notice = desk.drafted()
    desk.county.settle(desk.returns[0])
    page = signed_in(client, "林").page(f"/notices/{notice}/edit")
    assert "已经办好或者改期" in page


def test_the_register_shows_drafts_that_wait_and_void_numbers(
    client: TestClient, desk: Desk
) -> None:
    void = desk.signed()
    desk.done("林", void, "void", reason="发错单位")
    desk.drafted()
    page = signed_in(client, "林").page("/notices")
    assert "有 1 份稿件等待审核、签发" in page
    assert '<span class="void">巫残工委办催〔2023〕1号</span>' in page
    numbered = signed_in(client, "林").page("/notices?numbered=1&year=2023&kind=&state=")
    assert "共 1 份" in numbered
    theirs = signed_in(client, "周").page("/notices")
    assert "等待审核" not in theirs
    assert "起草督办文书" not in theirs
    assert client.get("/notices/new").status_code == 403
    assert client.get(f"/notices/{void}/edit").status_code == 403


def test_markup_in_a_notice_is_shown_as_text(client: TestClient, desk: Desk) -> None:
    notice = desk.drafted(title="<script>alert(1)</script>", demand="<b>快</b>")
    lin = signed_in(client, "林")
    for path in (f"/notices/{notice}", f"/notices/{notice}/edit", "/notices"):
        assert "<script>alert" not in lin.page(path)


def test_the_settings_are_a_form_for_some_and_values_for_others(
    client: TestClient, desk: Desk
) -> None:
    assert "巫残工委办催" in (plain := signed_in(client, "领").page("/notices/settings"))
    assert 'name="version"' not in plain
    lin = signed_in(client, "林")
    page = lin.page("/notices/settings")
    row = {"0.kind": "urging", "0.office": "县残联", "0.may": "1", "0.code": "code1"}
    refused = lin.post("/notices/settings", page, **row)
    assert refused.status_code == 422
    assert 'value="code1"' in refused.text
    assert lin.post("/notices/settings", page, **row | {"0.office": "无"}).status_code == 422
    assert lin.post("/notices/settings", page, **row | {"0.code": "巫残催"}).status_code == 303
    assert 'value="巫残催"' in lin.page("/notices/settings")
    assert lin.post("/notices/settings", page, **row | {"0.code": "巫残办"}).status_code == 412
    assert len(coded(desk.world)) == 4
