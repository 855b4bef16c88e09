"""认领 and 措施 on screen: nothing typed is lost, and everybody sees what is theirs to do."""

import re

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.core.actor import Role
from app.core.runtime import Runtime
from app.plans.models import Task
from app.reading.terms import TaskKind
from tests.cast import World
from tests.kinds import on_sqlite
from tests.plans.browser import Browser
from tests.plans.desk import Desk as PlansDesk
from tests.progress.claims.conftest import LED, OPEN, TITLES, WORDS, Fair

__all__ = ["on_sqlite"]  # pages read what the services give, which are tested on both kinds


@pytest.fixture
def browser(client: TestClient, runtime: Runtime, world: World) -> Browser:
    return Browser(PlansDesk(client, runtime, world))


def test_chen_is_led_from_her_home_to_the_tasks_and_claims_one(
    fair: Fair, browser: Browser
) -> None:
    browser.sign_in("陈")
    home = browser.page(f"/units/{fair.unit('县残联')}")
    assert "有 3 项任务，所在的方案没有写明由谁承担" in home
    page = browser.page("/claimable")
    assert all(f"{title}</h3>" in page for title in TITLES)
    sent = browser.send(
        f"/tasks/{fair.task}/claims",
        on="/claimable",
        role="lead",
        words=WORDS,
        partners="县民政局、县财政局",
        next="/claimable?plan=1",
    )
    assert sent.status_code == 303
    assert sent.headers["location"] == "/claimable?plan=1&notice=claimed"
    after = browser.page("/claimable")
    assert "本单位已认领" in after
    assert "已有单位认领" not in after
    mine = browser.page(f"/tasks/{fair.task}/claims")
    assert f"{WORDS}</textarea>" in mine
    assert 'value="县民政局、县财政局"' in mine


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/plans", "/claims\n"])
def test_a_form_leads_back_to_pages_of_ours_alone(fair: Fair, browser: Browser, back: str) -> None:
    browser.sign_in("陈")
    path = f"/tasks/{fair.task}/claims"
    sent = browser.send(path, on=path, role="lead", words=WORDS, next=back)
    assert sent.headers["location"] == f"{path}?notice=claimed"


def test_a_refused_offer_keeps_every_word_and_says_which_name_is_wrong(
    fair: Fair, browser: Browser
) -> None:
    browser.sign_in("陈")
    path = f"/tasks/{fair.task}/claims"
    sent = browser.send(
        path, on=path, role="supporting", words="我单位<b>愿意</b>配合", partners="县人社局"
    )
    assert sent.status_code == 422
    assert "没有名为“县人社局”的单位，最接近的是：县人力社保局" in sent.text
    assert "我单位&lt;b&gt;愿意&lt;/b&gt;配合</textarea>" in sent.text
    assert 'value="县人社局"' in sent.text
    empty = browser.send(path, on=path, role="lead", words="  ")
    assert "本单位的话：不能为空" in empty.text
    assert fair.on_task()["items"] == []


def test_an_offer_for_what_somebody_leads_by_now_is_shown_to_be_copied(
    fair: Fair, browser: Browser
) -> None:
    browser.sign_in("陈")
    path = f"/tasks/{fair.task}/claims"
    assert fair.settle((fair.offered("周"), "lead")).status_code == 200
    late = browser.send(path, on=path, role="lead", words="第一行\n第二行")
    assert late.status_code == 409
    assert '<p class="whole">第一行\n第二行</p>' in late.text
    assert "仍在下面" not in late.text


def test_a_change_of_a_measure_that_ended_meanwhile_is_shown_to_be_copied(
    fair: Fair, browser: Browser
) -> None:
    path = f"/tasks/{fair.tasks[LED]}/measures"
    made = fair.desk.send("陈", "POST", path, {"text": "入户"}).json()["id"]
    assert fair.desk.send("陈", "POST", f"/measures/{made}/end", {"outcome": "done"}).is_success
    browser.sign_in("陈")
    late = browser.send(f"/measures/{made}", on=path, text="第一行\n第二行", version="2")
    assert late.status_code == 409
    assert '<p class="whole">第一行\n第二行</p>' in late.text
    assert "仍在下面" not in late.text


