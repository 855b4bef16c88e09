"""Counting working days.

A day works as its weekday says, unless the State Council's notice of that year says otherwise
(a holiday on a weekday, a make-up working day on a weekend).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
SATURDAY = 5
WEEK = 7
FIRST_YEAR, LAST_YEAR = 2001, 2200
"""Of a calendar; a day of another year is a slip of the keyboard."""

# 《全国年节及纪念日放假办法》: holidays whose date needs no lunar calendar and no notice.
FIXED_HOLIDAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


class Day(NamedTuple):
    """A day that a notice names, and whether people work on it."""

    day: date
    works: bool
    name: str


@dataclass(frozen=True)
class Calendar:
    """`exceptions` says of a day whether it works; `confirmed` are the years with a notice."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    confirmed: frozenset[int] = frozenset()

    def works(self, day: date) -> bool:
        known = self.exceptions.get(day)
        return _is_weekday(day) if known is None else known

    def is_confirmed(self, day: date, *, since: date | None = None) -> bool:
        """Whether the notice is known for the year of `day`, and for all from `since` on."""
        first = (since or day).year
        return all(year in self.confirmed for year in range(first, day.year + 1))

    def shift(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it, if negative); 0 rolls forward."""
        if count == 0:
            return day if self.works(day) else self.shift(day, 1)
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.works(day)
        return day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; negative before it."""
        if end < start:
            return -self.between(end, start)
        return _weekdays(start, end) + self._moved_until(end) - self._moved_until(start)

    @cached_property
    def _moved(self) -> tuple[list[date], list[int]]:
        """Days that differ from their weekday, and by how much the count is off up to each."""
        differing = sorted(
            day for day, works in self.exceptions.items() if works != _is_weekday(day)
        )
        return differing, list(accumulate(1 if self.exceptions[day] else -1 for day in differing))

    def _moved_until(self, day: date) -> int:
        differing, sums = self._moved
        place = bisect_right(differing, day)
        return sums[place - 1] if place else 0


def _is_weekday(day: date) -> bool:
    return day.weekday() < SATURDAY


def _weekdays(start: date, end: date) -> int:
    """Mondays to Fridays after `start` up to and including `end`, without walking the years."""
    weeks, rest = divmod((end - start).days, WEEK)
    return weeks * SATURDAY + sum(_is_weekday(end - ONE_DAY * n) for n in range(rest))


def is_by_notice(days: Iterable[Day]) -> bool:
    """Whether these days of a year come from a notice and were not worked out from an almanac.

    Every notice since 2001 makes people work on some weekend; an estimate never does. It is the
    only sign by which a year that a package merely guesses can be told from one that it knows.
    """
    return any(one.works and not _is_weekday(one.day) for one in days)


def missing_holidays(year: int, days: Iterable[Day]) -> tuple[str, ...]:
    """Fixed public holidays on a weekday that a calendar of the whole year would name."""
    free = {one.day for one in days if not one.works}
    fixed = {date(year, month, day): name for (month, day), name in FIXED_HOLIDAYS.items()}
    absent = (name for day, name in fixed.items() if _is_weekday(day) and day not in free)
    return tuple(dict.fromkeys(absent))
