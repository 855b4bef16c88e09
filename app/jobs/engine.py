"""What an engine can do. There are two: `embedded` on SQLite, `postgres` on PostgreSQL.

An engine is a module: functions that work in a caller's transaction, and a queue that a worker
takes jobs from in transactions of its own.
"""

from typing import Protocol

from sqlalchemy import Connection

from app.core.database import Database
from app.jobs import embedded, postgres
from app.jobs.rules import Outcome, Policy
from app.jobs.schemas import Claimed, Counts, DeadLetter, NewJob


class Queue(Protocol):
    """One worker's hold on the jobs. `claim` is called by one thread at a time."""

    def claim(self) -> Claimed | None:
        """Own the next job that is due, or say that there is none."""

    def settle(self, job: Claimed, ending: Outcome) -> bool:
        """Put down how a job ended; false when another worker has taken it over."""

    def drop(self, job: Claimed) -> None:
        """Let go of a job that was not settled, so that it is done again."""

    def tend(self) -> None:
        """Show that this worker lives, and take back the jobs of those that do not."""

    def leave(self) -> None: ...


class Engine(Protocol):
    def store(self, connection: Connection, job: NewJob) -> None:
        """Insert, unless a job with the same key is not done; the transaction goes on."""

    def dead_letters(self, connection: Connection, limit: int) -> list[DeadLetter]: ...

    def revive(self, connection: Connection, job_id: int) -> bool:
        """Make a dead letter due again; raises `IntegrityError` where its key is taken."""

    def discard(self, connection: Connection, job_id: int) -> bool: ...

    def count(self, connection: Connection) -> Counts: ...

    def open_queue(self, database: Database, policy: Policy) -> Queue: ...


def engine_of(dialect: str) -> Engine:
    return embedded if dialect == "sqlite" else postgres


def open_queue(database: Database, policy: Policy) -> Queue:
    return engine_of(database.engine.dialect.name).open_queue(database, policy)
