"""What a domain tells the rest of the house: frozen, past tense, buffered until the commit."""

from dataclasses import dataclass, fields
from typing import ClassVar, NamedTuple

from sqlalchemy.event import listens_for
from sqlmodel import Session

from app.core.actor import Actor


class Subject(NamedTuple):
    kind: str
    id: int


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of every event. Fields beyond these three are the event's body in the journal."""

    kind: ClassVar[str]
    subject: Subject
    region_id: int | None = None
    unit_ids: tuple[int, ...] = ()

    def body(self) -> dict[str, object]:
        base = {field.name for field in fields(Event)}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in base}


class Happened(NamedTuple):
    actor: Actor
    event: Event


def buffer(session: Session, actor: Actor, event: Event) -> None:
    pending: list[Happened] = session.info.setdefault("happened", [])
    pending.append(Happened(actor, event))


def take_buffered(session: Session) -> list[Happened]:
    taken: list[Happened] = session.info.pop("happened", [])
    return taken


@listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    """What was rolled back did not happen, though the session may go on and commit."""
    take_buffered(session)
