"""Limits of a channel: in any window no more than its number, off :00 and :30."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.deliveries.groups.robots import ROBOTS
from app.deliveries.pacing.rules import Limits, looked_at, next_turn, off_the_hour
from app.deliveries.terms import ChannelKind

LIMITS = sorted({robot.limits for robot in ROBOTS.values()})
START = datetime(2023, 7, 19, 1, 10, tzinfo=UTC)


def before(limits: Limits, turns: list[datetime]) -> dict[int, datetime]:
    return {place: turns[-place] for place in looked_at(limits) if place <= len(turns)}


@pytest.mark.parametrize("limits", LIMITS)
@given(st.lists(st.floats(0, 20), min_size=1, max_size=260), st.integers(0, 59))
@settings(max_examples=20, deadline=None)
def test_no_window_whatever_holds_more_than_its_number(
    limits: Limits, pauses: list[float], minute: int
) -> None:
    now, turns = START.replace(minute=minute), [START - timedelta(days=1)]
    for pause in pauses:
        now += timedelta(seconds=pause)
        turn = next_turn(before(limits, turns), limits, now, random.Random(0))
        assert turn >= max(now, turns[-1])
        assert turn.minute not in {0, 30}
        turns.append(turn)
    for number, seconds in limits:
        for first, last in zip(turns, turns[number:], strict=False):
            assert last - first >= timedelta(seconds=seconds)


def test_twenty_go_at_once_and_the_next_after_a_minute() -> None:
    limits = ROBOTS[ChannelKind.WECOM].limits
    assert next_turn(before(limits, [START] * 19), limits, START, random.Random(1)) == START
    later = next_turn(before(limits, [START] * 20), limits, START, random.Random(1))
    assert timedelta(seconds=60) < later - START < timedelta(seconds=70)


@pytest.mark.parametrize("minute", [0, 30])
def test_robots_are_silent_on_the_hour_and_the_half_hour(minute: int) -> None:
    at = START.replace(minute=minute)
    moved = {off_the_hour(at, random.Random(seed)) for seed in range(50)}
    assert len(moved) > 40
    assert all(60 <= (one - at).total_seconds() <= 180 for one in moved)
