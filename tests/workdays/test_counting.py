"""Counting working days, by rules that hold for every calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.workdays.rules import Calendar, Day, is_by_notice, missing_holidays

DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31))
COUNTS = st.integers(-400, 400)
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=60).map(Calendar)

SPRING = Calendar(
    {
        **{date(2023, 1, day): False for day in range(21, 28)},
        date(2023, 1, 28): True,
        date(2023, 1, 29): True,
    },
    frozenset({2022, 2023}),
)


def walked(calendar: Calendar, start: date, end: date) -> int:
    """The same count, day by day."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(calendar.works(day) for day in days)


@given(CALENDARS, DAYS, DAYS)
def test_counting_by_weeks_agrees_with_counting_day_by_day(
    calendar: Calendar, one: date, other: date
) -> None:
    start, end = sorted((one, other))
    assert calendar.between(start, end) == walked(calendar, start, end)
    assert calendar.between(end, start) == -walked(calendar, start, end)


@given(CALENDARS, DAYS, DAYS, DAYS)
def test_stretches_of_working_days_add_up(
    calendar: Calendar, first: date, second: date, third: date
) -> None:
    whole = calendar.between(first, third)
    assert whole == calendar.between(first, second) + calendar.between(second, third)


@given(CALENDARS, DAYS, COUNTS)
def test_a_shift_ends_on_a_working_day_that_many_away(
    calendar: Calendar, day: date, count: int
) -> None:
    there = calendar.shift(day, count)
    assert calendar.works(there)
    if count > 0:
        assert calendar.between(day, there) == count
    elif count < 0:
        assert calendar.between(there, day) == -count - 1 + calendar.works(day)
    else:
        assert there >= day
        assert calendar.between(day, there) <= 1


@given(CALENDARS, DAYS, COUNTS)
def test_from_a_working_day_a_shift_can_be_undone(
    calendar: Calendar, day: date, count: int
) -> None:
    start = calendar.shift(day, 0)
    assert calendar.shift(calendar.shift(start, count), -count) == start


@given(CALENDARS, DAYS, DAYS, COUNTS)
def test_who_starts_later_does_not_end_earlier(
    calendar: Calendar, one: date, other: date, count: int
) -> None:
    earlier, later = sorted((one, other))
    assert calendar.shift(earlier, count) <= calendar.shift(later, count)


@given(CALENDARS, DAYS, st.integers(1, 200), st.integers(1, 200))
def test_two_shifts_are_one_long_shift(
    calendar: Calendar, day: date, first: int, second: int
) -> None:
    assert calendar.shift(calendar.shift(day, first), second) == calendar.shift(day, first + second)


def test_the_spring_festival_of_2023_pushes_a_date_back_and_the_make_up_days_pull_it_forward() -> (
    None
):
    assert SPRING.shift(date(2023, 1, 20), 1) == date(2023, 1, 28)
    assert SPRING.shift(date(2023, 1, 20), 3) == date(2023, 1, 30)
    assert SPRING.between(date(2023, 1, 20), date(2023, 1, 30)) == 3


def test_zero_working_days_after_a_sunday_is_the_monday() -> None:
    assert SPRING.shift(date(2023, 5, 14), 0) == date(2023, 5, 15)
    assert SPRING.shift(date(2023, 5, 15), 0) == date(2023, 5, 15)


def test_a_date_is_confirmed_when_every_year_on_the_way_is() -> None:
    assert SPRING.is_confirmed(date(2023, 12, 31))
    assert not SPRING.is_confirmed(date(2024, 1, 1))
    assert SPRING.is_confirmed(date(2023, 1, 5), since=date(2022, 12, 30))
    assert not SPRING.is_confirmed(date(2023, 1, 5), since=date(2021, 12, 30))


def test_days_with_a_working_weekend_come_from_a_notice_and_others_are_an_estimate() -> None:
    holiday = Day(date(2027, 1, 1), False, "元旦")
    assert not is_by_notice([holiday])
    assert not is_by_notice([holiday, Day(date(2027, 1, 4), True, "周一上班")])
    assert is_by_notice([holiday, Day(date(2027, 1, 9), True, "调休上班")])


def test_a_calendar_of_a_year_without_the_national_day_is_not_whole() -> None:
    """2027: 1 January is a Friday, 1 May a Saturday, 1 to 3 October Friday to Sunday."""
    new_year = Day(date(2027, 1, 1), False, "元旦")
    national_day = Day(date(2027, 10, 1), False, "国庆节")
    assert missing_holidays(2027, []) == ("元旦", "国庆节")
    assert missing_holidays(2027, [new_year]) == ("国庆节",)
    assert missing_holidays(2027, [new_year, national_day]) == ()
