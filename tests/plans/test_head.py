"""The head of a draft that was misread, put right over REST and in a browser without a script."""

import re
from typing import Any

import pytest

from tests.plans.browser import Browser, Outline
from tests.plans.desk import Desk
from tests.plans.documents import plan
from tests.signing_in import hidden

HEADER = "序号\t工作任务\t牵头单位\t责任单位\t完成时限"
TIMED = (
    "1\t办好特殊教育。\t县教委\t县残联\t2024年底前",
    "2\t帮助残疾人就业。\t县残联\t县财政局\t",
    "3\t做好宣传。\t县残联\t县民政局\t规划期末",
)
HEAD = ("title", "stage", "document_number", "issuer", "addressees", "issued_on")
PERIOD = ("period_start", "period_end", "publicity")


def head_of(told: dict[str, Any], **changed: str) -> dict[str, str]:
    """The fields of the form as they stand, with some changed."""
    return {name: str(told[name] or "") for name in (*HEAD, *PERIOD)} | changed


def dues(desk: Desk, plan_id: int) -> list[str | None]:
    return [task["due_on"] for task in desk.matrix(plan_id)]


# ---- over REST -------------------------------------------------------------------------------


def test_what_was_misread_of_the_head_is_corrected(desk: Desk) -> None:
    plan_id = desk.draft()
    given = {
        "stage": "review",
        "issuer": "巫山县人民政府",
        "addressees": "各乡镇人民政府：",
        "period_start": 2022,
        "period_end": 2026,
        "publicity": "主动公开",
    }
    told = desk.send("PATCH", f"/plans/{plan_id}", given)
    assert {name: told[name] for name in given} == given
    (event,) = desk.events("plan.changed")
    assert event["changes"]["stage"] == ["issued", "review"]
    assert event["changes"]["period_end"] == [2025, 2026]
    assert event["tasks"] == 3


def test_a_plan_misread_as_a_draft_for_comment_is_handed_out_once_corrected(desk: Desk) -> None:
    draft = plan(title="巫山县“十四五”残疾人服务实施方案（征求意见稿）")
    plan_id = desk.draft(draft)
    desk.send("PATCH", f"/plans/{plan_id}", {"stage": "issued", "period_end": 2040})
    desk.send("POST", f"/plans/{plan_id}/publish")
    desk.work()
    assert desk.get("/returns", plan=plan_id)["items"]


def test_tasks_that_end_with_the_plan_follow_its_new_end(desk: Desk) -> None:
    plan_id = desk.draft(plan(TIMED, header=HEADER))
    before = desk.matrix(plan_id)
    assert [task["due_on"] for task in before] == ["2024-12-31", "2025-12-31", "2025-12-31"]
    desk.send("PATCH", f"/plans/{plan_id}", {"period_end": 2030})
    after = desk.matrix(plan_id)
    assert [task["due_on"] for task in after] == ["2024-12-31", "2030-12-31", "2030-12-31"]
    grown = [new["version"] - old["version"] for old, new in zip(before, after, strict=True)]
    assert grown == [0, 1, 1]
    assert desk.events("plan.changed")[-1]["tasks"] == 2
    desk.send("PATCH", f"/plans/{plan_id}", {"period_start": None, "period_end": None})
    assert dues(desk, plan_id) == ["2024-12-31", None, None]
    desk.send("PATCH", f"/plans/{plan_id}", {"period_end": 2025})
    assert dues(desk, plan_id) == [task["due_on"] for task in before]


def test_a_day_that_a_person_gave_does_not_follow(desk: Desk) -> None:
    plan_id = desk.draft()
    first = desk.matrix(plan_id)[0]
    desk.send("PATCH", f"/tasks/{first['id']}", {"due_on": "2025-12-31"})
    desk.send("PATCH", f"/plans/{plan_id}", {"period_end": 2030})
    assert dues(desk, plan_id) == ["2025-12-31", "2030-12-31", "2030-12-31"]


def test_saying_when_the_plan_ends_answers_the_question_about_it(desk: Desk) -> None:
    plan_id = desk.draft()
    assert desk.findings(plan_id, "no_due_dates")
    desk.send("PATCH", f"/plans/{plan_id}", {"period_end": 2030})
    (asked,) = desk.findings(plan_id, "no_due_dates")
    assert asked["settled_by"] == "林"


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": None},
        {"stage": "final"},
        {"period_end": 1948},
        {"period_end": 2101},
        {"period_start": 2026},
        {"period_start": "二〇二一"},
        {"issued_on": "0001-01-01"},
        {"issued_on": "2101-01-01"},
        {"reporting_until": "9999-12-31"},
        {"title": "\n\t"},
        {"issuer": ""},
    ],
)
def test_a_head_that_cannot_be_is_refused_whole(desk: Desk, wrong: dict[str, Any]) -> None:
    plan_id = desk.draft()
    before = desk.get(f"/plans/{plan_id}")
    desk.send("PATCH", f"/plans/{plan_id}", {"publicity": "主动公开"} | wrong, status=422)
    assert desk.get(f"/plans/{plan_id}") == before


