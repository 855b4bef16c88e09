"""Whose rows are parts, and when they are due."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from app.core.errors import ConflictError
from app.progress.forms import Typed, taken_over
from app.progress.parts import rules
from app.progress.parts.rules import Cell, Shared, Text, Writers
from app.progress.periods import Deadline, deadline, moved
from app.progress.terms import ReturnState
from app.workdays.rules import Calendar

PLAIN = Calendar({}, frozenset({2022, 2023, 2024}))
HALF = date(2023, 6, 30)
FILED = datetime(2023, 7, 10, tzinfo=UTC)


def test_a_part_is_due_so_many_working_days_before_the_row_of_the_first_lead() -> None:
    assert deadline(HALF, 10, PLAIN, 3) == Deadline(
        date(2023, 6, 20), date(2023, 7, 14), confirmed=True, parts_due_on=date(2023, 7, 11)
    )
    assert deadline(HALF, 10, PLAIN).parts_due_on is None
    assert deadline(HALF, 10, PLAIN, 0).parts_due_on == date(2023, 7, 14)


def test_no_part_is_due_before_its_form_opens_on_a_working_day() -> None:
    assert deadline(HALF, 5, PLAIN, 20).parts_due_on == date(2023, 6, 20)
    feast = Calendar({date(2023, 6, 20): False}, frozenset({2023}))
    assert deadline(HALF, 5, feast, 20).parts_due_on == date(2023, 6, 21)
    assert deadline(HALF, 0, PLAIN, 20).parts_due_on == date(2023, 6, 20)


def test_a_part_due_in_a_year_without_a_notice_is_not_certain() -> None:
    calendar = Calendar({}, frozenset({2024}))
    assert deadline(date(2023, 12, 31), 10, calendar).confirmed
    assert not deadline(date(2023, 12, 31), 10, calendar, 11).confirmed


TODAY = date(2023, 7, 10)


def _old(due: int, parts: int | None = None, *, only: bool = False) -> Any:
    parts_due_on = date(2023, 7, parts) if parts else None
    return SimpleNamespace(due_on=date(2023, 7, due), parts_due_on=parts_due_on, only_parts=only)


@pytest.mark.parametrize(
    ("old", "due", "parts"),
    [
        (_old(13), 14, None),
        (_old(13, 10), 14, 11),
        (_old(10, only=True), 11, None),
        (_old(13, 7), 14, 7),  # passed: stays
    ],
)
def test_dates_that_are_counted_anew_keep_their_kind(old: Any, due: int, parts: int | None) -> None:
    new = moved(deadline(HALF, 10, PLAIN, 3), old, TODAY)
    assert (new.due_on.day, new.parts_due_on and new.parts_due_on.day) == (due, parts)


def test_no_date_of_a_part_moves_into_the_past() -> None:
    storm = Deadline(date(2023, 6, 20), date(2023, 7, 12), confirmed=True)
    early = Deadline(**{**vars(storm), "parts_due_on": date(2023, 7, 7)})
    assert moved(early, _old(14, 11), TODAY).parts_due_on == date(2023, 7, 11)
    assert moved(early, _old(11, only=True), TODAY).due_on == date(2023, 7, 11)
    assert moved(early, _old(14, 13), TODAY).parts_due_on == date(2023, 7, 12), "not after the rest"


WRITERS = Writers([Cell(1, 7, first=True), Cell(2, 7, first=False), Cell(2, 8, first=False)])


def test_who_is_not_the_first_lead_has_a_part_unless_there_is_none() -> None:
    assert WRITERS.is_part(7, 2)
    assert not WRITERS.is_part(7, 1)
    assert not WRITERS.is_part(8, 2), "without a first lead each tells its own"
    assert rules.shared([7, 8], 2, WRITERS) == (frozenset({7}), True)
    assert rules.shared([7], 2, WRITERS) == (frozenset({7}), False)


def test_others_read_what_was_handed_in_and_parts_that_were_filed_ahead() -> None:
    assert rules.is_filed(ReturnState.SUBMITTED, None)
    assert rules.is_filed(ReturnState.DRAFT, FILED)
    assert not rules.is_filed(ReturnState.DRAFT, None), "a draft is nobody else's"
    assert not rules.is_filed(ReturnState.CLEARING, None), "not signed yet"


@pytest.mark.parametrize(
    ("shared", "filed", "code"),
    [
        (Shared(), set(), "no_parts"),
        (Shared(frozenset({7}), writes=False), set(), "only_parts"),
        (Shared(frozenset({7})), {7, 8}, "parts_filed"),
    ],
)
def test_why_nothing_can_go_ahead(shared: Shared, filed: set[int], code: str) -> None:
    assert not rules.may_go_ahead(shared, filed)
    with pytest.raises(ConflictError) as refused:
        rules.check_ahead(shared, filed)
    assert refused.value.code == code


def test_a_part_that_is_not_filed_can_follow_those_that_are() -> None:
    shared = Shared(frozenset({7, 8}))
    assert rules.may_go_ahead(shared, {7})
    rules.check_ahead(shared, {7})


def test_a_part_is_taken_over_below_what_was_typed_and_once() -> None:
    typed = Typed(progress="已适配 216 件", percent="60", problems="人手不足")
    part = Text(progress="已核对名册\n共 311 人", problems="名册有重", percent=90)
    once = taken_over(typed, part, "县民政局")
    assert once.progress == "已适配 216 件\n县民政局：已核对名册\n共 311 人"
    assert once.problems == "人手不足\n县民政局：名册有重"
    assert once.percent == "60", "its percent is of its own share"
    assert taken_over(once, part, "县民政局") == once
    both = taken_over(once, Text(progress="已核对名册\n共 311 人"), "县财政局")
    assert both.progress.endswith("县财政局：已核对名册\n共 311 人"), "each under its own name"
    same = taken_over(Typed(), Text(no_change=True, no_change_reason="下半年启动"), "县教委")
    assert same.progress == "县教委：无变化：下半年启动"
