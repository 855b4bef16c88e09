"""Which plan a sheet is for, and what stands on it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.plans.holding.rules import Holding
from app.plans.terms import PlanState, TaskState
from app.progress.lights.rules import Share
from app.progress.settings.rules import DEFAULTS, Colour, Lamp
from app.progress.terms import Light, ReturnState
from app.reading.terms import DueSource, Role, Stage
from app.sheets import rules
from app.sheets.rules import Candidate, Cell, Owed, TaskFacts, Today
from app.workdays.rules import Calendar

FEDERATION, CIVIL, FINANCE, GROUP = 1, 2, 3, 9
MONDAY = date(2023, 5, 15)
LABELS = {Role.LEAD: "牵头单位", Role.RESPONSIBLE: "责任单位", Role.SUPPORTING: "参与单位"}


def task(key: int = 1, **changes: Any) -> TaskFacts:
    made = TaskFacts(
        id=key,
        number=str(key),
        position=key,
        title=f"任务{key}",
        text=f"任务{key}的全文。",
        state=TaskState.IN_PROGRESS,
        due_on=None,
        due_text=None,
        due_source=DueSource.PLAN,
    )
    return made._replace(**changes)


def cell(number: int, unit: int | None, role: Role = Role.LEAD, raw: str = "", **more: Any) -> Cell:
    made = Cell(number, unit, role, LABELS[role], raw or f"单位{unit}", first=False)
    return made._replace(**more)


def owed(due_on: date, unit: int = FEDERATION, period: str = "2023-Q1") -> Owed:
    return Owed(unit, period, due_on, confirmed=True, state=ReturnState.PENDING)


@pytest.fixture
def row() -> Callable[..., Any]:
    """The one row of a unit, from a task and its cells."""

    def made(
        cells: list[Cell], one: TaskFacts | None = None, groups: frozenset[int] = frozenset()
    ) -> Any:
        (found,) = rules.rows(
            rules.matrix([one or task()], cells), Holding(FEDERATION, groups=tuple(groups)), None
        )
        return found

    return made


# ---- which plan ------------------------------------------------------------------------------


def test_the_one_running_plan_is_taken() -> None:
    plans = [Candidate(1, "旧规划", date(2020, 12, 31)), Candidate(2, "规划", date(2025, 12, 31))]
    assert rules.choose(plans, MONDAY) == 2


def test_a_plan_without_an_end_runs() -> None:
    assert rules.choose([Candidate(1, "意见", None)], MONDAY) == 1


def test_a_plan_runs_on_its_last_day() -> None:
    plans = [Candidate(1, "今日止", MONDAY), Candidate(2, "昨日止", date(2023, 5, 14))]
    assert rules.choose(plans, MONDAY) == 1


def test_the_only_plan_is_taken_even_when_it_has_ended() -> None:
    assert rules.choose([Candidate(1, "旧规划", date(2020, 12, 31))], MONDAY) == 1


def test_who_has_tasks_in_two_plans_is_asked_which() -> None:
    plans = [Candidate(4, "规划", None), Candidate(5, "意见", None)]
    with pytest.raises(rules.PlanNeededError) as asked:
        rules.choose(plans, MONDAY)
    assert asked.value.plans == ((4, "规划"), (5, "意见"))
    assert asked.value.extra["plans"] == [{"id": 4, "title": "规划"}, {"id": 5, "title": "意见"}]
    assert [one["msg"] for one in asked.value.errors] == ["4：规划", "5：意见"]


def test_who_is_in_no_plan_has_no_sheet() -> None:
    with pytest.raises(rules.NoSheetError):
        rules.choose([], MONDAY)


@pytest.mark.parametrize("state", [PlanState.READING, PlanState.REFUSED])
def test_a_plan_that_was_not_read_is_not_printed_as_empty(state: PlanState) -> None:
    with pytest.raises(rules.NotReadYetError):
        rules.check_has_tasks(state)


@pytest.mark.parametrize(
    ("state", "stage", "label"),
    [
        (PlanState.PUBLISHED, Stage.ISSUED, None),
        (PlanState.PUBLISHED, Stage.CONSULTATION, "征求意见稿"),
        (PlanState.PUBLISHED, Stage.REVIEW, "送审稿"),
        (PlanState.DRAFT, Stage.ISSUED, "草稿"),
        (PlanState.DRAFT, Stage.CONSULTATION, "征求意见稿（草稿）"),
        (PlanState.SUPERSEDED, Stage.CONSULTATION, "征求意见稿（已被取代）"),
    ],
)
def test_every_page_says_what_is_not_final(
    state: PlanState, stage: Stage, label: str | None
) -> None:
    assert rules.stage_label(state, stage) == label


# ---- what stands on it -----------------------------------------------------------------------


def test_a_unit_sees_everybody_of_its_task_under_the_words_of_the_plan(
    row: Callable[..., Any],
) -> None:
    cells = [
        cell(1, FEDERATION, raw="县残联", first=True),
        cell(1, CIVIL, raw="县民政局"),
        cell(1, None, Role.RESPONSIBLE, raw="县人社力社保局"),
    ]
    found = row(cells)
    assert (found.role_label, found.is_first_lead, found.via) == ("牵头单位", True, None)
    assert [(part.label, [(u.name, u.own) for u in part.units]) for part in found.parts] == [
        ("牵头单位", [("县残联", True), ("县民政局", False)]),
        ("责任单位", [("县人社力社保局", False)]),
    ]


def test_tasks_of_others_are_not_on_the_sheet() -> None:
    found = rules.matrix([task(1), task(2)], [cell(1, CIVIL), cell(2, FEDERATION)])
    assert [row.number for row in rules.rows(found, Holding(FEDERATION), None)] == ["2"]


def test_a_unit_in_both_columns_is_told_that_it_leads(row: Callable[..., Any]) -> None:
    cells = [cell(1, FEDERATION, Role.RESPONSIBLE), cell(1, FEDERATION, first=True)]
    assert row(cells).role_label == "牵头单位"
    assert row(cells).is_first_lead


def test_a_member_of_a_group_is_told_through_which_name_it_is_meant(
    row: Callable[..., Any],
) -> None:
    cells = [cell(1, CIVIL), cell(1, GROUP, Role.RESPONSIBLE, raw="县级有关\n部门")]
    found = row(cells, groups=frozenset({GROUP}))
    assert (found.role_label, found.via) == ("责任单位", "县级有关部门")


def test_who_is_named_and_also_in_a_group_is_named(row: Callable[..., Any]) -> None:
    cells = [cell(1, GROUP, Role.LEAD, first=True), cell(1, FEDERATION, Role.SUPPORTING)]
    found = row(cells, groups=frozenset({GROUP}))
    assert (found.role_label, found.via, found.is_first_lead) == ("参与单位", None, False)


def test_members_of_a_leading_group_do_not_all_stand_first(row: Callable[..., Any]) -> None:
    cells = [cell(1, GROUP, first=True)]
    assert not row(cells, groups=frozenset({GROUP})).is_first_lead


def test_a_task_without_a_printed_number_gets_its_place(row: Callable[..., Any]) -> None:
    assert row([cell(7, FEDERATION)], task(7, number=None)).number == "7"


@pytest.mark.parametrize(
    ("text", "day", "source", "label"),
    [
        ("2025年底前", date(2025, 12, 31), DueSource.PRINTED, "2025年底前"),
        (None, date(2025, 12, 31), DueSource.PLAN, "规划期内"),
        (None, None, DueSource.ONGOING, "持续推进"),
        (None, date(2024, 6, 30), DueSource.PRINTED, "2024年6月30日前"),
        (None, None, None, ""),
    ],
)
def test_a_time_limit_reads_as_the_plan_has_it(
    text: str | None, day: date | None, source: DueSource | None, label: str
) -> None:
    assert rules.due_label(text, day, source) == label


# ---- how it stands ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "label"),
    [
        (date(2023, 7, 14), "按时"),
        (date(2023, 5, 18), "即将到期"),
        (date(2023, 5, 15), "即将到期"),
        (date(2023, 5, 10), "逾期3个工作日"),
        (date(2023, 4, 14), "严重逾期21个工作日"),
        (date(2023, 5, 13), "逾期1个工作日"),
    ],
)
def test_a_light_is_said_in_words(due_on: date, label: str) -> None:
    today = Today(MONDAY, Calendar(), DEFAULTS, owed(due_on))
    assert rules.light_label(TaskState.IN_PROGRESS, today) == label


def test_a_return_that_fell_due_over_the_weekend_is_overdue_by_no_working_day() -> None:
    today = Today(date(2023, 5, 14), Calendar(), DEFAULTS, owed(date(2023, 5, 13)))
    assert rules.light_label(TaskState.IN_PROGRESS, today) == "逾期"


@pytest.mark.parametrize(
    ("state", "label"),
    [
        (TaskState.CLOSED, "已办结"),
        (TaskState.SUSPENDED, "暂缓"),
        (TaskState.CLOSURE_APPLIED, "申请办结"),
        (TaskState.ONGOING, "转常态化"),
        (TaskState.CANCELLED, "已终止"),
    ],
)
def test_a_task_that_does_not_simply_run_says_so(state: TaskState, label: str) -> None:
    today = Today(MONDAY, Calendar(), DEFAULTS, owed(date(2023, 4, 14)))
    assert rules.light_label(state, today) == label


def test_a_sheet_speaks_of_lights_as_its_place_does() -> None:
    lights = {**DEFAULTS.lights, Light.LONG_OVERDUE: Lamp("红牌", Colour.RED)}
    strict = replace(DEFAULTS, due_soon=0, long_overdue=2, lights=lights)
    for due_on, label in ((date(2023, 5, 18), "按时"), (date(2023, 5, 10), "红牌3个工作日")):
        today = Today(MONDAY, Calendar(), strict, owed(due_on))
        assert rules.light_label(TaskState.IN_PROGRESS, today) == label


def test_a_sheet_says_by_how_much_a_task_is_behind() -> None:
    share = Share(date(2022, 12, 31), 40, 25)
    for due in (None, owed(date(2023, 5, 18))):
        today = Today(MONDAY, Calendar(), DEFAULTS, due)
        label = rules.light_label(TaskState.IN_PROGRESS, today, share)
        assert label == "进度滞后（计划应完成40%，报送25%）"
        assert rules.light_label(TaskState.CLOSED, today, share) == "已办结"
    late = Today(MONDAY, Calendar(), DEFAULTS, owed(date(2023, 5, 10)))
    assert rules.light_label(TaskState.IN_PROGRESS, late, share) == "逾期3个工作日"


def test_a_unit_that_owes_nothing_has_no_light() -> None:
    assert (
        rules.light_label(TaskState.IN_PROGRESS, Today(MONDAY, Calendar(), DEFAULTS, None)) is None
    )


def test_the_letter_asks_for_what_can_still_be_in_time() -> None:
    late, coming = owed(date(2023, 4, 14)), owed(date(2023, 7, 14), period="2023-Q2")
    found = rules.owing([late, coming, owed(date(2023, 10, 20))], MONDAY)[FEDERATION]
    assert (found.first, found.coming) == (late, coming)


def test_a_return_that_is_due_today_is_still_asked_for() -> None:
    found = rules.owing([owed(MONDAY)], MONDAY)[FEDERATION]
    assert found.coming == found.first


def test_each_unit_owes_its_own_returns() -> None:
    found = rules.owing([owed(MONDAY), owed(MONDAY, unit=CIVIL)], MONDAY)
    assert set(found) == {FEDERATION, CIVIL}


def test_a_period_reads_as_people_say_it() -> None:
    due = owed(date(2023, 7, 14), period="2023-H1")._replace(confirmed=False)
    told = rules.next_return(due)
    assert told is not None
    assert (told.period, told.unconfirmed) == ("2023年上半年", True)
    assert rules.next_return(None) is None


def test_a_units_own_measures_stand_under_its_task_and_not_in_the_check_code() -> None:
    matrix = rules.matrix([task(1), task(2)], [cell(1, FEDERATION), cell(2, FEDERATION)])
    own = {2: (rules.measure("设 2 个评估点", date(2023, 9, 30), "康复科"),)}
    plain = rules.rows(matrix, Holding(FEDERATION), None)
    first, second = rules.rows(matrix, Holding(FEDERATION), None, own)
    assert first.measure_lines == ()
    assert second.measure_lines == (
        "本单位措施：",
        "1. 设 2 个评估点（康复科，2023年9月30日前）",
    )
    assert [one.identity for one in plain] == [first.identity, second.identity]
