"""What may be written down of a call, and until when."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.core.actor import Actor, ActorKind, Role
from app.core.errors import AppError
from app.reminders.calls import rules

NOW = datetime(2023, 7, 10, 1, tzinfo=UTC)
TODAY = date(2023, 7, 10)
LIN = Actor(ActorKind.PERSON, 1, Role.COORDINATOR, "林", region_id=3)


def code(act: Callable[..., object], *given: Any) -> str:
    with pytest.raises(AppError) as refused:
        act(*given)
    return refused.value.code


def test_only_a_coordinator_of_a_place_notes_calls() -> None:
    rules.check_may_call(LIN)
    for role in Role:
        who = Actor(ActorKind.PERSON, 1, role, "x", region_id=3)
        if role is not Role.COORDINATOR:
            assert code(rules.check_may_call, who) == "not_yours_to_call"
    nowhere = Actor(ActorKind.PERSON, 1, Role.COORDINATOR, "x")
    assert code(rules.check_may_call, nowhere) == "not_yours_to_call"


def test_who_typed_it_mends_it_on_the_day() -> None:
    mine, other = rules.typist_of(LIN), "token:1"
    night = datetime(2023, 7, 10, 15, 59, tzinfo=UTC)  # 23:59 here
    rules.check_may_change(mine, night, None, LIN, TODAY)
    assert rules.may_change(mine, night, None, LIN, TODAY)
    later = date(2023, 7, 11)
    for given, told in (
        ((other, night, None, LIN, TODAY), "not_your_call"),
        ((mine, night, 7, LIN, TODAY), "corrected_already"),
        ((mine, night, None, LIN, later), "call_closed"),
    ):
        assert code(rules.check_may_change, *given) == told
        assert not rules.may_change(*given)


def test_a_call_was_made_before_now_and_a_promise_is_kept_after_it() -> None:
    rules.check_when(NOW, None, NOW)
    rules.check_when(NOW, TODAY, NOW)
    for given, told in (
        ((NOW + timedelta(minutes=1), None, NOW), "called_in_future"),
        ((NOW - timedelta(days=400), None, NOW), "called_long_ago"),
        ((datetime.min.replace(tzinfo=UTC), None, NOW), "called_long_ago"),
        ((NOW, date(2023, 7, 9), NOW), "promised_before"),
        ((NOW, date.max, NOW), "promised_too_far"),
    ):
        assert code(rules.check_when, *given) == told


def test_a_call_is_about_something_that_the_unit_owes() -> None:
    known = {("return", 1): 9, ("return", 2): 8}
    rules.check_about("", [("return", 1)], known, {9})
    rules.check_about("", [("return", 1), ("return", 2)], known, {8, 9})
    rules.check_about("新联络员", [], known, {9})
    assert code(rules.check_about, "", [], known, {9}) == "about_needed"
    with pytest.raises(rules.WrongMatterError) as refused:
        rules.check_about("", [("return", 1), ("return", 2), ("return", 3)], known, {9})
    assert [one["loc"] for one in refused.value.errors] == [
        ["body", "matters", 1],
        ["body", "matters", 2],
    ]
    told = "没有 return:2 这件事项；没有 return:3 这件事项"
    assert refused.value.detail == told, "nobody learns what another unit owes"
