"""When the next text may go: a bucket whose every token comes back a window after it was taken.

A bucket that refills evenly would let 39 texts through in one minute of 20; this one never lets
more than its number through in any window, wherever the window begins.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

Limits = tuple[tuple[int, float], ...]
# Texts do not travel equally fast: what leaves a window apart may arrive a little closer.
MARGIN = 1.08


def next_turn(
    taken: Sequence[datetime],
    limits: Limits,
    now: datetime,
    chance: random.Random | None = None,
) -> datetime:
    """`taken` are the turns before this one, the oldest first; never before the last of them.
    With a `chance` it is no turn on the hour or the half hour.
    """
    turn = max([now, *taken[-1:]])
    for number, seconds in limits:
        if len(taken) >= number:
            turn = max(turn, taken[-number] + timedelta(seconds=seconds * MARGIN))
    return off_the_hour(turn, chance) if chance else turn


def off_the_hour(at: datetime, chance: random.Random) -> datetime:
    """Not in the minute of :00 or :30, when everybody's robots speak and the makers throttle."""
    if at.minute not in {0, 30}:
        return at
    return at + timedelta(seconds=60 + chance.uniform(0, 120))


def remembered(limits: Limits) -> int:
    """So many turns must be known to find the next."""
    return max(number for number, _ in limits)
