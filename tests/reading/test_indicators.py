import re
from collections.abc import Callable

import pytest

from app.reading import Draft, Reading, read_document
from app.reading.indicators import FoundIndicator
from app.reading.terms import Attribute
from tests.reading.conftest import SEED
from tests.reading.printed import indicators, of_text

BODY = "\n一、总体要求\n\n把各项任务落到实处，全面完成年度目标任务。\n"
B, A = Attribute.BINDING, Attribute.ANTICIPATORY

# Read out of the documents by hand: number, name, measure, baseline, target, attribute.
Row = tuple[str, str, str | None, str | None, str | None, Attribute]
GROWTH = "残疾人家庭人均收入年均增长"
TRUTH: dict[str, list[Row]] = {
    "wushan": [
        ("1", GROWTH, "%", None, "与全县地区生产总值增长基本同步", A),
        ("2", "城乡残疾人职业技能培训人数", "人次", None, "2000", A),
        ("3", "符合条件的残疾人纳入最低生活保障比例", "%", None, "100", B),
        ("4", "困难残疾人生活补贴覆盖率", "%", None, "100", B),
        ("5", "重度残疾人护理补贴覆盖率", "%", None, "100", B),
        ("6", "残疾人城乡居民基本养老保险参保率", "%", None, ">90", A),
        ("7", "残疾人城乡居民基本医疗保险参保率", "%", None, ">95", A),
        ("8", "残疾儿童少年义务教育入学率", "%", None, "97", A),
        ("9", "残疾人基本康复服务覆盖率", "%", None, "85", B),
        ("10", "残疾人辅助器具适配率", "%", None, "85", B),
        ("11", "困难重度残疾人家庭无障碍改造覆盖率", "%", None, "100", B),
    ],
    "daqing": [
        ("1", GROWTH, "%", None, "与我市地区生产总值增长基本同步", A),
        ("2", "城乡残疾人职业技能培训人数", "人", None, "3000", A),
        ("3", "符合条件的残疾人纳入最低生活保障比例", "%", "100", "100", B),
        ("4", "困难残疾人生活补贴覆盖率", "%", "100", "100", B),
        ("5", "重度残疾人护理补贴覆盖率", "%", "100", "100", B),
        ("6", "残疾人城乡居民基本养老保险参保率", "%", "90", ">90", A),
        ("7", "残疾人城乡居民基本医疗保险参保率", "%", ">95", ">95", A),
        ("8", "残疾儿童少年义务教育入学率", "%", "99", "99", A),
        ("9", "残疾人基本康复服务覆盖率", "%", "85", "90", B),
        ("10", "残疾人辅助器具适配率", "%", "85", "90", B),
        ("11", "残疾人家庭无障碍改造数", "户", None, "2540", B),
    ],
    "huining": [
        ("1", GROWTH, "%", None, "与国内生产总值增长基本同步", A),
        ("2", "城乡残疾人职业技能培训人数", "人", None, "500", A),
        ("3", "符合条件的残疾人纳入最低生活保障比例", "%", "100", "100", B),
        ("4", "困难残疾人生活补贴覆盖率", "%", "100", "100", B),
        ("5", "重度残疾人护理补贴覆盖率", "%", "100", "100", B),
        ("6", "残疾人城乡居民基本养老保险参保率", "%", "90", "＞90", A),
        ("7", "残疾人城乡居民基本医疗保险参保率", "%", "＞95", "＞95", A),
        ("8", "残疾儿童少年义务教育入学率", "%", "95", "97", A),
        ("9", "残疾人基本康复服务覆盖率", "%", "＞80", "＞85", B),
        ("10", "残疾人辅助器具适配率", "%", "＞80", "＞85", B),
        ("11", "困难重度残疾人家庭无障碍改造数", "户", None, "494", B),
    ],
    "qinshui": [
        ("1", "残疾人家庭人均收入年均增速", None, None, "与全县生产总值增长同步", A),
        ("2", "城乡残疾人职业技能培训人数", "人", None, "180", A),
        ("3", "符合条件的残疾人纳入最低生活保障比例", "%", None, "100", B),
        ("4", "困难残疾人生活补贴覆盖率", "%", None, "100", B),
        ("5", "重度残疾人护理补贴覆盖率", "%", None, "100", B),
        ("6", "残疾人城乡居民基本养老保险参保率", "%", None, "95", A),
        ("7", "残疾人城乡居民基本医疗保险参保率", "%", None, "100", A),
        ("8", "残疾儿童少年义务教育入学率", "%", None, "≥97", A),
        ("9", "残疾人康复服务覆盖率", "%", None, "≥85", B),
        ("10", "符合条件且有需求的残疾儿童和持证残疾人辅助器具适配率", "%", None, "≥85", B),
        ("11", "困难残疾人家庭无障碍改造数", "户", None, "124", B),
        ("12", "残疾人意外伤害保险参保率", None, None, "100", A),
    ],
    "zhangdian": [],
}


