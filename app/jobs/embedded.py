"""The engine on SQLite: one small table, owned row by row through leases."""

import os
import socket
from datetime import datetime, timedelta
from uuid import uuid4

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    Update,
    delete,
    func,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import SQLModel

from app.core.database import Database
from app.jobs.models import Job
from app.jobs.rules import Outcome, Policy
from app.jobs.schemas import Claimed, Counts, DeadLetter, NewJob
from app.kit import clock

JOB = SQLModel.metadata.tables[str(Job.__tablename__)]
# The stored text itself: a payload that is no JSON must be claimed too, to be given up.
_PAYLOAD = type_coerce(JOB.c.payload, String)


def store(connection: Connection, job: NewJob) -> None:
    row = {
        "kind": job.kind,
        "payload": orjson.loads(job.payload),
        "key": job.key,
        "run_at": job.run_at,
        "attempts": 0,
        "created_at": clock.wall(),
    }
    connection.execute(insert(JOB).values(row).on_conflict_do_nothing())


def dead_letters(connection: Connection, limit: int) -> list[DeadLetter]:
    columns = (JOB.c.id, JOB.c.kind, _PAYLOAD, JOB.c.key, JOB.c.attempts)
    query = (
        select(*columns, JOB.c.last_error, JOB.c.dead_at)
        .where(JOB.c.dead_at.is_not(None))
        .order_by(JOB.c.id.desc())
        .limit(limit)
    )
    return [DeadLetter(*row) for row in connection.execute(query)]


def revive(connection: Connection, job_id: int) -> bool:
    change = update(JOB).where(JOB.c.id == job_id, JOB.c.dead_at.is_not(None))
    fresh = {"dead_at": None, "attempts": 0, "run_at": clock.wall()}
    return connection.execute(change.values(fresh)).rowcount == 1


def discard(connection: Connection, job_id: int) -> bool:
    gone = delete(JOB).where(JOB.c.id == job_id, JOB.c.dead_at.is_not(None))
    return connection.execute(gone).rowcount == 1


def count(connection: Connection) -> Counts:
    dead = JOB.c.dead_at.is_not(None)
    running = JOB.c.dead_at.is_(None) & (JOB.c.leased_until >= clock.wall())
    query = select(
        func.count(),
        func.count().filter(running),
        func.count().filter(dead),
    ).select_from(JOB)
    every, busy, lost = connection.execute(query).one()
    return Counts(waiting=every - busy - lost, running=busy, dead=lost)


class EmbeddedQueue:
    def __init__(self, database: Database, policy: Policy) -> None:
        self._database = database
        self._lease = timedelta(seconds=policy.lease)
        self._name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
        self._held: set[int] = set()

    def claim(self) -> Claimed | None:
        now = clock.wall()
        with self._database.read() as session:
            if session.execute(select(JOB.c.id).where(self._due(now)).limit(1)).first() is None:
                return None
        with self._database.write() as session:
            taking = self._taking(now).returning(JOB.c.id, JOB.c.kind, _PAYLOAD, JOB.c.attempts)
            row = session.execute(taking).first()
        if row is None:
            return None
        job = Claimed(*row)
        self._held.add(job.id)
        return job

    def _due(self, now: datetime) -> ColumnElement[bool]:
        """Not what is in our own hands: after the machine slept, those leases have run out too."""
        free = JOB.c.leased_until.is_(None) | (JOB.c.leased_until < now)
        ours = JOB.c.id.in_(tuple(self._held))
        return JOB.c.dead_at.is_(None) & (JOB.c.run_at <= now) & free & ~ours

    def _taking(self, now: datetime) -> Update:
        first = select(JOB.c.id).where(self._due(now)).order_by(JOB.c.run_at, JOB.c.id).limit(1)
        return (
            update(JOB)
            .where(JOB.c.id == first.scalar_subquery())
            .values(
                attempts=JOB.c.attempts + 1,
                leased_by=self._name,
                leased_until=now + self._lease,
            )
        )

    def settle(self, job: Claimed, ending: Outcome) -> bool:
        ours = (JOB.c.id == job.id) & (JOB.c.leased_by == self._name)
        put_down = update(JOB).where(ours).values(_after(ending))
        statement = delete(JOB).where(ours) if ending.done else put_down
        with self._database.write() as session:
            settled = session.connection().execute(statement).rowcount == 1
        self._held.discard(job.id)
        return settled

    def drop(self, job: Claimed) -> None:
        self._held.discard(job.id)

    def tend(self) -> None:
        """Renew the leases of what is being done. Those of the dead run out by themselves."""
        held = tuple(self._held)
        if not held:
            return
        ours = update(JOB).where(JOB.c.leased_by == self._name, JOB.c.id.in_(held))
        with self._database.write() as session:
            session.execute(ours.values(leased_until=clock.wall() + self._lease))

    def leave(self) -> None:
        """Nothing to sign off from."""


def _after(ending: Outcome) -> dict[str, object]:
    now = clock.wall()
    free: dict[str, object] = {"leased_by": None, "leased_until": None, "last_error": ending.error}
    if ending.retry_in is None:
        return free | {"dead_at": now}
    return free | {"run_at": now + ending.retry_in}


def open_queue(database: Database, policy: Policy) -> EmbeddedQueue:
    return EmbeddedQueue(database, policy)
