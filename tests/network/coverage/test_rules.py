"""Which tasks have a counterpart, and which indicators may be compared."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.network.coverage import indicators, rules
from app.network.coverage.indicators import Measured
from app.network.coverage.rules import Item
from app.network.coverage.service import MOST_CHARACTERS, TooManyTasksError, check_length
from app.network.coverage.terms import Agreement, Apart, MeasureClass
from app.reading.terms import TaskKind

EMPLOYMENT = ("促进残疾人就业创业", "落实按比例就业制度，开展职业培训，扶持自主创业。")
EMPLOYMENT_TOO = ("促进残疾人就业", "开展职业培训，落实按比例就业制度。")
SCHOOL = ("完善特殊教育保障机制", "保障残疾儿童少年接受义务教育，提高入学率。")
SNOW = ("打造冰雪运动核心区", "建设冰雪运动场馆。")


def item(id_: int, told: tuple[str, str], kind: TaskKind = TaskKind.TASK) -> Item:
    return Item(id_, str(id_), kind, *told, None)


def measured(
    id_: int, name: str, measure: str | None, target: str | None, year: int | None = 2025
) -> Measured:
    return Measured(id_, str(id_), name, measure, target, year, None)


# ---- tasks -----------------------------------------------------------------------------------


def test_what_one_has_and_the_other_lacks_is_told_from_both_sides() -> None:
    city = [item(1, EMPLOYMENT), item(2, SNOW)]
    county = [item(11, SCHOOL), item(12, EMPLOYMENT_TOO)]
    found = rules.compare(city, county)
    assert [(pair.one.id, pair.other.id) for pair in found.pairs] == [(1, 12)]
    assert [one.item.id for one in found.only_one] == [2]
    assert [one.item.id for one in found.only_other] == [11]


def test_one_task_may_stand_for_several() -> None:
    city = [item(1, (EMPLOYMENT[0], EMPLOYMENT[1] + SCHOOL[1]))]
    county = [item(11, EMPLOYMENT_TOO), item(12, SCHOOL)]
    found = rules.compare(city, county)
    assert {(pair.one.id, pair.other.id) for pair in found.pairs} == {(1, 11), (1, 12)}
    assert found.only_one == found.only_other == ()


def test_the_same_heading_is_the_same_matter_whatever_follows() -> None:
    city = [item(1, ("科技助残项目", EMPLOYMENT[1] * 3))]
    county = [item(11, ("“科技助残”项目", SCHOOL[1] * 3))]
    assert [pair.score for pair in rules.compare(city, county).pairs] == [rules.SAME_HEADING]


def test_plans_without_tasks_or_without_letters_are_compared_with_nothing() -> None:
    assert rules.compare([], []) == rules.Coverage((), (), ())
    found = rules.compare([item(1, ("", "")), item(2, ("残", ""))], [])
    assert [(one.item.id, one.nearest) for one in found.only_one] == [(1, None), (2, None)]


TASKS = st.lists(st.sampled_from([EMPLOYMENT, EMPLOYMENT_TOO, SCHOOL, SNOW]), max_size=5)


@given(one=TASKS, other=TASKS)
def test_the_other_way_round_is_the_same(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    here = [item(n, told) for n, told in enumerate(one, 1)]
    there = [item(n, told) for n, told in enumerate(other, 101)]
    found, back = rules.compare(here, there), rules.compare(there, here)
    assert {(pair.one, pair.other) for pair in found.pairs} == {
        (pair.other, pair.one) for pair in back.pairs
    }
    assert (found.only_one, found.only_other) == (back.only_other, back.only_one)
    paired = {pair.one.id for pair in found.pairs}
    assert paired | {one.item.id for one in found.only_one} == {one.id for one in here}


# ---- indicators ------------------------------------------------------------------------------

DAQING = measured(1, "残疾人家庭无障碍改造数", "户", "2540")
HUINING = measured(2, "困难重度残疾人家庭无障碍改造数", "户", "494")
QINSHUI = measured(3, "困难残疾人家庭无障碍改造数", "户", "124")
WUSHAN = measured(4, "困难重度残疾人家庭无障碍改造覆盖率", "%", "100")
BOX = item(
    9,
    (
        "社区和家庭无障碍",
        "居住建筑建设无障碍设施。为困难重度残疾人家庭实施无障碍改造不少于 1000 户。",
    ),
    TaskKind.PROJECT,
)


@pytest.mark.parametrize("other", [HUINING, QINSHUI])
def test_households_are_held_beside_households_and_the_wording_is_told(other: Measured) -> None:
    found = indicators.compare([DAQING], [other])
    assert [(one.one, one.other, one.agreement) for one in found.compared] == [
        (DAQING, other, Agreement.WORDING)
    ]
    assert (found.apart, found.only_one, found.only_other) == ((), (), ())


def test_a_rate_and_a_project_of_a_box_stand_apart_from_a_number() -> None:
    found = indicators.compare([DAQING], [WUSHAN], [], [BOX])
    assert found.compared == ()
    assert [one.reason for one in found.apart] == [Apart.MEASURE_CLASS]
    mention = found.mentions_in_other[0]
    assert (mention.indicator, mention.item) == (DAQING, BOX)
    assert mention.sentence == "为困难重度残疾人家庭实施无障碍改造不少于 1000 户"
    assert indicators.compare([WUSHAN], [DAQING], [BOX], []).mentions_in_one != ()


def test_a_long_row_of_digits_is_looked_through_once() -> None:
    box = item(9, ("社区", "无障碍改造" + "1" * 200_000 + "。"), TaskKind.PROJECT)
    started = thread_time()
    indicators.compare([DAQING], [], [], [box])
    assert thread_time() - started < 1


def test_a_plan_of_too_many_characters_is_not_compared() -> None:
    long = item(1, ("促进就业", "就" * MOST_CHARACTERS))
    with pytest.raises(TooManyTasksError):
        check_length("规划", [long])
    check_length("规划", [item(1, EMPLOYMENT)])


def test_what_is_compared_needs_no_mention() -> None:
    assert indicators.compare([DAQING], [HUINING], [], [BOX]).mentions_in_other == ()


def test_persons_and_times_are_not_compared_nor_other_years() -> None:
    persons = measured(1, "城乡残疾人职业技能培训人数", "人", "3000")
    times = measured(2, "城乡残疾人职业技能培训人数", "人次", "2000")
    earlier = measured(3, "城乡残疾人职业技能培训人数", "人", "900", 2020)
    assert indicators.why_apart(persons, times) is Apart.UNIT_OF_MEASURE
    assert indicators.why_apart(persons, earlier) is Apart.TARGET_YEAR
    assert indicators.compare([persons], [times]).compared == ()


@pytest.mark.parametrize(
    ("one", "other", "measure", "reason"),
    [
        ("残疾人就业率", "残疾人就业增长率", "%", Apart.MEASURE_CLASS),
        ("残疾人家庭收入增长率", "残疾人家庭收入占比", "%", Apart.MEASURE_CLASS),
        ("残疾人养老保险参保率", "残疾人养老保险覆盖率", "%", Apart.DEFINITION),
        ("城镇新增残疾人就业人数", "残疾人就业人数", "人", Apart.DEFINITION),
        ("累计残疾人就业人数", "新增残疾人就业人数", "人", Apart.DEFINITION),
        ("残疾人家庭收入年均增长", "残疾人家庭收入增速", None, Apart.DEFINITION),
        ("残疾人就业比例", "残疾人就业占比", None, None),
    ],
)
def test_what_is_counted_in_another_way_stands_apart(
    one: str, other: str, measure: str | None, reason: Apart | None
) -> None:
    here, there = measured(1, one, measure, "5"), measured(2, other, measure, "6")
    assert indicators.why_apart(here, there) is indicators.why_apart(there, here) is reason
    assert (indicators.compare([here], [there]).compared == ()) is (reason is not None)


@pytest.mark.parametrize(
    ("one", "other", "agrees"),
    [
        ("残疾人康复服务覆盖率", "残疾人基本康复服务覆盖率", Agreement.WORDING),
        ("残疾人辅助器具适配率(%)", "残疾人辅助器具适配率", Agreement.SAME),
        ("残疾人家庭人均收入年均增长", "残疾人家庭人均收入年均增速", Agreement.SAME),
        ("残疾人就业人数", "残疾人就业创业培训人数", None),
        ("困难残疾人生活补贴覆盖率", "重度残疾人护理补贴覆盖率", None),
        ("", "残疾人就业人数", None),
    ],
)
def test_two_names_are_of_one_matter_where_they_end_alike(
    one: str, other: str, agrees: Agreement | None
) -> None:
    here, there = measured(1, one, None, "1"), measured(2, other, None, "1")
    assert indicators.agreement(here, there) is indicators.agreement(there, here) is agrees


@pytest.mark.parametrize(
    ("name", "measure", "target", "class_"),
    [
        ("参保率", None, "100", MeasureClass.RATE),
        ("人均收入年均增速", None, "与生产总值同步", MeasureClass.GROWTH),
        ("改造数", "户", None, MeasureClass.COUNT),
        ("改造", None, "不少于40户", MeasureClass.COUNT),
        ("改造", None, "基本完成", MeasureClass.WORDS),
        ("改造", None, None, MeasureClass.WORDS),
    ],
)
def test_a_measure_is_a_rate_a_number_or_words(
    name: str, measure: str | None, target: str | None, class_: MeasureClass
) -> None:
    assert measured(1, name, measure, target).class_ is class_


def test_of_several_that_agree_the_nearest_name_is_taken_once() -> None:
    there = [HUINING, QINSHUI]
    found = indicators.compare([DAQING], there)
    assert [one.other for one in found.compared] == [QINSHUI]
    assert found.only_other == (HUINING,)
