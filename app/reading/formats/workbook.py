"""One workbook on stdin, its visible sheets as JSON on stdout: a program of its own.

The library lays out the whole rectangle between the first and the last filled cell, and ends the
process where memory does not suffice: one stray cell in XFD1048576 does it. So it ends this one,
which may take little, and not the service.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile, is_zipfile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY = 1024 * 1024 * 1024
ROWS_LIMIT = 50_000
CELLS_LIMIT = 2_000_000

Place = tuple[int, int]
"""Row and column, from 0."""


class TooManyRows(Exception):  # noqa: N818 - its name becomes the code of a refusal
    pass


def main() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    try:
        answer: dict[str, Any] = {"sheets": sheets(sys.stdin.buffer.read())}
    except PasswordError:
        answer = {"refused": "encrypted_file"}
    except (TooManyRows, MemoryError):
        answer = {"refused": "too_many_rows"}
    except (CalamineError, ValueError, OSError) as broken:
        answer = {"refused": "damaged_file", "why": str(broken)}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")))


def sheets(data: bytes) -> list[dict[str, Any]]:
    """Name, rows of printed cells, and merged ranges counted from the first row and column."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    formats = Formats(data) if is_zipfile(BytesIO(data)) else None
    read = []
    rows = cells = 0
    for about in book.sheets_metadata:
        if about.visible != SheetVisibleEnum.Visible or about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        rows, cells = rows + sheet.height, cells + sheet.height * sheet.width
        if rows > ROWS_LIMIT or cells > CELLS_LIMIT:
            raise TooManyRows
        markup = formats.markup(about.name) if formats else b""
        codes = formats.of(markup) if formats else {}
        read.append(_sheet(sheet, codes, formulas(markup)))
    return read


def _sheet(sheet: CalamineSheet, formats: dict[Place, str], formulas: set[Place]) -> dict[str, Any]:
    top, left = sheet.start or (0, 0)
    return {
        "name": sheet.name,
        "top": top,
        "rows": [
            [printed(value, formats.get((y, x))) for x, value in enumerate(row, left)]
            if any(value != "" for value in row)
            else []
            for y, row in enumerate(sheet.to_python(), top)
        ],
        "merged": [
            [a - top, b - left, c - top, d - left]
            for (a, b), (c, d) in sheet.merged_cell_ranges or ()
        ],
        "formulas": sorted((y - top, x - left) for y, x in formulas),
    }


# ---- one cell --------------------------------------------------------------------------------

_NUMBER = re.compile(r'(?:"([^"]*)")?([#,]*0[0,]*)(?:\.(0+))?(%?)(?:"([^"]*)")?')
_NOT_PRINTED = re.compile(r"\[[^\]]*\]|_.|\*.|\\")
_QUOTED = re.compile(r'"[^"]*"')


def printed(value: object, code: str | None = None) -> str:
    """What a sheet shows. `code` is the format of the cell as [ECMA-376] 18.8.31 writes it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, code or "")
    if isinstance(value, datetime | date):
        return _day(value, code or "")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)


def _number(value: float, code: str) -> str:
    positive, _, _ = code.partition(";")
    found = _NUMBER.fullmatch(_NOT_PRINTED.sub("", positive))
    # Fifteen digits are what a sheet keeps; more is the noise of binary fractions.
    if not found:
        return str(int(value)) if value == int(value) else f"{value:.15g}"
    before, whole, decimals, percent, after = (part or "" for part in found.groups())
    places = len(decimals)
    width = whole.count("0") + (places + 1 if places else 0)
    how = f",.{places}f" if "," in whole else f"0{width}.{places}f"
    with localcontext(rounding=ROUND_HALF_UP):
        number = format(Decimal(f"{value:.15g}") * (100 if percent else 1), how)
    return f"{before}{number}{percent}{after}"


def _day(value: date, code: str) -> str:
    shown = _QUOTED.sub("", _NOT_PRINTED.sub("", code)).lower()
    parts = {letter for letter in "ymdh" if letter in shown}
    if parts == {"y"}:
        return f"{value.year}年"
    if parts == {"y", "m"}:
        return f"{value.year}年{value.month}月"
    day = f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime) and (value.hour or value.minute):
        return f"{day}{value:%H:%M}"
    return day


# ---- the formats of an .xlsx, which the library does not tell ----------------------------------

_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 17: "mmm-yy"}
_BUILT_IN |= dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"')
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_FORMULA = re.compile(rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b")
_WHERE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_STYLE = re.compile(rb"""\bs=["'](\d{1,6})["']""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Formats:
    """Which cells of a sheet print their number in a format of their own."""

    def __init__(self, data: bytes) -> None:
        self._parts = ZipFile(BytesIO(data))
        self._codes = dict(self._by_style())
        self._places = dict(self._by_name())

    def markup(self, sheet: str) -> bytes:
        """Empty for a sheet that has no part of its own."""
        part = self._places.get(sheet, "")
        return self._parts.read(part) if part in self._parts.namelist() else b""

    def of(self, markup: bytes) -> dict[Place, str]:
        return dict(self._cells(markup))

    def _cells(self, markup: bytes) -> Iterator[tuple[Place, str]]:
        for found in _CELL.finditer(markup):
            style, where = _STYLE.search(found[1]), _WHERE.search(found[1])
            code = self._codes.get(int(style[1])) if style else None
            if code and where:
                yield (int(where[2]) - 1, _column(where[1])), code

    def _by_style(self) -> Iterator[tuple[int, str]]:
        root = self._part("xl/styles.xml")
        own = {
            int(one.get("numFmtId", 0)): one.get("formatCode", "")
            for one in root.iterfind("{*}numFmts/{*}numFmt")
        }
        for number, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
            identity = int(style.get("numFmtId", 0))
            code = own.get(identity) or _BUILT_IN.get(identity)
            if code:
                yield number, code

    def _by_name(self) -> Iterator[tuple[str, str]]:
        targets = {
            one.get("Id"): one.get("Target", "")
            for one in self._part("xl/_rels/workbook.xml.rels").iterfind("{*}Relationship")
        }
        for sheet in self._part("xl/workbook.xml").iterfind("{*}sheets/{*}sheet"):
            target = targets.get(sheet.get(_RELATION), "")
            whole = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            yield sheet.get("name", ""), whole

    def _part(self, name: str) -> ET.Element:
        """Empty where there is none, as in an .ods. The process is small: no bomb goes off here."""
        if name not in self._parts.namelist():
            return ET.Element("none")
        return ET.fromstring(self._parts.read(name))  # noqa: S314 - see the head of this module


def formulas(markup: bytes) -> set[Place]:
    """The cells that are worked out: what they show is only what was saved last."""
    found = (_WHERE.search(one[1]) for one in _FORMULA.finditer(markup))
    return {(int(where[2]) - 1, _column(where[1])) for where in found if where}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


if __name__ == "__main__":
    main()
