"""Where the tests of jobs put work in and look up what became of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import text

from app.core.runtime import Runtime
from app.jobs.rules import Policy
from app.jobs.schemas import Counts, DeadLetter
from app.jobs.service import Payload, dead_letters, enqueue, pending

# A policy whose times fit a test.
QUICK = Policy(attempts=3, first_wait=0.05, longest_wait=0.1, lease=1, heartbeat=0.1, poll=0.05)

# A net for a test that would otherwise hang; no machine needs anything near it.
NET_SECONDS = 60


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + NET_SECONDS
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


@dataclass
class Desk:
    """`record` is the usual handler: it notes each number that it is given."""

    runtime: Runtime
    numbers: list[int] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def put(self, *numbers: int, kind: str = "record", key: str | None = None) -> None:
        with self.runtime.database.write() as session:
            for number in numbers:
                enqueue(session, kind, {"number": number}, key=key)

    def record(self, _runtime: Runtime, payload: Payload) -> None:
        with self._lock:
            self.numbers.append(payload["number"])

    def counts(self) -> Counts:
        with self.runtime.database.read() as session:
            return pending(session)

    def dead(self) -> list[DeadLetter]:
        with self.runtime.database.read() as session:
            return dead_letters(session)

    def column(self, query: str) -> list[int]:
        with self.runtime.database.read() as session:
            return list(session.execute(text(query)).scalars())

    def write(self, *statements: str) -> None:
        with self.runtime.database.write() as session:
            for statement in statements:
                session.execute(text(statement))
