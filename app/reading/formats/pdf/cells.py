"""The text of a table's cells: lines that were only broken by the width of the cell are joined."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mode

from app.reading.formats.pdf.lines import Line, Words
from app.reading.formats.pdf.pages import Ruled
from app.reading.formats.pdf.paragraphs import joined

_WIDEST_PADDING, _USUAL_PADDING = 8, 5
# Units in a list are never printed without a mark between them, be the line full or not.
_UNIT_ENDS = re.compile(r"[局委办会院部厅联室社所站队府心司校]$")
_UNIT_BEGINS = re.compile(r"省|市(?!场)|县|区(?!域)|州")
# In ems.
_SLACK, _CENTRED, _AT_RIGHT, _FAR = 0.6, 0.6, 0.8, 2.5


@dataclass(frozen=True, slots=True)
class CellLine:
    """`room` is how much more, in points, would have stood on the line."""

    line: Line
    room: float

    def is_full_before(self, below: Line) -> bool:
        return self.room < below.need + _SLACK * self.line.size


Content = tuple[CellLine, ...]


def text_of(content: Content) -> str:
    """Without any white space, for comparison."""
    return "".join("".join(one.line.text.split()) for one in content)


def words_of(content: Content) -> Words:
    """A line that ends early keeps its line break: it may be all that parts two units."""
    words = content[0].line.words if content else Words("", "")
    for above, below in pairwise(content):
        more = below.line.words
        wrapped = _is_wrapped(above, below.line)
        words = joined(words, more) if wrapped else words.followed(more, "\n")
    return words


def _is_wrapped(above: CellLine, below: Line) -> bool:
    if above.line.text[-1] in "、，," or below.text[0] in "、，,；;。）)":
        return True
    if _UNIT_ENDS.search(above.line.text) and _UNIT_BEGINS.match(below.text):
        return False
    return above.is_full_before(below)


def contents(table: Ruled) -> tuple[Content, ...]:
    """Of each cell of its grid."""
    grid = table.grid
    boxes = [(grid.xs[cell.column], grid.xs[cell.column_end]) for cell in grid.cells]
    padding = _padding(table, boxes)
    return tuple(
        tuple(CellLine(line, _room(line, left + padding, right - padding)) for line in lines)
        for lines, (left, right) in zip(table.texts, boxes, strict=True)
    )


def _padding(table: Ruled, boxes: Sequence[tuple[float, float]]) -> float:
    """Between rule and text, the same in the whole table; a bracket may stand out into it."""
    gaps = (
        round(line.x0 - left)
        for lines, (left, _) in zip(table.texts, boxes, strict=True)
        for line in lines
    )
    near = [gap for gap in gaps if 0 <= gap <= _WIDEST_PADDING]
    return mode(near) if near else _USUAL_PADDING


def _room(line: Line, left: float, right: float) -> float:
    """A centred line, or one set to the right, has its room on the left also."""
    before, after = line.x0 - left, right - line.x1
    centred = abs(before - after) <= _CENTRED * line.size
    at_right = after <= _AT_RIGHT * line.size and before >= _FAR * line.size
    return before + after if centred or at_right else after
