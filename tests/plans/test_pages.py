"""Plans in a browser, without a script."""

import re
from html import unescape

from httpx2 import Response

from app.plans.rules import FILE_LIMIT
from tests.kinds import ON_BOTH, on_sqlite
from tests.plans.browser import Browser, Outline
from tests.plans.desk import Desk
from tests.plans.documents import plan, plan_text
from tests.signing_in import hidden

__all__ = ["on_sqlite"]  # what the pages ask of the other kind is tried in `test_demo`

SLIP = "县人社力社保局"
ROWS = (f"1\t帮助残疾人就业。\t{SLIP}、县残联\t县财政局", "2\t办好特殊教育。\t县教委\t县残联")


def settle(browser: Browser, plan_id: int, code: str, **fields: str) -> Response:
    asked = next(one for one in browser.desk.findings(plan_id, code) if not one["settled_at"])
    path = f"/plans/{plan_id}/findings/{asked['id']}/settle"
    return browser.send(path, f"/plans/{plan_id}", **fields)


# ---- the list --------------------------------------------------------------------------------


def test_the_list_says_what_each_plan_is(browser: Browser) -> None:
    assert "还没有方案" in browser.page("/plans")
    plan_id = browser.desk.draft()
    page = browser.page("/plans")
    assert f'href="/plans/{plan_id}"' in page
    assert "巫山府办发〔2022〕12号" in page
    assert "草稿" in page
    assert "没有符合条件的方案" in browser.page("/plans?q=不存在的")
    assert "没有符合条件的方案" in browser.page("/plans?state=published")
    browser.page("/plans?q=%00")


def test_only_a_coordinator_is_offered_the_upload(browser: Browser) -> None:
    assert 'href="/plans/new"' in browser.page("/plans")
    for who in ("陈", "领"):
        browser.sign_in(who)
        assert 'href="/plans/new"' not in browser.page("/plans")
        browser.page("/plans/new", 403)


# ---- uploading -------------------------------------------------------------------------------


def test_a_file_goes_in_and_its_draft_comes_up(browser: Browser) -> None:
    answer = browser.upload(plan())
    assert answer.status_code == 303
    path = answer.headers["Location"].split("?")[0]
    page = browser.page(f"{path}?notice=uploaded")
    assert "文件已收到" in page
    assert '<meta http-equiv="refresh"' in page
    browser.desk.work()
    page = browser.page(path)
    assert '<meta http-equiv="refresh"' not in page
    assert "完善残疾人托养照护服务。" in page


def test_the_whole_text_can_be_pasted(browser: Browser) -> None:
    answer = browser.upload(text=plan_text().replace("\n", "\r\n"), name="粘贴的方案")
    browser.desk.work()
    plan_id = int(answer.headers["Location"].split("?")[0].rsplit("/", 1)[1])
    told = browser.desk.get(f"/plans/{plan_id}")
    assert (told["state"], told["documents"][0]["name"]) == ("draft", "粘贴的方案.txt")
    assert told["counts"]["tasks"] == 3


def test_what_was_chosen_and_typed_stays_when_a_file_is_refused(browser: Browser) -> None:
    first = browser.desk.draft()
    office = str(browser.desk.world.units["县残联"])
    answer = browser.upload(text=plan_text(), name="又一次", office_id=office)
    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "这份文件已经上传过" in page
    assert f'href="/plans/{first}"' in page
    assert "完善残疾人托养照护服务。" in page
    assert 'value="又一次"' in page
    assert f'<option value="{office}" selected>县残联</option>' in page


def test_nothing_chosen_is_told(browser: Browser) -> None:
    answer = browser.upload()
    assert answer.status_code == 422
    assert "文件是空的" in answer.text
    assert answer.text.count('role="alert"') == 1


def test_a_file_that_is_too_large_is_told(browser: Browser) -> None:
    answer = browser.upload(b"x" * (FILE_LIMIT + 1))
    assert answer.status_code == 413
    assert "超过 20 MB" in answer.text


def test_a_form_from_elsewhere_does_nothing(browser: Browser) -> None:
    answer = browser.desk.client.post("/plans", files={"file": ("a.txt", plan())})
    assert answer.status_code == 403
    assert browser.desk.get("/plans")["items"] == []


def test_a_refused_file_says_why_and_can_be_deleted(browser: Browser) -> None:
    plan_id = browser.desk.draft(b" \n", name="空白.txt")
    page = browser.page(f"/plans/{plan_id}")
    assert "文件里没有文字" in page or "文件里没有内容" in page
    answer = browser.send(f"/plans/{plan_id}/delete", f"/plans/{plan_id}")
    assert answer.headers["Location"] == "/plans?notice=deleted"
    browser.page(f"/plans/{plan_id}", 404)


