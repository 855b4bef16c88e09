"""A list of units as printed: what parts it, what ends it, and what is no unit in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.kit.text import fold, squeeze
from app.reading.layout import Passage
from app.reading.source import Span

_SEPARATORS = "、，,；;/／|"
_OPENING, _CLOSING = "（(〔[【「", "）)〕]】」"
_TRIM = " \t\n\u3000。．.：:、，,；;*"
_NOTHING = re.compile(r"[-—–―－_/／\\.…]*|无|暂无|没有|空")
_DUTY = re.compile(
    r"(?:等)?(?:(?:按照?|根据|依据|依照)(?:各自)?(?:职责|职能)(?:任务)?(?:和?分工)?|分别|共同|具体)?"
    r"(?:负责|牵头|落实|配合|参与){0,3}$"
)
_AND_OTHERS = re.compile(r"等(?P<rest>(?:有关|相关|各)?.{0,6}(?:部门|单位|成员单位|机构))$|等$")
_VAGUE = re.compile(r"部门|单位|机构")
_SENTENCE = re.compile(r"[。！？“”《》：:]|负责|牵头|配合|[a-z]{2}")
_LONG_NAME = 40
_UNIT_END = re.compile(
    r"(?:局|委|办|会|院|部|厅|署|处|科|所|站|队|联|室|社|校|中心|公司|集团|银行|政府|街道|镇|乡)$"
)
_COLLECTIVE = re.compile(
    r"(?:各|其他|其它|所有|全体)|(?:乡镇|镇街|街镇|区县|村|社区)(?:人民政府|[(]|$)"
    r"|.*(?:各|有关|相关|其他|其它)[^(]{0,8}?"
    r"(?:部门|单位|机构|企业|组织|团体|乡镇|街道|社区|政府|管委会)"
    r"|.*成员单位$"
)


@dataclass(frozen=True, slots=True)
class Name:
    """One unit as printed, and where."""

    raw: str
    span: Span

    @property
    def unit(self) -> str:
        return squeeze(self.raw)

    @property
    def collective(self) -> bool:
        """Whether the words name a group whose members another list must give."""
        return bool(_COLLECTIVE.match(fold(self.raw)))

    @property
    def unusual(self) -> bool:
        """Whether the words read like a sentence and not like a name."""
        return len(self.unit) > _LONG_NAME or bool(_SENTENCE.search(self.unit))


def names(cell: Passage) -> tuple[Name, ...]:
    """The units of a list in printed order; "无", dashes and a bare 等 give none."""
    found = []
    for start, end in _parts(cell.text):
        for begin, stop in _without_duty(cell.text, start, end):
            raw = cell.text[begin:stop].replace("\n", "")
            if not _NOTHING.fullmatch(fold(raw)):
                found.append(Name(raw, Span(cell.place(begin), cell.place(stop - 1) + 1)))
    return tuple(found)


def ascii_separators(cell: Passage) -> tuple[Span, ...]:
    """Half-width commas and semicolons between units, which a typist did not mean."""
    places = [end for _, end in _parts(cell.text) if cell.text[end : end + 1] in (",", ";")]
    return tuple(Span(cell.place(index), cell.place(index) + 1) for index in places)


def ends_open(text: str) -> bool:
    """Whether a list goes on after this cell: it ends with a separator."""
    return text.rstrip()[-1:] in ("、", "，", ",")


def _parts(text: str) -> list[tuple[int, int]]:
    """What stands between separators outside brackets; an unclosed bracket opens nothing."""
    inside = _inside_brackets(text)
    parts, start = [], 0
    for index, char in enumerate(text):
        if char in _SEPARATORS and index not in inside:
            parts.append((start, index))
            start = index + 1
    return [*parts, (start, len(text))]


def _inside_brackets(text: str) -> set[int]:
    opened: list[int] = []
    outermost: list[range] = []
    for index, char in enumerate(text):
        if char in _OPENING:
            opened.append(index)
        elif char in _CLOSING and opened:
            start = opened.pop()
            while outermost and outermost[-1].start > start:
                outermost.pop()
            outermost.append(range(start, index))
    return {index for inside in outermost for index in inside}


def _without_duty(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The unit or units of one part, without 按职责分工负责 and what follows 等."""
    start, end = _trimmed(text, start, end)
    duty = _DUTY.search(text, start, end)
    if duty and duty.start() > start:
        end = duty.start()
    others = _AND_OTHERS.search(text, start, end)
    stop = others.start() if others else end
    yield from _apart_by_space(text, *_trimmed(text, start, stop))
    if others and others["rest"] and not _VAGUE.fullmatch(others["rest"]):
        yield others.start("rest"), others.end("rest")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end


def _apart_by_space(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """White space parts units only where each piece ends like one: 区人力 资源局 is one unit."""
    pieces = [
        (start + found.start(), start + found.end())
        for found in re.finditer(r"\S+", text[start:end])
    ]
    if len(pieces) > 1 and all(_UNIT_END.search(text, *piece) for piece in pieces):
        return pieces
    return [(start, end)] if end > start else []
