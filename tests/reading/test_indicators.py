from collections.abc import Callable

from app.reading import Draft, Reading
from app.reading.draft import DraftIndicator
from app.reading.terms import Attribute

BODY = "\n一、总体要求\n\n把各项任务落到实处，全面完成年度目标任务。\n"


def shown(one: DraftIndicator) -> tuple[str | None, ...]:
    return (one.number, one.name, one.measure, one.baseline, one.target)


def test_a_caption_below_the_table_and_a_measure_behind_the_name(
    seed: Callable[[str], Reading],
) -> None:
    indicators = seed("wushan").draft.indicators
    assert len(indicators) == 11
    assert shown(indicators[1]) == ("2", "城乡残疾人职业技能培训人数", "人次", None, "2000")
    assert shown(indicators[5]) == ("6", "残疾人城乡居民基本养老保险参保率", "%", None, ">90")
    assert indicators[0].target == "与全县地区生产总值增长基本同步"
    assert {one.target_year for one in indicators} == {2025}
    assert {one.baseline_year for one in indicators} == {None}
    binding = [one.number for one in indicators if one.attribute is Attribute.BINDING]
    assert binding == ["3", "4", "5", "9", "10", "11"]


def test_a_row_that_a_page_broke_and_columns_of_years(seed: Callable[[str], Reading]) -> None:
    indicators = seed("daqing").draft.indicators
    assert len(indicators) == 11
    assert shown(indicators[2]) == ("3", "符合条件的残疾人纳入最低生活保障比例", "%", "100", "100")
    assert shown(indicators[10]) == ("11", "残疾人家庭无障碍改造数", "户", None, "2540")
    assert (indicators[8].baseline_year, indicators[8].target_year) == (2020, 2025)


def test_a_measure_may_have_a_column_of_its_own(read: Callable[[str], Draft]) -> None:
    (one,) = read(
        f"某县规划（2026—2030年）\n{BODY}\n序号\t指标名称\t单位\t基期值\t目标值\t属性\n1\t参保率\t%\t90\t≥95\t预期性\n"
    ).indicators
    assert shown(one) == ("1", "参保率", "%", "90", "≥95")
    assert (one.baseline_year, one.target_year) == (None, 2030)


def test_indicators_are_no_tasks(read: Callable[[str], Draft]) -> None:
    draft = read(f"某县规划\n{BODY}\n序号\t指标\t目标值\n1\t参保率(%)\t95\n2\t入学率(%)\t97\n")
    assert len(draft.indicators) == 2
    assert draft.tasks == ()
