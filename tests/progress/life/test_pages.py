"""办理 on the page of a task, and 待办理: its forms without a script."""

from html import unescape

import pytest
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from tests.cast import World
from tests.kinds import on_sqlite
from tests.plans.browser import Browser, Outline
from tests.plans.desk import Desk as PlanDesk
from tests.progress.life.conftest import Office

__all__ = ["on_sqlite"]  # pages read what the service answers, whatever the database


@pytest.fixture
def browser(client: TestClient, world: World, runtime: Runtime) -> Browser:
    return Browser(PlanDesk(client, runtime, world))


def test_a_task_goes_its_way_by_the_forms_of_its_page(office: Office, browser: Browser) -> None:
    path = f"/tasks/{office.id()}"
    browser.sign_in("陈")
    page = browser.page(path)
    assert Outline(page).open == []
    assert "申请办结" in page
    assert "重新启动" not in page
    asked = browser.send(f"{path}/extensions", path, extended_to="2024-06-30", words="设备招标流标")
    assert asked.headers["location"] == f"{path}?notice=extension_requested#life"
    browser.sign_in("林")
    waiting = browser.page("/pending")
    assert Outline(waiting).open == []
    assert "申请延至2024年6月30日" in waiting
    one = office.desk.get("林", f"{path}/extensions").json()["items"][0]["id"]
    refused = browser.send(f"{path}/extensions/{one}", path, decision="refuse", words=" ")
    assert (refused.status_code, "请写明原因" in refused.text) == (422, True)
    browser.send(
        f"{path}/extensions/{one}", path, decision="grant", extended_to="2024-03-31", words=""
    )
    page = browser.page(path)
    assert "2024年3月31日（原定2023年12月31日），已延期 1 次" in page
    assert "没有等待决定的事项" in browser.page("/pending")
    browser.send(f"{path}/life", path, action="close", words="经核查属实，同意办结")
    page = browser.page(path)
    assert "经核查属实，同意办结" in page
    assert "重新启动" in page


def test_a_refused_form_comes_back_with_what_was_typed(office: Office, browser: Browser) -> None:
    path = f"/tasks/{office.id()}"
    browser.sign_in("林")
    late = browser.send(
        f"{path}/life", path, action="suspend", words="等细则", review_on="2023-07-01"
    )
    text = unescape(late.text)
    assert late.status_code == 422
    assert "复核日期应在今天以后" in text
    assert "等细则</textarea>" in text
    assert 'value="2023-07-01"' in text
    assert Outline(late.text).open == []
    office.done("陈", "apply_closure", summary="已完成")
    stale = browser.send(f"{path}/life", path, action="close", words="同意", version="1")
    assert stale.status_code == 412
    assert "同意</textarea>" in unescape(stale.text)
    assert browser.send(f"{path}/life", path, action="nonsense").status_code == 422


def test_words_for_what_was_done_meanwhile_are_shown_to_be_copied(
    office: Office, browser: Browser
) -> None:
    path = f"/tasks/{office.id()}"
    office.done("陈", "apply_closure", summary="已完成")
    browser.sign_in("陈")
    late = browser.send(f"{path}/life", path, action="apply_closure", words="第一行\n第二行")
    assert late.status_code == 409
    assert '<p class="whole">第一行\n第二行</p>' in late.text
    assert "仍在下面" not in late.text


def test_an_ongoing_task_asks_on_its_page_for_the_year(office: Office, browser: Browser) -> None:
    path = f"/tasks/{office.id()}"
    office.done("林", "make_ongoing", reason="长期坚持")
    browser.sign_in("陈")
    done = browser.send(f"{path}/stage_results", path, year="2023", words="适配 430 件")
    assert done.status_code == 303
    assert "2023年：适配 430 件" in browser.page(path)


def test_who_only_reads_sees_no_forms(office: Office, browser: Browser) -> None:
    office.done("林", "suspend", reason="等细则", review_on="2023-10-09")
    browser.sign_in("周")
    page = browser.page(f"/tasks/{office.id()}")
    assert "暂缓，2023年10月9日复核" in page
    assert 'action="/tasks/' not in page
    assert browser.page("/pending", 403)
