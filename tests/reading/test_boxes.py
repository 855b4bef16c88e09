from collections import Counter
from dataclasses import replace

import pytest

from app.reading.boxes import projects, with_projects
from app.reading.found import Found
from app.reading.layout import Passage
from app.reading.numbered import numbered_tasks
from app.reading.source import Span
from app.reading.terms import Source, TaskKind
from tests.reading.conftest import SEED
from tests.reading.printed import of_text

PLAN = "某县规划\n一、主要任务\n（一）完善保障\n1.完善救助。健全机制，落实各项政策。\n"
CAPTION = "专栏2 保障重点项目"
SECTION = ("一、主要任务", "（一）完善保障", "专栏2 保障重点项目")


def read(text: str) -> tuple[Found, ...]:
    return projects(of_text(text)[1].parts)


def shown(*found: Found) -> list[tuple[str | None, str, tuple[str, ...]]]:
    return [(one.number, one.title, one.section[len(SECTION) - 1 :]) for one in found]


# Counted by hand: how many items each box of a seed plan has, the box of indicators left out.
BOXES = {
    "wushan": {2: 10, 3: 8, 4: 7, 5: 6, 6: 6, 7: 7, 8: 5, 9: 9},
    "daqing": {2: 10, 3: 6, 4: 7, 5: 6, 6: 6, 7: 9, 8: 4, 9: 9, 10: 6},
    "huining": {2: 10, 3: 8, 4: 8, 5: 5, 6: 6, 7: 8, 8: 9, 9: 8},
    "qinshui": {2: 8, 3: 7, 4: 6, 5: 5, 6: 7, 7: 7, 8: 6, 9: 5},
    "zhangdian": {},
}


@pytest.mark.parametrize("name", BOXES)
def test_every_item_of_the_boxes_of_a_seed_plan_is_a_project(name: str) -> None:
    found = read((SEED / f"{name}.txt").read_text("utf-8"))
    captions = [next(title for title in one.section if title.startswith("专栏")) for one in found]
    counted = Counter(int(caption.split()[0].removeprefix("专栏")) for caption in captions)
    assert dict(counted) == BOXES[name]
    assert {one.kind for one in found} <= {TaskKind.PROJECT}
    assert not any("牵头单位" in one.text.text for one in found)


def test_the_last_item_of_a_box_ends_where_the_main_text_goes_on() -> None:
    found = read((SEED / "qinshui.txt").read_text("utf-8"))
    last = next(one for one in found if one.title == "超比例安排残疾人就业奖励")
    assert (last.number, last.section[-1]) == ("7", "专栏3 残疾人就业补贴奖励重点项目")
    assert last.text.text.endswith("给予奖励。")


def test_items_that_a_conversion_glued_together_or_whose_mark_it_lost() -> None:
    found = read((SEED / "qinshui.txt").read_text("utf-8"))
    by_box = {(one.section[-1].split()[0], one.number): one for one in found}
    assert by_box["专栏3", "5"].text.text.endswith("给予社会保险补贴。")
    assert by_box["专栏3", "6"].title == "残疾人就业服务补贴"
    assert by_box["专栏4", "5"].title == "残疾人辅助性就业项目"


def test_a_group_of_one_paragraph_without_a_number_is_a_project() -> None:
    found = read((SEED / "daqing.txt").read_text("utf-8"))
    (one,) = [one for one in found if one.number is None]
    assert one.section[-2:] == ("专栏9 无障碍重点项目", "三、无障碍服务")
    assert one.text.text.startswith("政府新闻发布会配备同步速录字幕")


def test_an_item_stands_under_its_box_and_its_group_with_its_own_words() -> None:
    (one,) = read(f"{PLAN}{CAPTION}\n一、资金类\n1.生活补贴。按标准发放补贴。\n")
    assert one.section == (*SECTION, "一、资金类")
    assert (one.number, one.title, one.where) == ("1", "生活补贴", "专栏2第 1 项")
    assert one.text.text == "生活补贴。按标准发放补贴。"
    assert (one.source, one.kind) == (Source.NUMBERED, TaskKind.PROJECT)


@pytest.mark.parametrize("end", ["：", ":", "。"])
def test_the_name_of_a_project_ends_with_a_colon_or_a_full_stop(end: str) -> None:
    (one,) = read(
        f"{PLAN}{CAPTION}\n1.康复项目{end}开展调查评估，普遍提供基本康复服务，改善质量。\n"
    )
    assert one.title == "康复项目"


def test_a_box_without_numbers_has_a_project_for_each_paragraph() -> None:
    found = read(
        f"{PLAN}{CAPTION}\n重点实施以下项目：\n文化服务\n文化进家庭：为重度残疾人送书。\n"
        "体育服务\n康复体育：推广项目方法。\n（二）促进就业\n落实各项就业政策。\n"
    )
    assert shown(*found) == [
        (None, "文化进家庭", (SECTION[-1], "文化服务")),
        (None, "康复体育", (SECTION[-1], "体育服务")),
    ]


def test_boxes_that_tell_or_explain_hold_no_projects() -> None:
    for caption in ("专栏1 主要指标", "专栏1 名词解释", "专栏1 十三五主要成就"):
        assert read(f"{PLAN}{caption}\n1.参保率。达到百分之九十五。\n") == ()
    assert read("某县规划\n一、发展目标\n专栏1 重点项目\n1.参保。达到百分之九十五。\n") == ()


def test_a_box_where_indicators_were_read_holds_no_project_there() -> None:
    _, order = of_text(f"{PLAN}专栏1 发展水平\n1.参保率（%） 90 95 约束性\n")
    (item,) = [part for part in order.parts if part.boxed and part.number]
    assert projects(order.parts, [item.span]) == ()


def test_projects_stand_among_the_tasks_of_the_text_and_parents_move_with_them() -> None:
    _, order = of_text(
        f"{PLAN}{CAPTION}\n1.生活补贴。按标准发放补贴。\n（二）促进就业\n1.开展培训。办好各类培训班。\n"
    )
    first, second = numbered_tasks(order.items)
    mixed = with_projects(
        (first, second, replace(second, kind=TaskKind.MEASURE, parent=1)), order.parts
    )
    assert [one.title for one in mixed] == ["完善救助", "生活补贴", "开展培训", "开展培训"]
    assert mixed[3].parent == 2


def test_rows_of_a_table_stand_before_the_projects() -> None:
    _, order = of_text(f"{PLAN}{CAPTION}\n1.生活补贴。按标准发放补贴。\n")
    row = Found("1", "甲", Passage("甲", (Span(900, 901),)), (), Source.TABLE, "第 1 项")
    assert [one.title for one in with_projects((row,), order.parts)] == ["甲", "生活补贴"]


def test_a_task_that_is_an_item_of_a_box_becomes_its_project_with_its_units() -> None:
    _, order = of_text(f"{PLAN}{CAPTION}\n1.生活补贴。按标准发放补贴。（牵头单位：县民政局）\n")
    (project,) = projects(order.parts)
    words = project.text.slice(0, 13)
    task = Found("1", "生活补贴", words, (), Source.INLINE, "第 1 项", confidence=0.95)
    (one,) = with_projects((task,), order.parts)
    assert (one.kind, one.source, one.text) == (TaskKind.PROJECT, Source.INLINE, words)
    assert one.section == SECTION
