"""A wrong file over a draft: it is refused, and only a person's word lets it in."""

from dataclasses import replace
from typing import Any

import pytest

from app.plans.versions.rules import (
    AnotherPlanError,
    NothingInItError,
    check_same_plan,
    is_same_title,
    merge,
)
from tests.plans.browser import Browser
from tests.plans.desk import Desk
from tests.plans.documents import plan
from tests.plans.test_versions import over
from tests.plans.test_versions_pages import upload
from tests.plans.test_versions_refused import as_it_stood
from tests.plans.test_versions_rules import TEXTS, by_id, task

STOCK = "加强组织领导，健全工作机制。"
ROWS = (
    "1\t完善残疾人托养照护服务，健全照护体系。\t县残联\t县民政局、县财政局",
    "2\t落实残疾儿童康复救助制度，扩大范围。\t县残联、县教委\t县民政局",
    "3\t提高残疾人两项补贴标准。\t县民政局\t县财政局",
    f"4\t{STOCK}\t县残联\t县财政局",
)
LIKE_IN_TITLE = plan(
    (
        "1\t建设养老服务设施二十处。\t县民政局\t县财政局",
        "2\t发展老年助餐服务。\t县民政局\t县教委",
    ),
    title="巫山县“十四五”养老服务实施方案",
)
LIKE_IN_ONE_SENTENCE = plan(
    (
        "1\t建设粮食仓库二十处。\t县财政局\t县教委",
        f"2\t{STOCK}\t县财政局\t县教委",
    ),
    title="巫山县粮食安全工作要点",
)


def newest(desk: Desk, plan_id: int) -> dict[str, Any]:
    found: dict[str, Any] = desk.get(f"/plans/{plan_id}/versions")["items"][-1]
    return found


@pytest.mark.parametrize("wrong", [LIKE_IN_TITLE, LIKE_IN_ONE_SENTENCE])
def test_another_plans_file_leaves_the_draft_and_says_how_to_confirm(
    desk: Desk, wrong: bytes
) -> None:
    plan_id = desk.draft(plan(ROWS))
    before, kept = as_it_stood(desk, plan_id), set(desk.runtime.files.digests())
    over(desk, plan_id, wrong)
    desk.work()
    assert as_it_stood(desk, plan_id) == before
    told = desk.get(f"/plans/{plan_id}")["incoming_version"]
    assert (told["state"], told["refusal_code"]) == ("refused", "another_plan")
    assert "confirm=true" in told["refusal"]
    assert set(desk.runtime.files.digests()) == kept


@pytest.mark.parametrize("as_json", [False, True])
def test_who_confirms_that_it_is_the_same_plan_gets_it_imported(desk: Desk, as_json: bool) -> None:  # noqa: FBT001 - a case
    plan_id = desk.draft(plan(ROWS))
    over(desk, plan_id, LIKE_IN_TITLE)
    desk.work()
    if as_json:
        body = {"name": "新版.txt", "text": LIKE_IN_TITLE.decode(), "over_plan_id": plan_id}
        desk.send("POST", "/plans", body | {"confirm": True}, status=202)
    else:
        assert over(desk, plan_id, LIKE_IN_TITLE, confirm="true").status_code == 202
    for told in (newest(desk, plan_id), desk.get(f"/plans/{plan_id}")["incoming_version"]):
        assert (told["state"], told["refusal_code"]) == ("reading", None)
    desk.work()
    version = newest(desk, plan_id)
    assert (version["state"], version["refusal_code"]) == ("imported", None)
    assert len(version["difference"]["tasks_removed"]) == 4
    assert [one["confirmed"] for one in desk.events("plan.version_received")] == [False, True]


