"""What the package knows of China's years, held against a second source."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from app.workdays.almanac import days_by_notice
from app.workdays.rules import Calendar

KNOWN = (2021, 2022, 2023, 2024, 2025, 2026)


@pytest.mark.parametrize("year", KNOWN)
def test_every_day_of_a_known_year_agrees_with_a_second_source(year: int) -> None:
    days = days_by_notice(year)
    assert days is not None
    calendar = Calendar({one.day: one.works for one in days})
    first = date(year, 1, 1)
    all_days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    differing = [d for d in all_days if calendar.works(d) != chinese_calendar.is_workday(d)]
    assert differing == []


@pytest.mark.parametrize("year", KNOWN)
def test_the_days_of_a_year_lie_in_it_and_have_chinese_names(year: int) -> None:
    days = days_by_notice(year) or ()
    assert {one.day.year for one in days} == {year}
    assert len({one.day for one in days}) == len(days)
    assert all("\u4e00" <= one.name[0] <= "\u9fff" for one in days)


@pytest.mark.parametrize("year", [2027, 2030, 2050])
def test_a_year_that_the_package_only_estimates_is_not_known(year: int) -> None:
    assert days_by_notice(year) is None
