from collections.abc import Callable

from app.reading import Draft, Reading

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


def test_the_rows_of_a_real_annex_find_their_sections(seed: Callable[[str], Reading]) -> None:
    reading = seed("wushan")
    sections = {task.number: task.section for task in reading.draft.tasks}
    chapter = "第三章 重点任务"
    assert sections["1"] == (chapter, "第一节 健全残疾人社会保障体系")
    assert sections["12"][-1] == "专栏5 残疾人健康和康复服务重点项目"
    assert sections["26"] == (chapter, "第五节 依法维护残疾人合法权益")
    assert sections["30"] == ("第四章 保障措施", "第二节 认真实施规划")
    unlinked = [number for number, section in sections.items() if section[0].startswith("附件")]
    assert unlinked == ["19", "20"]
