"""The life of a task over REST: what each may do, what follows from it, what is kept."""

from datetime import UTC, datetime

from sqlmodel import col, select

from app.kit import clock
from app.plans.models import Task
from tests.kinds import on_sqlite
from tests.progress.book import Book
from tests.progress.life.conftest import FIRST, Office

__all__ = ["on_sqlite"]  # what differs between the databases is tried by the list of what waits


def test_the_lead_applies_the_coordinator_sends_back_and_closes_in_the_end(office: Office) -> None:
    applied = office.done("陈", "apply_closure", summary="已适配 216 件")
    assert (applied["state"], applied["state_label"]) == ("closure_applied", "申请办结")
    assert applied["allowed"] == []
    office.done("林", "return", reason="请附受益名单")
    office.done("陈", "apply_closure", summary="已适配 216 件，名单已附")
    closed = office.done("林", "close", conclusion="经核查属实，同意办结")
    assert closed["state"] == "closed"
    assert [one["action"] for one in closed["allowed"]] == ["reopen"]
    told = [(one["action"], one["words"], one["made_by"]) for one in closed["steps"]]
    assert told == [
        ("close", "经核查属实，同意办结", "林"),
        ("apply_closure", "已适配 216 件，名单已附", "陈"),
        ("return", "请附受益名单", "林"),
        ("apply_closure", "已适配 216 件", "陈"),
    ]
    assert [one["unit"] for one in closed["steps"]] == [None, "县残联", None, "县残联"]


def test_who_does_not_lead_the_task_applies_for_nothing(office: Office) -> None:
    assert office.refused("周", "apply_closure", summary="x") == (403, "not_your_task")
    assert office.refused("陈", "close", conclusion="x") == (403, "not_yours_to_decide")
    assert office.refused("领", "cancel", reason="x") == (403, "not_yours_to_decide")
    assert office.refused("外", "apply_closure", summary="x") == (404, "not_found")
    assert office.life("周")["allowed"] == []


def test_a_coordinator_who_writes_down_an_application_says_whose_words_they_are(
    office: Office,
) -> None:
    assert office.refused("林", "apply_closure", summary="x") == (422, "on_behalf_of_needed")
    told = office.done("林", "apply_closure", summary="已完成", on_behalf_of="县残联 陈（电话）")
    assert told["steps"][0]["on_behalf_of"] == "县残联 陈（电话）"


def test_a_place_decides_whether_it_writes_off(office: Office) -> None:
    office.done("林", "close", conclusion="同意")
    assert office.refused("林", "write_off") == (409, "no_write_off")
    office.write_off_is_on()
    assert "write_off" in {one["action"] for one in office.life()["allowed"]}
    assert office.done("林", "write_off")["state"] == "written_off"
    assert office.done("林", "reopen", reason="群众反映未完成")["state"] == "in_progress"


def test_who_comes_too_late_is_told_the_state(office: Office) -> None:
    seen = office.desk.get("林", f"/tasks/{office.id()}/life").headers["etag"]
    office.done("陈", "apply_closure", summary="已完成")
    late = office.act("林", "close", conclusion="同意", etag=seen)
    assert (late.status_code, late.json()["code"]) == (412, "stale")
    assert late.json()["current"] == office.life()
    assert late.json()["current"]["state"] == "closure_applied"
    twice = office.act("陈", "apply_closure", summary="已完成")
    assert (twice.status_code, twice.json()["current"]["version"]) == (409, 2)


def test_a_suspended_task_is_asked_about_again_when_it_goes_on(office: Office) -> None:
    """县教委 leads one task, and holds no other."""
    title = "残疾儿童义务教育"
    owes = ("县教委", "2023-H1")
    office.done("林", "suspend", title, reason="等待上级细则", review_on="2023-10-09")
    office.work()
    resting = office.book.returns(office.matter.plan)
    assert resting[owes].state == "waived"
    assert resting[owes].review_note == "本单位在本方案中的任务均已办结、暂缓或终止，本期不再填报"
    assert resting["县教委", "2023-H2"].state == "waived"
    assert resting["县残联", "2023-H2"].state == "pending", "it has other tasks"
    office.done("林", "resume", title)
    office.work()
    again = office.book.returns(office.matter.plan)
    assert again[owes].state == "pending"
    assert again["县教委", "2023-H2"].state == "pending"


