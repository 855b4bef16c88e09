"""Whatever stands in a plan is printed as it stands: never run, never lost without a mark."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.paper import SheetContext, SheetOffice, SheetPart, SheetRow, SheetUnit, sheet_pdf

MakeRow = Callable[..., SheetRow]
MakeSheet = Callable[..., SheetContext]
CODE = '#panic("x") $x^2$ \\ "] #[ @a <b> `c` *d* _e_ /* f */ // g #import "@preview/h:1.0.0": *'


def text_of(sheet: SheetContext) -> str:
    reader = PdfReader(BytesIO(sheet_pdf(sheet, None)))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def everywhere(text: str) -> dict[str, Any]:
    """A row whose every field is the text."""
    part = SheetPart(text, (SheetUnit(text), SheetUnit(text, own=True)))
    own = {"text": text, "title": f"题{text}", "role_label": text, "parts": (part,), "via": text}
    return own | {"number": text, "due": text, "light_label": text}


def test_markup_in_every_field_is_printed_and_not_obeyed(sheet: MakeSheet, row: MakeRow) -> None:
    hostile = sheet(
        (row(**everywhere(CODE)),),
        unit=CODE,
        region=CODE,
        plan_title=CODE,
        issuer=CODE,
        document_number=CODE,
        stage_label=CODE,
        office=SheetOffice(CODE, CODE, CODE),
    )
    assert text_of(hostile).count("".join(CODE.split())) >= 10


@pytest.mark.parametrize("line", ["= 标题", "- 项", "+ 项", "/ 词: 义", "1. 项", "---", "~", "'\""])
def test_markup_at_the_start_of_a_line_is_text(sheet: MakeSheet, row: MakeRow, line: str) -> None:
    assert "".join(line.split()) in text_of(sheet((row(text=f"甲\n{line}\n乙"),)))


def test_a_task_of_five_thousand_characters_is_printed_whole(
    sheet: MakeSheet, row: MakeRow
) -> None:
    text = text_of(sheet((row("1"), row("2", text="鑫" * 4999 + "。"), row("3"))))
    assert text.count("鑫") == 4999
    assert "签收单位" in text


def test_an_address_without_a_break_stays_inside_its_column(sheet: MakeSheet, row: MakeRow) -> None:
    wide = sheet((row(text="见https://example.org/" + "a" * 300, number="A-2022-000017"),))
    page = PdfReader(BytesIO(sheet_pdf(wide, None))).pages[0]
    text = page.extract_text()
    assert "a" * 40 not in text
    assert "https://example.org/" + "a" * 300 in "".join(text.split())


def test_a_character_without_a_glyph_leaves_a_mark_and_not_a_hole(
    sheet: MakeSheet, row: MakeRow
) -> None:
    text = text_of(sheet((row(text="甲😀乙\U0003134f丙\ud800丁"),), unit="县残联𝕏"))
    assert "甲〓乙〓丙〓丁" in text
    assert "县残联〓任务清单" in text


def test_what_draws_nothing_leaves_no_hole(sheet: MakeSheet, row: MakeRow) -> None:
    text = text_of(sheet((row(text="甲\x00\x1b\u202e乙\u200d\ufe0f\ufeff丙"),)))
    assert "甲乙丙" in text


def test_empty_fields_still_give_a_page(sheet: MakeSheet, row: MakeRow) -> None:
    bare = row(number="", text="", role_label="", parts=(), due="")
    empty = sheet((bare,), unit="", region="", plan_title="", office=SheetOffice(""))
    assert "签收回执" in text_of(empty)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.characters(codec=None), max_size=60))
def test_any_text_can_be_printed(sheet: MakeSheet, row: MakeRow, text: str) -> None:
    assert "签收回执" in text_of(sheet((row(**everywhere(text)),), unit=text, region=text))
