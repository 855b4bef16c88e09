"""Automatic numbers are printed but not kept in the text: they are computed."""

import docx
import pytest

from app.reading.formats.list_numbers import list_number
from tests.reading.formats.word import (
    cell,
    package,
    paragraph,
    read_word,
    row,
    run,
    saved,
    shown,
    table,
)


def level(index: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def num(number: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def restart(index: int, at: int) -> str:
    return f'<w:lvlOverride w:ilvl="{index}"><w:startOverride w:val="{at}"/></w:lvlOverride>'


def item(text: str, number: int = 1, index: int = 0) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(run(text) if text else "", properties=numbered)


def lines(numbering: str, *blocks: str, styles: str = "") -> list[str | tuple[str, ...]]:
    return shown(read_word(package("".join(blocks), numbering=numbering, styles=styles)))


OUTLINE = abstract(
    1,
    level(0, "chineseCountingThousand", "第%1章"),
    level(1, "chineseCounting", "（%2）", '<w:suff w:val="nothing"/>'),
    level(2, "decimal", "%3."),
)


def test_an_outline_counts_each_level_and_begins_the_lower_ones_anew() -> None:
    blocks = [
        ("甲", 0),
        ("乙", 1),
        ("丙", 2),
        ("丁", 2),
        ("戊", 1),
        ("己", 2),
        ("庚", 0),
        ("辛", 1),
    ]
    assert lines(OUTLINE + num(1, 1), *(item(text, 1, index) for text, index in blocks)) == [
        "第一章 甲",
        "（一）乙",
        "1. 丙",
        "2. 丁",
        "（二）戊",
        "1. 己",
        "第二章 庚",
        "（一）辛",
    ]


def test_a_number_never_runs_into_a_year() -> None:
    numbering = abstract(1, level(0, "decimal", "%1．", '<w:suff w:val="nothing"/>')) + num(1, 1)
    assert lines(numbering, item("2025年底前完成"), item("发放补贴")) == [
        "1． 2025年底前完成",
        "2．发放补贴",
    ]


def test_a_level_shows_those_above_it_in_their_form_or_in_digits() -> None:
    legal = level(1, "decimal", "%1.%2", "<w:isLgl/>")
    numbering = abstract(1, level(0, "upperRoman", "%1."), level(1, "decimal", "%1-%2")) + num(1, 1)
    digits = abstract(2, level(0, "upperRoman", "%1."), legal) + num(2, 2)
    assert lines(
        numbering + digits,
        item("甲"),
        item("乙", 1, 1),
        item("丙", 2),
        item("丁", 2),
        item("戊", 2, 1),
    ) == ["I. 甲", "I-1 乙", "I. 丙", "II. 丁", "2.1 戊"]


def test_a_lower_level_that_comes_first_begins_the_one_above() -> None:
    numbering = abstract(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2")) + num(1, 1)
    assert lines(numbering, item("甲", 1, 1), item("乙"), item("丙", 1, 1)) == [
        "1.1 甲",
        "2. 乙",
        "2.1 丙",
    ]


def test_lists_of_one_kind_count_on_unless_one_starts_anew() -> None:
    numbering = (
        OUTLINE + num(1, 1) + num(2, 1) + num(3, 1, restart(0, 1)) + num(4, 1, restart(0, 9))
    )
    blocks = (item("甲"), item("乙", 2), item("丙", 3), item("丁", 3), item("戊", 4), item("己", 1))
    assert lines(numbering, *blocks) == [
        "第一章 甲",
        "第二章 乙",
        "第一章 丙",
        "第二章 丁",
        "第九章 戊",
        "第十章 己",
    ]


def test_an_override_may_bring_another_form() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "decimalEnclosedCircle", "%1")}</w:lvlOverride>'
    assert lines(OUTLINE + num(1, 1, other), item("甲"), item("乙")) == ["① 甲", "② 乙"]


def test_a_level_may_go_on_counting_through_the_sections() -> None:
    through = level(1, "decimal", "%2、", '<w:lvlRestart w:val="0"/>')
    numbering = abstract(1, level(0, "japaneseCounting", "%1、"), through) + num(1, 1)
    blocks = (item("甲"), item("乙", 1, 1), item("丙"), item("丁", 1, 1))
    assert lines(numbering, *blocks) == ["一、甲", "1、乙", "二、丙", "2、丁"]


IN_LIST = "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"
STYLES = f"""
<w:style w:type="paragraph" w:styleId="1">{IN_LIST}</w:style>
<w:style w:type="paragraph" w:styleId="2">{IN_LIST}</w:style>
<w:style w:type="paragraph" w:styleId="3"><w:basedOn w:val="2"/></w:style>
"""


def test_headings_are_numbered_by_their_styles() -> None:
    linked = abstract(
        1,
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="2"/>'),
    )
    none = '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    styled = [
        paragraph(run(text), properties=f'<w:pStyle w:val="{style}"/>')
        for text, style in (("甲", 1), ("乙", 2), ("丙", 3))
    ]
    unnumbered = paragraph(run("附件"), properties=none)
    other = '<w:pStyle w:val="2"/><w:numPr><w:numId w:val="2"/></w:numPr>'
    restarted = paragraph(run("丁"), properties=other)
    numbering = linked + num(1, 1) + num(2, 1, restart(1, 7))
    assert lines(numbering, *styled, unnumbered, restarted, styles=STYLES) == [
        "一、甲",
        "（一）乙",
        "（二）丙",
        "附件",
        "（七）丁",
    ]


