"""Forms that are rarer, and what a conversion makes of the usual ones."""

from collections.abc import Callable

import pytest

from app.reading import Draft
from app.reading.terms import Role

L, R, S = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING
Units = list[tuple[str, Role]]

TITLE = "甲县重点工作任务清单（2026年）\n一、重点任务\n"
BODY = "健全工作机制。完善服务网络，提升服务能力和水平，确保各项政策落到实处。"


def units(draft: Draft, index: int = 0) -> Units:
    return [(one.raw, one.role) for one in draft.tasks[index].assignments]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("县民政局牵头、县残联配合", [("县民政局", L), ("县残联", S)]),
        ("县民政局、县残联等部门和单位按职责分工负责", [("县民政局", R), ("县残联", R)]),
        ("县民政局指导，各乡镇组织实施", [("县民政局", S), ("各乡镇", R)]),
        ("由各乡镇负责，县民政局予以支持", [("各乡镇", L), ("县民政局", S)]),
        (
            "县政法委统筹，县公安局、县司法局按职责落实",
            [("县政法委", L), ("县公安局", R), ("县司法局", R)],
        ),
        (
            "县发改局（县粮食局）为主，县市场监管局配合",
            [("县发改局（县粮食局）", L), ("县市场监管局", S)],
        ),
        ("县农业局主要负责，县残联协助", [("县农业局", L), ("县残联", S)]),
        ("责任单位：县民政局（牵头）、县残联（配合）", [("县民政局", L), ("县残联", S)]),
        (
            "牵头领导：刘甲；县民政局牵头，县残联、各村（社区）配合",
            [("县民政局", L), ("县残联", S), ("各村（社区）", S)],
        ),
        ("责任单位及责任人：县民政局 张甲，县残联（李乙）", [("县民政局", R), ("县残联", R)]),
        ("责任：县卫健局、县疾控中心", [("县卫健局", R), ("县疾控中心", R)]),
        ("县残联、县政协办、县科协", [("县残联", R), ("县政协办", R), ("县科协", R)]),
        ("县民政局、县残联……", [("县民政局", R), ("县残联", R)]),
        (
            "省民政厅、农业农村和水利厅，各乡镇党委和政府",
            [("省民政厅", R), ("农业农村和水利厅", R), ("各乡镇党委和政府", R)],
        ),
        ("东湖区、西湖区管委会牵头", [("东湖区、西湖区管委会", L)]),
        ("各市、州、县人民政府负责", [("各市、州、县人民政府", R)]),
        ("县民政局、某某集团等有关企业负责", [("县民政局", R), ("某某集团", R), ("有关企业", R)]),
        ("牵头单位：县民政局；督导单位：县残联", [("县民政局", L), ("县残联", S)]),
    ],
)
def test_a_clause_that_is_seldom_printed(
    words: str, expected: Units, read: Callable[[str], Draft]
) -> None:
    assert units(read(f"{TITLE}1.{BODY}（{words}）\n")) == expected


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("牵头单位：县民政局，配合单位：县残联，2026年12月底前完成", "2026年12月底前"),
        ("县民政局牵头，5月底前启动发行", "5月底前"),
        ("县民政局、县残联负责；2026—2028年", "2026—2028年"),
        ("县民政局牵头，年内持续推进", "年内持续推进"),
    ],
)
def test_a_time_among_the_units_is_the_tasks_time(
    words: str, due: str, read: Callable[[str], Draft]
) -> None:
    draft = read(f"{TITLE}1.{BODY}（{words}）\n")
    assert draft.tasks[0].due_text == due
    assert {one.raw for one in draft.tasks[0].assignments} <= {"县民政局", "县残联"}


@pytest.mark.parametrize(
    "lines",
    [
        "责任单位：\n县民政局、县残联",
        "责任单位：县民政局，\n县残联",
        "——责任单位：县民政局、县残联",
        "- **责任单位**：县民政局、县残联",
        "**责任单位：** 县民政局、县残联 **完成时限：** 2026年12月底前",
        "责任分工：县民政局负责，县残联负责。",
        "责任单位：县民政局、县残联\n完 成 时 限：2026年6月底前",
    ],
)
def test_a_line_of_units_however_it_is_set(lines: str, read: Callable[[str], Draft]) -> None:
    draft = read(f"{TITLE}1.{BODY}\n{lines}\n2.{BODY}\n责任单位：县教育局\n")
    assert units(draft) == [("县民政局", R), ("县残联", R)]
    assert [task.number for task in draft.tasks] == ["1", "2"]


