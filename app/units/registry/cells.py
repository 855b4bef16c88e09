"""The cells of a registry file, line by line: CSV in UTF-8 or GB18030, or a workbook."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from app.reading.formats.sheets import open_workbook
from app.reading.refusals import ReadingRefused
from app.units.registry.faults import RegistryRefusedError

FILE_LIMIT = 2 * 1024 * 1024
"""Bytes. A province's registry stays below it."""
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula; we write it behind an apostrophe."""

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

Line = tuple[int, list[str]]


def lines(data: bytes) -> list[Line]:
    """Filled lines with their numbers, 1 being the first. Raise `RegistryRefusedError`."""
    if len(data) > FILE_LIMIT:
        raise RegistryRefusedError(f"文件超过 {FILE_LIMIT // 1048576} MB")
    found = _of_workbook(data) if data.startswith(_WORKBOOKS) else _of_text(_text(data))
    return [
        (line, [_plain(cell) for cell in cells])
        for line, cells in found
        if any(cell.strip() for cell in cells)
    ]


def _plain(cell: str) -> str:
    """Without the apostrophe that guards a cell on its way out."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def _of_workbook(data: bytes) -> Iterator[Line]:
    """The first sheet that has anything in it."""
    try:
        sheets = open_workbook(data)
    except ReadingRefused as refused:
        raise RegistryRefusedError(f"{refused.title}，打不开这个表格文件") from refused
    for sheet in sheets:
        if any(map(any, sheet.rows)):
            yield from _rows(sheet.top, sheet.rows)
            return


def _rows(top: int, rows: Sequence[Sequence[str]]) -> Iterator[Line]:
    for number, row in enumerate(rows, top + 1):
        yield number, list(row)


def _text(data: bytes) -> str:
    for codec in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RegistryRefusedError(
        "文件不是 UTF-8 或 GB18030 编码的 CSV，也不是 .xlsx 表格，请另存为其中一种后重试"
    )


def _of_text(text: str) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""))
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as broken:
        raise RegistryRefusedError(f"第{line}行不是有效的 CSV") from broken
