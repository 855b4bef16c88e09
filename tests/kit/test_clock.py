from datetime import UTC, date, datetime

import pytest

from app.kit import clock


def test_the_date_is_that_of_shanghai_not_of_london() -> None:
    with clock.frozen(datetime(2023, 5, 14, 16, 30, tzinfo=UTC)):
        assert clock.today() == date(2023, 5, 15)


def test_a_pinned_day_stays_while_the_time_of_day_runs_on() -> None:
    clock.pin_day(date(2023, 5, 15))
    try:
        assert clock.today() == date(2023, 5, 15)
        assert clock.local(clock.now()).hour == clock.local(clock.wall()).hour
    finally:
        clock.pin_day(None)
    assert clock.today() == clock.local(clock.wall()).date()


def test_the_wall_clock_does_not_follow_the_hands() -> None:
    with clock.frozen(datetime(2001, 1, 1, tzinfo=UTC)):
        assert clock.wall().year > 2001


def test_a_naive_instant_cannot_freeze_the_clock() -> None:
    naive = datetime(2023, 5, 15)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="aware"), clock.frozen(naive):
        pass
