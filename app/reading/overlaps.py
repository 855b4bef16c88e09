"""Places of a text, to be asked which of them meet another one without a look at each."""

from bisect import bisect_left
from collections.abc import Iterable

from app.reading.source import Span


class Overlaps:
    def __init__(self, places: Iterable[Span]) -> None:
        self._places = sorted(set(places), key=lambda place: (place.start, place.end))
        self._starts = [place.start for place in self._places]
        self._longest = max((place.end - place.start for place in self._places), default=0)

    def meeting(self, place: Span) -> list[Span]:
        """Those that share a character with `place`, in order; an empty one counts as the next."""
        end = max(place.end, place.start + 1)
        first = bisect_left(self._starts, place.start - self._longest)
        last = bisect_left(self._starts, end)
        return [one for one in self._places[first:last] if one.end > place.start]
