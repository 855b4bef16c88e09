"""A return as a workbook. What a person fills is open, all else is locked, without a password."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from app.progress.exchange.columns import (
    ASKED,
    BASIS,
    BESIDE,
    DRAFT,
    FIGURE_GIVEN,
    FIGURES,
    FORM,
    GIVEN,
    HEAD_AT,
    TITLE,
    VALUE,
    YES,
)
from app.progress.messages import STAGES
from app.progress.schemas import LONGEST, LONGEST_LINE

_WIDTHS = (8, 6, 40, 12, 44, 12, 24, 10, 12, 30, 30, 30, 50)
CHOICES = {"no_change": [YES], "stage": [*STAGES.values()]}
_NOTE = "只填白色的格；不要改动编号，不要增删行列。填好存盘，在原来的页面传回。"


@dataclass(frozen=True)
class Line:
    """`given` are the cells that are locked, `said` those to be filled; `beside`, what other units
    say, is locked too.
    """

    given: Sequence[str | int]
    said: Mapping[str, Any]
    beside: str = ""


@dataclass(frozen=True)
class FigureLine:
    """An indicator of a row: what is locked, and what is to be filled."""

    given: Sequence[str | int]
    value: str
    basis: str


def as_xlsx(
    title: str,
    form: tuple[int, int],
    lines: Sequence[Line],
    figures: Sequence[FigureLine] = (),
) -> bytes:
    """`form` is the number of the return and the version that is written out."""
    import xlsxwriter  # noqa: PLC0415 - only an export waits for the library

    made = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        _fill(book, title, form, lines)
        if figures:
            _figures(book, figures)
    return made.getvalue()


def _fill(book: Any, title: str, form: tuple[int, int], lines: Sequence[Line]) -> None:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C5CCD5"}
    head = book.add_format({**cell, "bold": True, "bg_color": "#F3F5F8"})
    locked = book.add_format({**cell, "bg_color": "#F3F5F8", "num_format": "@"})
    open_ = book.add_format({**cell, "locked": False, "num_format": "@"})
    number = book.add_format({**cell, "locked": False})  # shows what it holds: 99.5, not 100
    sheet = book.add_worksheet(TITLE)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_AT)
    sheet.freeze_panes(HEAD_AT + 1, 3)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, _NOTE)
    for at, (name, value) in enumerate(zip((FORM, DRAFT), form, strict=True)):
        sheet.write_string(2, at * 2, name)
        sheet.write_number(2, at * 2 + 1, value)
    beside = (BESIDE,) if any(line.beside for line in lines) else ()
    for at, name in enumerate((*GIVEN, *ASKED.values(), *beside)):
        sheet.write_string(HEAD_AT, at, name, head)
    for row, line in enumerate(lines, HEAD_AT + 1):
        _write(sheet, row, line, (locked, open_, number))
    _validate(sheet, HEAD_AT + 1, HEAD_AT + max(1, len(lines)))
    rights = {"format_columns": True, "format_rows": True, "select_locked_cells": True}
    sheet.protect("", rights)


def _write(sheet: Any, row: int, line: Line, formats: tuple[Any, Any, Any]) -> None:
    locked, open_, number = formats
    for at, value in enumerate(line.given):
        sheet.write(row, at, value, locked)
    for at, name in enumerate(ASKED, len(GIVEN)):
        value = line.said[name]
        if name == "percent":
            write = sheet.write_blank if value is None else sheet.write_number
            write(row, at, value, number)
        else:
            text = (YES if value else "") if name == "no_change" else str(value)
            sheet.write_string(row, at, text, open_)
    if line.beside:
        sheet.write_string(row, len(GIVEN) + len(ASKED), line.beside, locked)


def _figures(book: Any, lines: Sequence[FigureLine]) -> None:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C5CCD5"}
    locked = book.add_format({**cell, "bg_color": "#F3F5F8", "num_format": "@"})
    open_ = book.add_format({**cell, "locked": False, "num_format": "@"})
    sheet = book.add_worksheet(FIGURES)
    for at, width in enumerate((8, 8, 40, 40, 10, 16, 16, 16, 50)):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, f"{FIGURES}：数值写阿拉伯数字，口径写明数据来源和截至哪天。")
    for at, name in enumerate((*FIGURE_GIVEN, VALUE, BASIS)):
        sheet.write_string(1, at, name, locked)
    for row, line in enumerate(lines, 2):
        for at, value in enumerate(line.given):
            sheet.write(row, at, value, locked)
        for at, text in enumerate((line.value, line.basis), len(FIGURE_GIVEN)):
            sheet.write_string(row, at, text, open_)
    sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})


def _validate(sheet: Any, first: int, last: int) -> None:
    """A program that knows these rules says at once what would be refused later."""
    for at, name in enumerate(ASKED, len(GIVEN)):
        area = (first, at, last, at)
        if name == "percent":
            rule = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100}
            rule |= {"error_title": "完成比例", "error_message": "应为 0 至 100 的整数"}
        elif name in CHOICES:
            rule = {"validate": "list", "source": CHOICES[name]}
        else:
            most = LONGEST_LINE if name == "no_change_reason" else LONGEST
            rule = {"validate": "length", "criteria": "<=", "value": most}
            rule |= {"error_title": "太长", "error_message": f"不能多于 {most} 个字"}
        sheet.data_validation(*area, rule)