def test_a_heading_gives_its_tasks_to_a_unit(read: Callable[[str], Draft]) -> None:
    draft = read(
        f"甲县任务分解方案\n一、县发改局牵头的任务（2项）\n1.{BODY}\n配合单位：县财政局\n2.{BODY}\n"
        f"二、县民政局牵头的任务（1项）\n3.{BODY}\n配合单位：县残联\n"
    )
    assert [units(draft, n) for n in range(3)] == [
        [("县发改局", L), ("县财政局", S)],
        [("县发改局", L)],
        [("县民政局", L), ("县残联", S)],
    ]


def test_an_annex_that_tells_the_duties_of_each_unit(read: Callable[[str], Draft]) -> None:
    draft = read(
        "甲县成员单位职责分工\n一、成员单位职责\n1.县民政局：牵头承担日常工作，依法承担监护职责。\n"
        "2.县教育局：负责落实学校保护职责，健全工作制度。\n"
        "3.各县（区）人民政府：负责落实属地责任，建立工作机制。\n"
        "4.县公安局、县烟草专卖局：按职责分别负责市场监管和执法。\n"
    )
    assert [units(draft, n) for n in range(4)] == [
        [("县民政局", L)],
        [("县教育局", R)],
        [("各县（区）人民政府", R)],
        [("县公安局", R), ("县烟草专卖局", R)],
    ]
    assert draft.tasks[1].text == "负责落实学校保护职责，健全工作制度。"


def test_one_paragraph_that_opens_with_a_unit_is_no_division_of_duties(
    read: Callable[[str], Draft],
) -> None:
    draft = read(f"{TITLE}1.县民政局：负责牵头推进。{BODY}\n2.{BODY}\n3.{BODY}\n")
    assert [units(draft, n) for n in range(3)] == [[], [], []]


def test_parts_below_a_task_that_names_its_units_belong_to_it(
    read: Callable[[str], Draft],
) -> None:
    draft = read(
        f"{TITLE}（一）健全工作机制，提升能力（县教育局牵头，县残联配合）\n1.完善甲。\n2.完善乙。\n"
        f"（二）{BODY}（县残联负责）\n"
    )
    assert [task.number for task in draft.tasks] == ["（一）", "（二）"]
    assert draft.tasks[0].text.endswith("1.完善甲。2.完善乙。")


def test_two_items_of_which_the_second_names_a_unit_stay_two(
    read: Callable[[str], Draft],
) -> None:
    draft = read(f"{TITLE}1.{BODY}（县长负责）\n2.{BODY}（县教育局负责）\n")
    assert [task.number for task in draft.tasks] == ["1", "2"]
    assert units(draft, 1) == [("县教育局", R)]


@pytest.mark.parametrize("number", ["2.5月底前", "2.2026年底前", "2．5个工作日内", "2、12345热线"])
def test_a_number_that_stands_right_before_a_figure(
    number: str, read: Callable[[str], Draft]
) -> None:
    draft = read(f"{TITLE}1.{BODY}\n{number}完成食堂改造并投入使用。（县教育局负责）\n3.{BODY}\n")
    assert [task.number for task in draft.tasks] == ["1", "2", "3"]
    assert draft.tasks[1].text.startswith(number[2:])


def test_several_names_of_things_to_do_each_above_its_lines(read: Callable[[str], Draft]) -> None:
    item = "实事名称：{}\n责任单位：{}\n完成时限：2026年8月底前\n"
    draft = read(
        "甲县任务分解方案\n第二部分　为民办实事项目\n"
        + item.format("新建公办幼儿园2所，新增学位540个", "县教育局")
        + item.format("实施农村供水保障工程，新增受益人口2万人", "县水利局、县自来水公司")
    )
    assert [task.text[:9] for task in draft.tasks] == ["实事名称：新建公办", "实事名称：实施农村"]
    assert units(draft, 1) == [("县水利局", R), ("县自来水公司", R)]


def test_labels_that_a_conversion_joined_to_the_names_before_them(
    read: Callable[[str], Draft],
) -> None:
    line = "牵头科室：平安办责任单位：街道司法所、南溪派出所完成时限：2026年5月底前"
    draft = read(
        f"某街道重点工作任务清单一、矛盾化解1.{BODY}{line}2.{BODY}{line}二、公共安全3.{BODY}{line}"
    )
    assert [task.number for task in draft.tasks] == ["1", "2", "3"]
    assert units(draft) == [("平安办", L), ("街道司法所", R), ("南溪派出所", R)]


