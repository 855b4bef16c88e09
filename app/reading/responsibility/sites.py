"""Where in a paragraph responsibility is stated, and where it only seems to be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.reading import vocabulary as words
from app.reading.labels import Kind, Label, labels_in
from app.reading.layout import Passage
from app.reading.responsibility.statement import LONGEST_LIST, Statement, parse
from app.reading.unitlist import is_nothing

_OPENING, _CLOSING = "（(〔【［[", "）)〕】］]"
_BEFORE = "。；;！!？?”’》）)】."
_AFTER = re.compile(
    r"[\s\*#]*(?:$|[。；;.，,]?[\s\*#]*(?:$|[（(〔【［]|\d{1,2}[.．、]|[一二三四五六七八九十]{1,3}、|[①-⑳]))"
)
_ENDS = ("。", "；", ";")
_MOST = 0.5
_NEARLY_ALL, _FEW = 0.7, 2
_LINE_MARKS = " \t\u3000*#-—·•"


@dataclass(frozen=True, slots=True)
class Site:
    """A statement from `start` to `end` of a passage; `line` where it fills the paragraph."""

    start: int
    end: int
    statement: Statement
    line: bool


def sites_in(passage: Passage) -> tuple[Site, ...]:
    """In order and apart from each other."""
    found = list(_brackets(passage))
    taken = [range(site.start, site.end) for site in found]
    found += (site for site in _runs(passage, taken))
    found.sort(key=lambda site: site.start)
    return tuple(found)


def _brackets(passage: Passage) -> Iterator[Site]:
    for start, end in _outermost(passage.text):
        inner = end if passage.text[end - 1] not in _CLOSING else end - 1
        statement = parse(passage, start + 1, inner)
        if statement and _stands(passage.text, start, end, statement):
            yield Site(start, end, statement, _is_line(passage.text, start, end))


def _outermost(text: str) -> list[tuple[int, int]]:
    """Brackets of any mix of widths that stand in no other.

    One that nothing closes ends with the paragraph, unless a sentence ends before.
    """
    opened: list[int] = []
    closed: list[tuple[int, int]] = []
    for index, char in enumerate(text):
        if char in _OPENING:
            opened.append(index)
        elif char in _CLOSING and opened:
            start = opened.pop()
            while closed and closed[-1][0] > start:
                closed.pop()
            closed.append((start, index + 1))
    last = next((start for start in opened if "。" not in text[start:].rstrip("。")), None)
    if last is None:
        return closed
    return [*(one for one in closed if one[1] <= last), (last, len(text))]


def _stands(text: str, start: int, end: int, statement: Statement) -> bool:
    """A label is enough. Clauses and bare lists must be names, and stand at a sentence's end."""
    names = statement.names
    if not names:
        return False
    if any(one.kind is Kind.UNITS for one in labels_in(text[:end], start)):
        return True
    before, after = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
    ended = not before or before in _BEFORE
    closes = bool(_AFTER.match(text, end))
    named = sum(name.named for name in names)
    if all(part.label in words.GUIDING for part in statement.parts) and not ended:
        return False
    if statement.labelled:
        placed = ended or closes or after in _ENDS
        return placed and names[0].named and named >= _MOST * len(names)
    enough = named == len(names) or (named >= _NEARLY_ALL * len(names) and len(names) > _FEW)
    return enough and ended and closes and not any(name.unusual for name in names)


def _is_line(text: str, start: int, end: int) -> bool:
    return not (text[:start] + text[end:]).strip(_LINE_MARKS + "。")


def _runs(passage: Passage, taken: list[range]) -> Iterator[Site]:
    """Labels outside of brackets: from the first of them to the end of the sentence."""
    text = passage.text
    labels = list(labels_in(text))
    start = 0
    for index, label in enumerate(labels):
        if label.start < start or any(label.start in one for one in taken):
            continue
        begin = _opening(text, label.start)
        if not _begins(text, begin, label):
            continue
        after = [one.start for one in taken if one.start > begin]
        end = min([*after, _end(text, labels[index:])])
        if end - label.start > LONGEST_LIST:
            start = end
            continue
        statement = parse(passage, label.start, end)
        if statement and (label.kind is not Kind.UNITS or _is_list(passage, label, end, statement)):
            yield Site(begin, end, statement, _is_line(text, begin, end))
            start = end


def _opening(text: str, start: int) -> int:
    """【牵头单位】县民政局: the label's own bracket belongs to it."""
    return start - 1 if start and text[start - 1] in _OPENING else start


def _begins(text: str, start: int, label: Label) -> bool:
    before = text[:start].rstrip(_LINE_MARKS + "\n")
    if not before or before[-1] in _BEFORE or text[start - 1] in " \t\u3000\n—":
        return True
    own_bracket = start < label.start
    return label.kind is Kind.UNITS and (own_bracket or before[-1] in "，,")


def _end(text: str, labels: list[Label]) -> int:
    """The end of the sentence in which the value of the last of these labels stands."""
    last = labels[0].value
    for label in labels[1:]:
        if "。" in text[last : label.start]:
            break
        last = label.value
    stop = text.find("。", last)
    return stop + 1 if stop >= 0 else len(text)


def _is_list(passage: Passage, label: Label, end: int, statement: Statement) -> bool:
    """Names for the most part, or 无 behind the label."""
    names = statement.names
    if not names:
        return is_nothing(passage.text[label.value : end].rstrip("。；; "))
    return sum(name.named for name in names) >= _MOST * len(names)
