"""Automatic numbers: what Word prints before a paragraph and does not keep in its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.reading.formats.docx.names import ALTERNATE, Element, W, number, switch, value, whole
from app.reading.formats.docx.styles import Numbered, Styles
from app.reading.formats.list_numbers import list_number

_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    """`restart`: the levels below this one begin it anew (its own number by default)."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    gap: bool = True
    restart: int | None = None
    digits_only: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """Lists with one `abstract` count on from each other, but for the levels in `starts`."""

    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Gives each numbered paragraph its label; to be asked in reading order, once for each."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        kinds = () if root is None else root.findall(f"{W}abstractNum")
        self._abstracts = {kind.get(f"{W}abstractNumId", ""): kind for kind in kinds}
        nums = () if root is None else root.findall(f"{W}num")
        self._nums = {num.get(f"{W}numId"): num for num in nums}
        self._lists: dict[int, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[int, int]] = set()

    def label(self, properties: Element | None, style: str | None) -> str:
        """With the gap after it; empty for a paragraph without a number. `properties`: w:pPr."""
        numbered = self._numbered(properties, style)
        one = self._list(numbered.list_id) if numbered else None
        if numbered is None or one is None:
            return ""
        level = _level_of(one, numbered)
        if level not in one.levels:
            return ""
        return self._printed(one, level, self._count(one, numbered.list_id, level))

    def _numbered(self, properties: Element | None, style: str | None) -> Numbered | None:
        own = None if properties is None else properties.find(f"{W}numPr")
        by_style = self._styles.numbered(style)
        if own is None:
            return by_style
        list_id, level = number(own, "numId"), number(own, "ilvl")
        if list_id is None and by_style is not None:
            list_id = by_style.list_id
        if list_id is None:
            return None
        return Numbered(list_id, level, (style or "") if level is None else "")

    def _list(self, list_id: int) -> _List | None:
        if list_id not in self._lists:
            self._lists[list_id] = self._made(self._nums.get(str(list_id)))
        return self._lists[list_id]

    def _made(self, num: Element | None) -> _List | None:
        abstract = self._abstract(num)
        if num is None or abstract is None:
            return None
        levels = dict(_levels(abstract))
        starts: dict[int, int] = {}
        for override in num.findall(f"{W}lvlOverride"):
            index, start = whole(override.get(f"{W}ilvl")), number(override, "startOverride")
            levels.update(_levels(override))
            if index is not None and start is not None:
                starts[index] = start
        return _List(abstract.get(f"{W}abstractNumId", ""), levels, starts)

    def _abstract(self, num: Element | None) -> Element | None:
        """The definition of the list; a list style stands between some lists and theirs."""
        abstract = self._abstracts.get(value(num, "abstractNumId") or "")
        by_style = self._styles.numbered(value(abstract, "numStyleLink") or "?")
        if by_style is None:
            return abstract
        behind = self._nums.get(str(by_style.list_id))
        return self._abstracts.get(value(behind, "abstractNumId") or "", abstract)

    def _count(self, one: _List, list_id: int, level: int) -> dict[int, int]:
        """A level above that has no item yet counts as begun."""
        counts = self._counts.setdefault(one.abstract, {})
        for above in range(level):
            if above in one.levels:
                counts.setdefault(above, one.starts.get(above, one.levels[above].start))
        if level in one.starts and (list_id, level) not in self._begun:
            counts[level] = one.starts[level]
        else:
            counts[level] = counts.get(level, one.levels[level].start - 1) + 1
        self._begun.add((list_id, level))
        for deeper in [index for index in counts if index > level]:
            restart = one.levels[deeper].restart if deeper in one.levels else None
            if level < (deeper if restart is None else restart):
                del counts[deeper]
        return counts

    def _printed(self, one: _List, level: int, counts: dict[int, int]) -> str:
        own = one.levels[level]

        def count(place: re.Match[str]) -> str:
            index = int(place[1]) - 1
            shown = one.levels.get(index, _Level())
            form = "decimal" if own.digits_only else shown.form
            return list_number(counts.get(index, shown.start), form)

        label = "" if own.form == "bullet" else _PLACE.sub(count, own.text).strip()
        return f"{label} " if label and own.gap else label


def _level_of(one: _List, numbered: Numbered) -> int:
    """A style's level is the one that names the style in the list's definition."""
    linked = (index for index, level in one.levels.items() if level.style == numbered.style)
    return next(linked if numbered.style else iter(()), numbered.level or 0)


def _levels(parent: Element) -> Iterator[tuple[int, _Level]]:
    for level in parent.findall(f"{W}lvl"):
        index = whole(level.get(f"{W}ilvl"))
        if index is None or not 0 <= index < _LEVELS:
            continue
        start = number(level, "start")
        yield (
            index,
            _Level(
                start=1 if start is None else start,
                form=_form(level),
                text=value(level, "lvlText") or "",
                gap=value(level, "suff") != "nothing",
                restart=number(level, "lvlRestart"),
                digits_only=bool(switch(level, "isLgl")),
                style=value(level, "pStyle"),
            ),
        )


def _form(level: Element) -> str:
    """A form of Word 2010 or later stands beside an older one, which programs before it take."""
    older = level.find(f"{ALTERNATE}/*[last()]")
    return value(level, "numFmt") or value(older, "numFmt") or "decimal"
