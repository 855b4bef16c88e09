"""How alike texts are, by the runs of neighbouring characters that they share.

Chinese is written without spaces, and a dictionary would have to know each office's words. Runs
of two and three characters need none, and retrieve Chinese about as well as words do (Kwok,
*Comparing Representations in Chinese Information Retrieval*, SIGIR 1997). A text is the set of
its runs; the measure is the cosine of two such sets, which Ochiai gave for sets in 1957, and in
an `Index` each run weighs the more the fewer texts have it (inverse document frequency, Spärck
Jones 1972): 残疾人 stands in every task of a disability plan and tells nothing.
"""

from array import array
from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop
from math import fsum, log, sqrt
from typing import Generic, NamedTuple, TypeVar

from app.kit.text import bare

Key = TypeVar("Key")

LENGTHS = (2, 3)
"""Characters of a run."""
MOST_CHARS = 4_000
"""Of a text that are looked at: no task is longer, and a whole file pasted as one stays cheap."""
MOST_POSTINGS = 50_000
"""Entries that one question looks at, so that common runs among many texts bound its time."""
MOST_EXAMINED = 50
"""For each wanted neighbour, texts whose likeness is worked out to the end."""
_ROUNDING = 1e-9


def grams(text: str) -> frozenset[str]:
    """The runs of the bare text; of one that is too short for any, the text itself."""
    letters = bare(text)[:MOST_CHARS]
    if 0 < len(letters) < min(LENGTHS):
        return frozenset((letters,))
    return frozenset(
        letters[start : start + length]
        for length in LENGTHS
        for start in range(len(letters) - length + 1)
    )


def similarity(one: str, other: str) -> float:
    """0 where no run is shared, 1 where all are; symmetric. Each run counts the same.

    Texts without letters or digits are alike to each other and to nothing else.
    """
    return similarity_of(grams(one), grams(other))


def similarity_of(left: frozenset[str], right: frozenset[str]) -> float:
    """Of two texts whose runs are known, as `similarity`."""
    if not left or not right:
        return float(left == right)
    return len(left & right) / sqrt(len(left) * len(right))


class Near(NamedTuple, Generic[Key]):
    """A text by its key, and its likeness: above 0, at most 1."""

    key: Key
    score: float


class Index(Generic[Key]):
    """Texts that can be asked which of them are nearest to another one.

    It is built once and does not change. 100,000 titles of tasks take about 6 s and 150 MB, a
    question 20 ms, and less than 1 ms where `at_least` is 0.8. The same texts in the same order
    give the same answers on every machine: sums are exact (`fsum`), and of equals the one that
    came first is first.
    """

    def __init__(self, texts: Iterable[tuple[Key, str]]) -> None:
        self._keys: list[Key] = []
        self._numbers: dict[str, int] = {}
        self._runs: list[array[int]] = []
        self._texts_with: list[array[int]] = []
        for key, text in texts:
            self._add(key, text)
        count = len(self._keys)
        self._squares = [_square(len(found), count) for found in self._texts_with]
        self._unseen = _square(0, count)
        self._norms = [fsum(map(self._squares.__getitem__, runs)) for runs in self._runs]

    def __len__(self) -> int:
        return len(self._keys)

    def similarity(self, one: str, other: str) -> float:
        """As `similarity`, with the weights of this index; the texts need not stand in it."""
        return self.similarity_of(grams(one), grams(other))

    def similarity_of(self, left: frozenset[str], right: frozenset[str]) -> float:
        """Of two texts whose runs are known, as `similarity`."""
        if not left or not right:
            return float(left == right)
        shared = fsum(map(self._square_of, left & right))
        return _cosine(shared, fsum(map(self._square_of, left)), fsum(map(self._square_of, right)))

    def nearest(
        self,
        text: str,
        k: int = 10,
        at_least: float = 0.0,
        *,
        among: Callable[[Key], bool] | None = None,
    ) -> list[Near[Key]]:
        """At most `k` texts that share a run with this one, the most alike first; of those
        `among` which it is asked, where only some are.

        None is missed that is at least as alike as `at_least`, unless the bounds of work are met
        (`MOST_POSTINGS`, `MOST_EXAMINED`): then those are preferred that share its rarest runs.
        A text without letters is near to nothing.
        """
        asked = grams(text)
        norm = fsum(map(self._square_of, asked))
        known = {self._numbers[gram] for gram in asked if gram in self._numbers}
        found: list[tuple[float, int]] = []
        bounded = self._bounded(known, norm, at_least) if k > 0 else []
        if among is not None:
            bounded = [one for one in bounded if among(self._keys[one[1]])]
        for bound, number in _descending(bounded, MOST_EXAMINED * k):
            # Of equals the first stands first, so an equal bound must still be looked at.
            if bound < at_least or (len(found) == k and bound < found[-1][0] - _ROUNDING):
                break
            score = _cosine(self._shared(number, known), norm, self._norms[number])
            if score >= at_least:
                insort(found, (score, number), key=_place)
                del found[k:]
        return [Near(self._keys[number], score) for score, number in found]

    def _add(self, key: Key, text: str) -> None:
        number, runs = len(self._keys), array("I")
        self._keys.append(key)
        # In an order that does not hang on the seed of this process's hashes.
        for gram in sorted(grams(text)):
            run = self._numbers.setdefault(gram, len(self._texts_with))
            if run == len(self._texts_with):
                self._texts_with.append(array("I"))
            self._texts_with[run].append(number)
            runs.append(run)
        self._runs.append(runs)

    def _square_of(self, gram: str) -> float:
        run = self._numbers.get(gram)
        return self._unseen if run is None else self._squares[run]

    def _shared(self, number: int, known: set[int]) -> float:
        return fsum(self._squares[run] for run in self._runs[number] if run in known)

    def _bounded(self, known: set[int], norm: float, at_least: float) -> list[tuple[float, int]]:
        """Texts that share the rarer runs, each with what its likeness cannot exceed.

        A text that shares none of the runs opened so far shares at most the weight that is left,
        and its cosine is at most the root of that part of the norm (Cauchy–Schwarz): once this is
        below `at_least`, the common runs stay closed.
        """
        shared: dict[int, float] = {}
        left = fsum(map(self._squares.__getitem__, known))
        opened = 0
        for run in sorted(known, key=lambda one: (len(self._texts_with[one]), one)):
            numbers = self._texts_with[run][:MOST_POSTINGS]
            opened += len(numbers)
            if shared and (opened > MOST_POSTINGS or left < (1 - _ROUNDING) * at_least**2 * norm):
                break
            square = self._squares[run]
            for number in numbers:
                shared[number] = shared.get(number, 0.0) + square
            left -= square
        more = max(left, 0.0) + _ROUNDING
        return [
            (_cosine(weight + more, norm, self._norms[number]), number)
            for number, weight in shared.items()
        ]


def _square(texts: int, of: int) -> float:
    """The weight of a run that stands in so many texts, squared; never 0."""
    return (log((1 + of) / (1 + texts)) + 1.0) ** 2


def _descending(bounded: list[tuple[float, int]], most: int) -> Iterator[tuple[float, int]]:
    heap = [(-bound, number) for bound, number in bounded]
    heapify(heap)
    for _ in range(min(most, len(heap))):
        bound, number = heappop(heap)
        yield -bound, number


def _place(scored: tuple[float, int]) -> tuple[float, int]:
    return -scored[0], scored[1]


def _cosine(shared: float, one: float, other: float) -> float:
    return min(1.0, shared / sqrt(one * other))
