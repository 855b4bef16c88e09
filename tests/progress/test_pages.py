"""进展情况表 in a browser: what is on the page, and that nothing typed is ever lost."""

import re
from collections.abc import Iterable
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.kit import clock
from app.progress.schemas import MOST_ROWS
from tests.kinds import ON_BOTH, on_sqlite
from tests.progress.book import LATER, Book, Desk, Matter, counted
from tests.progress.browser import Browser, typed

__all__ = ["on_sqlite"]  # what the pages ask of the other kind is tried in `test_demo`


def unchanged(tasks: Iterable[int]) -> dict[str, str]:
    """The fields that say of these tasks that nothing changed, and why."""
    return {
        name: text
        for one in tasks
        for name, text in ((f"no_change-{one}", "1"), (f"no_change_reason-{one}", "下半年启动"))
    }


@pytest.fixture
def browser(client: TestClient) -> Browser:
    return Browser(client)


# ---- the list --------------------------------------------------------------------------------


def test_the_liaison_sees_the_own_returns_with_their_lights_in_words(
    browser: Browser, matter: Matter
) -> None:
    browser.sign_in("陈")
    with clock.frozen(LATER):
        page = browser.page("/returns")
        everything = browser.page("/returns?state=")
    assert page.count("<h1>") == 1
    assert "共 1 份" in page
    assert "共 6 份" in everything
    assert '<span class="light red">逾期</span> 3 个工作日' in page
    assert f'href="/returns/{matter.federation}"' in page
    assert 'th scope="col">单位' not in page


def test_the_coordinator_filters_the_list(browser: Browser, desk: Desk, matter: Matter) -> None:
    desk.submitted("周", matter.civil)
    browser.sign_in("林")
    with clock.frozen(LATER):
        overdue = browser.page("/returns?state=&plan=&overdue=true")
        submitted = browser.page(f"/returns?state=submitted&plan={matter.plan}")
    assert "共 3 份" in overdue
    assert "checked" in overdue
    assert "共 1 份" in submitted
    assert f'<option value="{matter.plan}" selected>' in submitted
    assert "没有符合条件" in browser.page("/returns?state=waived")


def test_a_long_list_leads_on_to_its_next_page(
    browser: Browser, book: Book, matter: Matter
) -> None:
    for _ in range(3):
        book.generate(book.add_plan())
    browser.sign_in("林")
    page = browser.page("/returns?state=&plan=")
    following = re.search(r'href="(/returns\?[^"]*cursor=[^"]*)">下一页', page)
    assert following
    second = browser.page(unescape(following[1]))
    assert second.count('scope="row"') >= 46
    assert "回到第一页" in second


@pytest.mark.parametrize("query", ["state=nonsense", "plan=x", "cursor=x", "overdue=perhaps"])
def test_a_wrong_address_is_a_page_that_says_so(
    browser: Browser, matter: Matter, query: str
) -> None:
    browser.sign_in("林")
    answer = browser.client.get(f"/returns?{query}")
    assert answer.status_code in {400, 422}
    assert "text/html" in answer.headers["content-type"]


