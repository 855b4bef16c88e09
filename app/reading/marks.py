"""The marks that open a part of a document: 第一章, 一、, （一）, 1., 专栏1, 附件."""

import re
from dataclasses import dataclass
from enum import IntEnum

from app.kit.text import squeeze
from app.reading.numerals import COUNTED, counted


class Level(IntEnum):
    """Headings from the outside in; an annex stands beside the chapters of the main text."""

    ANNEX = 0
    CHAPTER = 1
    PART = 2
    FIRST = 3
    SECOND = 4
    BOX = 5
    NUMBERED = 6
    PLAIN = 7


_MARKS = (
    (Level.ANNEX, re.compile(r"附\s*[件表]\s*\d*\s*(?:[:：]\s*|\s+|$)")),
    (Level.CHAPTER, re.compile(rf"第{COUNTED}(?:[章篇]|部分)[：:、]?\s*(?=\S)")),
    (Level.PART, re.compile(rf"第{COUNTED}节\s*(?=\S)")),
    (Level.FIRST, re.compile(rf"(?P<count>{COUNTED})\s*、(?![一二三四五六七八九十])\s*")),
    (Level.SECOND, re.compile(rf"[（(]\s*(?P<count>{COUNTED})\s*[)）]\s*")),
    (Level.BOX, re.compile(r"专\s*栏\s*\d*\s*")),
    # 2.5月底前 and 1.2023年 count items, 3.5亿元 does not.
    (
        Level.NUMBERED,
        re.compile(r"(?P<number>\d{1,3})\s*(?:[．、]|\.(?!\d)|\.(?=\d{1,2}月|20\d\d\s*年))\s*"),
    ),
)
_TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """How a paragraph opens. `rest` is what follows the mark, `count` its number."""

    level: Level
    text: str
    rest: str
    count: int = 0

    @property
    def title(self) -> str:
        """As a heading: the mark and the first sentence, each without needless white space."""
        mark = squeeze(self.opening).rstrip(":：")
        first = squeeze(self.rest.partition("。")[0])
        wide = self.level in (Level.ANNEX, Level.CHAPTER, Level.PART, Level.BOX)
        return f"{mark} {first}".strip() if wide else mark + first

    @property
    def opening(self) -> str:
        """The mark as printed: 第一章, （三）, 1．"""
        return self.text.removesuffix(self.rest)

    @property
    def number(self) -> str:
        """As printed: 第一章, （三）, 1."""
        return squeeze(self.opening).rstrip("、.．")

    @property
    def has_body(self) -> bool:
        """Whether a text follows in the same paragraph: （一）加强组织领导。完善…"""
        return bool(self.rest.partition("。")[2])

    @property
    def is_annex_list(self) -> bool:
        """附件：…, which stands below a letter and names what follows; not the annex itself."""
        return self.level is Level.ANNEX and self.opening.rstrip().endswith((":", "："))

    @property
    def is_heading(self) -> bool:
        return self.level <= Level.BOX and len(self.rest.partition("。")[0]) <= _TITLE_LENGTH


def mark_of(text: str) -> Mark:
    for level, pattern in _MARKS:
        found = pattern.match(text)
        if found:
            groups = found.groupdict()
            count = int(groups.get("number") or counted(groups.get("count") or "〇"))
            return Mark(level, text, text[found.end() :], count)
    return Mark(Level.PLAIN, text, text)
