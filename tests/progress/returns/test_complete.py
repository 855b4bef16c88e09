"""What a return must say before it goes on, and when it is due again."""

from datetime import date, timedelta

import pytest

from app.progress.returns import rules
from app.progress.returns.rules import Filled
from app.progress.rules import Standing
from app.workdays.rules import Calendar

FRIDAY = date(2023, 7, 14)
PLAIN = Calendar()


def filled(task: int, progress: str = "", *, why: str | None = None, asked: bool = True) -> Filled:
    """With `why` the row says that nothing changed."""
    return Filled(task, f"{task}. 任务", asked, progress, why is not None, why or "")


def test_a_return_without_rows_or_with_all_of_them_filled_is_complete() -> None:
    rules.check_complete([])
    rules.check_complete([filled(1, "完成"), filled(2, why="下半年启动"), filled(3, asked=False)])


def test_what_is_missing_is_told_row_by_row() -> None:
    with pytest.raises(rules.IncompleteReturnError, match="共 2 项") as refused:
        rules.check_complete([filled(1), filled(2, "完成"), filled(3, " \n\u3000")])
    assert [one["loc"] for one in refused.value.errors] == [
        ["rows", 1, "progress"],
        ["rows", 3, "progress"],
    ]
    assert refused.value.errors[0]["msg"] == "1. 任务：请填写进展，或注明无变化"


def test_a_return_cannot_be_handed_in_before_it_opens() -> None:
    rules.check_open(FRIDAY, FRIDAY)
    with pytest.raises(rules.NotOpenError, match="2023年7月14日起"):
        rules.check_open(FRIDAY, FRIDAY - timedelta(days=1))


def test_nothing_changed_wants_one_line_why() -> None:
    with pytest.raises(rules.IncompleteReturnError) as refused:
        rules.check_complete([filled(1, "写了一些", why=" ")])
    (error,) = refused.value.errors
    assert error["loc"] == ["rows", 1, "no_change_reason"]
    assert error["msg"] == "1. 任务：请用一句话写明为什么没有变化"


def test_what_is_sent_back_is_due_again_shortly_unless_a_date_is_named() -> None:
    monday = date(2023, 7, 17)
    assert rules.new_due(None, FRIDAY, FRIDAY, PLAIN) == (FRIDAY, False)
    assert rules.new_due(None, FRIDAY, monday, PLAIN) == (date(2023, 7, 20), True)
    assert rules.new_due(monday, FRIDAY, monday, PLAIN) == (monday, True)
    with pytest.raises(rules.PastDueDateError):
        rules.new_due(FRIDAY, FRIDAY, monday, PLAIN)


def test_a_coordinator_says_who_spoke_and_how_it_came() -> None:
    rules.check_words(Standing.UNIT, None, None)
    rules.check_words(Standing.OFFICE, "刘科长", "telephone")
    with pytest.raises(rules.WhoseWordsError) as refused:
        rules.check_words(Standing.OFFICE, "", None)
    assert [one["loc"] for one in refused.value.errors] == [["on_behalf_of"], ["way"]]


def test_who_signed_in_the_unit_is_named_and_did_not_sign_tomorrow() -> None:
    rules.check_cleared(None, FRIDAY, FRIDAY, needed=False)
    with pytest.raises(rules.ClearedByError):
        rules.check_cleared("", FRIDAY, FRIDAY, needed=True)
    with pytest.raises(rules.ClearedAheadError):
        rules.check_cleared("刘", FRIDAY + timedelta(days=1), FRIDAY, needed=True)
