"""`/units/{id}/sheet`: who gets which sheet, and what stands on it."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.identity import service as identity
from app.journal.models import JournalEvent
from app.kit import clock
from app.plans.models import Plan
from app.plans.terms import PlanState
from app.progress.models import Dispatch, Return
from app.progress.terms import ReturnState
from app.reading.terms import Stage
from app.units.models import GroupMember
from tests.cast import World
from tests.network.rows import LEAD, RESPONSIBLE, Writing, statements

Ask = Callable[..., Response]
PdfPages = Callable[[bytes], list[str]]


@pytest.fixture
def ask(client: TestClient, world: World) -> Ask:
    def get(who: str, unit: str = "县残联", **query: Any) -> Response:
        path = f"/api/v1/units/{world.units[unit]}/sheet"
        return client.get(path, params=query, headers=world.bearer(who))

    return get


# ---- what stands on it -----------------------------------------------------------------------


def test_a_liaison_reads_the_sheet_of_the_own_unit(ask: Ask, plan: int) -> None:
    answer = ask("陈")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("inline; ")
    assert "县残联任务清单" in answer.text
    assert "2项，其中牵头单位1项（列首位1项）、责任单位1项" in answer.text
    assert "任务3的全文" not in answer.text


def test_the_pdf_holds_the_same_tasks_with_all_units(
    ask: Ask, plan: int, pdf_pages: PdfPages
) -> None:
    answer = ask("陈", format="pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    text = "".join(pdf_pages(answer.content))
    for words in (
        *("县残联任务清单", "《巫山县“十四五”残疾人保障和发展规划》", "巫山府发〔2022〕9号"),
        *("任务1的全文", "任务2的全文", "牵头单位：县残联、县民政局", "责任单位：县财政局"),
        *("责任单位：县残联、县人社力社保局", "签收回执", "（首位）", "规划期内"),
    ):
        assert words in text
    assert "任务3的全文" not in text


def test_the_text_holds_the_same_tasks(ask: Ask, plan: int) -> None:
    answer = ask("陈", format="txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "牵头单位：县残联（本单位）、县民政局\n" in answer.text
    assert "承担职责：牵头单位（首位）" in answer.text


def test_a_member_of_a_group_finds_the_tasks_of_the_group(
    ask: Ask, world: World, writing: Writing
) -> None:
    with writing() as rows:
        group = rows.group("县级有关部门")
        rows.session.add(GroupMember(group_id=group, unit_id=world.units["县财政局"]))
        rows.task(rows.plan(), ("县残联", LEAD), ("县级有关部门", RESPONSIBLE))
    text = ask("林", "县财政局", format="txt").text
    assert "承担职责：责任单位（列于“县级有关部门”）" in text
    assert "1项" in text


def test_the_letter_asks_for_the_next_return_and_says_what_is_late(
    ask: Ask, world: World, writing: Writing, plan: int
) -> None:
    with writing() as rows:
        for period, due_on in (("2023-Q1", date(2023, 5, 10)), ("2023-Q2", date(2023, 7, 14))):
            rows.session.add(_return(world, plan, period, due_on))
    text = ask("陈", format="txt").text
    assert "请于2023年7月14日前报送2023年第二季度进展情况。" in text
    assert "进展状态：逾期3个工作日" in text


def test_what_was_handed_in_is_not_asked_for(
    ask: Ask, world: World, writing: Writing, plan: int
) -> None:
    with writing() as rows:
        done = _return(world, plan, "2023-Q2", date(2023, 7, 14), ReturnState.ACCEPTED)
        rows.session.add(done)
    text = ask("陈", format="txt").text
    assert "报送" not in text
    assert "进展状态" not in text


def _return(
    world: World, plan: int, period: str, due_on: date, state: ReturnState = ReturnState.PENDING
) -> Return:
    return Return(
        plan_id=plan,
        unit_id=world.units["县残联"],
        region_id=world.region,
        period=period,
        period_start=date(2023, 1, 1),
        period_end=date(2023, 3, 31),
        opens_on=date(2023, 3, 21),
        due_on=due_on,
        state=state,
        updated_at=clock.now(),
    )


def test_who_signed_on_screen_is_printed_as_signed(
    ask: Ask, world: World, writing: Writing, plan: int
) -> None:
    # 23:30 in UTC is the morning of the next day here.
    with writing() as rows:
        rows.session.add(
            Dispatch(
                plan_id=plan,
                unit_id=world.units["县残联"],
                region_id=world.region,
                dispatched_at=datetime(2022, 5, 1, 23, 30, tzinfo=UTC),
                acknowledged_at=datetime(2022, 5, 5, 1, tzinfo=UTC),
                acknowledged_by="陈",
            )
        )
    text = ask("陈", format="txt").text
    assert "交办日期：2022年5月2日" in text
    assert "签收日期：2022年5月5日" in text
    assert "请核对签收" not in text


def test_the_only_coordinator_is_whom_to_ring(
    ask: Ask, runtime: Runtime, world: World, plan: int
) -> None:
    assert "联系人：林" in ask("陈", format="txt").text
    with runtime.database.write() as session:
        other = identity.add_person(session, SYSTEM, name="另", login="other")
        identity.give_membership(
            session, SYSTEM, person=other, role=Role.COORDINATOR, region_id=world.region
        )
    assert "联系人：＿" in ask("陈", format="txt").text


def test_the_office_of_the_plan_hands_out(ask: Ask, world: World, writing: Writing) -> None:
    with writing() as rows:
        plan_id = rows.plan(office_id=world.units["县民政局"])
        rows.task(plan_id, ("县残联", LEAD))
    assert "交办单位（盖章）：县民政局\n" in ask("陈", format="txt").text


def test_hostile_words_of_a_plan_stay_words(
    ask: Ask, writing: Writing, pdf_pages: PdfPages
) -> None:
    words = '</td><script>alert(1)</script> #panic("x") $x$ {{ page }} \\u{202e}"\u202e\x07'
    with writing() as rows:
        plan_id = rows.plan(title=words)
        rows.task(plan_id, (f"{words}局", LEAD), ("县残联", LEAD), title=words, text=words)
    assert "<script" not in ask("陈").text
    assert "\x07" not in ask("陈", format="txt").text
    text = "".join(pdf_pages(ask("陈", format="pdf").content))
    assert '#panic("x")$x$' in text


# ---- what is not final -----------------------------------------------------------------------


def test_every_page_of_a_draft_says_so(ask: Ask, writing: Writing, pdf_pages: PdfPages) -> None:
    with writing() as rows:
        plan_id = rows.plan(state=PlanState.DRAFT)
        for _ in range(12):
            rows.task(plan_id, ("县残联", LEAD), text="为残疾人提供服务。" * 20)
    found = pdf_pages(ask("林", plan=plan_id, format="pdf").content)
    assert len(found) > 2
    assert all("草稿" in page for page in found)
    assert ask("陈", plan=plan_id).status_code == 404


def test_every_page_of_a_plan_under_consultation_says_so(
    ask: Ask, writing: Writing, pdf_pages: PdfPages
) -> None:
    with writing() as rows:
        plan_id = rows.plan(stage=Stage.CONSULTATION)
        for _ in range(12):
            rows.task(plan_id, ("县残联", LEAD), text="为残疾人提供服务。" * 20)
    found = pdf_pages(ask("陈", format="pdf").content)
    assert len(found) > 2
    assert all("征求意见稿" in page for page in found)


@pytest.mark.parametrize("state", [PlanState.READING, PlanState.REFUSED])
def test_a_plan_that_was_not_read_is_not_printed(
    ask: Ask, writing: Writing, state: PlanState
) -> None:
    with writing() as rows:
        plan_id = rows.plan(state=state)
    answer = ask("林", plan=plan_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "plan_not_read")


# ---- which plan ------------------------------------------------------------------------------


def test_a_unit_in_two_plans_is_asked_which(ask: Ask, writing: Writing, plan: int) -> None:
    with writing() as rows:
        other = rows.plan(title="另一方案")
        rows.task(other, ("县残联", LEAD))
    answer = ask("陈")
    assert (answer.status_code, answer.json()["code"]) == (422, "plan_needed")
    assert [one["id"] for one in answer.json()["plans"]] == [plan, other]
    assert "另一方案" in ask("陈", plan=other).text


def test_an_ended_plan_gives_way_to_the_running_one(ask: Ask, writing: Writing, plan: int) -> None:
    with writing() as rows:
        old = rows.plan(title="旧方案", reporting_until=date(2020, 12, 31))
        rows.task(old, ("县残联", LEAD))
    assert "十四五" in ask("陈").text
    assert "旧方案" in ask("陈", plan=old).text


def test_a_unit_in_no_plan_has_no_sheet(ask: Ask, plan: int) -> None:
    answer = ask("林", "县乡村振兴局")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_sheet")


def test_a_plan_that_does_not_name_the_unit_says_so_on_its_sheet(ask: Ask, plan: int) -> None:
    answer = ask("林", "县乡村振兴局", plan=plan, format="txt")
    assert answer.status_code == 200
    assert "没有列明由你单位承担的工作任务" in answer.text


# ---- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["林", "领", "管"])
def test_who_oversees_the_region_prints_any_sheet_of_it(ask: Ask, plan: int, who: str) -> None:
    assert ask(who).status_code == 200
    assert ask(who, "县民政局").status_code == 200


@pytest.mark.parametrize("who", ["周", "外"])
def test_a_liaison_of_another_unit_gets_404(ask: Ask, plan: int, who: str) -> None:
    answer = ask(who)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert ask(who, plan=plan).status_code == 404


def test_a_coordinator_of_another_county_gets_404(
    client: TestClient, runtime: Runtime, world: World, plan: int
) -> None:
    with runtime.database.write() as session:
        secret = identity.create_token(
            session, SYSTEM, name="外", role=Role.COORDINATOR, region_id=world.elsewhere
        ).secret
    path = f"/api/v1/units/{world.units['县残联']}/sheet"
    answer = client.get(path, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 404


def test_the_anonymous_are_asked_who_they_are(client: TestClient, world: World, plan: int) -> None:
    unit = world.units["县残联"]
    assert client.get(f"/api/v1/units/{unit}/sheet").status_code == 401
    page = client.get(f"/units/{unit}/sheet")
    assert page.status_code == 303
    assert page.headers["location"].startswith("/sign-in")


# ---- bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        *({"format": "docx"}, {"format": "exe"}, {"plan": "x"}, {"plan": "0"}),
        *({"plan": "99999999999999999999"}, {"plan": "-1"}),
    ],
)
def test_a_query_that_means_nothing_is_refused_in_chinese(
    ask: Ask, plan: int, query: dict[str, str]
) -> None:
    answer = ask("陈", **query)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["loc"][0] == "query"
    assert re.search("[\u4e00-\u9fff]", error["msg"])


@pytest.mark.parametrize("path", ["999999", "9223372036854775807"])
def test_a_unit_that_is_not_there_is_404(
    client: TestClient, world: World, plan: int, path: str
) -> None:
    answer = client.get(f"/api/v1/units/{path}/sheet", headers=world.bearer("林"))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_plan_that_is_not_there_is_404(ask: Ask, plan: int) -> None:
    assert ask("林", plan=999999).status_code == 404


# ---- at once, and cheaply --------------------------------------------------------------------


def test_eight_clerks_print_at_once_and_get_the_same_sheet(ask: Ask, plan: int) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask("陈", format="pdf"), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert len({answer.content for answer in answers}) == 1


def test_printing_leaves_no_trace(ask: Ask, runtime: Runtime, plan: int) -> None:
    def events() -> int:
        with runtime.database.read() as session:
            return int(session.execute(select(func.count()).select_from(JournalEvent)).scalar_one())

    before = events()
    assert ask("陈", format="pdf").status_code == 200
    assert events() == before


def test_a_longer_plan_takes_no_more_statements(
    ask: Ask, runtime: Runtime, writing: Writing, plan: int
) -> None:
    with statements(runtime) as short:
        assert ask("陈").status_code == 200
    with writing() as rows:
        for _ in range(30):
            rows.task(plan, ("县民政局", LEAD), ("县残联", RESPONSIBLE))
    with statements(runtime) as long:
        assert "32项" in ask("陈").text
    assert len(long) == len(short)


# ---- the page --------------------------------------------------------------------------------


def test_the_page_is_the_same_sheet(client: TestClient, ask: Ask, world: World, plan: int) -> None:
    path = f"/units/{world.units['县残联']}/sheet"
    answer = client.get(path, headers=world.bearer("陈"))
    assert answer.status_code == 200
    assert answer.text == ask("陈").text


def test_the_page_offers_the_plans_to_choose_from(
    client: TestClient, world: World, writing: Writing, plan: int
) -> None:
    with writing() as rows:
        other = rows.plan(title="另一<b>方案")
        rows.task(other, ("县残联", LEAD))
    path = f"/units/{world.units['县残联']}/sheet"
    answer = client.get(path, headers=world.bearer("陈"))
    assert answer.status_code == 200
    assert f'<a href="{path}?plan={other}">另一&lt;b&gt;方案</a>' in answer.text


def test_a_plan_with_a_reporting_end_of_today_still_runs(
    ask: Ask, runtime: Runtime, plan: int
) -> None:
    with runtime.database.write() as session:
        row = session.get(Plan, plan)
        assert row is not None
        row.reporting_until = clock.today()
    assert ask("陈").status_code == 200
