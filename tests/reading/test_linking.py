from collections.abc import Callable
from dataclasses import replace

from app.kit.text import bare
from app.reading import Draft, Reading
from app.reading.found import Found, Mention
from app.reading.layout import Passage
from app.reading.linking import _clauses, unlisted
from app.reading.source import Span
from app.reading.terms import Role, Source
from app.reading.unitname import Name

PLAN = """某县助残规划

第一章 主要任务

第一节 社会保障

1.完善救助。健全低收入残疾人动态监测机制，将符合条件的残疾人家庭及时纳入最低生活保障范围。

2.发展托养。为重度残疾人提供集中照护和日间照料服务，扶持托养机构规范化发展。

第二节 就业

1.抓好培训。广泛开展农村残疾人实用技术培训，提高就业创业能力。

附件

重点任务分工

序号\t工作任务\t牵头单位\t责任单位
"""


def test_a_row_is_linked_to_the_paragraph_that_sets_it_out(read: Callable[[str], Draft]) -> None:
    text = PLAN + "1\t开展农村残疾人实用技术培训,提高就业创业能力。\t县残联\t\n"
    (task,) = read(text).tasks
    assert task.section == ("第一章 主要任务", "第二节 就业")
    (place,) = [one for one in task.evidence if one.role == "body"]
    assert text[place.start : place.end] == "开展农村残疾人实用技术培训，提高就业创业能力"


def test_a_row_that_two_paragraphs_set_out_is_linked_to_both(
    read: Callable[[str], Draft],
) -> None:
    row = "健全低收入残疾人动态监测机制。扶持托养机构规范化发展。"
    (task,) = read(f"{PLAN}1\t{row}\t县残联\t\n").tasks
    assert task.section == ("第一章 主要任务", "第一节 社会保障")
    assert len([one for one in task.evidence if one.role == "body"]) == 2


def test_a_row_that_the_body_does_not_set_out_stays_in_the_annex(
    read: Callable[[str], Draft],
) -> None:
    (task,) = read(f"{PLAN}1\t推进残疾人公共服务标准化试点。\t县残联\t\n").tasks
    assert task.section == ("附件 重点任务分工",)
    assert [one.role for one in task.evidence] == ["task", "responsibility"]


def test_a_row_that_the_annex_sorts_keeps_its_place_there(read: Callable[[str], Draft]) -> None:
    text = f"{PLAN}一、培训\t\t\t\n1\t广泛开展农村残疾人实用技术培训。\t县残联\t\n"
    (task,) = read(text).tasks
    assert task.section == ("附件 重点任务分工", "一、培训")
    assert "body" in [one.role for one in task.evidence]


def test_a_whole_clause_of_a_row_in_the_body_is_enough(read: Callable[[str], Draft]) -> None:
    row = "推进残疾人公共服务标准化试点,扶持托养机构规范化发展和建设。"
    body = "扶持托养机构规范化发展和建设。"
    text = PLAN.replace("扶持托养机构规范化发展。", body)
    task = next(one for one in read(f"{text}1\t{row}\t县残联\t\n").tasks if one.number == "1")
    assert task.section == ("第一章 主要任务", "第一节 社会保障")


def test_the_rows_of_a_real_annex_find_their_sections(seed: Callable[[str], Reading]) -> None:
    reading = seed("wushan")
    rows = [task for task in reading.draft.tasks if task.source is Source.TABLE]
    sections = {task.number: task.section for task in rows}
    chapter = "第三章 重点任务"
    assert sections["1"] == (chapter, "第一节 健全残疾人社会保障体系")
    assert sections["12"][-1] == "专栏5 残疾人健康和康复服务重点项目"
    assert sections["20"] == (chapter, "第三节 提升残疾人公共服务质量")
    assert sections["26"] == (chapter, "第五节 依法维护残疾人合法权益")
    assert sections["30"] == ("第四章 保障措施", "第二节 认真实施规划")
    unlinked = [number for number, section in sections.items() if section[0].startswith("附件")]
    assert unlinked == ["19"]


def task_at(start: int, end: int, source: Source, body: tuple[Span, ...] = ()) -> Found:
    words = Passage("文" * (end - start), (Span(start, end),))
    unit = Mention(Name("县残联", Span(0, 3)), Role.LEAD, "牵头单位")
    return Found("1", "文", words, (), source, "第 1 项", mentions=(unit,), body=body)


def test_a_task_of_the_text_that_a_row_sets_out_is_not_listed_twice() -> None:
    row = task_at(900, 950, Source.TABLE, body=(Span(100, 150),))
    same, other = task_at(90, 160, Source.INLINE), task_at(300, 360, Source.INLINE)
    assert unlisted((same, other), (row,)) == (other,)


def test_what_the_text_gives_to_units_only_perhaps_is_not_added_to_an_annex() -> None:
    row = task_at(900, 950, Source.TABLE)
    doubtful = replace(task_at(300, 360, Source.INLINE), confidence=0.7)
    silent = replace(task_at(400, 460, Source.NUMBERED), mentions=())
    assert unlisted((doubtful, silent), (row,)) == ()


def test_a_clause_is_found_where_it_stands_among_marks() -> None:
    words = "（一）、健全，动态监测机制；开展残疾人实用技术培训工作，提高水平。"
    text = Passage(words, (Span(0, len(words)),))
    found = _clauses(Found("1", "", text, (), Source.TABLE, ""))
    assert [bare(words)[one.start : one.stop] for one in found] == ["开展残疾人实用技术培训工作"]