def test_an_overdue_form_that_has_nothing_left_to_ask_is_let_go(office: Office) -> None:
    with clock.frozen(datetime(2023, 8, 11, 1, 0, tzinfo=UTC)):
        office.done("林", "close", "残疾儿童义务教育", conclusion="同意")
        office.work()
    assert office.book.returns(office.matter.plan)["县教委", "2023-H1"].state == "waived"


def test_a_return_asks_about_what_goes_on_alone(office: Office) -> None:
    def asked() -> set[str]:
        rows = office.desk.get("陈", f"/returns/{office.matter.federation}").json()["rows"]
        return {row["title"] for row in rows}

    assert FIRST in asked()
    office.done("林", "cancel", reason="上级取消")
    assert FIRST not in asked()
    office.done("林", "reopen", reason="登记有误")
    assert FIRST in asked()


def test_lists_show_the_state_and_the_light_of_what_is_done(office: Office) -> None:
    office.write_off_is_on()
    office.done("林", "close", conclusion="同意")
    office.done("林", "write_off")
    path = f"/units/{office.book.units['县残联']}/tasks"
    listed = office.desk.get("陈", path, state="written_off").json()["items"]
    assert [(one["id"], one["state_label"], one["light"]) for one in listed] == [
        (office.id(), "已销号", "done")
    ]


def test_an_extension_keeps_the_first_day_and_gives_another(office: Office) -> None:
    asked = office.ask()
    assert (asked.status_code, asked.json()["state"]) == (201, "requested")
    assert office.ask().json()["code"] == "extension_undecided"
    path = f"/extensions/{asked.json()['id']}"
    assert office.desk.send("陈", "POST", f"{path}/grant", {}).json()["code"] == (
        "not_yours_to_decide"
    )
    granted = office.desk.send("林", "POST", f"{path}/grant", {"extended_to": "2024-03-31"})
    assert granted.status_code == 200
    told = granted.json()
    assert (told["first_due_on"], told["extended_to"], told["holds"]) == (
        "2023-12-31",
        "2024-03-31",
        True,
    )
    again = office.desk.send("林", "POST", f"{path}/refuse", {"reason": "x"})
    assert again.json()["current"]["state"] == "granted"
    assert again.json()["code"] == "decided_already"
    second = office.ask(day="2024-06-30").json()
    office.desk.send("林", "POST", f"/extensions/{second['id']}/grant", {})
    life = office.life()
    assert (life["due_on"], life["extended_to"], life["extensions"]) == (
        "2023-12-31",
        "2024-06-30",
        2,
    )
    history = office.desk.get("周", f"/tasks/{office.id()}/extensions").json()["items"]
    assert [(one["due_on"], one["extended_to"], one["holds"]) for one in history] == [
        ("2024-03-31", "2024-06-30", True),
        ("2023-12-31", "2024-03-31", False),
    ]
    (task,) = office.desk.get(
        "林", "/tasks", due_before="2024-07-01", plan=office.matter.plan
    ).json()["items"][:1]
    assert (task["due_on"], task["extended_to"]) == ("2023-12-31", "2024-06-30")
    early = office.desk.get("林", "/tasks", due_before="2024-01-01").json()["items"]
    assert office.id() not in {one["id"] for one in early}


def test_a_refused_extension_says_why_and_changes_nothing(office: Office) -> None:
    asked = office.ask().json()["id"]
    silent = office.desk.send("林", "POST", f"/extensions/{asked}/refuse", {})
    assert (silent.status_code, silent.json()["code"]) == (422, "reason_needed")
    refused = office.desk.send("林", "POST", f"/extensions/{asked}/refuse", {"reason": "未见招标"})
    assert (refused.json()["state"], refused.json()["note"]) == ("refused", "未见招标")
    assert office.life()["extended_to"] is None


