"""Enqueue work in the transaction of its cause, and look after what was given up."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import ConflictError, NotFoundError
from app.core.events import Event, buffer
from app.core.runtime import Runtime
from app.jobs.bell import ring_after_commit
from app.jobs.engine import Engine, engine_of
from app.jobs.rules import GiveUp, PutOff
from app.jobs.schemas import Counts, DeadLetter, NewJob
from app.kit import clock

__all__ = [
    "GiveUp",
    "Handler",
    "Payload",
    "PutOff",
    "Reactions",
    "dead_letters",
    "discard",
    "emit",
    "enqueue",
    "pending",
    "retry",
]

Payload = dict[str, Any]
Handler = Callable[[Runtime, Payload], None]
Reactions = Mapping[type[Event], tuple[str, ...]]


def enqueue(
    session: Session,
    kind: str,
    payload: Payload,
    *,
    run_at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Store a job in this session's transaction; it runs after the commit, at `run_at` or soon.

    A second job with the same `key` is not stored while the first has not been done: so a key
    is for work that is the same whenever it runs, not for "this has changed again".
    `run_at` is aware; the payload reaches the handler as JSON has it (dates as ISO text).
    """
    if run_at is not None and run_at.tzinfo is None:
        raise ValueError("an instant must be aware")
    stored = orjson.dumps(payload).decode()
    job = NewJob(kind=kind, payload=stored, run_at=run_at or clock.wall(), key=key)
    _engine(session).store(session.connection(), job)
    ring_after_commit(session)


def emit(session: Session, actor: Actor, event: Event) -> None:
    """Record that something happened, and enqueue what `wiring` says must follow."""
    buffer(session, actor, event)
    reactions: Reactions = session.info.get("reactions", {})
    for kind in reactions.get(type(event), ()):
        enqueue(session, kind, {"subject_id": event.subject.id, "event": event.kind})


def dead_letters(session: Session, limit: int = 200) -> list[DeadLetter]:
    """The newest jobs that were given up."""
    return _engine(session).dead_letters(session.connection(), limit)


def retry(session: Session, job_id: int) -> None:
    """Let a dead letter start anew, with all its attempts."""
    connection = session.connection()
    try:
        with connection.begin_nested():
            revived = _engine(session).revive(connection, job_id)
    except IntegrityError as taken:
        raise ConflictError("同样的工作已经在等待处理，不必重试这一项") from taken
    if not revived:
        raise NotFoundError
    ring_after_commit(session)


def discard(session: Session, job_id: int) -> None:
    """Throw a dead letter away."""
    if not _engine(session).discard(session.connection(), job_id):
        raise NotFoundError


def pending(session: Session) -> Counts:
    return _engine(session).count(session.connection())


def _engine(session: Session) -> Engine:
    return engine_of(session.get_bind().dialect.name)
