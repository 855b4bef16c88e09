"""For which periods a plan asks, and when each is due."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.plans.terms import ReturnPeriod
from app.progress.messages import period_label
from app.progress.periods import (
    Period,
    TooManyPeriodsError,
    deadline,
    horizon,
    periods,
)
from app.workdays.rules import Calendar

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
KINDS = st.sampled_from(ReturnPeriod)
ISSUED, ENDS = date(2022, 4, 14), date(2025, 12, 31)


@given(KINDS, DAYS, DAYS)
def test_periods_cover_the_time_of_the_plan_without_a_gap_or_an_overlap(
    kind: ReturnPeriod, one: date, other: date
) -> None:
    start, until = sorted((one, other))
    found = periods(kind, start, until)
    assert found[0].start == start
    assert found[-1].end == until
    for before, after in pairwise(found):
        assert after.start == before.end + timedelta(days=1)
    assert len({period.key for period in found}) == len(found)


@given(KINDS, DAYS, DAYS)
def test_keys_sort_as_their_periods_do(kind: ReturnPeriod, one: date, other: date) -> None:
    keys = [period.key for period in periods(kind, *sorted((one, other)))]
    assert keys == sorted(keys)


@given(KINDS, DAYS, DAYS)
def test_every_period_has_a_name_that_a_person_uses(
    kind: ReturnPeriod, one: date, other: date
) -> None:
    for period in periods(kind, *sorted((one, other))):
        assert period_label(period.key).startswith(f"{period.start.year}年")


def test_a_plan_of_april_2022_is_answered_for_the_rest_of_that_half_year() -> None:
    found = periods(ReturnPeriod.HALF_YEAR, ISSUED, ENDS)
    assert found[0] == Period("2022-H1", ISSUED, date(2022, 6, 30))
    assert found[1] == Period("2022-H2", date(2022, 7, 1), date(2022, 12, 31))
    assert len(found) == 8


def test_the_last_period_ends_with_the_plan() -> None:
    found = periods(ReturnPeriod.QUARTER, ISSUED, date(2022, 11, 15))
    assert found[-1] == Period("2022-Q4", date(2022, 10, 1), date(2022, 11, 15))


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (ReturnPeriod.MONTH, ["2022-12", "2023-01", "2023-02"]),
        (ReturnPeriod.QUARTER, ["2022-Q4", "2023-Q1"]),
        (ReturnPeriod.HALF_YEAR, ["2022-H2", "2023-H1"]),
        (ReturnPeriod.YEAR, ["2022", "2023"]),
    ],
)
def test_periods_go_on_over_the_turn_of_a_year(kind: ReturnPeriod, keys: list[str]) -> None:
    found = periods(kind, date(2022, 12, 31), date(2023, 2, 1))
    assert [period.key for period in found] == keys


def test_a_plan_that_ends_before_it_begins_asks_for_nothing() -> None:
    assert periods(ReturnPeriod.MONTH, ENDS, ISSUED) == ()
    assert periods(ReturnPeriod.MONTH, date(2022, 4, 14), date(2022, 4, 13)) == ()


def test_a_plan_without_an_end_does_not_fill_the_table_for_centuries() -> None:
    with pytest.raises(TooManyPeriodsError):
        periods(ReturnPeriod.MONTH, ISSUED, date(9999, 12, 31))


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("2023-01", "2023年1月"),
        ("2023-12", "2023年12月"),
        ("2023-Q3", "2023年第三季度"),
        ("2023-H1", "2023年上半年"),
        ("2023-H2", "2023年下半年"),
        ("2023", "2023年"),
    ],
)
def test_a_period_is_called_what_offices_call_it(key: str, label: str) -> None:
    assert period_label(key) == label


def test_by_default_a_plan_asks_from_its_issue_to_the_end_of_its_last_year() -> None:
    assert horizon((None, None), ISSUED, 2025) == (ISSUED, ENDS)
    assert horizon((date(2023, 1, 1), None), ISSUED, 2025) == (date(2023, 1, 1), ENDS)
    assert horizon((None, date(2026, 3, 31)), ISSUED, 2025) == (ISSUED, date(2026, 3, 31))


def test_a_plan_that_prints_no_years_is_one_for_the_year_in_which_it_begins() -> None:
    assert horizon((None, None), ISSUED, None) == (ISSUED, date(2022, 12, 31))


def test_a_return_is_due_so_many_working_days_after_its_period_and_opens_before_its_end() -> None:
    calendar = Calendar({date(2023, 1, 2): False}, frozenset({2022, 2023}))
    found = deadline(date(2022, 12, 31), 10, calendar)
    assert found.due_on == date(2023, 1, 16)
    assert found.opens_on == date(2022, 12, 21)
    assert found.confirmed


def test_a_due_date_in_a_year_without_a_notice_is_not_confirmed() -> None:
    calendar = Calendar({}, frozenset({2026}))
    assert not deadline(date(2026, 12, 31), 10, calendar).confirmed
    assert deadline(date(2026, 6, 30), 10, calendar).confirmed