def test_an_extension_comes_before_the_day_and_leads_beyond_it(office: Office) -> None:
    assert office.ask(day="2023-12-31").json()["code"] == "not_later"
    assert office.ask(reason=" ").json()["code"] == "reason_needed"
    assert office.ask("林").json()["code"] == "on_behalf_of_needed"
    with clock.frozen(datetime(2024, 1, 2, 1, 0, tzinfo=UTC)):
        assert office.ask().json()["code"] == "past_due"
    office.done("林", "suspend", reason="等细则", review_on="2023-09-01")
    assert office.ask().json()["code"] == "task_suspended"


def test_what_is_not_decided_before_the_task_is_closed_need_not_be(office: Office) -> None:
    asked = office.ask().json()["id"]
    office.done("林", "close", conclusion="提前完成")
    told = office.desk.get("陈", f"/extensions/{asked}").json()
    assert (told["state"], told["state_label"]) == ("lapsed", "不再办理")
    assert office.book.events("task.moved")[-1]["lapsed"] == asked


def test_an_amendment_of_the_day_takes_the_place_of_an_extension(office: Office) -> None:
    asked = office.ask().json()["id"]
    office.desk.send("林", "POST", f"/extensions/{asked}/grant", {})
    grounds = {
        "basis": "巫残工委〔2023〕2号",
        "organ": "县残工委",
        "decided_on": "2023-07-01",
        "reason": "统一时限",
    }
    change = {"action": "change_task", "task_id": office.id(), "due_on": "2024-03-31"}
    path = f"/plans/{office.matter.plan}/amendments"
    made = office.desk.send("林", "POST", path, grounds | {"changes": [change]})
    assert made.status_code == 201, made.text
    life = office.life()
    assert (life["due_on"], life["extended_to"]) == ("2024-03-31", None)
    assert office.desk.get("林", f"/extensions/{asked}").json()["holds"] is False
    (told,) = office.book.events("plan.amended")[-1]["changes"]
    assert told["before"]["extended_to"] == "2024-06-30"


def test_an_ongoing_task_tells_every_year_what_it_brought(office: Office) -> None:
    office.done("林", "make_ongoing", reason="建立长效机制")
    path = f"/tasks/{office.id()}/stage_results"
    assert office.desk.send("陈", "PUT", f"{path}/2024", {"text": "x"}).json()["code"] == (
        "year_ahead"
    )
    assert office.desk.send("陈", "PUT", f"{path}/2023", {}).json()["code"] == "result_needed"
    with clock.frozen(datetime(2024, 1, 9, 1, 0, tzinfo=UTC)):
        assert office.life()["missing_years"] == [2023]
        first = office.desk.send("陈", "PUT", f"{path}/2023", {"text": "适配 430 件"})
        assert (first.status_code, first.json()["unit"]) == (200, "县残联")
        office.desk.send("陈", "PUT", f"{path}/2023", {"text": "适配 431 件"})
        assert office.life()["missing_years"] == []
    assert [one["text"] for one in office.desk.get("周", path).json()["items"]] == ["适配 431 件"]
    assert office.book.events("task.stage_result")[-1]["text"] == ["适配 430 件", "适配 431 件"]


def test_a_draft_has_no_life_yet(office: Office, book: Book) -> None:
    plan = book.add_plan(state="draft", title="草稿")
    with book.runtime.database.read() as session:
        task = session.scalars(select(col(Task.id)).where(col(Task.plan_id) == plan)).first()
    answer = office.desk.send("林", "POST", f"/tasks/{task}/close", {"conclusion": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_handed_out")


def test_a_stranger_reads_nothing_of_it_though_the_plan_is_a_precedent(office: Office) -> None:
    office.done("林", "cancel", reason="内部原因")
    assert office.desk.get("外", f"/tasks/{office.id()}/life").status_code == 404
    office.desk.send("林", "PATCH", f"/plans/{office.matter.plan}", {"library": True})
    shown = office.desk.get("外", f"/tasks/{office.id()}/life").json()
    assert shown["steps"] == []