def row(one: FoundIndicator) -> tuple[str | None, ...]:
    return (one.number, one.name, one.measure, one.baseline, one.target, one.attribute)


def short(text: str) -> list[tuple[str | None, ...]]:
    return [row(one)[:5] for one in indicators(text)]


@pytest.mark.parametrize("name", TRUTH)
def test_every_indicator_of_a_seed_plan_is_read_as_printed(name: str) -> None:
    found = indicators((SEED / f"{name}.txt").read_text("utf-8"))
    assert [row(one) for one in found] == TRUTH[name]
    assert {one.target_year for one in found} <= {2025}
    assert {one.baseline_year for one in found if one.baseline} <= {2020}
    assert not any(one.baseline_year for one in found if not one.baseline)


@pytest.mark.parametrize("name", [name for name, rows in TRUTH.items() if rows])
def test_the_places_of_an_indicator_hold_its_number_its_name_and_its_values(name: str) -> None:
    text = (SEED / f"{name}.txt").read_text("utf-8")
    given, _ = of_text(text)
    for one in indicators(text):
        proof = re.sub(r"\s", "", "".join(given.at(place) for place in one.places))
        for word in (one.number, one.baseline, one.target, one.measure):
            assert (word or "") in proof
        assert one.name[:6] in proof


def test_a_measure_may_have_a_column_of_its_own(read: Callable[[str], Draft]) -> None:
    (one,) = read(
        f"某县规划（2026—2030年）\n{BODY}\n序号\t指标名称\t单位\t基期值\t目标值\t属性\n1\t参保率\t%\t90\t≥95\t预期性\n"
    ).indicators
    assert (one.number, one.name, one.measure, one.baseline, one.target) == (
        "1",
        "参保率",
        "%",
        "90",
        "≥95",
    )
    assert (one.baseline_year, one.target_year) == (None, 2030)


def test_indicators_are_no_tasks(read: Callable[[str], Draft]) -> None:
    draft = read(f"某县规划\n{BODY}\n序号\t指标\t目标值\n1\t参保率(%)\t95\n2\t入学率(%)\t97\n")
    assert len(draft.indicators) == 2
    assert draft.tasks == ()


def test_a_plan_of_the_seed_gives_its_indicators_with_the_draft(
    seed: Callable[[str], Reading],
) -> None:
    assert len(seed("wushan").draft.indicators) == len(seed("daqing").draft.indicators) == 11


def test_the_growth_over_the_years_is_the_target_where_the_last_year_has_none() -> None:
    found = short(
        "指标\t2020年\t2025年\t年均/累计\t属性\n"
        "1.生产总值增长（%）\t2.3\t—\t6左右\t预期性\n"
        "2.城镇化率（%）\t60.6\t65\t—\t预期性"
    )
    assert found == [
        ("1", "生产总值增长", "%", "2.3", "6左右"),
        ("2", "城镇化率", "%", "60.6", "65"),
    ]