def test_a_title_is_one_line(desk: Desk) -> None:
    plan_id = desk.draft()
    told = desk.send("PATCH", f"/plans/{plan_id}", {"title": "关于甲\n\t乙的方案\n"})
    assert told["title"] == "关于甲 乙的方案"


@pytest.mark.parametrize("given", [{"stage": "review"}, {"period_end": 2030}, {"issuer": "甲"}])
def test_the_head_of_a_published_plan_stays(desk: Desk, given: dict[str, Any]) -> None:
    plan_id = desk.published()
    told = desk.send("PATCH", f"/plans/{plan_id}", given, status=409)
    assert told["code"] == "published_plan"


# ---- in a browser ----------------------------------------------------------------------------


def test_the_head_is_corrected_on_the_page(browser: Browser) -> None:
    draft = plan(title="巫山县“十四五”残疾人服务实施方案（征求意见稿）")
    plan_id = browser.desk.draft(draft)
    path = f"/plans/{plan_id}"
    told = browser.desk.get(path)
    said = {"title": "新标题", "stage": "issued", "period_end": "2026", "issued_on": "2022-06-01"}
    fields = head_of(told, **said)
    answer = browser.send(f"{path}/head", path, **fields)
    assert answer.headers["Location"] == f"{path}?notice=head_changed"
    page = browser.page(answer.headers["Location"])
    assert "基本信息已更正" in page
    assert "<h1>新标题</h1>" in page
    assert "2022年6月1日" in page
    assert "这是征求意见稿" not in page
    (event,) = browser.desk.events("plan.changed")
    assert set(event["changes"]) == set(said)


def test_a_head_that_is_sent_as_it_stood_changes_nothing(browser: Browser) -> None:
    path = f"/plans/{browser.desk.draft()}"
    told = browser.desk.get(path)
    assert browser.send(f"{path}/head", path, **head_of(told)).status_code == 303
    assert browser.desk.get(path) == told


def test_an_emptied_field_means_that_nothing_is_printed(browser: Browser) -> None:
    path = f"/plans/{browser.desk.draft()}"
    told = browser.desk.get(path)
    fields = head_of(told, document_number=" ", issued_on="", period_start="", period_end="")
    browser.send(f"{path}/head", path, **fields)
    now = browser.desk.get(path)
    gone = ("document_number", "issued_on", "period_start", "period_end")
    assert [now[name] for name in gone] == [None] * 4


def test_what_was_typed_into_the_head_stays_when_it_is_refused(browser: Browser) -> None:
    path = f"/plans/{browser.desk.draft()}"
    told = browser.desk.get(path)
    fields = head_of(told, title="改好的标题", period_end="二〇二六", document_number="")
    answer = browser.send(f"{path}/head", path, **fields)
    assert answer.status_code == 422
    assert "规划期终止年份：应为整数" in answer.text
    form = answer.text[answer.text.index("<details") : answer.text.index("保存基本信息")]
    assert '<details class="head" open>' in form
    assert 'value="改好的标题"' in form
    assert 'value="二〇二六"' in form
    assert re.search(r'name="document_number"[^>]*value=""', form)
    assert browser.desk.get(path) == told


def test_a_head_that_somebody_changed_meanwhile_is_not_overwritten(browser: Browser) -> None:
    path = f"/plans/{browser.desk.draft()}"
    seen = browser.page(path)
    fields = head_of(browser.desk.get(path), title="我的标题")
    browser.desk.send("PATCH", path, {"title": "他人的标题"})
    kept = {name: hidden(seen, name) for name in ("csrf_token", "version")}
    answer = browser.desk.client.post(f"{path}/head", data=kept | fields)
    assert answer.status_code == 412
    assert "他人的标题" in answer.text
    assert 'value="我的标题"' in answer.text


def test_the_form_is_offered_for_a_draft_to_whoever_may_write(browser: Browser) -> None:
    plan_id = browser.desk.draft()
    assert "更正基本信息" in browser.page(f"/plans/{plan_id}")
    browser.sign_in("领")
    assert "更正基本信息" not in browser.page(f"/plans/{plan_id}")
    browser.sign_in("林")
    browser.desk.send("POST", f"/plans/{plan_id}/publish")
    page = browser.page(f"/plans/{plan_id}")
    assert "更正基本信息" not in page
    assert Outline(page).open == []
