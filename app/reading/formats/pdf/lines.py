"""Glyphs to printed lines: what stands on one base line, from left to right."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple
from unicodedata import east_asian_width

from app.reading.formats.pdf.sheet import STRONG, Glyph

# Shares of the type size.
_SAME_PLACE = 0.15
_MOVED = 0.004
_OVERLAP = 0.5
_ASCENT, _DESCENT = 0.85, 0.15
_GAP_OF_WORDS, _GAP_OF_PARTS = 0.2, 1.5
_GAP_OF_CONTENTS = 3.0
_OPEN_ROWS = 3
# How often a glyph is drawn over, at most, to make it bold.
_OVERPRINTED = 8
_LAST_NUMBER = re.compile(r"(?<=\S) (\d{1,4})$")

# Between opening marks, a word or character, and closing marks no line is broken; nor, by some
# writers, between a closing mark and a word, or between a word and an opening bracket.
_OPENING, _CLOSING = r"[（(〔［\[【《〈“‘「『]", r"[，。、；：？！,.;:?!）)〕］\]】》〉”’」』%％…]"
_WORD = r"[A-Za-z0-9.,:%‰+~—–\-]+"
_FIRST_RUN = re.compile(
    rf"{_OPENING}*(?:{_WORD}{_OPENING}+.|{_WORD}|.){_CLOSING}*(?:(?<={_CLOSING}){_WORD}{_CLOSING}*)?"
)


class Words(NamedTuple):
    """Text with the face of each of its characters."""

    text: str
    faces: str

    def followed(self, other: "Words", mark: str = "") -> "Words":
        return Words(self.text + mark + other.text, self.faces + " " * len(mark) + other.faces)


@dataclass(frozen=True, slots=True)
class Line:
    """Places are in points; `base` is the height of the base line, counted downwards."""

    words: Words
    x0: float
    x1: float
    base: float
    size: float

    @property
    def text(self) -> str:
        return self.words.text

    @property
    def need(self) -> float:
        """The least width with which the line above could have taken the beginning of this one."""
        first = _FIRST_RUN.match(self.text)
        return sum(map(_width, first[0])) * self.size if first else self.size


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """From top to bottom; what holds no visible character is no line."""
    lines = [_line(_single(row.glyphs)) for row in _rows(glyphs)]
    return [line for line in lines if line]


def is_wide(char: str) -> bool:
    return east_asian_width(char) in "WFA"


def _width(char: str) -> float:
    return 1.0 if is_wide(char) else 0.5


class _Row:
    """Glyphs on one height; its top and bottom are those of the largest of them."""

    def __init__(self, glyph: Glyph) -> None:
        self.glyphs = [glyph]
        self.largest = glyph

    def takes(self, glyph: Glyph) -> bool:
        one, other = self.largest, glyph
        bottom = min(one.base + _DESCENT * one.size, other.base + _DESCENT * other.size)
        top = max(one.base - _ASCENT * one.size, other.base - _ASCENT * other.size)
        return bottom - top >= _OVERLAP * min(one.size, other.size)

    def add(self, glyph: Glyph) -> None:
        self.glyphs.append(glyph)
        self.largest = max(self.largest, glyph, key=lambda one: one.size)


def _rows(glyphs: Iterable[Glyph]) -> list[_Row]:
    rows: list[_Row] = []
    for glyph in sorted(glyphs, key=lambda one: one.base):
        row = next((row for row in reversed(rows[-_OPEN_ROWS:]) if row.takes(glyph)), None)
        if row:
            row.add(glyph)
        else:
            rows.append(_Row(glyph))
    return rows


def _single(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """From left to right, each once: drawn twice beside itself a glyph is meant to be bold."""
    single: list[Glyph] = []
    for glyph in sorted(glyphs, key=lambda one: one.x0):
        before = range(len(single) - 1, max(len(single) - _OVERPRINTED, 0) - 1, -1)
        at = next((index for index in before if _same(single[index], glyph)), None)
        if at is None:
            single.append(glyph)
        elif _is_moved(single[at], glyph):
            single[at] = single[at]._replace(face=STRONG)
    return single


def _same(one: Glyph, other: Glyph) -> bool:
    near = _SAME_PLACE * one.size
    if one.text != other.text or not one.text.strip():
        return False
    return abs(one.x0 - other.x0) < near and abs(one.base - other.base) < near


def _is_moved(one: Glyph, other: Glyph) -> bool:
    moved = abs(one.x0 - other.x0) + abs(one.base - other.base)
    return moved > _MOVED * one.size


def _line(glyphs: list[Glyph]) -> Line | None:
    visible = [glyph for glyph in glyphs if glyph.text.strip()]
    if not visible:
        return None
    return Line(
        words=_spaced(glyphs),
        x0=visible[0].x0,
        x1=max(glyph.x1 for glyph in visible),
        base=max(visible, key=lambda one: one.size).base,
        size=median(glyph.size for glyph in visible),
    )


def _spaced(glyphs: list[Glyph]) -> Words:
    """With a space where a gap parts words or columns and the file has no space of its own."""
    gaps = [max(then.x0 - one.x1, 0.0) for one, then in pairwise(glyphs)]
    usual = median(gaps) if gaps else 0.0
    text, faces = [glyphs[0].text], [glyphs[0].face * len(glyphs[0].text)]
    for (one, glyph), gap in zip(pairwise(glyphs), gaps, strict=True):
        mark = _mark(one, glyph, gap - usual)
        text.append(mark + glyph.text)
        faces.append(glyph.face * len(text[-1]))
    joined = "".join(text)
    start, kept = len(joined) - len(joined.lstrip()), joined.strip()
    return _with_tab(Words(kept, "".join(faces)[start : start + len(kept)]), glyphs)


def _mark(one: Glyph, other: Glyph, gap: float) -> str:
    if one.text.isspace() or other.text.isspace():
        return ""
    chinese = is_wide(one.text[-1]) or is_wide(other.text[0])
    least = (_GAP_OF_PARTS if chinese else _GAP_OF_WORDS) * max(one.size, other.size)
    return " " if gap > least else ""


def _with_tab(words: Words, glyphs: list[Glyph]) -> Words:
    """A page number far right of its entry in a table of contents is parted by a tab."""
    number = _LAST_NUMBER.search(words.text)
    if not number:
        return words
    at = len(glyphs) - len(number[1])
    visible = [glyph for glyph in glyphs[:at] if glyph.text.strip()]
    if not visible or glyphs[at].x0 - visible[-1].x1 < _GAP_OF_CONTENTS * glyphs[at].size:
        return words
    return words._replace(text=f"{words.text[: number.start()]}\t{number[1]}")