def test_the_page_asks_after_the_refusal_and_takes_the_answer(desk: Desk, browser: Browser) -> None:
    plan_id = desk.draft(plan(ROWS))
    assert "确认是同一个方案" not in browser.page(f"/plans/{plan_id}/versions")
    upload(browser, plan_id, LIKE_IN_TITLE)
    desk.work()
    page = browser.page(f"/plans/{plan_id}/versions")
    assert 'name="confirm" value="true"' in page
    assert page.count("草稿没有变动") == 1
    assert upload(browser, plan_id, LIKE_IN_TITLE, confirm="true")[0] == 303
    desk.work()
    assert newest(desk, plan_id)["state"] == "imported"


def test_a_version_that_shares_a_third_of_the_tasks_comes_over_under_any_title(desk: Desk) -> None:
    plan_id = desk.draft(plan(ROWS))
    over(desk, plan_id, plan(ROWS[:2], title="巫山县残疾人事业工作要点"))
    desk.work()
    assert newest(desk, plan_id)["state"] == "imported"


# ---- the rule --------------------------------------------------------------------------------


def test_a_file_of_another_plan_or_of_none_is_refused() -> None:
    old = [task(text, str(n), id_=n) for n, text in enumerate(TEXTS, 1)]
    nothing = merge(by_id(old), old, [])
    with pytest.raises(NothingInItError):
        check_same_plan(nothing, ("甲县方案", "甲县方案"), len(old))
    strange = merge(by_id(old), old, [task("修好县里的粮食仓库和晒场。", "9")])
    for title in ("乙市粮食仓储工作要点", "甲县残疾人保障规划"):
        with pytest.raises(AnotherPlanError):
            check_same_plan(strange, ("甲县残疾人保障规划", title), len(old))
    check_same_plan(strange, ("甲县方案", "乙市要点"), len(old), confirmed=True)
    check_same_plan(merge({}, [], []), ("甲县方案", "甲县方案"), 0)


def test_a_file_that_shares_one_sentence_of_many_is_asked_about_unless_its_title_is_the_same() -> (
    None
):
    old = [task(text, str(n), id_=n) for n, text in enumerate(TEXTS[:4], 1)]
    one = merge(by_id(old), old, [task("修好县里的粮食仓库和晒场。", "9"), task(TEXTS[0], "1")])
    with pytest.raises(AnotherPlanError, match="对得上 1 项，其余 3 项会被删去"):
        check_same_plan(one, ("甲县残疾人保障规划", "甲县粮食仓储工作要点"), len(old))
    check_same_plan(one, ("甲县残疾人保障规划", "甲县残疾人保障规划（征求意见稿）"), len(old))
    two = merge(by_id(old), old, [task(TEXTS[0], "1"), task(TEXTS[1], "2")])
    check_same_plan(two, ("甲县残疾人保障规划", "甲县粮食仓储工作要点"), len(old))


def test_the_same_title_of_another_year_is_another_plan() -> None:
    title = "甲县人民政府{}年重点工作任务责任分工方案"
    assert is_same_title(title.format(2021), title.format("２０２１"))
    assert not is_same_title(title.format(2021), title.format(2022))
    assert not is_same_title("甲县“十三五”时期残疾人保障规划", "甲县“十四五”时期残疾人保障规划")


def test_a_draft_of_tasks_added_by_hand_loses_nothing_and_takes_any_file() -> None:
    added = [replace(task(TEXTS[0], "1", id_=1), source=None)]
    over = merge({}, added, [task("修好县里的粮食仓库和晒场。", "9")])
    check_same_plan(over, ("甲县方案", "乙市要点"), len(added))


def test_the_like_plan_of_another_county_is_another_plan() -> None:
    """Counties take half their words from the province's plan."""
    old = [task(text, str(n), id_=n) for n, text in enumerate(TEXTS[:4], 1)]
    most = merge(by_id(old), old, [task(text, str(n)) for n, text in enumerate(TEXTS[:3], 1)])
    with pytest.raises(AnotherPlanError):
        check_same_plan(most, ("甲山县残疾人保障规划", "乙水县残疾人保障规划"), len(old))
    check_same_plan(most, ("甲山县残疾人保障规划", "甲山县残疾人保障规划"), len(old))
