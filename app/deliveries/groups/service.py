"""Tell the groups of a place, each by its robot."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.runtime import Runtime
from app.deliveries import service as deliveries
from app.deliveries.groups.wording import GroupNote
from app.deliveries.models import Delivery
from app.deliveries.places.models import PlaceChannel
from app.deliveries.rules import NotYetError
from app.deliveries.schemas import Claim, Message
from app.deliveries.senders import ROBOTS
from app.deliveries.terms import DeliveryState
from app.jobs.service import enqueue
from app.kit import clock

__all__ = ["GroupNote", "regions", "send", "send_again", "tell"]

KIND = "deliveries.note"
SUBJECT = "群提示"
MISSED = "未能在当日发出，不再发出"


def regions(session: Session) -> list[int]:
    """Those that have a group to tell."""
    query = select(col(PlaceChannel.region_id)).where(
        col(PlaceChannel.kind).in_(tuple(ROBOTS)), col(PlaceChannel.enabled)
    )
    return list(session.scalars(query.distinct().order_by(col(PlaceChannel.region_id))))


def tell(session: Session, region_id: int, key: str, note: GroupNote) -> int:
    """Have a note sent today to each group of a region; how many. `key` is made of ids and ISO
    dates: told twice, a group is told once.
    """
    query = select(col(PlaceChannel.id)).where(
        col(PlaceChannel.region_id) == region_id,
        col(PlaceChannel.kind).in_(tuple(ROBOTS)),
        col(PlaceChannel.enabled),
    )
    robots = session.scalars(query).all()
    for channel_id in robots:
        own = f"{key}:{channel_id}"
        payload = {
            "key": own,
            "region_id": region_id,
            "channel_id": channel_id,
            "text": note.text(),
            "on_day": clock.today().isoformat(),
        }
        enqueue(session, KIND, payload, key=own)
    return len(robots)


def send(
    runtime: Runtime, *, key: str, region_id: int, channel_id: int, text: str, on_day: date
) -> None:
    """Raise `NotYetError` when it could not be sent now. A note of yesterday helps nobody."""
    message = Message(key, "", None, SUBJECT, text)
    with runtime.database.write() as session:
        if clock.today() > on_day:
            deliveries.withdraw_left_over(session, key, MISSED)
            return
        channel = session.get(PlaceChannel, channel_id)
        if channel is None:
            return
        claimed = deliveries.claim(
            session,
            key=key,
            recipient_id=None,
            region_id=region_id,
            channel=channel.kind.value,
            channel_id=channel_id,
        )
        if claimed is None:
            return
        deliveries.fill(session, claimed, message)
    _go(runtime, claimed, message)


def send_again(runtime: Runtime, delivery_id: int) -> None:
    """What a person wants sent after all; what was written to a person is not this one's."""
    with runtime.database.write() as session:
        row = session.get(Delivery, delivery_id)
        if row is None or row.recipient_id is not None or row.state is not DeliveryState.FAILED:
            return
        claimed = deliveries.claim(
            session,
            key=row.key,
            recipient_id=None,
            region_id=row.region_id,
            channel=row.channel,
            channel_id=row.channel_id,
        )
        if claimed is None:
            return
        message = Message(row.key, "", None, row.subject, row.body)
    _go(runtime, claimed, message)


def _go(runtime: Runtime, claimed: Claim, message: Message) -> None:
    outcome = deliveries.send(runtime, claimed, message)
    with runtime.database.write() as session:
        deliveries.record(session, claimed, outcome)
    if outcome.state is DeliveryState.QUEUED:
        raise NotYetError(outcome.reason, outcome.after)
