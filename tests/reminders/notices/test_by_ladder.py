"""The ladder asks for papers, and tells a unit of those that were issued."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from app.core.actor import SYSTEM
from app.jobs.worker import drain
from app.kit import clock
from app.plans.models import Plan
from app.progress.models import Return
from app.progress.terms import ReturnState
from app.reminders.ladder.models import PlanLadder
from app.reminders.models import DraftWanted
from app.reminders.notices.by_ladder import wanted, write_drafts
from app.reminders.notices.jobs import draft
from app.reminders.notices.models import Notice
from app.reminders.terms import Profile
from app.wiring import HANDLERS
from tests.kinds import ON_BOTH, on_sqlite
from tests.reminders.conftest import morning
from tests.reminders.notices.conftest import DUE, Desk

__all__ = ["on_sqlite"]

AFTER = date(2023, 7, 17)
"""The first working day after the returns were due."""
FIFTH = date(2023, 7, 21)


@pytest.fixture
def followed(desk: Desk) -> Desk:
    """The plan is followed up as 批示交办类, where T+1 asks for a 催办单."""
    with desk.county.runtime.database.write() as session:
        session.add(PlanLadder(plan_id=desk.county.plan_id, profile=Profile.INSTRUCTION))
    return desk


def work(desk: Desk, at: datetime) -> None:
    with clock.frozen(at):
        drain(desk.county.runtime, HANDLERS)


def run(desk: Desk, day: date) -> None:
    with clock.frozen(morning(day)):
        desk.county.sweep(day)
    work(desk, morning(day))


def drafts(desk: Desk) -> list[dict[str, Any]]:
    items = desk.get("林", "/notices").json()["items"]
    return [desk.read(one["id"]) for one in reversed(items)]


def open_rows(desk: Desk) -> int:
    with desk.county.runtime.database.read() as session:
        return len([one for one in session.exec(select(DraftWanted)) if one.drafted_at is None])


@ON_BOTH
def test_a_unit_gets_one_draft_with_all_its_matters(followed: Desk) -> None:
    run(followed, AFTER)
    both = drafts(followed)
    units = {one["unit"]["name"]: one for one in both}
    assert {name: one["matter_count"] for name, one in units.items()} == {
        "县民政局": 2,
        "县残联": 1,
    }
    first = units["县民政局"]
    assert (first["kind"], first["state"], first["drafted_by"]) == ("urging", "draft", "系统")
    assert (first["drafted_for"], first["contact"]) == ("2023-07-17", "林")
    assert first["title"] == "关于催办逾期未办的2件事项"
    assert open_rows(followed) == 0


def test_a_second_run_and_another_day_draft_nothing_twice(followed: Desk) -> None:
    run(followed, AFTER)
    run(followed, AFTER)
    run(followed, AFTER + timedelta(days=1))
    assert len(drafts(followed)) == 2


def test_what_was_settled_in_between_is_left_out(followed: Desk) -> None:
    with clock.frozen(morning(AFTER)):
        followed.county.sweep(AFTER)
    followed.county.settle(followed.returns[0])
    followed.county.change(Return, followed.returns[1], due_on=date(2023, 8, 30))
    work(followed, morning(AFTER))
    assert [one["unit"]["name"] for one in drafts(followed)] == ["县残联"]
    assert open_rows(followed) == 0


def test_what_is_named_already_is_not_urged_twice(followed: Desk) -> None:
    followed.signed(matters=[f"return:{followed.returns[0]}"])
    run(followed, AFTER)
    made = [one for one in drafts(followed) if one["drafted_for"]]
    units = {one["unit"]["name"]: one["matter_count"] for one in made}
    assert units == {"县民政局": 1, "县残联": 1}


def test_what_comes_later_on_a_day_goes_into_the_days_draft(followed: Desk) -> None:
    late = followed.county.owes("县民政局", DUE, period="2023-05", state=ReturnState.WAIVED)
    run(followed, AFTER)
    followed.county.settle(late, ReturnState.PENDING)
    run(followed, AFTER)
    (mine,) = [one for one in drafts(followed) if one["unit"]["name"] == "县民政局"]
    assert (mine["matter_count"], mine["title"]) == (3, "关于催办逾期未办的3件事项")


def test_what_comes_after_the_review_waits_for_the_next_days_draft(followed: Desk) -> None:
    office = followed.world.units["县残联"]
    followed.county.change(Plan, followed.county.plan_id, office_id=office)
    late = followed.county.owes("县民政局", DUE, period="2023-05", state=ReturnState.WAIVED)
    run(followed, AFTER)
    (mine,) = [one for one in drafts(followed) if one["unit"]["name"] == "县民政局"]
    assert mine["office"]["name"] == "县残联"
    followed.send("林", "PATCH", f"/notices/{mine['id']}", {"contact_phone": "57680000"})
    followed.done("林", mine["id"], "review")
    followed.county.settle(late, ReturnState.PENDING)
    run(followed, AFTER)
    assert (len(drafts(followed)), open_rows(followed)) == (2, 1)
    with clock.frozen(morning(AFTER + timedelta(days=1))):
        draft(followed.county.runtime, {})  # as the schedule does on every day
    assert (len(drafts(followed)), open_rows(followed)) == (3, 0)


def test_a_worker_that_dies_leaves_both_or_neither(followed: Desk) -> None:
    with clock.frozen(morning(AFTER)):
        followed.county.sweep(AFTER)
        with followed.county.runtime.database.writing() as session:
            for group in wanted(session):
                write_drafts(session, SYSTEM, group)
            session.flush()
            assert session.exec(select(Notice)).first() is not None
            session.rollback()
    assert (drafts(followed), open_rows(followed)) == ([], 3)
    work(followed, morning(AFTER))
    assert (len(drafts(followed)), open_rows(followed)) == (2, 0)


def test_five_days_late_a_supervision_is_drafted(followed: Desk) -> None:
    run(followed, AFTER)
    run(followed, FIFTH)
    assert [one["kind"] for one in drafts(followed)] == [*["urging"] * 2, *["supervision"] * 2]


# ---- the unit is told --------------------------------------------------------------------------


def told_of_notices(desk: Desk) -> list[tuple[int, int]]:
    """Step and day of the month."""
    found = desk.county.told_directly()
    return [(one.step, one.on_day.day) for one in found if one.subject_kind == "notice"]


@ON_BOTH
def test_who_gets_a_notice_is_told_on_that_day_and_finds_it_on_his_list(desk: Desk) -> None:
    notice = desk.signed()
    work(desk, morning(date(2023, 7, 19)))
    assert told_of_notices(desk) == [(-60, 19)]
    text = desk.county.text("周", date(2023, 7, 19))
    assert "巫残工委办催〔2023〕1号" in text
    assert f"/notices/{notice}" in text
    assert "文书已签发，等待回复" in text
    assert "有疑问请联系：县残联。" in text  # who follows it up, not whose name is printed on it
    todo = desk.get("周", "/todo").json()["items"]
    (mine,) = [one for one in todo if one["kind"] == "notice"]
    assert mine["title"] == "回复：关于催办逾期未办的2件事项 巫残工委办催〔2023〕1号"
    assert (mine["due_on"], mine["url"].endswith(f"/notices/{notice}")) == ("2023-07-26", True)


def test_before_the_days_run_the_run_itself_tells_of_it(desk: Desk) -> None:
    early = morning(date(2023, 7, 19)) - timedelta(minutes=27)
    with clock.frozen(early):
        desk.signed()
    work(desk, early)
    assert told_of_notices(desk) == []


def test_nobody_gets_a_second_message_on_a_day(desk: Desk) -> None:
    desk.county.remind(date(2023, 7, 19))
    desk.signed()
    work(desk, morning(date(2023, 7, 19)))
    mine = [name for name in desk.county.files() if f"-{desk.world.people['周']}-" in name]
    assert len(mine) == 1
    desk.county.remind(date(2023, 7, 20))
    assert "巫残工委办催〔2023〕1号" in desk.county.text("周", date(2023, 7, 20))


def test_a_reply_that_is_sent_back_starts_its_own_ladder(desk: Desk) -> None:
    notice = desk.signed()
    work(desk, morning(date(2023, 7, 19)))
    desk.done("周", notice, "reply", text="已办")
    assert [one for one in desk.get("周", "/todo").json()["items"] if one["kind"] == "notice"] == []
    desk.done("林", notice, "send_back", reason="没有写时间", reply_due_on="2023-07-28")
    work(desk, morning(date(2023, 7, 20)))
    assert told_of_notices(desk) == [(-60, 19), (-60, 20)]


def test_an_unanswered_notice_is_followed_up_and_a_void_one_is_not(desk: Desk) -> None:
    notice, void = desk.signed(), desk.signed(kind="reminder")
    desk.done("林", void, "void", reason="发错单位")
    for day in (19, 25, 27):
        run(desk, date(2023, 7, day))
    assert told_of_notices(desk) == [(-60, 19), (-1, 25), (1, 27)]
    subjects = {one.subject_id for one in desk.county.reminders() if one.subject_kind == "notice"}
    assert subjects == {notice}
