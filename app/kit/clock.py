"""The one clock. Instants are aware and in UTC, dates are those of Asia/Shanghai.

`now()` and `today()` follow the date that tests and the demo set; `wall()` is always the
machine's own time, for leases, retries and anything else that must really elapse.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


class _Hands:
    """Where the clock's hands stand when somebody set them; `None` runs with the machine."""

    day: date | None = None
    instant: datetime | None = None


def wall() -> datetime:
    return datetime.now(UTC)


def now() -> datetime:
    if _Hands.instant is not None:
        return _Hands.instant
    real = wall()
    if _Hands.day is None:
        return real
    return datetime.combine(_Hands.day, real.astimezone(ZONE).timetz()).astimezone(UTC)


def today() -> date:
    return now().astimezone(ZONE).date()


def pin_day(day: date | None) -> None:
    """Stay on `day` while the time of day runs on (the demo); `None` lets go."""
    _Hands.day = day


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Stand still at an aware `instant` inside the block (tests)."""
    if instant.tzinfo is None:
        raise ValueError("an instant must be aware")
    before = _Hands.instant
    _Hands.instant = instant.astimezone(UTC)
    try:
        yield
    finally:
        _Hands.instant = before


def local(instant: datetime) -> datetime:
    return instant.astimezone(ZONE)


def printed_date(day: date) -> str:
    """2022年4月14日, without leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
