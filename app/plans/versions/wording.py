"""Two wordings beside each other, with what differs marked in whole phrases. Pure, as `rules`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.kit.text import fold

_TOKEN = re.compile(r"[0-9０-９.%％]+|[A-Za-z]+|\s+|.", re.DOTALL)
_SHORTEST_SAME = 3
"""Fewer signs that happen to be the same between two changes do not break up a phrase."""
_MOST_COMPARED = 4_000_000
"""Products of lengths up to which two texts are compared; beyond it all of it is shown as new."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """A stretch of both texts, by tokens."""

    same: bool
    old: str
    new: str


def beside(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The old text with what went, and the new with what came."""
    steps = _phrases(_steps(_TOKEN.findall(old), _TOKEN.findall(new)))
    return _side((one.old, not one.same) for one in steps), _side(
        (one.new, not one.same) for one in steps
    )


def _side(parts: Iterable[tuple[str, bool]]) -> list[Piece]:
    return [Piece(text, differs) for text, differs in parts if text]


def _steps(old: Sequence[str], new: Sequence[str]) -> list[_Step]:
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - loaded when a difference is shown

    if len(old) * len(new) > _MOST_COMPARED:
        return [_Step(same=False, old="".join(old), new="".join(new))]
    codes = Indel.opcodes([fold(one) for one in old], [fold(one) for one in new])
    return [
        _Step(
            same=code.tag == "equal",
            old="".join(old[code.src_start : code.src_end]),
            new="".join(new[code.dest_start : code.dest_end]),
        )
        for code in codes
    ]


def _phrases(steps: Sequence[_Step]) -> list[_Step]:
    """Steps of one kind put together, after the short stretches between changes joined them."""
    last = len(steps) - 1
    marked = [
        _Step(one.same and (n in (0, last) or len(one.new) >= _SHORTEST_SAME), one.old, one.new)
        for n, one in enumerate(steps)
    ]
    groups = (list(group) for _, group in groupby(marked, key=lambda one: one.same))
    return [
        _Step(group[0].same, "".join(one.old for one in group), "".join(one.new for one in group))
        for group in groups
    ]