def test_the_liaison_signs_for_a_plan_from_the_list(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    browser.sign_in("陈")
    page = browser.page("/returns")
    action = re.search(r'action="(/dispatches/\d+/acknowledge)"', page)
    assert action
    done = browser.post(action[1], page, next="/returns")
    assert (done.status_code, done.headers["location"]) == (303, "/returns?notice=acknowledged")
    after = browser.page("/returns?notice=acknowledged")
    assert "已签收。" in after
    assert "/acknowledge" not in after
    elsewhere = browser.post(action[1], page, next="https://example.test/")
    assert elsewhere.headers["location"] == "/returns?notice=acknowledged"


def test_the_coordinator_sees_who_has_not_signed_and_no_button(
    browser: Browser, matter: Matter
) -> None:
    browser.sign_in("林")
    page = browser.page("/returns")
    assert "尚未签收的单位" in page
    assert "/acknowledge" not in page


# ---- the form --------------------------------------------------------------------------------


def test_the_form_has_a_fieldset_for_each_task_and_labels_for_all_fields(
    browser: Browser, matter: Matter
) -> None:
    browser.sign_in("陈")
    page = browser.page(f"/returns/{matter.federation}")
    assert page.count("<fieldset") == page.count("<legend>") == 4
    ids = set(re.findall(r'<(?:textarea|input|select)[^>]* id="([^"]+)"', page))
    labels = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    assert ids <= labels
    assert page.count("<h1>") == 1
    assert "存在问题" in page
    assert "审核通过" not in page


@ON_BOTH
def test_the_liaison_saves_a_draft_and_then_hands_it_in(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    task = matter.tasks["护理类辅助器具适配"]
    page = browser.page(path)
    fields = {f"progress-{task}": "第一行\r\n第二行 <b>", f"percent-{task}": "60"}
    saved = browser.post(path, page, action="save", **fields)
    assert saved.headers["location"] == f"{path}?notice=saved"
    page = browser.page(path)
    assert typed(page, f"progress-{task}") == "第一行\n第二行 <b>"
    rest = unchanged(one for one in matter.tasks.values() if one != task)
    done = browser.post(path, page, action="submit", **fields, **rest)
    assert done.headers["location"] == f"{path}?notice=submitted"
    after = browser.page(f"{path}?notice=submitted")
    assert "已提交，等待督办人员审核。" in after
    assert "<fieldset" not in after
    assert desk.get("陈", path).json()["state"] == "submitted"


def test_a_form_of_as_many_rows_as_a_return_may_have_is_read(
    browser: Browser, matter: Matter
) -> None:
    browser.sign_in("陈")
    path, task = f"/returns/{matter.federation}", matter.tasks["护理类辅助器具适配"]
    rest = {f"field-{number}": "" for number in range(8 * MOST_ROWS)}
    fields = rest | {f"progress-{task}": "已完成"}
    saved = browser.post(path, browser.page(path), action="save", **fields)
    assert saved.status_code == 303
    assert typed(browser.page(path), f"progress-{task}") == "已完成"


def test_a_new_form_carries_on_what_goes_on_and_copies_no_progress(
    browser: Browser, desk: Desk, book: Book, matter: Matter
) -> None:
    one, task = matter.federation, matter.tasks["护理类辅助器具适配"]
    desk.fill("陈", one, problems="人员偏少", next_steps="八月完成", percent=40)
    desk.send("陈", "POST", f"/returns/{one}/submit")
    browser.sign_in("陈")
    path = f"/returns/{book.returns(matter.plan)['县残联', '2023-H2'].id}"
    page = browser.page(path)
    assert (typed(page, f"problems-{task}"), typed(page, f"progress-{task}")) == ("人员偏少", "")
    assert typed(page, f"next_steps-{task}") == ""
    assert re.search(rf'name="percent-{task}"[^>]* value="40"', page)
    assert "当时的下步打算：八月完成" in page
    assert "带自上次所报" in page
    assert desk.get("陈", path).json()["rows"][0]["problems"] == "", "nothing is stored unasked"
    sheet = desk.get("陈", f"{path}/sheet").content
    cells = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert ("人员偏少" in cells[4], 40 in cells[4], "已完成过半" in cells[4]) == (True, True, False)
    fields = {f"progress-{task}": "已完成七成", f"problems-{task}": "", f"percent-{task}": "70"}
    browser.post(path, page, action="save", **fields)
    page = browser.page(path)
    assert typed(page, f"problems-{task}") == "", "what was emptied stays empty"
    assert "带自上次所报" not in page


def test_a_form_that_is_not_complete_is_kept_and_says_what_is_missing(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    task = matter.tasks["护理类辅助器具适配"]
    answer = browser.post(
        path, browser.page(path), action="submit", **{f"progress-{task}": "写了一半"}
    )
    assert answer.status_code == 409
    assert "共 3 项任务没有填写" in answer.text
    other = matter.tasks["无障碍环境建设"]
    assert (
        f'<a href="#progress-{other}">4. 无障碍环境建设：请填写进展，或注明无变化</a>'
        in answer.text
    )
    assert typed(answer.text, f"progress-{task}") == "写了一半"
    whole = desk.get("陈", path).json()
    assert (whole["state"], whole["rows"][0]["progress"]) == ("draft", "写了一半")
    rest = unchanged(matter.tasks.values())
    assert browser.post(path, answer.text, action="submit", **rest).status_code == 303


def test_a_wrong_field_is_named_and_everything_typed_is_still_there(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    task = matter.tasks["护理类辅助器具适配"]
    fields = {f"progress-{task}": "写好的文字", f"percent-{task}": "一百二"}
    answer = browser.post(path, browser.page(path), action="save", **fields)
    assert answer.status_code == 422
    assert "完成比例：应为整数" in answer.text
    assert typed(answer.text, f"progress-{task}") == "写好的文字"
    assert 'value="一百二"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert desk.get("陈", path).json()["version"] == 1


def test_who_saves_after_another_sees_both_texts_and_can_decide(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    task = matter.tasks["护理类辅助器具适配"]
    page = browser.page(path)
    desk.send("林", "PUT", path, {"rows": [{"task_id": task, "progress": "督办代录"}]})
    fields = {f"progress-{task}": "自己填写"}
    answer = browser.post(path, page, action="save", **fields)
    assert answer.status_code == 412
    assert typed(answer.text, f"progress-{task}") == "自己填写"
    assert '<dd class="said">督办代录</dd>' in answer.text
    again = browser.post(path, answer.text, action="save", **fields)
    assert again.status_code == 303
    assert desk.get("陈", path).json()["rows"][0]["progress"] == "自己填写"


def test_a_wrong_field_does_not_hide_that_somebody_else_was_there(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    task = matter.tasks["护理类辅助器具适配"]
    page = browser.page(path)
    desk.send("林", "PUT", path, {"rows": [{"task_id": task, "progress": "督办代录"}]})
    wrong = browser.post(path, page, action="save", **{f"percent-{task}": "x"})
    assert wrong.status_code == 422
    assert (
        browser.post(path, wrong.text, action="save", **{f"percent-{task}": "5"}).status_code == 412
    )


def test_handing_in_twice_by_a_double_click_is_told_kindly(
    browser: Browser, matter: Matter
) -> None:
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    page = browser.page(path)
    rest = unchanged(matter.tasks.values())
    assert browser.post(path, page, action="submit", **rest).status_code == 303
    again = browser.post(path, page, action="submit", **rest)
    assert again.status_code == 409
    assert "正在等待审核" in again.text


def test_before_its_time_a_return_can_only_be_saved(
    browser: Browser, book: Book, matter: Matter
) -> None:
    browser.sign_in("陈")
    page = browser.page(f"/returns/{book.returns(matter.plan)['县残联', '2023-H2'].id}")
    assert 'value="save"' in page
    assert 'value="submit"' not in page
    assert "2023年12月21日起可以提交" in page


def test_a_form_without_the_token_of_the_session_is_refused(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    answer = browser.client.post(path, data={"action": "save", "progress-1": "x"})
    assert answer.status_code == 403
    assert desk.get("陈", path).json()["version"] == 1


def test_a_strangers_return_is_not_there(browser: Browser, matter: Matter) -> None:
    browser.sign_in("周")
    assert browser.client.get(f"/returns/{matter.federation}").status_code == 404
    assert browser.client.get("/returns/999999").status_code == 404
    assert browser.client.get("/returns/nonsense").status_code == 422
    page = browser.page("/returns")
    assert browser.post(f"/returns/{matter.federation}", page, action="save").status_code == 404


# ---- the review ------------------------------------------------------------------------------


def test_the_coordinator_reads_accepts_and_can_send_back_again(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    desk.submitted("陈", matter.federation)
    browser.sign_in("林")
    path = f"/returns/{matter.federation}"
    page = browser.page(path)
    assert "已完成过半" in page
    assert "<fieldset" not in page
    done = browser.post(f"{path}/review", page, decision="accept", note="情况属实")
    assert done.headers["location"] == f"{path}?notice=accepted"
    page = browser.page(path)
    assert "情况属实" in page
    back = browser.post(f"{path}/review", page, decision="return", reason="改", due_on="2023-07-24")
    assert back.headers["location"] == f"{path}?notice=sent_back"
    whole = desk.get("陈", path).json()
    assert (whole["state"], whole["due_on"]) == ("returned", "2023-07-24")
    page = browser.page(path)
    waived = browser.post(f"{path}/review", page, decision="waive", reason="机构改革")
    assert waived.headers["location"] == f"{path}?notice=waived"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"decision": "return", "reason": " "}, "原因：不能为空"),
        ({"decision": "return", "reason": "请改", "due_on": "2023-02-30"}, "新的期限：应为日期"),
        ({"decision": "return", "reason": "请改", "due_on": "2023-07-01"}, "不能早于今天"),
        ({"decision": "waive", "reason": "请改"}, "正在等待审核"),
        ({"decision": "nonsense", "reason": "请改"}, "请选择"),
        ({"reason": "请改"}, "请选择"),
    ],
)
def test_a_review_that_cannot_be_keeps_the_reason_that_was_typed(
    browser: Browser, desk: Desk, matter: Matter, fields: dict[str, str], told: str
) -> None:
    desk.submitted("陈", matter.federation)
    browser.sign_in("林")
    path = f"/returns/{matter.federation}"
    answer = browser.post(f"{path}/review", browser.page(path), **fields)
    assert answer.status_code in {409, 422}
    assert told in answer.text
    assert typed(answer.text, "reason") == fields["reason"]


@ON_BOTH
def test_the_coordinator_enters_on_behalf_of_a_unit(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    browser.sign_in("林")
    path = f"/returns/{matter.federation}"
    page = browser.page(path)
    assert "代县残联录入" in page
    rest = unchanged(matter.tasks.values())
    nobody = browser.post(path, page, action="submit", **rest)
    assert nobody.status_code == 409
    assert '<a href="#on_behalf_of">请写明是谁报的</a>' in nobody.text
    words = {"on_behalf_of": "办公室老刘", "way": "fax"}
    wrong = browser.post(path, nobody.text, action="submit", **rest, **words)
    assert wrong.status_code == 422
    assert "以什么方式报来：应为下列之一" in wrong.text
    assert 'value="办公室老刘"' in wrong.text
    words["way"] = "telephone"
    assert browser.post(path, wrong.text, action="submit", **rest, **words).status_code == 303
    assert "<dt>代录</dt><dd>林，据办公室老刘（电话）</dd>" in browser.page(path)


def test_a_leader_reads_and_finds_no_button(browser: Browser, matter: Matter) -> None:
    browser.sign_in("领")
    page = browser.page(f"/returns/{matter.federation}")
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    assert "<button" not in main
    answer = browser.post(f"/returns/{matter.federation}/review", page, decision="accept")
    assert answer.status_code == 403


def test_the_list_page_costs_as_many_statements_for_many_rows_as_for_few(
    browser: Browser, book: Book, runtime: Runtime, matter: Matter
) -> None:
    browser.sign_in("林")
    counts = []
    for _ in range(2):
        with counted(runtime) as statements:
            browser.page("/returns")
        counts.append(len(statements))
        book.generate(book.add_plan())
    assert counts[0] == counts[1] <= 8