def test_a_measure_printed_with_the_value_is_the_measure() -> None:
    found = short(
        "序号\t指标\t现状值\t目标值\n1\t培训人数\t100人\t300人\n2\t参保率\t90%\t≥95%\n3\t床位数（张）\t1.2万\t2万"
    )
    assert found == [
        ("1", "培训人数", "人", "100", "300"),
        ("2", "参保率", "%", "90", "≥95"),
        ("3", "床位数", "张", "1.2万", "2万"),
    ]


def test_a_bracket_that_only_explains_is_no_measure() -> None:
    ((_, name, measure, _, _),) = short("指标\t目标值\n养老床位数（含社区）\t300")
    assert (name, measure) == ("养老床位数（含社区）", None)


LINES = [
    ("1", "参保率", "%", "90", "95"),
    ("2", "培训人数", "人", None, "500"),
]


LOST = {
    "a header without gaps": """专栏1 主要指标
类别指标2020年2025年属性
保障
1.参保率（%） 90 95 约束性
2.培训人数（人） —— 500 预期性""",
    "numbers apart": """序号 指标名称 单位 2020 年 2025 年 属性
1 参保率 % 90 95 约束性
2 培训人数 人 — 500 预期性""",
    "broken rows": """类别 指标 2020年 2025年 属性
收入
1.参保率
（%） 90 95
约束性
和就业
2.培训
人数（人） —— 500 预期性""",
    "no header": """专栏1 发展主要指标
1.参保率（%） 90 95 约束性
2.培训人数（人） —— 500 预期性""",
    "a word a line": "\n".join(
        [
            *("序号", "指标", "2020年", "2025年", "属性"),
            *("1", "参保率（%）", "90", "95", "约束性"),
            *("2", "培训人数（人）", "——", "500", "预期性"),
        ]
    ),
}


@pytest.mark.parametrize("text", LOST.values(), ids=LOST)
def test_rows_whose_table_is_lost(text: str) -> None:
    end = "\n二、主要任务\n（一）完善保障。做好各项工作。\n3.提高水平。做好服务。\n"
    assert short(f"某县规划\n{text}\n{end}") == LINES


def test_a_row_without_any_gap() -> None:
    found = short(
        "专栏1 主要指标\n指标 2025年 属性\n1.参保率(%)100约束性\n2.收入增速与经济增长同步预期性"
    )
    assert found == [
        ("1", "参保率", "%", None, "100"),
        ("2", "收入增速", None, None, "与经济增长同步"),
    ]


def test_indicators_without_attributes_end_where_the_text_goes_on() -> None:
    found = short(
        "指标 2025年目标\n1.参保率（%） ≥95\n2.培训人数（人） 500\n二、任务\n3.完善制度。做好工作。"
    )
    assert [one[4] for one in found] == ["≥95", "500"]


def test_a_sentence_about_figures_is_no_indicator() -> None:
    assert short("二、主要指标\n到2025年，参保率达到95%。\n1.完善制度。做好工作。") == []


def test_the_same_document_through_the_reader(seed: Callable[[str], Reading]) -> None:
    data = (SEED / "zhangdian.txt").read_bytes()
    assert read_document("zhangdian.txt", data).draft.indicators == ()


def test_a_line_that_names_the_kind_of_the_rows_below_does_not_end_the_table(
    read: Callable[[str], Draft],
) -> None:
    draft = read(
        "某县规划\n一、目标\n专栏1 主要指标\n序号\t指标名称\t2020年\t2025年\n（一）预期性指标\n"
        "1\t覆盖率（%）\t80\t90\n（二）约束性指标\n2\t服务率（%）\t70\t85\n二、其他\n正文继续。\n"
    )
    assert [one.name for one in draft.indicators] == ["覆盖率", "服务率"]
    assert "table_not_read" not in {one.code for one in draft.findings}


def test_the_titles_of_a_column_repeated_without_end_are_read_as_one_header() -> None:
    text = "专栏1 主要指标\n" + "指标名称\n" * 300 + "2020年 2025年\n1.覆盖率 80 90\n"
    assert [one.name for one in indicators(text)] == ["覆盖率"]
