"""Indicators of two plans: which may be compared, and which stand apart, without a database.

Two are compared where they measure the same in the same way: a rate with a rate, 户 with 户, for
the same year, under names that say the same or of which one only narrows whom it counts
(残疾人家庭无障碍改造数, 困难重度残疾人家庭无障碍改造数). A rate is never held against a number
or a growth, nor 参保率 against 覆盖率, nor what is 新增 against what is 累计.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.kit.text import bare, fold, is_contained_in_order
from app.network.coverage.rules import Item
from app.network.coverage.terms import Agreement, Apart, MeasureClass
from app.reading.terms import Attribute

# What is counted stands at the end of a Chinese name, and what narrows it before: two names of
# one matter end alike.
_HEAD = 4
_RATE = re.compile(r"(?:覆盖率|参保率|入学率|适配率|比例|比率|占比|率)$")
_COUNT = re.compile(r"(?:人次数?|人数|户数|个数|数量|总数|数)$")
_GROWTH = re.compile(r"(?:增长率|增长|增速|增幅)$")
_LONGEST = 1_000
"""Characters of a sentence that are looked at."""
_SHARE = frozenset({"比例", "比率", "占比"})
_COUNTED_HOW = ("新增", "累计", "年均", "人均")
_IN_BRACKETS = re.compile(r"\([^()]*\)$")
_NUMBER = re.compile(r"\d[\d,.]*")
_SENTENCE = re.compile(r"[^。；;！？\n]+")
_RATES = frozenset({"%", "‰", "百分比", "百分点"})


class Measured(NamedTuple):
    """An indicator as printed."""

    id: int
    number: str | None
    name: str
    measure: str | None
    target: str | None
    target_year: int | None
    attribute: Attribute | None

    @property
    def class_(self) -> MeasureClass:
        """By the printed measure, else by what the name says, else by what the target is."""
        measure, name = fold(self.measure or ""), _bare_name(self.name)
        if measure and measure not in _RATES:
            return MeasureClass.COUNT
        if _GROWTH.search(name):
            return MeasureClass.GROWTH
        if measure or _RATE.search(name):
            return MeasureClass.RATE
        return MeasureClass.COUNT if _NUMBER.search(self.target or "") else MeasureClass.WORDS

    @property
    def unit(self) -> str:
        if self.class_ in {MeasureClass.RATE, MeasureClass.GROWTH}:
            return "%"
        return fold(self.measure or "")

    @property
    def matter(self) -> str:
        """What is measured: the name without the word for how."""
        name = _bare_name(self.name)
        for ending in (_GROWTH, _RATE, _COUNT):
            name = ending.sub("", name) or name
        return name

    @property
    def definition(self) -> frozenset[str]:
        """What of the name says how it is counted: which rate, and whether 新增 or 累计."""
        name = _bare_name(self.name)
        found = _RATE.search(name) if self.class_ is MeasureClass.RATE else None
        rate = {"占比" if found[0] in _SHARE else found[0]} if found else set()
        return frozenset(rate | {word for word in _COUNTED_HOW if word in name})


@dataclass(frozen=True, slots=True)
class Compared:
    one: Measured
    other: Measured
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class StandsApart:
    """Two of one matter that are measured in different ways."""

    one: Measured
    other: Measured
    reason: Apart


@dataclass(frozen=True, slots=True)
class Mention:
    """A number in the same unit of measure that stands in a task or a project of the other plan
    and is no indicator there (不少于1000户 in a box): shown, never compared.
    """

    indicator: Measured
    item: Item
    sentence: str


@dataclass(frozen=True, slots=True)
class Indicators:
    """`only_one`, `only_other`: those whose matter the other plan has no indicator of.

    `mentions_in_other`: for indicators of the first plan, from tasks of the second; and back.
    """

    compared: tuple[Compared, ...]
    apart: tuple[StandsApart, ...]
    only_one: tuple[Measured, ...]
    only_other: tuple[Measured, ...]
    mentions_in_other: tuple[Mention, ...]
    mentions_in_one: tuple[Mention, ...]


def compare(
    one: Sequence[Measured],
    other: Sequence[Measured],
    items_one: Iterable[Item] = (),
    items_other: Iterable[Item] = (),
) -> Indicators:
    """In the order of the first plan. Each indicator is compared with one at most: of several
    that agree, with the one whose name is nearest in length.
    """
    compared: list[Compared] = []
    apart: list[StandsApart] = []
    taken: set[int] = set()
    for mine in one:
        alike = [
            (theirs, agrees)
            for theirs in other
            if theirs.id not in taken and (agrees := agreement(mine, theirs))
        ]
        comparable = [it for it in alike if why_apart(mine, it[0]) is None]
        if comparable:
            theirs, agrees = min(comparable, key=lambda it: _distance(mine, it[0]))
            compared.append(Compared(mine, theirs, agrees))
            taken.add(theirs.id)
    done = {it.one.id for it in compared} | {it.other.id for it in compared}
    for mine in one:
        for theirs in other:
            reason = why_apart(mine, theirs)
            if {mine.id, theirs.id} & done or not agreement(mine, theirs) or not reason:
                continue
            apart.append(StandsApart(mine, theirs, reason))
    seen = done | {it.one.id for it in apart} | {it.other.id for it in apart}
    open_one, open_other = ([it for it in side if it.id not in done] for side in (one, other))
    return Indicators(
        compared=tuple(compared),
        apart=tuple(apart),
        only_one=tuple(it for it in one if it.id not in seen),
        only_other=tuple(it for it in other if it.id not in seen),
        mentions_in_other=tuple(_mentions(open_one, items_other)),
        mentions_in_one=tuple(_mentions(open_other, items_one)),
    )


def agreement(one: Measured, other: Measured) -> Agreement | None:
    """Whether two names are of one matter."""
    mine, theirs = one.matter, other.matter
    if mine == theirs:
        return Agreement.SAME
    short, long = sorted((mine, theirs), key=len)
    same_end = len(short) >= _HEAD and short[-_HEAD:] == long[-_HEAD:]
    return Agreement.WORDING if same_end and is_contained_in_order(short, long) else None


def why_apart(one: Measured, other: Measured) -> Apart | None:
    """None where the two may be compared."""
    if one.class_ is not other.class_:
        return Apart.MEASURE_CLASS
    if one.unit != other.unit:
        return Apart.UNIT_OF_MEASURE
    if one.definition != other.definition:
        return Apart.DEFINITION
    if one.target_year and other.target_year and one.target_year != other.target_year:
        return Apart.TARGET_YEAR
    return None


def _bare_name(name: str) -> str:
    return bare(_IN_BRACKETS.sub("", fold(name)))


def _distance(one: Measured, other: Measured) -> tuple[int, int]:
    return abs(len(one.matter) - len(other.matter)), other.id


def _mentions(indicators: Iterable[Measured], items: Iterable[Item]) -> Iterable[Mention]:
    counted = [it for it in indicators if it.class_ is MeasureClass.COUNT and it.unit]
    for item in items if counted else ():
        for found in _SENTENCE.finditer(item.text):
            sentence = found[0].strip()[:_LONGEST]
            folded = fold(sentence)
            for one in counted:
                if _tells_of(one, folded):
                    yield Mention(one, item, sentence)


def _tells_of(one: Measured, folded: str) -> bool:
    """A number in this unit, and the words of what is counted, in their order."""
    # The digits begin where no digit is before: else each of a long row of them is a beginning.
    number = re.search(rf"(?<![\d,.])\d[\d,.]*[十百千万亿余多]*{re.escape(one.unit)}", folded)
    return number is not None and is_contained_in_order(one.matter, folded)
