import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.formats import load
from app.reading.source import Row, SourceText


def bold(source: SourceText) -> list[str]:
    return [source.at(span) for span in source.bold]


def test_stars_in_pairs_are_bold_type_and_leave_the_text() -> None:
    source = load("a.md", "落实补贴。（责任单位：**县民政局**、县残联、**县财政局**）\n".encode())
    assert source.text == "落实补贴。（责任单位：县民政局、县残联、县财政局）\n"
    assert bold(source) == ["县民政局", "县财政局"]


def test_bold_type_may_go_on_over_a_line_break_but_not_over_a_blank_line() -> None:
    assert bold(load("a.txt", "甲**县民\n政局**乙\n".encode())) == ["县民\n政局"]
    source = load("a.txt", "甲**县民\n\n政局**乙\n".encode())
    assert (source.bold, source.text) == ((), "甲**县民\n\n政局**乙\n")


@pytest.mark.parametrize(
    "text",
    [
        "（责任单位：*县民政局、县残联）",
        "县民政局**、县残联**",
        "2**3，甲*乙*丙",
        "***\n",
        "****",
        "** 甲 **",
        "甲**乙",
        "***甲***",
        "**甲***",
        "**甲\n\t乙**\t丙",
        "**甲\t乙**\t丙",
        "| **甲 | 乙** |",
        "**甲\f乙**",
    ],
)
def test_other_stars_stay_as_they_are(text: str) -> None:
    source = load("a.md", ("一、要求\n" + text).encode())
    assert source.text.endswith(text)
    assert source.bold == ()


def test_the_blocks_stand_where_the_text_is_without_the_stars() -> None:
    text = "## **一、总体要求**\n| 任务 | **县民政局** |\n甲\t**乙**\t丙\n"
    source = load("a.md", text.encode())
    assert [source.at(block.span) for block in source.blocks] == [
        "一、总体要求",
        "任务 | 县民政局",
        "甲\t乙\t丙",
    ]
    row = source.blocks[1]
    assert isinstance(row, Row)
    assert [source.at(cell) for cell in row.cells] == ["任务", "县民政局"]
    assert bold(source) == ["一、总体要求", "县民政局", "乙"]


PIECES = st.sampled_from(["**", "*", "甲", "县残联", "、", "\n", "\n\n", "\t", "|", " ", "。"])


@given(st.lists(PIECES, max_size=40))
def test_whatever_stars_a_text_has_only_pairs_of_stars_are_lost(pieces: list[str]) -> None:
    text = "规划\n" + "".join(pieces)
    source = load("a.md", text.encode())
    assert source.text.replace("*", "") == text.replace("*", "")
    assert text.count("*") - source.text.count("*") == 4 * len(source.bold)
    ends = [0, *(place for span in source.bold for place in (span.start, span.end))]
    assert ends == sorted(ends)
    assert all(source.at(span).strip() for span in source.bold)
