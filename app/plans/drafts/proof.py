"""Places that prove the cells of a task, when the task is cut or joined. Pure, as `rules`.

A task's text is what was read without page numbers and line breaks, and a person may have put it
right since: so a place in it is found in the document by laying the two beside each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from app.kit.text import squeeze
from app.reading.terms import EvidenceRole

_SAME_WORDS = 0.5
"""Below this share of common characters a text says nothing about where it was read."""


@dataclass(frozen=True, slots=True)
class Place:
    """As a row of `Evidence`: offsets count code points of the text of a document."""

    document_id: int
    role: EvidenceRole
    start: int
    end: int
    page: int | None
    quote: str

    @property
    def order(self) -> tuple[int, int]:
        return self.document_id, self.start

    def part(self, start: int, end: int) -> "Place":
        """From `start` to `end` of the quote."""
        quote = self.quote[start:end]
        return replace(self, start=self.start + start, end=self.start + end, quote=quote)


def of_role(places: Sequence[Place], role: EvidenceRole) -> list[Place]:
    return sorted((one for one in places if one.role is role), key=lambda one: one.order)


# ---- cutting ---------------------------------------------------------------------------------


def divided(places: Sequence[Place], text: str, cuts: Sequence[int]) -> list[list[Place]]:
    """The places of each part of a text that is cut; all of them for each where none is certain."""
    quotes = "".join(place.quote for place in places)
    found = _found(text, quotes, cuts)
    if found is None:
        return [list(places) for _ in range(len(cuts) + 1)]
    bounds = [0, *found, len(quotes)]
    return [_within(places, start, end) for start, end in pairwise(bounds)]


def _found(text: str, quotes: str, cuts: Sequence[int]) -> list[int] | None:
    """Where each cut of the text lies in what was read."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - loaded when a task is cut

    one, other = squeeze(text), squeeze(quotes)
    if Levenshtein.normalized_similarity(one, other) < _SAME_WORDS:
        return None
    steps = [
        (step.src_start, step.src_end, step.dest_start, step.dest_end)
        for step in Levenshtein.opcodes(one, other)
    ]
    filled = [index for index, char in enumerate(quotes) if not char.isspace()]
    found = [_beside(steps, len(squeeze(text[:cut]))) for cut in cuts]
    return [filled[index] if index < len(filled) else len(quotes) for index in found]


def _beside(steps: Sequence[tuple[int, int, int, int]], index: int) -> int:
    """What lies beside a character of the one text in the other; what was put in lies before."""
    for start, end, other_start, other_end in steps:
        if start <= index < end:
            return min(other_start + index - start, other_end)
    return steps[-1][3]


def _within(places: Sequence[Place], start: int, end: int) -> list[Place]:
    """The places cut to what lies between two indexes of their quotes put together."""
    ends = list(accumulate(len(place.quote) for place in places))
    found = [
        place.part(max(0, start - offset), min(len(place.quote), end - offset))
        for place, offset in zip(places, [0, *ends], strict=False)
        if start < offset + len(place.quote) and offset < end
    ]
    return [place for place in found if place.quote.strip()]


# ---- whose responsibility a place tells ------------------------------------------------------


def covered(parts: Sequence[Sequence[Place]], said: Sequence[Place]) -> list[set[int]]:
    """For each place that tells a responsibility, the indexes of the parts that it speaks of.

    What is said between two parts belongs to the parts before it, back to what was said last;
    what is said once, before or behind them all, is said of all.
    """
    every = set(range(len(parts)))
    if not all(parts):
        return [every for _ in said]
    starts = [part[0].order for part in parts]
    passed = [sum(start < one.order for start in starts) for one in said]
    bounds = sorted({0, len(parts), *passed})
    if len(bounds) == 2:  # noqa: PLR2004 - nothing is said between the parts
        return [every for _ in said]
    before = dict(zip(bounds[1:], bounds, strict=False))
    return [set(range(before[end], end)) if end else every for end in passed]


def telling(names: Sequence[str], places: Sequence[Place]) -> list[set[int]]:
    """For each printed name the indexes of the places that print it.

    Longer names are looked for first, so that 县残联 is not found in 县残联成员单位.
    """
    found: dict[str, set[int]] = {}
    rest = [squeeze(place.quote) for place in places]
    for name in sorted({squeeze(name) for name in names}, key=len, reverse=True):
        found[name] = {index for index, quote in enumerate(rest) if name and name in quote}
        rest = [quote.replace(name, "\n") if name else quote for quote in rest]
    return [found[squeeze(name)] for name in names]


# ---- joining ---------------------------------------------------------------------------------


def fused(places: Sequence[Place]) -> list[Place]:
    """Each place once, in the order of the roles and of the documents; what adjoins is one."""
    roles = list(EvidenceRole)
    ordered = sorted(set(places), key=lambda one: (roles.index(one.role), *one.order, one.end))
    found: list[Place] = []
    for place in ordered:
        before = found[-1] if found else None
        if before is not None and _goes_on(before, place):
            found[-1] = replace(before, end=place.end, quote=before.quote + place.quote)
        else:
            found.append(place)
    return found


def _goes_on(one: Place, other: Place) -> bool:
    same = (one.document_id, one.role, one.page) == (other.document_id, other.role, other.page)
    return same and one.role is EvidenceRole.TASK and one.end == other.start
