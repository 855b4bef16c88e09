"""What happened to a unit, from the journal: what was done to it, and what files said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlmodel import Session, col

from app.journal.models import JournalEvent
from app.units.models import Unit
from app.units.queries import SUBJECT
from app.units.telling import happened, imported

EVENTS = 40


@dataclass(frozen=True)
class Happening:
    at: datetime
    actor: str
    what: str


def history(session: Session, unit: Unit, *, with_contacts: bool) -> list[Happening]:
    """The newest first: what was done to the unit, and what files of the registry said of it."""
    told = [
        (one, what)
        for one in _events_of(session, unit.id, EVENTS)
        if (with_contacts or not one.kind.startswith("unit.contact"))
        and (what := happened(one.kind, one.body))
    ]
    files = _imports_of(session, unit, EVENTS)
    told += [(one, imported(one.body, unit.id)) for one in files]
    told.sort(key=lambda pair: -pair[0].seq)
    return [Happening(one.at, one.actor_name, what) for one, what in told[:EVENTS]]


def _events_of(session: Session, unit_id: int, most: int) -> Sequence[JournalEvent]:
    """What the journal tells of a unit, the newest first."""
    query = select(JournalEvent).where(
        col(JournalEvent.subject_kind) == SUBJECT, col(JournalEvent.subject_id) == unit_id
    )
    return session.scalars(query.order_by(col(JournalEvent.seq).desc()).limit(most)).all()


def _imports_of(session: Session, unit: Unit, most: int) -> Sequence[JournalEvent]:
    """As `events_of`, of files of the registry that said something of a unit."""
    files = select(col(JournalEvent.seq), col(JournalEvent.unit_ids)).where(
        col(JournalEvent.subject_kind) == "region",
        col(JournalEvent.subject_id) == unit.region_id,
        col(JournalEvent.kind) == "units.imported",
    )
    newest = session.execute(
        files.order_by(col(JournalEvent.seq).desc()), execution_options={"yield_per": 100}
    )
    wanted = list(islice((seq for seq, ids in newest if unit.id in ids), most))
    query = select(JournalEvent).where(col(JournalEvent.seq).in_(wanted))
    return session.scalars(query).all()
