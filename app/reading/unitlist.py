"""A list of units as printed: what parts it, what ends it, and what is no unit in it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.kit.text import fold, squeeze
from app.reading import vocabulary as words
from app.reading.labels import any_of, role_of
from app.reading.layout import Passage
from app.reading.places import IN_BRACKETS, places_of_one_name
from app.reading.responsibility.ruling import ruling_in
from app.reading.source import Span
from app.reading.unitname import LEAST_NAME, UNIT_END, Name

_SEPARATORS = "、，,；;/／|"
_GROUP_ENDS = "，,；;"
_MOST_PLACES = 12
_OPENING, _CLOSING = "（(〔[【「［", "）)〕]】」］"
_STARS = "".join(words.STARRED)
_TRIM = " \t\n\u3000。．.：:、，,；;-—–…" + _STARS
_NOTHING = re.compile(r"[-—–―－_/／\\.…]*|\d{1,3}|[〃″]|无|暂无|没有|空|同上")
_BY_DUTY = rf"(?:按照?|根据|依据|依照|依)?(?:各自)?(?:工作)?(?:{any_of(words.DUTIES)}(?:和|及)?)++"
_HOW = rf"(?:等)?(?:{_BY_DUTY}|分别|共同|具体|联合|各自|主要|统一)*+"
DUTY = re.compile(rf"{_HOW}(?:{any_of(words.LEADING, words.SUPPORTING, words.HOLDING)}){{0,3}}$")
_AND_OTHERS = re.compile(
    r"等(?P<count>[\d一二三四五六七八九十]{0,3}(?:个|家)?)"
    r"(?P<rest>(?:国务院|市级|县级|区级|省级|市直|县直|区直|省直|市|县|区|省)?"
    r"(?:有关|相关|各)?.{0,6}?(?:部门|单位|机构|企业|地区|地方|组织|高校)(?=$|[及和与]).*)$|等$"
)
_NOTED = re.compile(
    rf"[（(〔［\[](?P<role>{any_of(words.LEAD, words.SUPPORT)})(?:单位|部门|负责)?[）)〕］\]]$"
)
_LONGEST_PERSON = 4
_PERSON = re.compile(r"(?:[（(：:]|\s)\s*[\u4e00-\u9fff]{2,4}(?:同志)?[）)]?$")
_VAGUE = re.compile(r"(?:部门|单位|机构)(?:[及和与、](?:部门|单位|机构))*$")
_DEPARTMENT = re.compile(r"(?:局|委|办|会|院|部|厅|联|室|社|所|站|队|政府)$")
_LEVEL = re.compile(
    r"(?:(?:[省市县区州旗镇乡]委)(?=.{1,6}部)|省|市(?!场|政)|县(?!级)|区(?!域)|州|旗|镇|乡|街道)"
    r"(?=[\u4e00-\u9fff])"
)
# What may not be completed with a level: it has one, or stands outside of the levels.
_PLACED = re.compile(
    r"省|市(?!场|政)|县|区(?!域)|州|旗|镇|乡|街道|团|各|其|所有|有关|相关|国|中|驻|武警|人行|党"
    r"|.{1,4}(?:省|市|县|区|镇|乡|街道)(?!场)"
)
_COUNTED = re.compile(r"\s*[（(]?\d{1,2}[)）.．](?!\d)")
_AND = re.compile(r"以及|及|和|与")
# 党委和政府, 县委和县政府 are one word for the leadership of a place.
_NO_NAME = re.compile(rf"[省市县区镇乡]?(?:人民)?政府{IN_BRACKETS}")


def names(cell: Passage) -> tuple[Name, ...]:
    """The units of a list in printed order; "无", dashes and a bare 等 give none."""
    return names_in(cell, 0, len(cell.text))


def names_in(passage: Passage, start: int, end: int) -> tuple[Name, ...]:
    """As `names`, for a part of a passage."""
    found: list[Name] = []
    level = ""
    parts = _whole_names(passage.text, parted(passage.text, start, end))
    for index, (begin, stop) in enumerate(parts):
        if index and passage.text[parts[index - 1][1] : begin].strip()[:1] in tuple(_GROUP_ENDS):
            level = ""
        for name in _of_part(passage, begin, stop):
            printed = _LEVEL.match(name.raw)
            level = printed[0] if printed else level
            found.append(name if printed else _completed(name, level))
    return tuple(found)


def named_in(passage: Passage, start: int, end: int) -> tuple[Name, ...]:
    """As `names_in` where every one of them looks like a name; none where one does not."""
    found = names_in(passage, start, end)
    return found if all(name.named for name in found) else ()


def _completed(name: Name, level: str) -> Name:
    """省工业和信息化厅、财政厅: the level stands on the first of a group and means all of it."""
    raw = squeeze(name.raw)
    if not level or name.collective or _PLACED.match(raw) or not _DEPARTMENT.search(raw):
        return name
    # 市委组织部、宣传部、财政局: the departments of the party go on with 委, the others do not.
    return replace(name, prefix=level if raw.endswith("部") else level.removesuffix("委"))


def _of_part(passage: Passage, start: int, end: int) -> Iterator[Name]:
    text = passage.text
    for begin, stop in _without_duty(text, start, end):
        noted = _NOTED.search(text, begin, stop)
        last = noted.start() if noted else stop
        raw = text[begin:last].replace("\n", "")
        if not _NOTHING.fullmatch(fold(raw)) and role_of(raw) is None:
            span = Span(passage.place(begin), passage.place(last - 1) + 1)
            marks = text[start:begin] + text[last:end]
            marked = any(star in marks for star in words.STARRED)
            yield Name(raw, span, marked=marked, note=noted["role"] if noted else "")


def without_persons(names: tuple[Name, ...]) -> tuple[Name, ...]:
    """For a list of units and persons: 县民政局 张三, 县民政局（张三）, 县民政局：张三."""
    return tuple(_without_person(name) for name in names)


def _without_person(name: Name) -> Name:
    person = _PERSON.search(name.raw)
    if person is None or not UNIT_END.search(name.raw[: person.start()]):
        return name
    span = Span(name.span.start, name.span.start + person.start())
    return replace(name, raw=name.raw[: person.start()], span=span)


def is_nothing(text: str) -> bool:
    """Dashes, 无 and the like, which stand for an empty cell."""
    return bool(_NOTHING.fullmatch(fold(text)))


def ascii_separators(cell: Passage) -> tuple[Span, ...]:
    """Half-width commas and semicolons between units, which a typist did not mean."""
    parts = parted(cell.text, 0, len(cell.text))
    places = [end for _, end in parts if cell.text[end : end + 1] in (",", ";")]
    return tuple(Span(cell.place(index), cell.place(index) + 1) for index in places)


def ends_open(text: str) -> bool:
    """Whether a list goes on after this cell: it ends with a separator."""
    return text.rstrip()[-1:] in ("、", "，", ",")


def parted(text: str, start: int, end: int, separators: str = _SEPARATORS) -> list[tuple[int, int]]:
    """What stands between separators outside brackets; an unclosed bracket opens nothing."""
    inside = _inside_brackets(text, start, end)
    parts = []
    for index in range(start, end):
        if text[index] in separators and index not in inside:
            parts.append((start, index))
            start = index + 1
    return [*parts, (start, end)]


def _inside_brackets(text: str, start: int, end: int) -> set[int]:
    opened: list[int] = []
    outermost: list[range] = []
    for index in range(start, end):
        if text[index] in _OPENING:
            opened.append(index)
        elif text[index] in _CLOSING and opened:
            begin = opened.pop()
            while outermost and outermost[-1].start > begin:
                outermost.pop()
            outermost.append(range(begin, index))
    return {index for inside in outermost for index in inside}


def _whole_names(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what 、 parts within one name: 各区、县级市; 甲、乙市政府, which share their ending."""
    joined: list[tuple[int, int]] = []
    index = 0
    while index < len(parts):
        together = _run(text, parts, index)
        joined.append((parts[index][0], parts[index + together - 1][1]))
        index += together
    return joined


