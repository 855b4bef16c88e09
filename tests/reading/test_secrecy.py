"""A text that bears a mark of secrecy is refused; one that speaks of secrecy is read."""

from collections.abc import Callable

import pytest

from app.reading import Draft, ReadingRefused
from app.reading.secrecy import refuse_classified
from tests.reading.printed import Line, source

Read = Callable[[str], Draft]
PLAN = (
    "某县助残工作方案\n\n一、总体要求\n\n把任务落到实处，完成目标。\n1.发放补贴。（县民政局负责）\n"
)
MARKS = [
    "密级：秘密  保密期限：5年",
    "特急 机密",
    "机密\t特急",
    "000001\t机密★20年",
    "★秘密",
    "〔秘密〕",
    "【机密】",
    "秘密*1年",
    "绝密★启用前",
    "机密★2030年12月31日前",
    "机密★20年    某县人民政府文件",
    "秘密级",
]


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_known_with_all_that_stands_beside_it(read: Read, mark: str) -> None:
    with pytest.raises(ReadingRefused) as caught:
        read(f"{mark}\n{PLAN}")
    assert caught.value.code == "classified"


@pytest.mark.parametrize(
    "line",
    [
        "（一）规范标注“秘密★”标志。",
        "（一）规范标注“秘密”★标志。",
        "严守国家秘密",
        "机密文件管理",
        "密级：公开",
        "特急",
    ],
)
def test_words_about_secrecy_are_no_mark(read: Read, line: str) -> None:
    assert read(f"{line}\n{PLAN}").tasks
    assert read(f"{PLAN}{line}\n").tasks


def refused(*lines: Line, pages: tuple[int, ...] = ()) -> bool:
    try:
        refuse_classified(source(*lines, pages=pages))
    except ReadingRefused:
        return True
    return False


def test_a_mark_without_a_star_stands_at_the_top_of_the_document_or_of_a_page() -> None:
    body = [f"{number}.做好有关工作。" for number in range(1, 21)]
    assert not refused(*body, "秘密")
    assert refused(*body, "秘密★1年")
    assert refused(*body, "秘密", pages=(*(1 for _ in body), 2))


def test_a_cell_of_a_table_of_data_is_no_mark() -> None:
    assert not refused(["序号", "事项", "等级"], ["1", "某类数据", "秘密"])
    assert refused(["机密", "特急", ""], "某县方案")


def test_a_page_of_a_text_begins_behind_a_form_feed(read: Read) -> None:
    body = "".join(f"{number}.做好残疾人保障有关工作。\n" for number in range(1, 21))
    with pytest.raises(ReadingRefused):
        read(f"{PLAN}{body}\f秘密\n附件\n")
