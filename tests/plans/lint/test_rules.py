"""The checks that look at the rows alone, each on a small matrix."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from app.plans.lint import rules
from app.plans.lint.limits import Limits
from app.plans.lint.rules import Issue
from app.plans.lint.sheet import Line
from app.plans.lint.terms import Code, Level
from app.plans.terms import TaskState
from app.reading.terms import DueSource, FirstLeadBasis, Role, TaskKind
from tests.plans.lint.matrices import END, cell, group, lead, line, sheet, unit_id

GOOD = line(1, lead("县残联"), cell("县民政局"))


def found(
    lines: Sequence[Line], limits: Limits | None = None, ends_on: date | None = END
) -> list[Issue]:
    matrix = sheet(lines, ends_on)
    return rules.issues(rules.hits(matrix, limits or Limits()), matrix)


def codes(lines: Sequence[Line], limits: Limits | None = None) -> list[Code]:
    return [one.code for one in found(lines, limits)]


def test_a_task_with_one_lead_and_others_is_in_order() -> None:
    assert found([GOOD]) == []


def test_a_plan_without_a_task_has_nothing_to_be_checked() -> None:
    assert found([]) == []


# ---- units -----------------------------------------------------------------------------------


def test_a_task_without_a_unit_is_told_with_what_to_do() -> None:
    (one,) = found([GOOD, line(2)])
    assert (one.code, one.key) == (Code.UNASSIGNED, "unassigned:2")
    assert one.message == "第 2 项没有责任单位，不会交办给任何人，请补上，或留待单位认领。"


def test_a_plan_that_names_nobody_is_told_once_and_its_boxes_apart() -> None:
    tasks = [line(n) for n in range(1, 39)]
    projects = [line(n, kind=TaskKind.PROJECT) for n in range(39, 101)]
    of_tasks, of_projects = found([*tasks, *projects])
    assert (of_tasks.key, len(of_tasks.lines)) == ("unassigned:all", 38)
    assert (of_projects.code, len(of_projects.lines)) == (Code.PROJECT_UNASSIGNED, 62)
    assert "62 个项目" in of_projects.message


def test_three_of_many_tasks_are_told_one_by_one() -> None:
    rest = [replace(GOOD, id=n) for n in range(10, 20)]
    assert codes([*rest, line(1), line(2), line(3)]) == [Code.UNASSIGNED] * 3


def test_a_part_is_held_by_the_units_of_the_whole_and_a_whole_by_those_of_its_parts() -> None:
    assert found([GOOD, line(2, kind=TaskKind.MEASURE, parent_id=1)]) == []
    assert found([line(3), line(4, lead("县教委"), parent_id=3)]) == []


def test_several_units_without_a_lead_are_told_and_a_single_one_is_clear() -> None:
    (one,) = found([line(1, cell("县残联"), cell("县民政局")), line(2, cell("县残联"))])
    assert (one.key, one.units) == ("no_lead:1", (unit_id("县残联"), unit_id("县民政局")))


def test_leads_of_whom_none_stands_first_are_asked_about_once_for_all_tasks() -> None:
    joint = [lead("县残联", first=False), lead("县教委", first=False)]
    by_default = [lead("县残联", basis=FirstLeadBasis.DEFAULT), lead("县教委", first=False)]
    (one,) = found([line(4, *joint), line(6, *by_default)])
    assert one.code is Code.JOINT_LEADS_UNRANKED
    assert one.message == "第 4、6 项有几个牵头单位，没有确认由谁汇总填报，请指定主牵头。"


@pytest.mark.parametrize("basis", [FirstLeadBasis.CONFIRMED, FirstLeadBasis.PRINTED_RULE])
def test_a_first_lead_that_is_confirmed_or_printed_is_in_order(basis: FirstLeadBasis) -> None:
    assert found([line(1, lead("县残联", basis=basis), lead("县教委", first=False))]) == []


def test_a_unit_that_leads_and_supports_is_told_after_a_merger() -> None:
    """县乡村振兴局 went into agriculture: 巫山's first row has one unit in both columns."""
    into = unit_id("县农业农村委")
    was = cell("县乡村振兴局", Role.LEAD, unit_id=into, unit="县农业农村委", is_first=True)
    (one,) = found([line(1, was, cell("县农业农村委"), cell("县民政局"))])
    assert (one.code, one.key) == (Code.UNIT_IN_BOTH_ROLES, f"unit_in_both_roles:1:{into}")
    assert "“县乡村振兴局”“县农业农村委”都是“县农业农村委”" in one.message
    assert "既在牵头一栏又在其他栏" in one.message