# ---- one plan --------------------------------------------------------------------------------


def test_the_matrix_speaks_the_documents_words(browser: Browser) -> None:
    page = browser.page(f"/plans/{browser.desk.draft(plan(ROWS))}")
    outline = Outline(page)
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page)
    assert heads == ["序号", "工作任务", "牵头单位", "责任单位"]
    assert f'href="/units/{browser.desk.world.units["县残联"]}"' in page
    assert f"{SLIP}<strong>（待确认）</strong>" in page
    assert "（主牵头，待确认）" in page
    assert len(outline.all("h1")) == 1
    assert len(outline.all("main")) == 1
    assert all(one.get("scope") for one in outline.all("th"))
    assert outline.open == []


def test_every_cell_says_its_columns_name_on_a_narrow_screen(browser: Browser) -> None:
    page = browser.page(f"/plans/{browser.desk.draft(plan(ROWS))}")
    outline = Outline(page)
    (table,) = outline.all("table")
    assert table["class"] == "stack"
    cells = [*outline.all("td"), *(one for one in outline.all("th") if one["scope"] == "row")]
    assert len(cells) == 8
    assert all(one.get("data-label") for one in cells)


def test_the_proving_words_of_each_row_can_be_reached(browser: Browser) -> None:
    page = browser.page(f"/plans/{browser.desk.draft(plan(ROWS))}")
    assert page.count("<summary>原文依据") == 2
    assert f"责任分工：“{SLIP}、县残联”" in page


def test_every_field_has_a_label_and_every_form_its_token(browser: Browser) -> None:
    plan_id = browser.desk.draft(plan(ROWS))
    for path in ("/plans", "/plans/new", f"/plans/{plan_id}"):
        outline = Outline(browser.page(path))
        labels = {one["for"] for one in outline.all("label")}
        fields = [*outline.all("input"), *outline.all("select"), *outline.all("textarea")]
        shown = [one for one in fields if one.get("type") != "hidden"]
        assert {one["id"] for one in shown} <= labels
        posted = [one for one in outline.all("form") if one.get("method") == "post"]
        assert len(posted) == sum(one.get("name") == "csrf_token" for one in fields)


@ON_BOTH
def test_a_name_is_settled_and_remembered_from_the_page(browser: Browser) -> None:
    plan_id = browser.desk.draft(plan(ROWS))
    page = browser.page(f"/plans/{plan_id}")
    unit = browser.desk.world.units["县人力社保局"]
    assert f'name="meant" value="{unit}" checked> 县人力社保局' in page, "the nearest is offered"
    answer = settle(browser, plan_id, "unknown_unit", answer="remember", meant=str(unit))
    assert answer.headers["Location"] == f"/plans/{plan_id}?notice=confirmed#questions"
    page = browser.page(f"/plans/{plan_id}")
    assert "（待确认）" not in page
    assert "（即县人力社保局）" in page
    assert "已处理" in page
    aliases = browser.desk.get(f"/units/{browser.desk.world.units['县人力社保局']}/aliases")
    assert [one["name"] for one in aliases["items"]] == [SLIP]


def test_a_name_that_no_unit_has_is_told_with_the_nearest(browser: Browser) -> None:
    plan_id = browser.desk.draft(plan(ROWS))
    answer = settle(browser, plan_id, "unknown_unit", answer="name", unit="县民政")
    assert answer.status_code == 404
    assert "没有名为“县民政”的单位" in answer.text
    assert "县民政局" in answer.text
    assert "责任矩阵" in answer.text, "the page is still there"


def test_questions_are_folded_by_kind_and_those_that_must_be_answered_lie_open(
    browser: Browser,
) -> None:
    rows = ("1\t\t县残联\t县财政局", f"2\t办好特殊教育。\t{SLIP}、县没有局\t县残联")
    path = f"/plans/{browser.desk.draft(plan(rows))}"
    page = browser.page(path)
    groups = re.findall(r'<details class="asked"( open)?>\s*<summary>(.*?)</summary>', page)
    told = {re.sub(r"<[^>]+>", "", words): bool(is_open) for is_open, words in groups}
    assert told["必须处理有责任单位而没有任务（1 处）"] is True
    assert told["请核对单位名称不在单位库中（2 处）"] is False
    assert all("其他问题" not in words for words in told)
    assert f'href="{path}/review"' in page
    assert Outline(page).open == []


