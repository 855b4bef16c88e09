"""The form of a first lead, with the parts of others beside its rows."""

import pytest
from starlette.testclient import TestClient

from tests.progress.book import Desk, Matter
from tests.progress.browser import Browser, typed
from tests.progress.parts.test_parts import CARE, LIVING, SCHOOL, ahead, say
from tests.signing_in import hidden


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def browser(client: TestClient) -> Browser:
    return Browser(client)


def test_a_part_is_taken_over_below_what_was_typed_and_nothing_is_lost(
    browser: Browser, desk: Desk, merged: Matter
) -> None:
    for title in (LIVING, SCHOOL):
        say(desk, merged, "陈", merged.federation, title, progress="已核对名册", problems="重名")
    path, task = f"/returns/{merged.civil}", merged.tasks[LIVING]
    browser.sign_in("周")
    page = browser.page(path)
    assert "尚未报送" in page
    assert "已核对名册" not in page, "nobody reads a draft"
    assert 'name="take"' not in page
    ahead(desk, "陈", merged.federation)
    page = browser.page(path)
    assert "1/1 个单位已报" in page
    take = hidden(page.replace("submit", ""), "take")
    assert take.startswith(f"{task}-")
    mine = {f"progress-{task}": "已发放 1200 人", f"progress-{merged.tasks[CARE]}": "未保存的"}
    wrong = browser.post(path, page, take=take, **mine, **{f"percent-{task}": "140"})
    assert wrong.status_code == 422
    assert typed(wrong.text, f"progress-{task}") == "已发放 1200 人\n县残联：已核对名册"
    assert typed(wrong.text, f"progress-{merged.tasks[CARE]}") == "未保存的"
    taken = browser.post(path, page, take=take, **mine)
    assert taken.headers["location"] == f"{path}?notice=taken_over"
    after = browser.page(path)
    assert typed(after, f"progress-{task}") == "已发放 1200 人\n县残联：已核对名册"
    assert typed(after, f"problems-{task}") == "县残联：重名"
    assert typed(after, f"progress-{merged.tasks[CARE]}") == "未保存的"


def test_the_enter_key_saves_and_takes_nothing_over(
    browser: Browser, desk: Desk, merged: Matter
) -> None:
    for title in (LIVING, SCHOOL):
        say(desk, merged, "陈", merged.federation, title, progress="已核对名册")
    ahead(desk, "陈", merged.federation)
    browser.sign_in("周")
    page = browser.page(f"/returns/{merged.civil}")
    form = page[page.index(f'action="/returns/{merged.civil}">') :]
    assert form.index('name="action" value="save"') < form.index('name="take"')


def test_parts_are_marked_and_filed_from_the_form(
    browser: Browser, desk: Desk, merged: Matter
) -> None:
    path = f"/returns/{merged.federation}"
    browser.sign_in("陈")
    page = browser.page(path)
    assert page.count("<strong>配合部分</strong>") == 2
    assert "2023年7月11日前报送，尚未报送" in page
    fields = {f"progress-{merged.tasks[one]}": f"{one}已办" for one in (LIVING, CARE)}
    refused = browser.post(path, page, action="parts", **fields)
    assert refused.status_code == 409
    assert f'href="#progress-{merged.tasks[SCHOOL]}"' in refused.text
    assert typed(refused.text, f"progress-{merged.tasks[CARE]}") == f"{CARE}已办"
    fields[f"progress-{merged.tasks[SCHOOL]}"] = "已排查"
    filed = browser.post(path, refused.text, action="parts", **fields)
    assert filed.headers["location"] == f"{path}?notice=parts_filed"
    page = browser.page(path)
    assert "先报配合部分" not in page
    assert "改动保存后牵头单位随即看到" in page
    assert ">提交<" in page


def test_the_rule_of_the_plan_is_tried_out_and_saved_on_its_page(
    browser: Browser, desk: Desk, merged: Matter
) -> None:
    browser.sign_in("林")
    path = f"/plans/{merged.plan}/reporting"
    page = browser.page(path)
    assert "2023年7月11日" in page
    fields = {"fills": "each", "parts_workdays": "三"}
    wrong = browser.post(path, page, action="save", **fields)
    assert wrong.status_code == 422
    assert "配合部分提前几个工作日：" in wrong.text
    assert 'value="三"' in wrong.text
    fields["parts_workdays"] = "3"
    tried = browser.post(path, page, action="preview", **fields)
    assert "改为各单位各自填报" in tried.text
    assert desk.get("林", path).json()["fills"] == "merged"
    assert browser.post(path, page, action="save", **fields).status_code == 303
    assert desk.get("林", path).json()["fills"] == "each"
    browser.sign_in("领")
    assert "由谁填写：各单位各自填报" in browser.page(path)
