"""Sheets: .xlsx, .xls and .ods through a program beside this one, .csv and .tsv here."""

import csv
import json
import re
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from app.reading.formats import archive, plain
from app.reading.formats.assembling import Assembly
from app.reading.refusals import ReadingRefused, damaged, encrypted
from app.reading.source import Progress, SourceText

ROWS_LIMIT = 50_000
SECONDS = 60
_PROGRAM = Path(__file__).with_name("workbook.py")
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
_DELIMITERS = ",\t;|"
_SAMPLE = 50
# Names that nobody gave.
_UNNAMED = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
_NOTE = re.compile(r"[（(]?(?:注|备注|说明|附注)\s*\d*[:：]")
_KIND = "这个表格文件"

Cells = Sequence[str]
Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`top` is the number of the first row, from 0: what is empty above it is left out. `formulas`
    are the row and column in `rows` of cells that a program works out.
    """

    name: str
    rows: Sequence[Cells]
    merged: Sequence[Merged] = ()
    top: int = 0
    formulas: frozenset[tuple[int, int]] = frozenset()


def read(data: bytes, report: Progress) -> SourceText:
    """Raise `ReadingRefused`: encrypted_file, damaged_file, too_many_rows, unknown_encoding."""
    sheets = _of_workbook(data) if data.startswith(_WORKBOOKS) else [_of_text(data)]
    filled = [sheet for sheet in sheets if any(map(any, sheet.rows))]
    assembly = Assembly()
    for number, sheet in enumerate(filled, start=1):
        if len(filled) > 1 and not _UNNAMED.fullmatch(sheet.name):
            assembly.paragraph(sheet.name)
        _put(assembly, sheet)
        report(number, len(filled))
    return assembly.source()


def _too_many_rows() -> ReadingRefused:
    return ReadingRefused(
        "too_many_rows",
        "表格太大",
        f"表格超过 {ROWS_LIMIT // 10_000} 万行，或者在很远的行列里还有零散的单元格。"
        "请只留任务分工表，删去下方和右侧多余的行列，另存后重新上传。",
    )


# ---- a sheet ---------------------------------------------------------------------------------


def _put(assembly: Assembly, sheet: Sheet) -> None:
    """A line above a table stands alone in its row: it is a title and no row of the table."""
    width = max((index for row in sheet.rows for index, cell in enumerate(row) if cell), default=0)
    below = _going_on(sheet.merged)
    in_table = False
    for number, row in enumerate(sheet.rows):
        continued = {column for column in below.get(number, ()) if column <= width}
        filled = [cell for column, cell in enumerate(row) if cell and column not in continued]
        in_table = len(filled) > 1 or (in_table and bool(filled or continued))
        if len(filled) == 1 and (not in_table or _NOTE.match(filled[0])):
            assembly.paragraph(filled[0])
        elif filled:
            assembly.row(row[: width + 1], continued=continued)


def _going_on(merged: Sequence[Merged]) -> dict[int, set[int]]:
    """For each row the columns in which it goes on with the cell above."""
    below: defaultdict[int, set[int]] = defaultdict(set)
    for top, left, bottom, _ in merged:
        for row in range(top + 1, min(bottom, ROWS_LIMIT) + 1):
            below[row].add(left)
    return below


# ---- a workbook ------------------------------------------------------------------------------


def open_workbook(data: bytes) -> list[Sheet]:
    """The visible sheets, for whoever wants cells and no text. Raise `ReadingRefused`."""
    if data.startswith(b"PK"):
        archive.check(archive.open_archive(data), data)
    return _of_workbook(data)


def _of_workbook(data: bytes) -> list[Sheet]:
    answer = _answer(data)
    match answer.get("refused"):
        case None:
            return [
                Sheet(
                    one["name"],
                    one["rows"],
                    [tuple(area) for area in one["merged"]],
                    one["top"],
                    frozenset((row, column) for row, column in one["formulas"]),
                )
                for one in answer["sheets"]
            ]
        case "encrypted_file":
            raise encrypted(_KIND)
        case "too_many_rows":
            raise _too_many_rows()
        case _:
            raise damaged(_KIND)


def _answer(data: bytes) -> dict[str, Any]:
    command = [sys.executable, "-P", "-X", "utf8", str(_PROGRAM)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, without a shell
            command, input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise _too_many_rows() from slow
    if done.returncode == -signal.SIGABRT:
        raise _too_many_rows()
    if done.returncode != 0:
        raise damaged(_KIND)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


# ---- comma separated values -------------------------------------------------------------------


def _of_text(data: bytes) -> Sheet:
    text = plain.clean(plain.decode(data)).replace("\f", "\n")
    rows = _rows(text, _delimiter(text))
    if len(rows) > ROWS_LIMIT:
        raise _too_many_rows()
    return Sheet("", rows)


def _delimiter(text: str) -> str:
    """The one that parts most of the first lines into equally many cells."""
    lines = "\n".join(text.split("\n", _SAMPLE)[:_SAMPLE])

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _rows(lines, delimiter) if len(row) > 1)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        return count, width

    return max(_DELIMITERS, key=agreement)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """With quotes as [RFC 4180] has them; where they do not close they are marks of the text."""
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        rows = [line.split(delimiter) for line in text.split("\n")]
    return [[cell.strip() for cell in row] for row in rows]
