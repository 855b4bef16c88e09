"""Append the events of a transaction to the chain, and check that the chain holds."""

from collections.abc import Iterator

from sqlalchemy import insert, text
from sqlmodel import Session, col, select

from app.core.events import Happened, take_buffered
from app.journal.models import JournalEvent
from app.journal.rules import GENESIS, Flaw, flaws, seal
from app.kit import clock
from app.kit.canonical import canonical_json, digest
from app.kit.identifiers import uuid7

# Any number will do, as long as nothing else takes a lock of that number.
CHAIN_LOCK = 0x7461736B


def append(session: Session) -> None:
    """Give the buffered events their numbers and write them in one statement.

    Called by the one commit function, after everything else: the chain lock is the last lock
    taken. On SQLite the write transaction is that lock.
    """
    happened = take_buffered(session)
    if not happened:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    seq, prev = _last(session)
    rows = []
    for one in happened:
        row = _link(one, seq := seq + 1, prev)
        prev = str(row["hash"])
        rows.append(row)
    session.execute(insert(JournalEvent), rows)


def _last(session: Session) -> tuple[int, str]:
    query = select(JournalEvent.seq, JournalEvent.hash).order_by(col(JournalEvent.seq).desc())
    last = session.exec(query.limit(1)).first()
    return (last[0], last[1]) if last else (0, GENESIS)


def _link(happened: Happened, seq: int, prev: str) -> dict[str, object]:
    actor, event = happened
    body = canonical_json(event.body())
    link: dict[str, object] = {
        "seq": seq,
        "uid": str(uuid7()),
        "at": clock.now().replace(microsecond=0),
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "actor_role": actor.role.value,
        "on_behalf_of": actor.on_behalf_of,
        "region_id": event.region_id,
        "unit_ids": list(event.unit_ids),
        "kind": event.kind,
        "subject_kind": event.subject.kind,
        "subject_id": event.subject.id,
        "body_sha256": digest(body),
        "prev": prev,
    }
    return link | {"body": body, "hash": seal(link)}


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the newest link. Links cut off at the end leave no trace in the chain
    itself: only a head that was noted elsewhere shows that some are gone.
    """
    return _last(session)


def verify(session: Session) -> Iterator[Flaw]:
    """Walk the whole chain; yields nothing when it holds."""
    query = select(JournalEvent).order_by(col(JournalEvent.seq)).execution_options(yield_per=1000)
    return flaws(event.model_dump() for event in session.exec(query))
