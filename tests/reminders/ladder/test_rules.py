"""The steps as data: which one a matter has reached, and what may be set."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reminders.ladder.rules import (
    CHOSEN,
    DEFAULTS,
    FIRST,
    LAST,
    WEEKLY,
    LadderError,
    Ladders,
    Step,
    checked,
    draft_rungs,
    first_of_week,
    label,
    rungs,
    short,
    step_of,
)
from app.reminders.terms import Audience, Draft, Profile, Waits
from app.workdays.rules import Calendar

# 2023-07-14 is a Friday; no holiday is near.
PLAIN = Calendar()
DUE = date(2023, 7, 14)
PLAN = DEFAULTS[Profile.PLAN, Waits.DUE]
INSTRUCTION = DEFAULTS[Profile.INSTRUCTION, Waits.DUE]
UNIT, LEADER = Audience.UNIT, Audience.LEADER
# Around the National Day of 2023: off from 29 September to 6 October, work on the 7th and 8th.
GOLDEN = Calendar(
    {date(2023, 9, 29) + timedelta(days=n): False for n in range(8)}
    | {date(2023, 10, 7): True, date(2023, 10, 8): True}
)


def reached(today: date, steps: tuple[Step, ...] = PLAN, whom: Audience = UNIT) -> int | None:
    return step_of(rungs(steps, whom, PLAIN, today), DUE)


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2023, 7, 4), None),
        (date(2023, 7, 5), -7),
        (date(2023, 7, 12), -7),
        (date(2023, 7, 13), -1),
        (date(2023, 7, 14), -1),
        (date(2023, 7, 17), 1),
        (date(2023, 8, 31), 1),
    ],
)
def test_a_return_due_on_friday_climbs_the_ladder_in_working_days(
    today: date, step: int | None
) -> None:
    assert reached(today) == step


def test_the_coordinator_sees_it_at_five_days_and_the_leader_on_the_next_monday() -> None:
    assert reached(date(2023, 7, 20), whom=Audience.COORDINATOR) is None
    assert reached(date(2023, 7, 21), whom=Audience.COORDINATOR) == 5
    assert reached(date(2023, 7, 21), whom=LEADER) is None
    assert reached(date(2023, 7, 24), whom=LEADER) == 5


def test_an_instruction_comes_back_to_the_leaders_list_every_week() -> None:
    mondays = [date(2023, 7, 24) + timedelta(weeks=n) for n in range(5)]
    assert [reached(day, INSTRUCTION, LEADER) for day in mondays] == [None, 10, 15, 20, 25]


def test_a_week_has_one_list_day_whichever_day_the_service_runs_on() -> None:
    week = [date(2023, 8, 7) + timedelta(days=n) for n in range(5)]
    assert {reached(day, INSTRUCTION, LEADER) for day in week} == {15}


def test_the_list_day_after_the_national_day_is_the_saturday_on_which_work_begins() -> None:
    assert first_of_week(GOLDEN, date(2023, 10, 8)) == date(2023, 10, 7)
    assert first_of_week(GOLDEN, date(2023, 10, 10)) == date(2023, 10, 9)


def test_papers_are_drafted_by_their_own_steps_and_none_for_a_plan() -> None:
    def wanted(draft: Draft, today: date) -> int | None:
        return step_of(draft_rungs(INSTRUCTION, draft, PLAIN, today), DUE)

    assert wanted(Draft.URGING, date(2023, 7, 14)) is None
    assert wanted(Draft.URGING, date(2023, 7, 17)) == 1
    assert wanted(Draft.SUPERVISION, date(2023, 7, 20)) is None
    assert wanted(Draft.SUPERVISION, date(2023, 7, 21)) == 5
    assert all(step.draft is None for step in PLAN)


def test_a_make_up_working_sunday_is_a_day_of_the_ladder() -> None:
    sunday = date(2023, 10, 8)
    assert step_of(rungs(PLAN, UNIT, GOLDEN, sunday), date(2023, 10, 7)) == 1
    assert step_of(rungs(PLAN, UNIT, GOLDEN, date(2023, 9, 28)), date(2023, 10, 7)) == -1


def test_a_date_that_became_a_day_off_is_overdue_on_the_working_day_after_it() -> None:
    october = date(2023, 10, 1)
    assert step_of(rungs(PLAN, UNIT, GOLDEN, date(2023, 10, 7)), october) == 1
    assert step_of(rungs(PLAN, UNIT, GOLDEN, date(2023, 9, 28)), october) == -1


# ---- whatever the calendar and the steps -----------------------------------------------------

days = st.dates(date(2023, 1, 1), date(2023, 12, 31))
calendars = st.dictionaries(days, st.booleans(), max_size=40).map(Calendar)
offsets = st.lists(st.integers(-15, 15), unique=True, max_size=6)


@given(calendars, days, st.integers(-60, 60), offsets)
def test_the_ladder_says_what_counting_from_each_due_date_says(
    calendar: Calendar, today: date, distance: int, steps: list[int]
) -> None:
    today = calendar.shift(today, 0)
    due_on = today + timedelta(days=distance)
    begun = [one for one in steps if (calendar.shift(due_on, one) if one else due_on) <= today]
    found = rungs([Step(one) for one in steps], UNIT, calendar, today)
    assert step_of(found, due_on) == max(begun, default=None)


@given(calendars, days, days, st.sampled_from(CHOSEN))
def test_as_days_pass_a_matter_never_falls_to_a_lower_step(
    calendar: Calendar, start: date, due_on: date, whom: Audience
) -> None:
    working = [day for n in range(40) if calendar.works(day := start + timedelta(days=n))]
    seen = [step_of(rungs(INSTRUCTION, whom, calendar, today), due_on) for today in working]
    known = [step for step in seen if step is not None]
    assert known == sorted(known)


# ---- what may be set -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([Step(1), Step(1, (LEADER,))], r"T\+1 有 2 级：同一天只能有一级"),
        ([Step(FIRST - 1)], "T-61 太远"),
        ([Step(LAST + 1)], "太远"),
        ([Step(1, ())], "没有写明告诉谁"),
        ([Step(-1, draft=Draft.URGING)], "还没有逾期"),
        ([Step(0, draft=Draft.SUPERVISION)], "还没有逾期"),
        ([Step(1, every=5), Step(3)], "只有最后一级可以重复"),
        ([Step(1, every=0)], "间隔"),
        ([Step(n) for n in range(13)], "最多 12 级，现有 13 级"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused_with_what_is_wrong(
    steps: list[Step], told: str
) -> None:
    with pytest.raises(LadderError) as refused:
        checked(steps, Waits.DUE)
    assert refused.value.detail is not None
    assert re.search(told, refused.value.detail)


def test_who_has_not_signed_is_not_reminded_before_the_dispatch_and_gets_no_paper() -> None:
    with pytest.raises(LadderError) as refused:
        checked([Step(0), Step(1, draft=Draft.URGING)], Waits.RECEIPT)
    assert "签收从交办后第 1 个工作日起提醒" in str(refused.value.detail)
    assert "未签收不拟" in str(refused.value.detail)


def test_steps_come_out_in_their_order_and_the_defaults_pass() -> None:
    assert checked([Step(3), Step(-7)], Waits.DUE) == (Step(-7), Step(3))
    for (_, waits), steps in DEFAULTS.items():
        assert checked(steps, waits) == steps
    assert Ladders().steps(Profile.PLAN, Waits.DUE) == PLAN
    assert set(CHOSEN) >= WEEKLY


def test_steps_in_words() -> None:
    assert [short(n) for n in (-7, 0, 10)] == ["T-7", "T", "T+10"]
    assert [label(n) for n in (-7, 0, 1)] == ["到期前7个工作日", "到期当日", "逾期1个工作日"]
    assert label(2, Waits.RECEIPT) == "交办2个工作日未签收"
    for waits in Waits:
        offsets = range(1 if waits is Waits.RECEIPT else FIRST, LAST + 1)
        assert len({label(one, waits) for one in offsets}) == len(offsets)