def test_unassigned_brackets_that_only_explain_stay_in_the_text(
    read: Callable[[str], Draft],
) -> None:
    draft = read(f"{TITLE}1.组织综合演练（由区应急局到场指导）。\n牵头单位：街道应急站\n")
    assert units(draft) == [("街道应急站", L)]
    assert "到场指导" in draft.tasks[0].text


# ---- nothing is lost --------------------------------------------------------------------------


def test_what_stands_behind_the_bracket_still_belongs_to_the_task(
    read: Callable[[str], Draft],
) -> None:
    draft = read(f"{TITLE}1.发放补贴。（责任单位：县残联）同时加强监管，2026年6月底前完成清查。\n")
    assert draft.tasks[0].text == "发放补贴。同时加强监管，2026年6月底前完成清查。"
    assert str(draft.tasks[0].due_on) == "2026-06-30"


def test_parts_that_go_on_below_the_bracket_still_belong_to_the_task(
    read: Callable[[str], Draft],
) -> None:
    draft = read(
        f"{TITLE}1.发放补贴。（责任单位：县残联）\n①摸底登记。\n②张榜公示。\n2.{BODY}（县教育局负责）\n"
    )
    assert [task.text for task in draft.tasks] == ["发放补贴。①摸底登记。②张榜公示。", BODY]


def test_a_bracket_that_lost_its_end_does_not_swallow_the_next(
    read: Callable[[str], Draft],
) -> None:
    draft = read(
        f"{TITLE}1.健全制度（含农村残疾人保障制度，做好工作。（责任单位：县残联）开展培训。（责任单位：县人社局）\n"
    )
    assert [units(draft, n) for n in range(2)] == [[("县残联", R)], [("县人社局", R)]]


def test_short_items_are_items_too(read: Callable[[str], Draft]) -> None:
    draft = read(
        "某县任务\n一、县残联牵头的任务\n1.发放残疾人补贴。\n2.建设康复中心。\n3.落实招聘。\n"
    )
    assert [task.number for task in draft.tasks] == ["1", "2", "3"]
    assert [units(draft, n) for n in range(3)] == [[("县残联", L)]] * 3


@pytest.mark.parametrize(
    "words",
    [
        "发放补贴，牵头单位：县残联，配合单位：县民政局。",
        "发放补贴——牵头单位：县残联；配合单位：县民政局",
        "发放补贴【牵头单位】县残联【配合单位】县民政局",
    ],
)
def test_a_label_in_the_middle_of_a_line(words: str, read: Callable[[str], Draft]) -> None:
    draft = read(f"{TITLE}1.{words}\n")
    assert units(draft) == [("县残联", L), ("县民政局", S)]
    assert draft.tasks[0].text.startswith("发放补贴")
    assert "单位" not in draft.tasks[0].text


def test_a_list_of_hundreds_of_units(read: Callable[[str], Draft]) -> None:
    schools = "、".join(
        f"县第{'一二三四五六七八九'[n % 9]}{'甲乙丙丁戊己庚辛'[n // 9 % 8]}中学" for n in range(70)
    )
    draft = read(f"{TITLE}1.{BODY}（责任单位：{schools * 4}）\n")
    assert len(units(draft)) >= 60


def test_the_party_s_departments_go_on_with_its_own_level(read: Callable[[str], Draft]) -> None:
    draft = read(f"{TITLE}1.{BODY}（责任单位：市委组织部、宣传部、财政局）\n")
    assert [one.unit for one in draft.tasks[0].assignments] == [
        "市委组织部",
        "市委宣传部",
        "市财政局",
    ]


def test_a_heading_on_its_own_line_is_the_title(read: Callable[[str], Draft]) -> None:
    draft = read(
        "某县实事\n一、任务\n（一）教育扩优\n新建公办幼儿园15所。\n责任单位：县教育局\n"
        "（二）医疗便民\n新建卫生室20所。\n责任单位：县卫健局\n"
    )
    assert [task.title for task in draft.tasks] == ["教育扩优", "医疗便民"]


def test_the_value_of_a_label_on_the_next_line(read: Callable[[str], Draft]) -> None:
    draft = read(f"{TITLE}1.{BODY}\n责任单位：\n县残联\n完成时限：\n2026年11月底前\n")
    assert (draft.tasks[0].due_text, units(draft)) == ("2026年11月底前", [("县残联", R)])
