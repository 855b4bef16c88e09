"""When the next text may go: a bucket whose every token comes back a window after it was taken.

A bucket that refills evenly would let 39 texts through in one minute of 20; this one never lets
more than its number through in any window, wherever the window begins.
"""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

Limits = tuple[tuple[int, float], ...]
# Texts do not travel equally fast: what leaves a window apart may arrive a little closer.
MARGIN = 1.08


def next_turn(
    taken: Mapping[int, datetime],
    limits: Limits,
    now: datetime,
    chance: random.Random | None = None,
) -> datetime:
    """`taken` are turns before this one by their place, 1 for the last, those that `looked_at`
    names as far as there are any; never before the last of them. With a `chance` it is no turn on
    the hour or the half hour.
    """
    turn = max(now, taken.get(1, now))
    for number, seconds in limits:
        if number in taken:
            turn = max(turn, taken[number] + timedelta(seconds=seconds * MARGIN))
    return off_the_hour(turn, chance) if chance else turn


def off_the_hour(at: datetime, chance: random.Random) -> datetime:
    """Not in the minute of :00 or :30, when everybody's robots speak and the makers throttle."""
    if at.minute not in {0, 30}:
        return at
    return at + timedelta(seconds=60 + chance.uniform(0, 120))


def looked_at(limits: Limits) -> set[int]:
    """The places of those turns before that decide about the next."""
    return {1, *(number for number, _ in limits)}