def test_chen_says_it_otherwise_and_takes_it_back(fair: Fair, browser: Browser) -> None:
    claim = fair.offered("陈")
    browser.sign_in("陈")
    page = f"/tasks/{fair.task}/claims"
    sent = browser.send(f"/claims/{claim}", on=page, role="supporting", words="改为配合")
    assert sent.status_code == 303
    assert fair.on_task()["items"][0]["words"] == "改为配合"
    sent = browser.send(f"/claims/{claim}/withdraw", on=page, reason="商定由县民政局牵头")
    assert sent.headers["location"] == f"{page}?notice=claim_withdrawn"
    assert "商定由县民政局牵头" in browser.page("/claims")


def test_zhou_sees_who_else_offered_but_no_settling_and_no_words(
    fair: Fair, browser: Browser
) -> None:
    fair.offered("陈")
    fair.offered("周")
    browser.sign_in("周")
    page = browser.page(f"/tasks/{fair.task}/claims")
    assert "几个单位都要求牵头：县残联、县民政局" in page
    assert "settle" not in page.replace(".settle", "")
    assert page.count(WORDS) == 1
    assert "还有别的单位要求牵头，建议先行商量" in browser.page("/claimable")


def test_lin_sees_conflicts_first_and_settles_them(fair: Fair, browser: Browser) -> None:
    other = fair.offered("陈", task=fair.tasks[TITLES[1]])
    chen, zhou = fair.offered("陈"), fair.offered("周")
    browser.sign_in("林")
    page = browser.page("/claims")
    assert page.index("都要求牵头的（1 项任务）") < page.index(OPEN) < page.index(TITLES[1])
    assert "1 项任务，" in page
    path = f"/tasks/{fair.task}/claims"
    typed = {f"decision-{chen}": "lead", f"decision-{zhou}": "decline"}
    refused = browser.send(f"{path}/settle", on=path, **typed)
    assert refused.status_code == 422
    assert "不采纳县民政局的认领，请写明原因" in refused.text
    assert 'value="lead" selected' in refused.text
    note = {f"note-{zhou}": "与本职不符"}
    sent = browser.send(
        f"{path}/settle", on=path, next=f"/claims?plan={fair.plan}", **typed, **note
    )
    assert sent.headers["location"] == f"/claims?plan={fair.plan}&notice=claims_settled"
    after = browser.page(f"/claims?plan={fair.plan}")
    assert "都要求牵头的（0 项任务）" in after
    assert f"decision-{other}" in after
    assert "与本职不符" in browser.page(f"/claims?plan={fair.plan}&view=decided")
    matrix = browser.page(f"/plans/{fair.plan}")
    assert f"/claims?plan={fair.plan}" in matrix
    assert "认领：陈 2023-07-10，林确认" in matrix


