"""Tell the groups of a place, each by its robot."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session, col

from app.core.runtime import Runtime
from app.core.settings import Settings
from app.deliveries import service as deliveries
from app.deliveries.carrying import NO_ROBOT
from app.deliveries.groups.robots import ROBOTS
from app.deliveries.groups.wording import GroupNote
from app.deliveries.models import Delivery
from app.deliveries.places.models import PlaceChannel
from app.deliveries.rules import Hours, NotYetError, hours
from app.deliveries.schemas import Claim, Message
from app.deliveries.terms import DeliveryState
from app.jobs.service import enqueue
from app.kit import clock
from app.workdays.service import calendar

__all__ = ["GroupNote", "Note", "regions", "send", "tell", "tell_again"]

KIND = "deliveries.note"
SUBJECT = "群提示"
MISSED = "未能在当日发出，不再发出"


@dataclass(frozen=True)
class Note:
    """What one robot is to say. `key` is made of ids and ISO dates; out of its hours, which end
    at `until`, a note helps nobody.
    """

    key: str
    region_id: int
    channel_id: int
    text: str
    until: datetime

    def payload(self) -> dict[str, Any]:
        return asdict(self) | {"until": self.until.isoformat()}


def _robots() -> ColumnElement[bool]:
    return col(PlaceChannel.kind).in_(tuple(ROBOTS)) & col(PlaceChannel.enabled)


def regions(session: Session) -> list[int]:
    """Those that have a group to tell."""
    query = select(col(PlaceChannel.region_id)).where(_robots())
    return list(session.scalars(query.distinct().order_by(col(PlaceChannel.region_id))))


def tell(session: Session, region_id: int, key: str, note: GroupNote, at: Hours) -> int:
    """Have a note sent within these hours to each group of a region; how many. Told twice with
    one key, a group is told once.
    """
    query = select(col(PlaceChannel.id)).where(col(PlaceChannel.region_id) == region_id, _robots())
    robots = session.scalars(query).all()
    for channel_id in robots:
        told = Note(f"{key}:{channel_id}", region_id, channel_id, note.text(), at.closes)
        enqueue(session, KIND, told.payload(), key=told.key, run_at=at.opens)
    return len(robots)


def tell_again(session: Session, settings: Settings, delivery_id: int) -> None:
    """What a person wants sent after all, within the hours that come next; what was written to a
    person is not this one's. The job has no key: the first one's may still hold it.
    """
    row = session.get(Delivery, delivery_id)
    if row is None or row.recipient_id is not None or row.state is not DeliveryState.FAILED:
        return
    if row.channel_id is None:
        row.resent_at, row.last_error = None, NO_ROBOT
        return
    at = hours(calendar(session), clock.now(), demo=settings.demo_today is not None)
    told = Note(row.key, row.region_id, row.channel_id, row.body, at.closes)
    enqueue(session, KIND, told.payload(), run_at=at.opens)


def send(runtime: Runtime, note: Note) -> None:
    """Raise `NotYetError` when it could not be sent now."""
    message = Message(note.key, "", None, SUBJECT, note.text)
    with runtime.database.write() as session:
        claimed = _claimed(session, note)
        if claimed is None:
            return
        deliveries.fill(session, claimed, message)
    outcome = deliveries.send(runtime, claimed, message)
    with runtime.database.write() as session:
        deliveries.record(session, claimed, outcome)
    if outcome.state is DeliveryState.QUEUED:
        raise NotYetError(outcome.reason, outcome.after)


def _claimed(session: Session, note: Note) -> Claim | None:
    """`None` when it was sent, or when it is too late, or nobody is there to say it."""
    channel = session.get(PlaceChannel, note.channel_id)
    if channel is None or clock.now() >= note.until:
        deliveries.end_left_over(session, MISSED if channel else NO_ROBOT, note.key)
        _fail_again(session, note.key)
        return None
    return deliveries.claim(
        session,
        key=note.key,
        recipient_id=None,
        region_id=note.region_id,
        channel=channel.kind.value,
        channel_id=channel.id,
    )


def _fail_again(session: Session, key: str) -> None:
    """What was to be sent after all and was not stands among what failed, as before."""
    asked = (col(Delivery.key) == key) & (col(Delivery.state) == DeliveryState.FAILED)
    session.execute(update(Delivery).where(asked).values(resent_at=None))