def test_the_kind_that_was_just_dealt_with_stays_open(browser: Browser) -> None:
    rows = (f"1\t帮助就业。\t{SLIP}\t县残联", "2\t办好特殊教育。\t县没有局\t县残联")
    path = f"/plans/{browser.desk.draft(plan(rows))}"
    form = rf'action="({path}/findings/\d+/settle\?code=unknown_unit)"'
    first = re.search(form, browser.page(path))
    assert first is not None
    answer = browser.send(first[1], path, answer="seen")
    assert answer.headers["Location"] == f"{path}?notice=confirmed&asked=unknown_unit#questions"
    page = browser.page(answer.headers["Location"].split("#")[0])
    assert page.count('<details class="asked" open>') == 1
    assert '单位名称不在单位库中<span class="muted">（1 处）' in page


def test_joint_leads_are_confirmed_by_one_button(browser: Browser) -> None:
    plan_id = browser.desk.draft()
    assert "确认：各项都以排在第一位的为主牵头" in browser.page(f"/plans/{plan_id}")
    settle(browser, plan_id, "joint_leads_unranked", answer="seen")
    page = browser.page(f"/plans/{plan_id}")
    assert "（主牵头）" in page
    assert "（主牵头，待确认）" not in page


def test_publishing_says_first_what_will_happen(browser: Browser) -> None:
    plan_id = browser.desk.draft(plan(ROWS))
    page = browser.page(f"/plans/{plan_id}")
    assert "2 项任务交办到 3 个单位" in page
    assert "按半年填报进展，期满后 10 个工作日内报送，自2022年5月10日起，至2025年12月31日止" in page
    assert "还有 1 个名称没有确定是哪个单位" in page
    assert "还有 1 项任务的主牵头没有确认" in page
    answer = browser.send(f"/plans/{plan_id}/publish", f"/plans/{plan_id}")
    assert answer.headers["Location"] == f"/plans/{plan_id}?notice=published"
    page = browser.page(f"/plans/{plan_id}")
    assert "已发布" in page
    assert '<button type="submit">发布</button>' not in page


def test_a_draft_for_comment_says_that_it_only_shows(browser: Browser) -> None:
    draft = plan(title="巫山县“十四五”残疾人服务实施方案（征求意见稿）")
    page = browser.page(f"/plans/{browser.desk.draft(draft)}")
    assert "这是征求意见稿：发布后只供查阅，不交办，不填报。" in page


def test_an_error_hides_the_button_and_a_sent_form_is_refused(browser: Browser) -> None:
    rows = ("1\t\t县残联\t县财政局", "2\t办好特殊教育。\t县教委\t县残联")
    plan_id = browser.desk.draft(plan(rows))
    assert "还有 1 处必须处理的问题" in browser.page(f"/plans/{plan_id}")
    answer = browser.send(f"/plans/{plan_id}/publish", f"/plans/{plan_id}")
    assert answer.status_code == 409
    assert "还有必须处理的问题，不能发布" in answer.text


def test_what_somebody_changed_meanwhile_is_not_published_unseen(browser: Browser) -> None:
    plan_id = browser.desk.draft()
    seen = browser.page(f"/plans/{plan_id}")
    browser.desk.send("PATCH", f"/plans/{plan_id}", {"title": "改过的方案"})
    kept = {name: hidden(seen, name) for name in ("csrf_token", "version")}
    answer = browser.desk.client.post(f"/plans/{plan_id}/publish", data=kept)
    assert answer.status_code == 412
    assert "改过的方案" in answer.text


def test_a_leader_reads_without_buttons(browser: Browser) -> None:
    plan_id = browser.desk.draft(plan(ROWS))
    browser.sign_in("领")
    page = browser.page(f"/plans/{plan_id}")
    assert "需要核对的问题" in page
    outline = Outline(page)
    assert [one["action"] for one in outline.all("form")] == ["/sign-out"]


def test_a_liaison_sees_the_own_rows_and_no_questions(browser: Browser) -> None:
    plan_id = browser.desk.published()
    browser.sign_in("陈")
    page = browser.page(f"/plans/{plan_id}")
    assert "涉及本单位的 2 项任务" in page
    assert "提高残疾人两项补贴标准" not in page
    assert "需要核对的问题" not in page


def test_hostile_words_of_a_document_stay_words(browser: Browser) -> None:
    rows = ('1\t<script>alert(1)</script>完善服务。\t县残联\t"><img src=x>局',)
    plan_id = browser.desk.draft(plan(rows), name="<b>x</b>.txt")
    page = browser.desk.client.get(f"/plans/{plan_id}").text
    assert "<script>" not in page
    assert "<img" not in page
    assert "<b>x" not in page


def test_the_stranger_is_sent_to_sign_in(desk: Desk) -> None:
    for path in ("/plans", "/plans/new", "/plans/1"):
        answer = desk.client.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in")