def test_a_list_style_stands_between_a_list_and_its_levels() -> None:
    link = '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="9"/></w:abstractNum>'
    style = (
        '<w:style w:type="numbering" w:styleId="9"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
        "</w:pPr></w:style>"
    )
    numbering = OUTLINE + link + num(1, 1) + num(2, 2)
    assert lines(numbering, item("甲", 2), styles=style) == ["第一章 甲"]


def test_a_column_of_automatic_numbers_is_read_and_an_empty_paragraph_is_not() -> None:
    numbering = abstract(1, level(0, "decimal", "%1")) + num(1, 1)
    rows = [row(cell(item("")) + cell(paragraph(run(text)))) for text in ("甲", "乙")]
    assert lines(numbering, table(*rows), item(""), item("完")) == [
        ("1", "甲"),
        ("2", "乙"),
        "4 完",
    ]


def test_bullets_and_lists_that_are_nowhere_defined_print_no_number() -> None:
    numbering = abstract(1, level(0, "bullet", "")) + num(1, 1) + num(2, 77)
    body = (item("甲"), item("乙", 2), item("丙", 99), item("丁", 1, 8))
    assert lines(numbering, *body) == ["甲", "乙", "丙", "丁"]


def test_lists_written_by_another_program_are_numbered() -> None:
    document = docx.Document()
    for text in ("甲", "乙"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("点", style="List Bullet")
    assert shown(read_word(saved(document))) == ["1. 甲", "2. 乙", "点"]


@pytest.mark.parametrize(
    ("form", "number", "printed"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCounting", 105, "一〇五"),
        ("chineseCountingThousand", 10, "十"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 12003, "一万二千零三"),
        ("japaneseCounting", 19, "十九"),
        ("ideographDigital", 10, "一〇"),
        ("chineseLegalSimplified", 11, "壹拾壹"),
        ("ideographTraditional", 3, "丙"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("upperLetter", 28, "BB"),
        ("lowerLetter", 3, "c"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("none", 1, ""),
        ("bullet", 1, ""),
        ("unheardOf", 7, "7"),
        ("chineseCounting", 0, "0"),
        ("upperRoman", 10**9, "1000000000"),
    ],
)
def test_numbers_are_printed_in_the_form_of_their_list(
    form: str, number: int, printed: str
) -> None:
    assert list_number(number, form) == printed
