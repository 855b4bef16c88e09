"""Which tasks of one plan have a counterpart in another, without a database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.kit.similarity import Index, grams
from app.kit.text import bare
from app.reading.terms import TaskKind

COUNTERPART = 0.12
"""Likeness from which two tasks are taken for one another. Between the seed plans nearly all that a
reader calls the same stand above it.
"""
DOUBTFUL = 0.2
"""Likeness below which a pair is marked to be looked at: one in four there is none."""
SAME_HEADING = 0.5
"""Likeness of the headings alone from which they are, however else each goes on."""
_FLOOR = 0.06
"""Likeness below which nothing is worth a look."""
_LOOKED_AT = 3


class Item(NamedTuple):
    """A task or a project of a box; `section` is the heading that it stands under."""

    id: int
    number: str | None
    kind: TaskKind
    title: str
    text: str
    section: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    one: Item
    other: Item
    score: float


@dataclass(frozen=True, slots=True)
class Lacking:
    """A task without a counterpart; `nearest` is what comes nearest, where anything does."""

    item: Item
    nearest: Item | None
    score: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """`pairs` in the order of the first plan: each task with its nearest counterpart, from
    whichever side it is the nearest.
    """

    pairs: tuple[Pair, ...]
    only_one: tuple[Lacking, ...]
    only_other: tuple[Lacking, ...]


def compare(one: Sequence[Item], other: Sequence[Item]) -> Coverage:
    """The same two plans the other way round give the same pairs and the same lacking tasks."""
    scale = _Scale((*one, *other))
    there, back = _nearest(scale, one, other), _nearest(scale, other, one)
    pairs = {(pair.one.id, pair.other.id): pair for pair in there.values() if _is_pair(pair)}
    for pair in back.values():
        if _is_pair(pair):
            turned = Pair(pair.other, pair.one, pair.score)
            pairs.setdefault((turned.one.id, turned.other.id), turned)
    places = {item.id: place for place, item in enumerate((*one, *other))}
    return Coverage(
        pairs=tuple(
            sorted(pairs.values(), key=lambda it: (places[it.one.id], places[it.other.id]))
        ),
        only_one=tuple(_lacking(one, there)),
        only_other=tuple(_lacking(other, back)),
    )


def _text(item: Item) -> str:
    return f"{item.title}\n{item.text}"


class _Scale:
    """How alike two of the items are, weighed by all of them; the runs of each are made once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._texts = Index((item.id, _text(item)) for item in items)
        self._headings = Index((item.id, item.title) for item in items)
        self._runs = {item.id: (grams(_text(item)), grams(item.title)) for item in items}

    def score(self, one: Item, other: Item) -> float:
        """Of the whole texts, or of the headings where these are much alike. Equal headings of
        two plans are the same matter even where nothing else is shared.
        """
        (text, heading), (text_there, heading_there) = self._runs[one.id], self._runs[other.id]
        whole = self._texts.similarity_of(text, text_there)
        if bare(one.title) == bare(other.title):
            return max(whole, SAME_HEADING)
        alike = self._headings.similarity_of(heading, heading_there)
        return max(whole, COUNTERPART) if alike >= SAME_HEADING else whole


def _nearest(scale: _Scale, one: Sequence[Item], other: Sequence[Item]) -> dict[int, Pair]:
    """By id of each task that has any, the pair with its nearest; weighed alike both ways."""
    by_text = Index((item, _text(item)) for item in other)
    by_heading = Index((item, item.title) for item in other)
    found: dict[int, Pair] = {}
    for item in one:
        near = [
            *by_text.nearest(_text(item), _LOOKED_AT, _FLOOR),
            *by_heading.nearest(item.title, _LOOKED_AT, SAME_HEADING),
        ]
        scored = [Pair(item, it.key, scale.score(item, it.key)) for it in near]
        if scored:
            found[item.id] = max(scored, key=lambda pair: (pair.score, -pair.other.id))
    return found


def is_doubtful(score: float) -> bool:
    return score < DOUBTFUL


def _is_pair(pair: Pair) -> bool:
    return pair.score >= COUNTERPART


def _lacking(items: Iterable[Item], nearest: Mapping[int, Pair]) -> Iterable[Lacking]:
    for item in items:
        pair = nearest.get(item.id)
        if pair is None:
            yield Lacking(item, None, 0.0)
        elif not _is_pair(pair):
            yield Lacking(item, pair.other, pair.score)
