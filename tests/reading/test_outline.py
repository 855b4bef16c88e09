from app.reading.formats import load
from app.reading.layout import flow
from app.reading.marks import Level, mark_of
from app.reading.outline import Item, outline

MAIN = "坚持尽力而为、量力而行，健全覆盖城乡的服务网络，提升服务能力和水平，确保政策落到实处。" * 4
SHORT = "给予一次性补贴。"


def items(text: str) -> tuple[Item, ...]:
    return outline(flow(load("a.txt", text.encode()))).items


def test_each_paragraph_stands_under_its_chapter_and_section() -> None:
    (item,) = items(f"第三章 重点任务\n\n第一节 健全体系\n\n1. 提标。{MAIN}\n")
    assert item.section == ("第三章 重点任务", "第一节 健全体系")
    assert (item.number, item.text) == ("1", f"提标。{MAIN}")


def test_a_new_section_closes_the_inner_ones() -> None:
    found = items("一、甲\n（一）乙\n1.丙任务。\n二、丁\n1.戊任务。\n")
    assert [item.section for item in found] == [("一、甲", "（一）乙"), ("二、丁",)]


def test_a_heading_with_its_text_in_one_paragraph_is_both() -> None:
    (item,) = items(f"三、保障\n（一）加强领导。{MAIN}\n")
    assert item.section == ("三、保障", "（一）加强领导")
    assert item.text.endswith(MAIN)


def test_a_numbered_paragraph_takes_the_plain_ones_after_it() -> None:
    first, second = items(f"一、甲\n1.丙任务。{MAIN}\n{MAIN}\n2.丁任务。\n")
    assert first.text == f"丙任务。{MAIN}{MAIN}"
    assert second.number == "2"


def test_items_of_a_box_are_not_those_of_the_main_text() -> None:
    found = items(
        f"一、任务\n1.甲。{MAIN}\n2.乙。{MAIN}\n专栏 2 重点项目\n一、资金类\n1.丙。{SHORT}\n"
        f"2.丁。{SHORT}\n二、服务类\n1.戊。{SHORT}\n3.己。{MAIN}\n"
    )
    assert [(item.number, item.boxed) for item in found] == [
        ("1", False),
        ("2", False),
        ("1", True),
        ("2", True),
        ("1", True),
        ("3", False),
    ]
    assert found[2].section == ("一、任务", "专栏2 重点项目", "一、资金类")
    assert found[5].section == ("一、任务",)


def test_where_a_number_fits_the_box_and_the_main_text_the_length_decides() -> None:
    start = f"一、任务\n1.甲。{MAIN}\n专栏1 重点项目\n1.丙。{SHORT}\n"
    assert not items(f"{start}2.丁。{MAIN}\n")[-1].boxed
    assert items(f"{start}2.丁。{SHORT}\n")[-1].boxed


def test_a_length_in_between_leaves_a_doubt() -> None:
    start = f"一、任务\n1.甲。{MAIN}\n专栏1 重点项目\n1.丙。{SHORT}\n"
    assert items(f"{start}2.丁。{SHORT * 5}\n")[-1].doubtful
    assert not items(f"{start}2.丁。{MAIN}\n")[-1].doubtful


def test_an_annex_takes_its_title_from_the_next_line() -> None:
    (item,) = items(f"附件\n\n重点任务分工\n\n1.甲。{MAIN}\n")
    assert item.section == ("附件 重点任务分工",)


def test_a_list_of_annexes_below_a_letter_opens_no_section() -> None:
    assert items(f"附件：某县规划\n\n一、任务\n1.甲。{MAIN}\n")[-1].section == ("一、任务",)


def test_marks_are_not_found_in_words_that_only_look_like_them() -> None:
    for text in (
        "一、二级残疾人凭证免费乘车。",
        "3.5亿元",
        "第一时间响应",
        "附件所列任务",
        "（责任单位：甲）",
    ):
        assert mark_of(text).level is Level.PLAIN
