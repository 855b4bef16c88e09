"""Whether the first row on a page goes on with the last row of the page before.

A number cell left empty tells it best. Without numbers two signs must agree: no rule at the page's
end, a sentence cut in the middle, a cell left empty in a column that is filled elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.reading.formats.pdf.rows import PrintedRow

_NUMBER = re.compile(r"[（(]?(?:\d{1,4}|[一二三四五六七八九十]{1,4})[)）]?[.．、]?")
_TITLE = re.compile(r"序号|编号|项次")
_CLOSED = re.compile(r"[。！？；!?;]$")
_START = re.compile(
    r"第[一二三四五六七八九十]+[章节条]|[一二三四五六七八九十]{1,3}、"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|\d{1,3}[.．、](?!\d)"
)
_LEAST_NUMBERS, _NUMBERED_SHARE = 2, 0.6
_FILLED_SHARE = 0.8
_SIGNS = 2


@dataclass(frozen=True, slots=True)
class Columns:
    """`number` is the column of 序号; `always` those in which hardly a cell is empty."""

    number: int | None
    merged_numbers: bool
    always: frozenset[int]


def columns_of(rows: Sequence[PrintedRow]) -> Columns:
    """By all rows of a table, its header first."""
    width = len(rows[0].cells) if rows else 0
    number = next((column for column in range(width) if _counts(rows, column)), None)
    merged = number is not None and any(number in row.continued for row in rows)
    always = (column for column in range(width) if _is_filled(rows, column))
    return Columns(number, merged, frozenset(always))


def _counts(rows: Sequence[PrintedRow], column: int) -> bool:
    texts = [row.texts[column] for row in rows if row.texts[column]]
    if _TITLE.fullmatch(texts[0] if texts else ""):
        return True
    numbers = sum(bool(_NUMBER.fullmatch(text)) for text in texts)
    return numbers >= _LEAST_NUMBERS and numbers >= _NUMBERED_SHARE * len(texts)


def _is_filled(rows: Sequence[PrintedRow], column: int) -> bool:
    own = [row for row in rows if column not in row.continued | row.covered]
    return sum(bool(row.texts[column]) for row in own) >= _FILLED_SHARE * len(own) > 0


def is_split(above: PrintedRow, below: PrintedRow, columns: Columns) -> bool:
    if above.covered != below.covered or not below.filled - below.continued:
        return False
    number = columns.number
    if number is not None and below.texts[number]:
        return False
    if number is not None and above.texts[number] and not columns.merged_numbers:
        return True
    signs = (
        above.open_bottom or below.open_top,
        any(_is_cut(above, below, column) for column in above.filled & below.filled),
        bool(_left_empty(above, below) & columns.always - {number}),
    )
    return sum(signs) >= _SIGNS


def _is_cut(above: PrintedRow, below: PrintedRow, column: int) -> bool:
    """In the middle of a sentence, or of a list of units."""
    last, first = above.cells[column][-1], below.cells[column][0]
    if _CLOSED.search(last.line.text) or _START.match(first.line.text):
        return False
    return last.line.text[-1] in "、，," or last.is_full_before(first.line)


def _left_empty(above: PrintedRow, below: PrintedRow) -> frozenset[int]:
    return above.filled - below.filled - below.continued - below.tall
