"""Until when and by whom a row is disputed."""

from datetime import date

import pytest

from app.progress.disputes import rules
from app.progress.disputes.terms import DisputeState
from app.progress.rules import Standing
from app.workdays.rules import Calendar

MONDAY = date(2023, 7, 10)


@pytest.mark.parametrize(
    ("today", "is_open"),
    [
        (date(2023, 7, 10), True),
        (date(2023, 7, 15), True),  # a Saturday within
        (date(2023, 7, 17), True),
        (date(2023, 7, 18), False),
    ],
)
def test_the_window_ends_with_its_last_working_day(today: date, *, is_open: bool) -> None:
    found = rules.window(MONDAY, 5, Calendar(), today)
    assert found == rules.Window(date(2023, 7, 17), is_open)
    if is_open:
        rules.check_open(found)
    else:
        with pytest.raises(rules.WindowClosedError, match="2023年7月17日"):
            rules.check_open(found)


def test_a_holiday_makes_the_window_longer() -> None:
    calendar = Calendar(exceptions={date(2023, 7, 11): False, date(2023, 7, 15): True})
    assert rules.window(MONDAY, 5, calendar, MONDAY).last_day == date(2023, 7, 17)
    assert rules.window(MONDAY, 1, calendar, MONDAY).last_day == date(2023, 7, 12)


def test_the_unit_speaks_and_an_office_says_who_spoke() -> None:
    rules.check_may_raise(Standing.UNIT, None)
    rules.check_may_raise(Standing.OFFICE, "老刘")
    with pytest.raises(rules.SayerNeededError):
        rules.check_may_raise(Standing.OFFICE, None)
    with pytest.raises(rules.NotYourDispatchError):
        rules.check_may_raise(Standing.NEITHER, "老刘")


@pytest.mark.parametrize("who", [Standing.UNIT, Standing.NEITHER])
def test_only_the_office_decides(who: Standing) -> None:
    with pytest.raises(rules.NotYoursToDecideError):
        rules.check_may_decide(who)


@pytest.mark.parametrize("state", [one for one in DisputeState if one is not DisputeState.OPEN])
def test_what_has_ended_is_not_decided_again(state: DisputeState) -> None:
    with pytest.raises(rules.DisputeEndedError):
        rules.check_undecided(state)