def test_a_unit_under_two_names_in_one_column_is_told() -> None:
    same = unit_id("县应急管理局")
    alias = cell("县应急局", unit_id=same, unit="县应急管理局")
    assert codes([line(1, lead("县残联"), cell("县应急管理局"), alias)]) == [Code.UNIT_REPEATED]


def test_names_that_are_not_certain_are_one_when_they_are_written_alike() -> None:
    names = [cell("县科 协", Role.LEAD, unit_id=None, is_first=True), cell("县科协", unit_id=None)]
    assert codes([line(1, *names)]) == [Code.UNIT_IN_BOTH_ROLES]


def test_a_task_of_a_collective_unit_alone_is_told_and_not_also_as_one_without_a_lead() -> None:
    both = line(1, group("县残工委成员单位"), group("各乡镇"))
    assert codes([both]) == [Code.ONLY_COLLECTIVE]
    assert codes([line(1, group("各乡镇"), lead("县残联"))]) == []
    assert codes([both], Limits({Code.ONLY_COLLECTIVE: Level.OFF})) == [Code.NO_LEAD]


def test_a_group_for_which_somebody_chose_who_files_is_in_order() -> None:
    assert codes([line(1, replace(group("各乡镇"), is_filed=True))]) == []


def test_units_beside_the_leads_are_counted_each_once() -> None:
    others = [cell(f"县{n}局") for n in range(9)]
    joint = lead("县残联", basis=FirstLeadBasis.CONFIRMED), lead("县教委", first=False)
    (one,) = found([line(27, *joint, *others)])
    assert one.code is Code.TOO_MANY_UNITS
    assert "第 27 项除牵头单位外还有 9 个单位（设定为不超过 8 个）" in one.message
    assert codes([line(27, lead("县残联"), *others)], Limits(most_units=9)) == []
    twice = replace(others[0], id=1)
    assert codes([line(27, lead("县残联"), *others[:8], twice)]) == [Code.UNIT_REPEATED]


# ---- times -----------------------------------------------------------------------------------


def test_a_task_without_a_time_is_told_unless_it_goes_on() -> None:
    untimed = replace(GOOD, due_on=None, due_source=None)
    (one,) = found([untimed])
    assert one.code is Code.NO_DUE_DATE
    assert found([replace(untimed, due_source=DueSource.ONGOING)]) == []
    assert found([replace(untimed, state=TaskState.ONGOING)]) == []


def test_a_time_from_which_no_day_follows_is_quoted() -> None:
    (one,) = found([replace(GOOD, due_on=None, due_text="2025年前")])
    assert "时限“2025年前”推不出日期" in one.message


def test_a_day_after_the_end_of_the_plan_is_told_and_the_last_day_is_not() -> None:
    late = replace(GOOD, due_on=date(2026, 1, 1))
    (one,) = found([late])
    assert one.code is Code.DUE_AFTER_PLAN
    assert "2026-01-01 在规划期末 2025-12-31 之后" in one.message
    assert found([GOOD]) == []
    assert found([late], ends_on=None) == []


# ---- all together ----------------------------------------------------------------------------


def test_what_is_over_is_not_checked() -> None:
    for state in (TaskState.CLOSED, TaskState.CANCELLED):
        assert found([line(1, state=state, due_on=None)]) == []


def test_a_check_that_is_off_tells_nothing() -> None:
    bad = [line(1), line(2, cell("县残联"), cell("县教委")), line(3, due_on=None)]
    assert codes(bad, Limits(dict.fromkeys(Code, Level.OFF))) == []


def test_one_unit_that_does_everything_is_in_order() -> None:
    assert found([line(n, lead("县残联")) for n in range(1, 60)]) == []


def test_ten_thousand_tasks_are_checked_within_a_second() -> None:
    many = [line(n, lead("县残联"), *(cell(f"县{k}局") for k in range(5))) for n in range(10_000)]
    many += [line(20_000 + n, cell("县残联"), cell("县教委")) for n in range(10)]
    start = time.process_time()
    told = Counter(one.code for one in found(many))
    assert time.process_time() - start < 1.5
    assert told == {Code.NO_LEAD: 10}


def test_what_a_finding_rests_on_grows_with_its_units() -> None:
    task = line(1, cell("县残联"), cell("县教委"))
    (before,) = found([task])
    (after,) = found([replace(task, cells=(*task.cells, cell("县民政局")))])
    assert before.key == after.key
    assert before.facts < after.facts
