"""Which task of a new draft is which of the old. Pure, as `rules`.

First what is the same to the letter, then what is alike, then what was split or put together. The
likeness is that of `kit.text`; candidates come from an index of pairs of characters, so that a
draft of 500 tasks is compared in a fraction of a second.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest

from app.kit.text import bare
from app.plans.versions.content import headings

_ALIKE = 0.6
"""Of the same text after a small rewording; other tasks of one plan seldom reach 0.5."""
_ALIKE_IN_PLACE = 0.4
"""Enough for one that stands under the same heading with the same number."""
_REWRITTEN = 0.2
"""Enough for one that is left alone there between the same neighbours."""
_CONTAINED = 0.75
_LEFT_OUT = 0.5
_COVERED = 0.6
_LEAST_PAIRS = 6
"""A shorter text stands in many others by chance."""
_RARE = 50
"""A pair of characters that stands in more texts than these tells nothing."""
_CANDIDATES = 8


@dataclass(frozen=True)
class Wording:
    """By what a task is known again."""

    text: str
    number: str | None = None
    section: tuple[str, ...] = ()
    kind: str = ""
    units: frozenset[str] = frozenset()

    @cached_property
    def bare(self) -> str:
        return bare(self.text)

    @cached_property
    def pairs(self) -> frozenset[str]:
        return frozenset(map("".join, zip(self.bare, self.bare[1:], strict=False)))

    @cached_property
    def under(self) -> tuple[str, ...]:
        return headings(self.section)


@dataclass(frozen=True)
class Division:
    """One text that became several, or several that became one; indexes into the two drafts."""

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Matching:
    """`pairs` are (old, new) in the order of the new draft."""

    pairs: tuple[tuple[int, int], ...]
    splits: tuple[Division, ...]
    merges: tuple[Division, ...]


def match(old: Sequence[Wording], new: Sequence[Wording]) -> Matching:
    """One to one; whatever has no partner was removed or added."""
    found = _Found(old, new)
    for key in _SAME:
        _pair_same(found, key)
    _pair_alike(found)
    splits = _divide(_Split(found))
    merges = _divide(_Merge(found))
    _pair_between_neighbours(found)
    pairs = sorted(found.pairs.items(), key=lambda pair: pair[1])
    return Matching(tuple(pairs), splits, merges)


@dataclass
class _Found:
    """`pairs` goes from old to new, `back` from new to old."""

    old: Sequence[Wording]
    new: Sequence[Wording]
    pairs: dict[int, int] = field(default_factory=dict)
    back: dict[int, int] = field(default_factory=dict)

    def pair(self, one: int, other: int) -> None:
        self.pairs[one] = other
        self.back[other] = one

    def open_old(self) -> list[int]:
        return [n for n in range(len(self.old)) if n not in self.pairs]

    def open_new(self) -> list[int]:
        return [n for n in range(len(self.new)) if n not in self.back]


# ---- the same to the letter ------------------------------------------------------------------

Key = Callable[[Wording], Hashable]


def _text_and(*others: Key) -> Key:
    return lambda one: one.bare and (one.bare, *(other(one) for other in others))


# From all that is the same to the text alone, so that of two equal texts each finds its own.
_SAME: tuple[Key, ...] = (
    lambda one: (one.bare, one.number, one.section, one.kind, one.units),
    _text_and(lambda one: one.number, lambda one: one.under),
    _text_and(lambda one: one.units, lambda one: one.under),
    _text_and(lambda one: one.units),
    _text_and(lambda one: one.under),
    _text_and(),
)


def _pair_same(found: _Found, key: Key) -> None:
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for n in reversed(found.open_old()):
        waiting[key(found.old[n])].append(n)
    for n in found.open_new():
        wanted = key(found.new[n])
        if wanted and waiting[wanted]:
            found.pair(waiting[wanted].pop(), n)


# ---- alike -----------------------------------------------------------------------------------


class _Index:
    """Finds the texts that share rare pairs of characters with another."""

    def __init__(self, texts: Sequence[Wording], which: Sequence[int]) -> None:
        self._places: dict[str, list[int]] = defaultdict(list)
        for n in which:
            for pair in texts[n].pairs:
                self._places[pair].append(n)

    def like(self, text: Wording) -> list[int]:
        shared: Counter[int] = Counter()
        for pair in text.pairs:
            places = self._places.get(pair, ())
            if len(places) <= _RARE:
                shared.update(places)
        return nsmallest(_CANDIDATES, shared, key=lambda n: (-shared[n], n))


def _pair_alike(found: _Found) -> None:
    ranked = sorted(_likenesses(found), key=lambda one: (-one[0], one[2], one[1]))
    for _, one, other in ranked:
        if one not in found.pairs and other not in found.back:
            found.pair(one, other)


def _likenesses(found: _Found) -> Iterator[tuple[float, int, int]]:
    open_old = found.open_old()
    index = _Index(found.old, open_old)
    in_place: dict[Hashable, list[int]] = defaultdict(list)
    for n in open_old:
        in_place[found.old[n].number, found.old[n].under].append(n)
    for other in found.open_new():
        new = found.new[other]
        there = in_place[new.number, new.under][:_CANDIDATES] if new.number else []
        for one in {*index.like(new), *there}:
            score = _score(found.old[one], new)
            if score is not None:
                yield score - abs(one - other) / 10_000, one, other


def _score(old: Wording, new: Wording) -> float | None:
    """How like two texts are, with something for the place that they share; None: not alike."""
    alike = _alike(old, new)
    same_number = new.number is not None and old.number == new.number
    same_heading = old.under == new.under
    least = _ALIKE_IN_PLACE if same_number and same_heading else _ALIKE
    if alike < least:
        return None
    return alike + 0.1 * same_number + 0.05 * same_heading + 0.05 * (old.kind == new.kind)


def _alike(one: Wording, other: Wording) -> float:
    total = len(one.pairs) + len(other.pairs)
    return 2 * len(one.pairs & other.pairs) / total if total else 0.0


# ---- split and put together ------------------------------------------------------------------


@dataclass(frozen=True)
class _Split:
    """The old texts are the wholes, the new ones their parts."""

    found: _Found

    @property
    def wholes(self) -> Sequence[Wording]:
        return self.found.old

    @property
    def parts(self) -> Sequence[Wording]:
        return self.found.new

    def open_parts(self) -> list[int]:
        return self.found.open_new()

    def partner(self, whole: int) -> int | None:
        return self.found.pairs.get(whole)

    def pair(self, whole: int, part: int) -> None:
        self.found.pair(whole, part)


@dataclass(frozen=True)
class _Merge:
    """The new texts are the wholes, the old ones their parts."""

    found: _Found

    @property
    def wholes(self) -> Sequence[Wording]:
        return self.found.new

    @property
    def parts(self) -> Sequence[Wording]:
        return self.found.old

    def open_parts(self) -> list[int]:
        return self.found.open_old()

    def partner(self, whole: int) -> int | None:
        return self.found.back.get(whole)

    def pair(self, whole: int, part: int) -> None:
        self.found.pair(part, whole)


def _divide(view: _Split | _Merge) -> tuple[Division, ...]:
    """Give a whole that has no partner its largest part; say which wholes have several parts."""
    divisions = []
    for whole, loose in sorted(_loose_parts(view).items()):
        partner = view.partner(whole)
        if partner is None:
            partner = max(loose, key=lambda n: len(view.parts[n].pairs))
            view.pair(whole, partner)
        parts = sorted({partner, *loose})
        together = frozenset().union(*(view.parts[n].pairs for n in parts))
        if len(parts) > 1 and _share(view.wholes[whole], together) >= _COVERED:
            divisions.append(Division(whole, tuple(parts)))
    return tuple(divisions)


def _loose_parts(view: _Split | _Merge) -> dict[int, list[int]]:
    """Texts without a partner, by the text on the other side that holds their words."""
    loose: dict[int, list[int]] = defaultdict(list)
    open_parts = view.open_parts()
    if not open_parts:
        return loose
    index = _Index(view.wholes, range(len(view.wholes)))
    for part in open_parts:
        whole = _holder(view, index, part)
        if whole is not None:
            loose[whole].append(part)
    return loose


def _holder(view: _Split | _Merge, index: _Index, part: int) -> int | None:
    text = view.parts[part]
    if len(text.pairs) < _LEAST_PAIRS:
        return None
    ranked = [(_share(text, view.wholes[n].pairs), -n) for n in index.like(text)]
    share, whole = max(ranked, default=(0.0, 0))
    if share < _CONTAINED or len(view.wholes[-whole].pairs) <= len(text.pairs):
        return None
    partner = view.partner(-whole)
    if partner is None:
        return -whole
    still_there = _share(text, view.parts[partner].pairs) >= _LEFT_OUT
    return None if still_there else -whole


def _share(text: Wording, of: frozenset[str]) -> float:
    return len(text.pairs & of) / len(text.pairs) if text.pairs else 0.0


# ---- between neighbours ----------------------------------------------------------------------


def _pair_between_neighbours(found: _Found) -> None:
    """One left alone on both sides, between the same neighbours and with the same number, was
    rewritten.
    """
    for other in found.open_new():
        before = found.back.get(other - 1, -1) if other else -1
        one = before + 1
        after = found.back.get(other + 1, len(found.old) if other + 1 == len(found.new) else -1)
        alone = one < len(found.old) and one not in found.pairs and after == one + 1
        if alone and (other == 0 or before >= 0) and _in_place(found.old[one], found.new[other]):
            found.pair(one, other)


def _in_place(old: Wording, new: Wording) -> bool:
    same_place = new.number is not None and old.number == new.number and old.under == new.under
    return same_place and _alike(old, new) >= _REWRITTEN
