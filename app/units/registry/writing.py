"""A registry as a file that `rows` reads back: CSV, or a workbook.

A spreadsheet takes a cell that begins with = + - @ for a formula, and so may be made to call out:
such a cell is text behind an apostrophe in CSV, and a text cell in a workbook.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import BytesIO, StringIO

from app.units.registry.cells import DANGEROUS
from app.units.registry.rows import COLUMNS

Record = Mapping[str, object]
"""The cells of one unit by the names of `COLUMNS`; lists of names as tuples."""

_WIDTHS = {"name": 28, "aliases": 40, "members": 40, "note": 40, "parent": 24, "credit_code": 22}
_NEEDS_QUOTES = re.compile(r'[、；;|\n"]')


def as_csv(records: Iterable[Record]) -> bytes:
    """UTF-8 with a mark, by which spreadsheet programs know it."""
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(words[0] for words in COLUMNS.values())
    for record in records:
        writer.writerow(_guarded(cell) for cell in _cells(record))
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(records: Iterable[Record]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - only an export waits for the library

    made = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#F3F5F8", "border": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("单位登记表")
        sheet.freeze_panes(1, 2)
        for at, (name, words) in enumerate(COLUMNS.items()):
            sheet.set_column(at, at, _WIDTHS.get(name, 12))
            sheet.write_string(0, at, words[0], head)
        for line, record in enumerate(records, 1):
            for at, cell in enumerate(_cells(record)):
                sheet.write_string(line, at, cell, text)
    return made.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(DANGEROUS) else cell


def _cells(record: Record) -> Iterator[str]:
    for name in COLUMNS:
        yield _cell(record.get(name))


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case date():
            return value.isoformat()
        case tuple():
            return "；".join(_quoted(str(one)) for one in value)
        case _:
            return str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if _NEEDS_QUOTES.search(name) else name
