"""Enqueue what the clock calls for: once for an instant, whatever the number of workers."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, text, update
from sqlmodel import Session, SQLModel

from app.core.columns import UtcDateTime
from app.core.database import Database
from app.jobs.models import Firing
from app.jobs.rules import last_firing
from app.jobs.service import enqueue

FIRING = SQLModel.metadata.tables[Firing.__tablename__]
_FIRST = text(
    "INSERT INTO job_firing (kind, last) VALUES (:kind, :last) ON CONFLICT DO NOTHING"
).bindparams(bindparam("last", type_=UtcDateTime))


def fire(database: Database, schedule: Mapping[str, str], now: datetime) -> None:
    """`schedule` maps a kind of job to its cron line.

    After a downtime a line fires once, for the latest instant that was missed. A line that is
    new fires at its next instant, not for those before it was there.
    """
    latest = {kind: last_firing(line, now) for kind, line in schedule.items()}
    with database.read() as session:
        known = {row.kind: row.last for row in session.execute(select(FIRING))}
    for kind, instant in latest.items():
        if kind not in known or known[kind] < instant:
            with database.write() as session:
                _mark(session, kind, instant)


def _mark(session: Session, kind: str, instant: datetime) -> None:
    """Whoever moves the line's mark forward enqueues its job."""
    session.execute(_FIRST, {"kind": kind, "last": instant})
    later = (FIRING.c.kind == kind) & (FIRING.c.last < instant)
    moved = session.connection().execute(update(FIRING).where(later).values(last=instant))
    if moved.rowcount == 1:
        at = instant.isoformat()
        enqueue(session, kind, {"at": at}, key=f"{kind}@{at}")
