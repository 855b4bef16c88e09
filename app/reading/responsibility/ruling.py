"""Rules that a document says once: 列第一位者为牵头单位，下同; 标黑体的为牵头; an asterisk."""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.reading import vocabulary as words
from app.reading.labels import any_of
from app.reading.source import Span


class Sign(StrEnum):
    """By what a document says it tells the lead from the others."""

    FIRST = "first"
    BOLD = "bold"
    STAR = "star"


@dataclass(frozen=True, slots=True)
class Ruling:
    """`start` and `end` are those of the sentence in the text it was found in.

    `onward` is what 下同 says: the rule holds from its place on.
    """

    sign: Sign
    words: str
    start: int
    end: int
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A ruling and where it stands in the document."""

    ruling: Ruling
    span: Span


_LEAD = any_of(words.LEAD)
_SENTENCE = re.compile(
    rf"(?:^|(?<=[。；;，,（(〔【\s、：:*注]))(?P<subject>[^。；;，,（(〔【、]{{0,24}}?)"
    rf"(?:均|皆)?(?:为|是|系|即为?|表示|作为)(?:主要|本项|该项)?(?:的)?{_LEAD}"
    rf"(?:责任)?{any_of(words.HOLDERS)}?(?P<scope>[，,、]?\s*(?:以)?(?:均)?{any_of(words.FROM_HERE_ON)})?"
)
_SIGNS = (
    (Sign.BOLD, re.compile(any_of(words.BOLD))),
    (Sign.STAR, re.compile(any_of(words.STARRED, ("星号", "标星", "三角")))),
    (Sign.FIRST, re.compile(any_of(words.FIRST))),
)
_OPEN = "（(〔【["


def ruling_in(text: str, start: int, end: int) -> tuple[Ruling | None, int]:
    """The rule that stands in a statement, and where the statement's own words end before it.

    A rule within a name's brackets, 县民政局（标黑体的为牵头）, ends nothing.
    """
    for found in _SENTENCE.finditer(text, start, end):
        sign = next((sign for sign, kin in _SIGNS if kin.search(found["subject"])), None)
        if sign is None:
            continue
        ruling = Ruling(sign, found[0].strip(), found.start(), found.end(), bool(found["scope"]))
        inner = found.start() > start and text[found.start() - 1] in _OPEN
        return ruling, end if inner else found.start()
    return None, end
