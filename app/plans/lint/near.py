"""Tasks that are nearly the same. Pure.

Which of many texts are worth comparing is told by a sketch (Broder, *On the resemblance and
containment of documents*, 1997): of the runs of characters that two texts share, as many fall on
the same smallest hashes as the texts are alike. The hashes of one permutation fill all bins
(Li, Owen and Zhang, *One Permutation Hashing*, 2012), an empty bin takes its neighbour's, and
bins are put together into bands: two texts that share a band are compared in full.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from math import sqrt
from zlib import crc32

from app.kit.similarity import grams, similarity_of
from app.plans.lint import wording
from app.plans.lint.rules import Hit
from app.plans.lint.sheet import Elsewhere, Line
from app.plans.lint.terms import Code
from app.reading.terms import TaskKind

BANDS, ROWS = 20, 4
FEWEST_RUNS = 16
"""Runs of a text that is compared: 加强宣传 alone is like every other."""
FEW_LINES = 250
"""Up to so many tasks every pair is looked at."""

Pair = tuple[int, int]
runs = lru_cache(maxsize=2_048)(grams)
"""The runs of a text; those of a plan that is looked at again and again are kept."""


def is_compared(kind: TaskKind, text: str) -> bool:
    """A measure is a part of a task that says the same; a text of a few words says too little."""
    return kind is not TaskKind.MEASURE and len(runs(text)) >= FEWEST_RUNS


@lru_cache(maxsize=16_384)
def bands(text: str) -> tuple[int, ...]:
    """Keys of a text, 63 bits each: two that are alike share one of them in all likelihood."""
    smallest: list[int | None] = [None] * (BANDS * ROWS)
    for gram in runs(text):
        value, place = divmod(crc32(gram.encode()), len(smallest))
        before = smallest[place]
        if before is None or value < before:
            smallest[place] = value
    filled = _filled(smallest)
    return tuple(_key(band, filled[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def _filled(smallest: Sequence[int | None]) -> list[int]:
    """Each empty bin with the value of the next one that has any, and how far that was."""
    size = len(smallest)
    found: list[int] = []
    for place in range(size):
        steps = next((n for n in range(size) if smallest[(place + n) % size] is not None), 0)
        found.append((smallest[(place + steps) % size] or 0) * size + steps)
    return found


def _key(band: int, values: Iterable[int]) -> int:
    written = f"{band}:{','.join(map(str, values))}".encode()
    return int.from_bytes(blake2b(written, digest_size=8).digest(), "big") >> 1


def hits(
    lines: Sequence[Line], elsewhere: Mapping[int, Sequence[Elsewhere]], at_least: float
) -> list[Hit]:
    """One for all that are alike to each other. `elsewhere` has, by task, those of other plans."""
    compared = [line for line in lines if not line.is_over and is_compared(line.kind, line.words)]
    pairs = list(_pairs(compared, at_least))
    alone = {line.id: line for line in compared}
    return [
        _hit([alone[id_] for id_ in group], pairs, elsewhere)
        for group in _groups(pairs, [id_ for id_ in alone if elsewhere.get(id_)])
    ]


def _hit(
    lines: Sequence[Line], pairs: Iterable[Pair], elsewhere: Mapping[int, Sequence[Elsewhere]]
) -> Hit:
    ids = {line.id for line in lines}
    here = {f"{one}~{other}" for one, other in pairs if one in ids}
    others = {one.task_id: one for id_ in ids for one in elsewhere.get(id_, ())}
    there = {
        "~".join(map(str, sorted((id_, one.task_id))))
        for id_ in ids
        for one in elsewhere.get(id_, ())
    }
    found = tuple(sorted(others.values(), key=lambda one: (-one.score, one.task_id)))
    message = wording.near(lines, found)
    return Hit(Code.NEAR_DUPLICATE, tuple(lines), frozenset(here | there), message, elsewhere=found)


def _pairs(lines: Sequence[Line], at_least: float) -> Iterator[Pair]:
    """Pairs of one kind: a project of a box that repeats its chapter's task is as it should be."""
    for kind in TaskKind:
        alike = [line for line in lines if line.kind is kind]
        for one, other in _candidates(alike):
            if other.parent_id == one.id or one.parent_id == other.id:
                continue
            left, right = runs(one.words), runs(other.words)
            if _may_be(len(left), len(right), at_least) and (
                similarity_of(left, right) >= at_least
            ):
                yield one.id, other.id


def _may_be(one: int, other: int, at_least: float) -> bool:
    """Whether texts of so many runs can be so alike at all."""
    return sqrt(min(one, other) / max(one, other)) >= at_least


def _candidates(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    if len(lines) <= FEW_LINES:
        yield from combinations(lines, 2)
        return
    seen: set[Pair] = set()
    sharing: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        for band in bands(line.words):
            for other in sharing[band]:
                if (other.id, line.id) not in seen:
                    seen.add((other.id, line.id))
                    yield other, line
            sharing[band].append(line)


def _groups(pairs: Iterable[Pair], alone: Iterable[int]) -> list[list[int]]:
    """Those that hang together, each in the order of the plan."""
    group: dict[int, list[int]] = {id_: [id_] for id_ in alone}
    for one, other in pairs:
        first, second = group.setdefault(one, [one]), group.setdefault(other, [other])
        if first is not second:
            first += second
            for id_ in second:
                group[id_] = first
    return [sorted(found) for found in {id(one): one for one in group.values()}.values()]
