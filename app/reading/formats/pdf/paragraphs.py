"""Printed lines to paragraphs, by indents, margins and leading (GB/T 9704-2012, 7.3.3).

An official document indents the first line by two characters and fills lines up to the margin;
others part paragraphs by leading, or only by a line that ends early.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from app.reading.formats.pdf.lines import Words
from app.reading.formats.pdf.margins import Placed

# In ems, save the factors.
_AT_MARGIN = 0.8
_CENTRED = 1.0
_FAR = 3.2
_SET_IN_WIDTH = 0.6
_SAME_START = 0.5
_SAME_SIZE = 0.12
_EXTRA_LEADING = 1.35
_USUAL_LEADING = 1.8

_CLOSED = re.compile(r"[。！？；：!?;:]$")
_START = re.compile(
    r"第[一二三四五六七八九十百]+[章节篇条]|[一二三四五六七八九十]{1,3}、"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|\d{1,3}[.．、](?!\d)|附件|专栏|[—●•■◆]"
)
_CONTENTS = re.compile(r"(?:[.．·…]{2,}|\t)[\s.．·…]*\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document parts its paragraphs; `leading` is by the size of type, in points."""

    indents: bool
    leading: dict[int, float]

    def leading_of(self, size: float) -> float:
        return self.leading.get(round(size), _USUAL_LEADING * size)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, and the page on which it begins."""

    words: Words
    page: int


def habits_of(lines: Sequence[Placed]) -> Habits:
    gaps: dict[int, list[float]] = defaultdict(list)
    indented = flush = 0
    for above, below in pairwise(lines):
        if not _alike(above, below):
            continue
        if above.page == below.page:
            gaps[round(below.line.size)].append(below.line.base - above.line.base)
        if not above.is_full_before(below.line) and not _is_centred(below):
            indented += _AT_MARGIN < below.indent < _FAR
            flush += abs(below.indent) <= _AT_MARGIN
    return Habits(indented > flush, {size: median(each) for size, each in gaps.items()})


def paragraphs(lines: Iterable[Placed], habits: Habits) -> Iterator[Passage]:
    above: Placed | None = None
    passage: Passage | None = None
    for below in lines:
        if above and passage and goes_on(above, below, habits):
            passage = Passage(joined(passage.words, below.line.words), passage.page)
        else:
            if passage:
                yield passage
            passage = Passage(below.line.words, below.page)
        above = below
    if passage:
        yield passage


def joined(one: Words, other: Words) -> Words:
    """Nothing stands between the lines, save a space between two words in Latin letters."""
    latin = _is_letter(one.text[-1:]) and _is_letter(other.text[:1])
    return one.followed(other, " " if latin else "")


def goes_on(above: Placed, below: Placed, habits: Habits) -> bool:
    """Whether a line goes on with the paragraph that the line above it ends in."""
    if not _alike(above, below) or not above.is_full_before(below.line):
        return False
    if _CONTENTS.search(above.line.text) or _has_extra_leading(above, below, habits):
        return False
    begins = bool(_START.match(below.line.text))
    if abs(below.indent) <= _AT_MARGIN:
        if above.indent > _FAR:
            return False
        return habits.indents or not (begins and _CLOSED.search(above.line.text))
    if _is_set_in(above) and abs(above.indent - below.indent) <= _SAME_START:
        return not begins
    return not habits.indents and not begins and _hangs(above, below)


def _alike(above: Placed, below: Placed) -> bool:
    close = abs(above.line.size - below.line.size) <= _SAME_SIZE * above.line.size
    return close and _is_one_frame(above, below)


def _is_one_frame(above: Placed, below: Placed) -> bool:
    """A box that goes on over a page's end is drawn anew."""
    one, other = above.frame, below.frame
    if one is None or other is None or above.page == below.page:
        return one == other
    return max(abs(one.x0 - other.x0), abs(one.x1 - other.x1)) <= above.line.size


def _has_extra_leading(above: Placed, below: Placed, habits: Habits) -> bool:
    gap = below.line.base - above.line.base
    usual = habits.leading_of(below.line.size)
    return above.page == below.page and gap > _EXTRA_LEADING * usual


def _is_centred(placed: Placed) -> bool:
    right = placed.room / placed.line.size
    return placed.indent > _CENTRED and abs(placed.indent - right) < _CENTRED


def _is_set_in(placed: Placed) -> bool:
    """A wide line far from the margin, as under 附件：; a date at the right is none."""
    width = placed.line.x1 - placed.line.x0
    whole = placed.margins.right - placed.margins.left
    return placed.indent > _FAR and width > _SET_IN_WIDTH * whole


def _hangs(above: Placed, below: Placed) -> bool:
    return 0 <= above.indent + _AT_MARGIN < below.indent < _FAR


def _is_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()