def _run(text: str, parts: list[tuple[int, int]], index: int) -> int:
    """How many of the parts from `index` on are one name."""
    last = index
    while last + 1 < len(parts) and last - index < _MOST_PLACES and text[parts[last][1]] == "、":
        last += 1
    pieces = [DUTY.sub("", text[start:end].strip()) for start, end in parts[index : last + 1]]
    return places_of_one_name(pieces)


def _without_duty(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The unit or units of one part, without 按职责分工负责 and what follows 等."""
    start, end = _without_ruling(text, *_trimmed(text, start, end))
    duty = duty_in(text, start, end)
    if duty is not None and duty > start:
        end = duty
    others = _AND_OTHERS.search(text, start, end)
    stop = others.start() if others else end
    yield from _apart(text, *_trimmed(text, start, stop))
    if others and others["rest"] and not _VAGUE.match(others["rest"]):
        yield from _apart(text, others.start("rest"), others.end("rest"))


def duty_in(text: str, start: int, end: int) -> int | None:
    """Where the words of a duty begin that end a clause: 等按职责分工负责; None without any.

    县政协办 ends like 协办 and is a name: what stands before such a verb must be one.
    """
    found = DUTY.search(text, start, end)
    if found is None or found.start() == end:
        return None
    if found[0].endswith("办") and not UNIT_END.search(text, start, found.start()):
        return None
    return found.start()


def _without_ruling(text: str, start: int, end: int) -> tuple[int, int]:
    """县民政局（标黑体的为牵头） names 县民政局, and says a rule."""
    ruling, _ = ruling_in(text, start, end)
    opening = text[ruling.start - 1] if ruling and ruling.start > start else ""
    if ruling and opening and opening in _OPENING:
        return start, ruling.start - 1
    return start, end


def _apart(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for begin, stop in _apart_by_space(text, start, end):
        yield from _apart_by_and(text, begin, stop)


def _apart_by_and(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """和 and 及 part units only where both sides look like one: 人力资源和社会保障局 is one."""
    inside = _inside_brackets(text, start, end)
    for found in _AND.finditer(text, start, end):
        before = Name(text[start : found.start()], Span(0, 0))
        after = Name(text[found.end() : end], Span(0, 0))
        apart = before.ends_apart and after.named and not _NO_NAME.fullmatch(after.raw)
        if found.start() not in inside and apart:
            yield start, found.start()
            yield from _apart_by_and(text, found.end(), end)
            return
    if end > start:
        yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    count = _COUNTED.match(text, start, end)
    start = count.end() if count else start
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    return start, end


def _is_person(words_: str) -> bool:
    """县民政局 张三: a short word behind a unit that is no unit."""
    return LEAST_NAME <= len(words_) <= _LONGEST_PERSON and not UNIT_END.search(words_)


def _apart_by_space(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """White space parts units only where each piece ends like one: 区人力 资源局 is one unit."""
    pieces = [
        (start + found.start(), start + found.end())
        for found in re.finditer(r"\S+", text[start:end])
    ]
    words_ = [text[slice(*piece)] for piece in pieces]
    if len(pieces) > 1 and all(map(UNIT_END.search, words_)):
        return pieces
    if len(pieces) > 1 and UNIT_END.search(words_[0]) and _is_person("".join(words_[1:])):
        return pieces[:1]
    return [(start, end)] if end > start else []
