"""When work is tried again, when it is given up, and when the clock calls for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from croniter import croniter  # type: ignore[import-untyped]  # it ships no type information

from app.kit.clock import ZONE

LONGEST_ERROR = 1000
LONGEST_PAUSE = 5.0
# Beyond this doubling has long passed any cap, and the power would overflow a float.
MOST_DOUBLINGS = 40


@dataclass(frozen=True)
class Policy:
    """How both engines go about a job; all times in seconds.

    With these waits a job that keeps failing is tried for about eleven hours: a mail server
    that is away for the night loses nothing. A lease must outlast a missed heartbeat and the
    time that SQLite may wait for its write lock.
    """

    attempts: int = 20
    first_wait: float = 10
    longest_wait: float = 3600
    lease: float = 30
    heartbeat: float = 10
    poll: float = 0.5
    # Two at a time, so that a mail server that does not answer keeps no plan from being read.
    lanes: int = 2


POLICY = Policy()


class GiveUp(Exception):  # noqa: N818 - an order to the engine, not a fault of the program
    """Raised by a handler for what no later attempt can mend: the job becomes a dead letter."""


class PutOff(Exception):  # noqa: N818 - as above
    """Raised by a handler that may know better than the policy `after` what time to try again."""

    def __init__(self, reason: str | None = None, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: done (no error), to be tried again, or dead (an error, no retry)."""

    error: str | None = None
    retry_in: timedelta | None = None

    @property
    def done(self) -> bool:
        return self.error is None


def outcome(policy: Policy, attempt: int, error: BaseException | None) -> Outcome:
    """What follows from attempt number `attempt` (the first is 1)."""
    if error is None:
        return Outcome()
    if isinstance(error, GiveUp) or attempt >= policy.attempts:
        return Outcome(described(error))
    after = error.after if isinstance(error, PutOff) else None
    return Outcome(described(error), after or wait_after(policy, attempt))


def wait_after(policy: Policy, attempt: int) -> timedelta:
    """Doubles from attempt to attempt, up to the cap."""
    doublings = min(attempt - 1, MOST_DOUBLINGS)
    return timedelta(seconds=min(policy.first_wait * 2**doublings, policy.longest_wait))


def pause_after(policy: Policy, troubles: int) -> float:
    """Seconds until a worker asks again a database that has failed it `troubles` times running."""
    return min(policy.poll * 2.0 ** min(troubles, MOST_DOUBLINGS), LONGEST_PAUSE)


def described(error: BaseException) -> str:
    """One short text that both databases can store: no NUL, no half of a surrogate pair."""
    text = str(error) if isinstance(error, GiveUp) else f"{type(error).__name__}: {error}"
    storable = text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
    return storable[:LONGEST_ERROR] or type(error).__name__


def payload_of(stored: str) -> dict[str, Any]:
    """Read a stored payload; raise `GiveUp` where it is not a JSON object."""
    try:
        payload = orjson.loads(stored)
    except orjson.JSONDecodeError as broken:
        raise GiveUp(f"工作内容不是 JSON：{broken}") from broken
    if not isinstance(payload, dict):
        raise GiveUp("工作内容不是 JSON 对象")
    return payload


def last_firing(line: str, now: datetime) -> datetime:
    """The latest instant up to and including `now` that the cron line names, in our zone."""
    after = now.astimezone(ZONE).replace(microsecond=0) + timedelta(seconds=1)
    instant: datetime = croniter(line, after).get_prev(datetime)
    return instant


def next_firing(line: str, now: datetime) -> datetime:
    instant: datetime = croniter(line, now.astimezone(ZONE)).get_next(datetime)
    return instant


def seconds_to_rest(policy: Policy, schedule: Mapping[str, str], now: datetime) -> float:
    """How long a worker's keeper may sleep: a heartbeat, or less where the clock calls sooner."""
    calls = [(next_firing(line, now) - now).total_seconds() for line in schedule.values()]
    return max(min([policy.heartbeat, *calls]), 0.0)
