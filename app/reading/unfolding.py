"""Paragraphs found again in a text whose line breaks a conversion has lost.

A mark opens a paragraph where it counts on (二、 after 一、, （一） anew below each) and stands
where a sentence or a heading ends. Two marks alone may be a reference, so it takes three.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from app.reading.labels import labels_in
from app.reading.layout import Flow, Passage
from app.reading.marks import Level
from app.reading.numerals import COUNTED, counted

_MARK = re.compile(
    rf"(?P<first>{COUNTED})、|[（(](?P<second>{COUNTED})[)）]|(?P<third>\d{{1,2}})[.．、](?!\d)"
)
_LEVELS = {"first": Level.FIRST, "second": Level.SECOND, "third": Level.NUMBERED}
_SENTENCE_END = "。！？!?）)”』】"
_TITLE_END = re.compile(r"(?:方案|意见|规划|计划|清单|要点|措施|办法|通知|分工|任务|安排|行动)$")
_LONG = 120
_LEAST_MARKS = 3
_HEADING = 70
_NEAR = 300


def unfold(blocks: tuple[Flow, ...]) -> tuple[Flow, ...]:
    return tuple(part for block in blocks for part in _parts(block))


def _parts(block: Flow) -> Iterator[Flow]:
    if not isinstance(block, Passage) or len(block.text) < _LONG:
        yield block
        return
    starts = _Counting(block.text).starts()
    if len(starts) < _LEAST_MARKS:
        yield block
        return
    edges = [0, *(start for start in starts if start), len(block.text)]
    for start, end in pairwise(edges):
        yield block.slice(start, end)


@dataclass(slots=True)
class _Counting:
    """The last number at each level; below a level that opened anew they may begin again."""

    text: str
    last: dict[Level, int] = field(default_factory=dict)
    below: set[Level] = field(default_factory=set)
    opened: int = 0
    heading: bool = False

    def starts(self) -> list[int]:
        found = []
        for mark in _MARK.finditer(self.text):
            name = str(mark.lastgroup)
            level, word = _LEVELS[name], mark[name]
            count = int(word) if word.isdecimal() else counted(word)
            if self._opens(mark.start()) and self._counts_on(level, count, mark.start()):
                found.append(mark.start())
                self._take(level, count, mark.start())
        return found

    def _opens(self, at: int) -> bool:
        between = self.text[max(self.opened, at - _NEAR) : at]
        if not at or self.text[at - 1] in _SENTENCE_END:
            return True
        if not self.last and _TITLE_END.search(self.text, 0, at):
            return True
        if self.heading and len(between) <= _HEADING and "。" not in between:
            return True
        return any(True for _ in labels_in(between))

    def _counts_on(self, level: Level, count: int, at: int) -> bool:
        anew = level not in self.last or level in self.below
        return at == 0 or count == self.last.get(level, 0) + 1 or (anew and count == 1)

    def _take(self, level: Level, count: int, at: int) -> None:
        self.last[level] = count
        self.below = (self.below - {level}) | {one for one in self.last if one > level}
        self.opened, self.heading = at, level < Level.NUMBERED
