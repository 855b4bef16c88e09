"""Which periods come of a rule."""

import re
from datetime import date

import pytest

from app.core.errors import InvalidError
from app.plans.terms import ReturnPeriod
from app.progress.messages import period_label
from app.progress.periods import PERIOD_PATTERN, kind_of
from app.progress.reporting import rules
from app.progress.reporting.rules import Rule, TaskRule
from app.progress.terms import PeriodKind

STARTS, ENDS = date(2022, 4, 14), date(2023, 12, 31)


def test_a_plan_with_everything_asks_each_period_once_in_the_order_of_their_ends() -> None:
    rule = Rule(
        ReturnPeriod.HALF_YEAR,
        midterm_on=date(2023, 3, 31),
        final=True,
        kinds=frozenset({PeriodKind.YEAR, PeriodKind.ONCE, PeriodKind.MILESTONE}),
        milestones=(date(2022, 9, 30),),
    )
    found = rules.periods_of(rule, STARTS, ENDS)
    assert [one.key for one in found] == [
        "2022-H1",
        "m-2022-09-30",
        "2022",
        "2022-H2",
        "midterm-2023",
        "2023-H1",
        "final",
        "once",
        "2023",
        "2023-H2",
    ]
    assert len({one.key for one in found}) == len(found)


def test_a_plan_that_asks_for_nothing_more_asks_as_it_did() -> None:
    keys = [one.key for one in rules.periods_of(Rule(ReturnPeriod.YEAR), STARTS, ENDS)]
    assert keys == ["2022", "2023"]


@pytest.mark.parametrize(
    ("key", "kind", "label"),
    [
        ("2023-06", PeriodKind.MONTH, "2023年6月"),
        ("2023-Q2", PeriodKind.QUARTER, "2023年第二季度"),
        ("2023-H1", PeriodKind.HALF_YEAR, "2023年上半年"),
        ("2023", PeriodKind.YEAR, "2023年"),
        ("m-2023-06-30", PeriodKind.MILESTONE, "2023年6月30日节点"),
        ("once", PeriodKind.ONCE, "一次性"),
        ("midterm-2023", PeriodKind.MIDTERM, "2023年中期评估"),
        ("final", PeriodKind.FINAL, "期末总结评估"),
    ],
)
def test_a_key_tells_its_kind_and_has_a_name_that_people_use(
    key: str, kind: PeriodKind, label: str
) -> None:
    assert re.fullmatch(PERIOD_PATTERN, key)
    assert kind_of(key) is kind
    assert period_label(key) == label


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (TaskRule(PeriodKind.MILESTONE), "请写明节点的日期"),
        (TaskRule(PeriodKind.MONTH, (STARTS,)), "只有按节点"),
        (TaskRule(PeriodKind.FINAL), "按整个方案设定"),
        (TaskRule(PeriodKind.MILESTONE, (date(2024, 1, 1),)), "不在本方案的填报起止日期之内"),
    ],
)
def test_what_no_task_can_have_is_told_with_its_name(rule: TaskRule, said: str) -> None:
    with pytest.raises(InvalidError) as refused:
        rules.check_task(rule, "无障碍环境建设", STARTS, ENDS)
    assert said in refused.value.title
    assert "无障碍环境建设" in str(refused.value.detail)


def test_the_burden_is_returns_by_the_year_in_which_they_are_due() -> None:
    asked = [(date(2023, 7, 14), 4), (date(2024, 1, 15), 4), (date(2024, 7, 12), 3)]
    assert rules.a_year(asked) == {2023: 4, 2024: 7}


@pytest.mark.parametrize("key", ["2023-13", "2023-Q5", "2023-H3", "20", "m-2023-02-32", "twice"])
def test_the_published_pattern_of_a_key_tells_what_is_none(key: str) -> None:
    assert re.search(PERIOD_PATTERN, key) is None
