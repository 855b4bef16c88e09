"""What a printed name means, without a database.

A name that is a unit's name or alias is certain. All else is a suggestion with its score and its
reason, for a person to confirm: 县审计局 and 县统计局 are also only one character apart.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.kit.text import bare, fold
from app.units.rules import is_valid_on, pinyin_of
from app.units.terms import Certainty, UnitKind

if TYPE_CHECKING:
    from app.units import likeness

AT_MOST = 3
_GOOD_ENOUGH = 0.85
_COLLECTIVE = re.compile(r"各|有关|相关|所有|全体")
_TONES = str.maketrans("", "", "0123456789")


@dataclass(frozen=True, slots=True)
class UnitRef:
    id: int
    name: str
    kind: UnitKind


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`score` lies between 0 and 1; `reason` says in Chinese how the names are alike."""

    unit_id: int
    name: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Succession:
    """Who stands in for a unit that a reform has ended, and since when."""

    unit: UnitRef
    since: date


@dataclass(frozen=True, slots=True)
class Resolution:
    """`unit` is set when the name is certain; otherwise the nearest three at most, best first.

    The name of a unit that a reform has ended stays certain, for old documents print it;
    `succeeded_by` then says who stands in for it.
    """

    certainty: Certainty
    unit: UnitRef | None = None
    suggestions: tuple[Suggestion, ...] = ()
    succeeded_by: Succession | None = None


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name in the registry: a unit's own, with its pinyin, or an alias, without."""

    unit: UnitRef
    rank: int
    text: str
    pinyin: str | None = None
    initials: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def is_alias(self) -> bool:
        return self.pinyin is None


class Directory:
    """The names of one region on one day; `places` are the regions' names from the top down."""

    def __init__(
        self,
        names: Iterable[KnownName],
        places: Iterable[str],
        day: date,
        succeeded: Mapping[int, Succession] = MappingProxyType({}),
    ) -> None:
        """`succeeded`: by unit that a reform has ended, who stands in for it on that day."""
        self._day, self._succeeded = day, succeeded
        self._places = [fold(place) for place in places]
        self._certain: dict[str, KnownName] = {}
        self._unsure: list[tuple[str, KnownName]] = []
        self._seen: dict[str, Resolution] = {}
        # A unit's own name comes before any alias, should the two ever be the same.
        self._names = sorted(names, key=lambda known: known.is_alias)
        for known in self._names:
            key = fold(known.text)
            there = is_valid_on(known.valid_from, known.valid_until, day)
            if there or known.unit.id in succeeded:
                self._certain.setdefault(key, known)
            else:
                self._unsure.append((key, known))

    def resolve(self, printed: str) -> Resolution:
        key = fold(printed)
        known = self._certain.get(key)
        if known is not None:
            sure = Certainty.ALIAS if known.is_alias else Certainty.EXACT
            return Resolution(sure, known.unit, succeeded_by=self._succeeded.get(known.unit.id))
        if key not in self._seen:
            self._seen[key] = self._suggested(key)
        return self._seen[key]

    def _suggested(self, key: str) -> Resolution:
        if not key:
            return Resolution(Certainty.UNKNOWN)
        best: dict[int, tuple[float, int, KnownName, str]] = {}
        for known, score, reason in self._likely(key):
            before = best.get(known.unit.id)
            if before is None or before[0] < score:
                best[known.unit.id] = (score, known.rank, known, reason)
        nearest = sorted(best.values(), key=lambda one: (-one[0], one[1], one[2].unit.id))[:AT_MOST]
        suggestions = tuple(
            Suggestion(known.unit.id, known.unit.name, round(score, 2), _told(known, reason))
            for score, _, known, reason in nearest
        )
        return Resolution(
            Certainty.SUGGESTION if suggestions else Certainty.UNKNOWN, suggestions=suggestions
        )

    def _likely(self, key: str) -> Iterator[tuple[KnownName, float, str]]:
        yield from self._out_of_time(key)
        if key.isascii():
            yield from self._by_initials(key)
            return
        for known in self._bare.get(bare(key), ()):
            yield known, 0.97, "只差标点"
        good = False
        for known, score, reason in self._by_shape(key):
            good = good or score >= _GOOD_ENOUGH
            yield known, score, reason
        # pypinyin takes a quarter of a second to load: only for what nothing else explains.
        if not good and self._valid:
            yield from self._by_sound(key)

    def _out_of_time(self, key: str) -> Iterator[tuple[KnownName, float, str]]:
        for name, known in self._unsure:
            if name == key and known.valid_until is not None and known.valid_until < self._day:
                yield known, 0.95, f"已于{known.valid_until.isoformat()}停用"
            elif name == key and known.valid_from is not None:
                yield known, 0.95, f"自{known.valid_from.isoformat()}起启用"

    def _by_initials(self, key: str) -> Iterator[tuple[KnownName, float, str]]:
        for known in self._names:
            if known.initials == key:
                yield known, 0.8, "拼音首字母相同"

    def _by_sound(self, key: str) -> Iterator[tuple[KnownName, float, str]]:
        sound = pinyin_of(key)[0]
        for known in self._sounds.get(sound.translate(_TONES), ()):
            if known.pinyin == sound:
                yield known, 0.9, "读音相同，用字不同"
            else:
                yield known, 0.7, "读音相近，声调不同"

    def _by_shape(self, key: str) -> Iterator[tuple[KnownName, float, str]]:
        from app.units import likeness  # noqa: PLC0415 - rapidfuzz is loaded when it is needed

        collective = _COLLECTIVE.search(key) is not None
        printed = likeness.parts(key, self._places)
        for index, (score, reason) in likeness.near(printed, self._parts):
            known = self._valid[index]
            if collective is (known.unit.kind is UnitKind.GROUP):
                yield known, score, reason

    @cached_property
    def _valid(self) -> list[KnownName]:
        return list(self._certain.values())

    @cached_property
    def _parts(self) -> "list[likeness.Parts]":
        from app.units import likeness  # noqa: PLC0415 - as above

        return [likeness.parts(key, self._places) for key in self._certain]

    @cached_property
    def _bare(self) -> dict[str, list[KnownName]]:
        bares: dict[str, list[KnownName]] = defaultdict(list)
        for key, known in self._certain.items():
            bares[bare(key)].append(known)
        return bares

    @cached_property
    def _sounds(self) -> dict[str, list[KnownName]]:
        sounds: dict[str, list[KnownName]] = defaultdict(list)
        for known in self._certain.values():
            if known.pinyin:
                sounds[known.pinyin.translate(_TONES)].append(known)
        return sounds


def _told(known: KnownName, reason: str) -> str:
    return f"别名“{known.text}”：{reason}" if known.is_alias else reason
