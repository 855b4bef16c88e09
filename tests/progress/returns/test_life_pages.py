"""A return after its draft, on its page: every refusal keeps what was typed."""

import re

import pytest
from starlette.testclient import TestClient

from app.kit import clock
from tests.progress.book import LATER, Desk, Matter
from tests.progress.browser import Browser, typed
from tests.progress.test_pages import unchanged


@pytest.fixture
def browser(client: TestClient) -> Browser:
    return Browser(client)


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_the_unit_hands_in_for_its_signature_and_tells_who_signed(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    desk.send("林", "PATCH", "/progress/settings", {"clearing": True})
    browser.sign_in("陈")
    path = f"/returns/{matter.federation}"
    page = browser.page(path)
    assert "提交单位审签" in page
    fields = unchanged(matter.tasks.values())
    handed = browser.post(path, page, action="submit", **fields)
    assert handed.headers["location"] == f"{path}?notice=cleared_next"
    page = browser.page(path)
    assert "<fieldset" not in page
    ahead = browser.post(f"{path}/clear", page, cleared_by="刘副理事长", cleared_on="2023-07-11")
    assert (ahead.status_code, "不能晚于今天" in ahead.text) == (422, True)
    assert (value(ahead.text, "cleared_by"), value(ahead.text, "cleared_on")) == (
        "刘副理事长",
        "2023-07-11",
    )
    nobody = browser.post(f"{path}/clear", page, cleared_by=" ")
    assert (nobody.status_code, "单位审签人：" in nobody.text) == (422, True)
    back = browser.post(f"{path}/take_back", page, reason="数字还要核对")
    assert back.headers["location"] == f"{path}?notice=taken_back"
    again = browser.post(f"{path}/take_back", page, reason="还要核对")
    assert again.status_code == 409
    browser.post(path, browser.page(path), action="submit", **fields)
    done = browser.post(f"{path}/clear", browser.page(path), cleared_by="刘副理事长")
    assert done.headers["location"] == f"{path}?notice=submitted"
    assert "<dt>单位审签</dt><dd>刘副理事长，2023年7月10日</dd>" in browser.page(path)


def test_an_amendment_is_typed_refused_typed_again_and_kept_beside_the_old(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    desk.submitted("陈", matter.federation)
    path = f"/returns/{matter.federation}"
    desk.send("林", "POST", f"{path}/accept")
    browser.sign_in("陈")
    assert f'href="{path}/amend"' in browser.page(path)
    page = browser.page(f"{path}/amend")
    task = matter.tasks["护理类辅助器具适配"]
    rest = {f"progress-{one}": "已完成过半" for one in matter.tasks.values()}
    fields = {**rest, f"progress-{task}": "更正为 206 件", "reason": ""}
    unreasoned = browser.post(f"{path}/amend", page, **fields)
    assert (unreasoned.status_code, "更正的原因：" in unreasoned.text) == (422, True)
    assert typed(unreasoned.text, f"progress-{task}") == "更正为 206 件"
    fields["reason"] = "重复统计"
    wrong = browser.post(f"{path}/amend", page, **fields, **{f"percent-{task}": "140"})
    assert (wrong.status_code, "完成比例：不能大于 100" in wrong.text) == (422, True)
    assert typed(wrong.text, "reason") == "重复统计"
    with clock.frozen(LATER):
        desk.send("林", "POST", f"{path}/return", {"reason": "请改"})
        late = browser.post(f"{path}/amend", page, **fields)
        assert late.status_code == 409
        desk.send("陈", "POST", f"{path}/submit")
        desk.send("林", "POST", f"{path}/accept")
        stale = browser.post(f"{path}/amend", page, **fields)
        assert stale.status_code == 412
        assert typed(stale.text, f"progress-{task}") == "更正为 206 件"
        assert typed(stale.text, "reason") == "重复统计"
        done = browser.post(f"{path}/amend", stale.text, **fields)
    assert done.headers["location"] == f"{path}?notice=amended_return"
    assert f'<a href="{path}/editions/1">第 1 版</a>（陈更正：重复统计）' in browser.page(path)
    old = browser.page(f"{path}/editions/1")
    assert "已完成过半" in old
    assert "206 件" not in old
    assert "现在不能更正这份表" in browser.page(f"{path}/amend")


def test_the_coordinator_locks_a_period_from_the_list(
    browser: Browser, desk: Desk, matter: Matter
) -> None:
    desk.submitted("陈", matter.federation)
    desk.send("林", "POST", f"/returns/{matter.federation}/accept")
    browser.sign_in("林")
    page = browser.page(f"/returns?state=&plan={matter.plan}")
    assert '<option value="2023-H1">2023年上半年（已通过 1 份）</option>' in page
    done = browser.post(f"/plans/{matter.plan}/returns/lock", page, period="2023-H1")
    assert done.headers["location"].endswith("notice=locked")
    assert "已锁定" in browser.page(done.headers["location"])
    browser.sign_in("领")
    assert "锁定一期" not in browser.page(f"/returns?state=&plan={matter.plan}")
