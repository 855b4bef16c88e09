"""Turns of a channel with limits, in the database: all workers together keep them."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.core.runtime import Runtime
from app.deliveries.pacing.models import Turn
from app.deliveries.pacing.rules import Limits, looked_at, next_turn
from app.deliveries.places.models import PlaceChannel
from app.kit import clock

# A turn is for its moment: one that was not used by then is of no use to anybody.
LASTS = timedelta(seconds=30)
KEPT = timedelta(hours=1)
_chance = random.SystemRandom()


def turn(
    runtime: Runtime, channel_id: int, delivery_id: int, limits: Limits, *, off_hour: bool = False
) -> timedelta:
    """How long a delivery has to wait for its turn; zero: it may go, and the turn is used up.

    It is given a turn at the first asking and keeps it, so that whoever has to wait waits once.
    A channel that was removed meanwhile has none to give: a while later another is found.
    """
    now = clock.wall()
    with runtime.database.write() as session:
        if not _hold(session, channel_id):
            return LASTS
        mine = _mine(session, channel_id, delivery_id, now)
        if mine is None:
            taken = _taken(session, channel_id, looked_at(limits))
            at = next_turn(taken, limits, now, _chance if off_hour else None)
            mine = Turn(channel_id=channel_id, delivery_id=delivery_id, at=at)
            session.add(mine)
        mine.used = mine.at <= now
        old = (col(Turn.channel_id) == channel_id) & (col(Turn.at) < now - KEPT)
        session.execute(delete(Turn).where(old))
        return max(mine.at - now, timedelta())


def shut(runtime: Runtime, channel_id: int, during: timedelta) -> None:
    """Nobody speaks by this channel for a while: its other side said so."""
    with runtime.database.write() as session:
        if _hold(session, channel_id):
            session.add(Turn(channel_id=channel_id, at=clock.wall() + during, used=True))


def _hold(session: Session, channel_id: int) -> bool:
    """One worker at a time (SQLite lets no other write as it is). False for one that is gone."""
    lock = select(col(PlaceChannel.id)).where(col(PlaceChannel.id) == channel_id)
    return session.scalars(lock.with_for_update()).first() is not None


def _mine(session: Session, channel_id: int, delivery_id: int, now: datetime) -> Turn | None:
    """The turn that was given and still holds: not used, not long past, not while it is shut."""
    of_channel = col(Turn.channel_id) == channel_id
    closed = of_channel & col(Turn.delivery_id).is_(None) & (col(Turn.at) > now)
    if session.scalars(select(Turn).where(closed).limit(1)).first() is not None:
        return None
    given = of_channel & (col(Turn.delivery_id) == delivery_id) & col(Turn.used).is_(False)
    query = select(Turn).where(given, col(Turn.at) >= now - LASTS).order_by(col(Turn.id).desc())
    return session.scalars(query.limit(1)).first()


def _taken(session: Session, channel_id: int, places: Iterable[int]) -> dict[int, datetime]:
    query = select(col(Turn.at)).where(col(Turn.channel_id) == channel_id)
    newest = query.order_by(col(Turn.at).desc(), col(Turn.id).desc()).limit(1)
    found = {place: session.scalar(newest.offset(place - 1)) for place in places}
    return {place: at for place, at in found.items() if at is not None}