def test_no_waiting_task_is_left_out_and_projects_are_counted_apart(
    fair: Fair, browser: Browser
) -> None:
    many = [f"补充事项{n}" for n in range(45)]
    plan = fair.book.add_plan(dict.fromkeys(many, ()))
    with fair.book.runtime.database.write() as session:
        tasks = session.exec(select(Task).where(Task.plan_id == plan).order_by(col(Task.id))).all()
        for task in tasks[:3]:
            task.kind = TaskKind.PROJECT
        ids = [task.id for task in tasks]
    for task_id in ids[:-1]:
        fair.offered("陈", task=task_id)
    fair.offered("周", task=ids[43])
    browser.sign_in("林")
    path, seen = f"/claims?plan={plan}", []
    while path:
        page = browser.page(path)
        seen += re.findall(r'<article class="open" id="task-(\d+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1] if following else ""
        assert "其余等待确认的（40 项任务、3 项重点项目）" in page
    assert [int(one) for one in seen] == [ids[43], *ids[:43]], "conflicts first, then all others"
    assert "<dt>无人认领</dt><dd>1 项任务，" in page
    assert "都要求牵头的（1 项任务）" not in page, "that stands on the first page"


def test_readers_of_a_precedent_elsewhere_read_no_persons_names(
    fair: Fair, browser: Browser
) -> None:
    """A claim is life: who made and who confirmed it is for the region and the units named."""
    fair.settle((fair.offered("陈"), "lead"))
    fair.desk.send("林", "PATCH", f"/plans/{fair.plan}", {"library": True})
    fair.hire("邻", Role.COORDINATOR, None, fair.book.world.elsewhere)
    for path in ("", "/matrix", "/amendments"):
        told = fair.desk.get("邻", f"/plans/{fair.plan}{path}").text
        assert not {"陈", "林", "系统"} & set(told), path
    assert "认领，已确认" in told
    assert '"made_by":"巫山县"' in told
    for who in ("林", "陈", "周"):
        known = fair.desk.get(who, f"/plans/{fair.plan}/amendments").text
        assert ("认领：陈 2023-07-10，林确认" in known) is (who != "周"), who
    browser.sign_in("外")
    for path in ("", "/changes"):
        page = browser.page(f"/plans/{fair.plan}{path}")
        assert "认领，已确认" in page
        assert "陈" not in page


def test_a_form_that_is_older_than_a_new_offer_is_refused_and_shows_it(
    fair: Fair, browser: Browser
) -> None:
    chen = fair.offered("陈")
    browser.sign_in("林")
    path = f"/tasks/{fair.task}/claims"
    old = fair.on_task()["version"]
    fair.offered("周")
    sent = browser.send(f"{path}/settle", on=path, version=str(old), **{f"decision-{chen}": "lead"})
    assert sent.status_code == 412
    assert "县民政局" in sent.text


def test_lin_enters_an_offer_for_a_unit(fair: Fair, browser: Browser) -> None:
    browser.sign_in("林")
    path = f"/tasks/{fair.task}/claims"
    fields = {"role": "lead", "words": WORDS, "unit": "县人社局", "said_by": "赵科长"}
    refused = browser.send(path, on=path, **fields)
    assert refused.status_code == 422
    assert "最接近的是：县人力社保局" in refused.text
    assert 'value="赵科长"' in refused.text
    assert browser.send(path, on=path, **(fields | {"unit": "县财政局"})).status_code == 303
    assert fair.on_task()["items"][0]["entered_by"] == "林"


def test_who_only_reads_gets_no_forms(fair: Fair, browser: Browser) -> None:
    fair.offered("陈")
    browser.sign_in("领")
    for path in ("/claims", f"/tasks/{fair.task}/claims", "/claimable"):
        page = browser.page(path)
        assert 'action="/tasks' not in page


def test_a_plan_that_is_not_there_is_404(fair: Fair, browser: Browser) -> None:
    browser.sign_in("林")
    browser.page("/claims?plan=99999", 404)
    browser.page("/claims?plan=abc", 422)


def test_measures_are_written_on_a_page_that_keeps_what_was_typed(
    fair: Fair, browser: Browser
) -> None:
    task = fair.tasks["护理类辅助器具适配"]
    browser.sign_in("陈")
    path = f"/tasks/{task}/measures"
    bad = browser.send(path, on=path, text="设评估点", due_on="不是日期", responsible="康复科")
    assert bad.status_code == 422
    assert "完成日期：应为日期" in bad.text
    assert "设评估点</textarea>" in bad.text
    sent = browser.send(path, on=path, text="设评估点", due_on="2026-03-01", responsible="康复科")
    assert sent.headers["location"] == f"{path}?notice=measure_added"
    page = browser.page(path)
    assert "完成日期晚于规划期末2025年12月31日" in page
    one = fair.desk.get("陈", f"/tasks/{task}/measures").json()["items"][0]["id"]
    browser.send(f"/measures/{one}", on=path, text="设两个评估点", due_on="", responsible="")
    assert "历次修改（1 次）" in browser.page(path)
    assert "设两个评估点" in browser.page(f"/tasks/{task}")
    assert "措施 1 项" in browser.page(f"/units/{fair.unit('县残联')}")
    sent = browser.send(f"/measures/{one}/end", on=path, outcome="dropped")
    assert (sent.status_code, "请写明原因" in sent.text) == (422, True)
    browser.send(f"/measures/{one}/end", on=path, outcome="done", note="")
    assert "已结束的措施（1 项）" in browser.page(path)
    assert browser.send(f"/measures/{one}/reopen", on=path).status_code == 303
