"""For which periods a plan asks for returns, what they are called, and when they are due."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from app.core.errors import ConflictError
from app.plans.terms import ReturnPeriod
from app.progress.terms import PeriodKind
from app.workdays.rules import Calendar

ONE_DAY = timedelta(days=1)
MOST_PERIODS = 240
OPENS_BEFORE = timedelta(days=10)
"""A return may be handed in before its period ends: many offices ask for it by the 25th."""


class TooManyPeriodsError(ConflictError):
    code, title = (
        "too_many_periods",
        f"按现在的填报周期和起止日期，期数超过 {MOST_PERIODS}，请先调整",
    )


@dataclass(frozen=True)
class Period:
    """`key` names the whole month, quarter, half-year or year; `start` and `end` are clipped to
    the time in which the plan asks for reports. Others are from its beginning to the day that a
    rule names.
    """

    key: str
    start: date
    end: date

    @property
    def kind(self) -> PeriodKind:
        return kind_of(self.key)


_MONTHS = {
    ReturnPeriod.MONTH: 1,
    ReturnPeriod.QUARTER: 3,
    ReturnPeriod.HALF_YEAR: 6,
    ReturnPeriod.YEAR: 12,
}
_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_KEYS = {
    PeriodKind.MONTH: r"\d{4}-(?:0[1-9]|1[0-2])",
    PeriodKind.QUARTER: r"\d{4}-Q[1-4]",
    PeriodKind.HALF_YEAR: r"\d{4}-H[12]",
    PeriodKind.YEAR: r"\d{4}",
    PeriodKind.MILESTONE: f"m-{_DAY}",
    PeriodKind.ONCE: "once",
    PeriodKind.MIDTERM: r"midterm-\d{4}",
    PeriodKind.FINAL: "final",
}
PERIOD_PATTERN = f"^(?:{'|'.join(_KEYS.values())})$"


def kind_of(key: str) -> PeriodKind:
    """What a period's key names."""
    return next(kind for kind, form in _KEYS.items() if re.fullmatch(form, key))


def horizon(
    reporting: tuple[date | None, date | None],
    issued_on: date,
    period_end: int | None,
) -> tuple[date, date]:
    """From when and until when a plan asks for reports.

    By default from its issue to the last day of its last year; a plan that prints no years is
    one for the year in which it begins, as 工作要点 are.
    """
    start = reporting[0] or issued_on
    return start, reporting[1] or date(period_end or start.year, 12, 31)


def periods(kind: ReturnPeriod, start: date, until: date) -> tuple[Period, ...]:
    """The periods of which at least one day lies from `start` to `until`, both included.

    So a plan issued in the middle of a half-year is answered for the rest of it, and the last
    period ends with the plan, however short: it is the final return. Raise
    `TooManyPeriodsError` rather than fill a table for centuries.
    """
    if until < start:
        return ()
    span = _MONTHS[kind]
    first = start.year * 12 + (start.month - 1) // span * span
    last = until.year * 12 + until.month - 1
    if (last - first) // span >= MOST_PERIODS:
        raise TooManyPeriodsError
    return tuple(_period(kind, month, start, until) for month in range(first, last + 1, span))


def _period(kind: ReturnPeriod, month: int, start: date, until: date) -> Period:
    """`month` is the first of the period, counted from the year 0."""
    span = _MONTHS[kind]
    ends = _first_of(month + span) - ONE_DAY
    return Period(_key(kind, *divmod(month, 12)), max(_first_of(month), start), min(ends, until))


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _key(kind: ReturnPeriod, year: int, month: int) -> str:
    match kind:
        case ReturnPeriod.MONTH:
            return f"{year:04}-{month + 1:02}"
        case ReturnPeriod.QUARTER:
            return f"{year:04}-Q{month // 3 + 1}"
        case ReturnPeriod.HALF_YEAR:
            return f"{year:04}-H{month // 6 + 1}"
        case ReturnPeriod.YEAR:
            return f"{year:04}"


@dataclass(frozen=True)
class Deadline:
    """`confirmed` is false while the notice of a year that it was counted through is not known.
    `parts_due_on` is None where the first lead does not merge the parts of others.
    """

    opens_on: date
    due_on: date
    confirmed: bool
    parts_due_on: date | None = None

    def asked_on(self, day: date) -> "Deadline":
        """As a return has it that is asked for on `day`. Nobody is late with a part that nobody had
        asked for: it is due with the rest.
        """
        passed = self.parts_due_on is not None and self.parts_due_on < day
        return replace(self, parts_due_on=self.due_on) if passed else self


def deadline(
    period_end: date, due_after: int, calendar: Calendar, ahead: int | None = None
) -> Deadline:
    """Due `due_after` working days after the period, open `OPENS_BEFORE` its end; parts are due
    `ahead` working days before that, but not before the first working day of the open form.
    """
    opens_on, due_on = period_end - OPENS_BEFORE, calendar.shift(period_end, due_after)
    parts, since = None, period_end + ONE_DAY
    if ahead is not None:
        earlier = calendar.shift(due_on, -ahead) if ahead else due_on
        parts = min(max(earlier, calendar.shift(opens_on, 0)), due_on)
        since = min(since, parts)
    return Deadline(opens_on, due_on, calendar.is_confirmed(due_on, since=since), parts)


class Dated(Protocol):
    """A return's dates as they were; of `only_parts`, its due date is that of the parts."""

    due_on: date
    parts_due_on: date | None
    only_parts: bool


def moved(new: Deadline, old: Dated, today: date) -> Deadline:
    """The dates of a return that is not overdue after they were counted anew: none moves into the
    past, and that of parts which has passed, or would have, stays.
    """
    parts = new.parts_due_on
    if old.only_parts:
        due_on = old.due_on if parts is not None and parts < today else parts or new.due_on
        return replace(new, due_on=due_on, parts_due_on=None)
    due_on = max(new.due_on, today)
    if old.parts_due_on is None or parts is None or min(parts, old.parts_due_on) < today:
        parts = old.parts_due_on
    return replace(new, due_on=due_on, parts_due_on=min(parts, due_on) if parts else None)
