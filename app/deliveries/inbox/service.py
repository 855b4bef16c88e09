"""消息: list, open, mark as read."""

from dataclasses import replace

from sqlalchemy import update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.lists import Order, Slice, Window, page
from app.deliveries.inbox import queries
from app.deliveries.models import Delivery
from app.kit import clock

NEWEST = Order("-id", (col(Delivery.id),), descending=True)


def messages(session: Session, actor: Actor, window: Window, *, unread: bool = False) -> Slice:
    """The newest first; the columns are those of `queries.ITEM`."""
    query = queries.readable_messages(actor).with_only_columns(*queries.ITEM)
    if unread:
        query = query.where(col(Delivery.read_at).is_(None))
    return page(session, query, NEWEST, replace(window, filters={"unread": unread}))


def unread(session: Session, actor: Actor) -> int:
    return queries.unread(session, actor)


def message(session: Session, actor: Actor, message_id: int) -> Delivery:
    query = queries.readable_messages(actor).where(col(Delivery.id) == message_id)
    found: Delivery | None = session.scalars(query).first()
    if found is None:
        raise NotFoundError
    return found


def read(session: Session, actor: Actor, message_id: int) -> Delivery:
    """Done again it changes nothing: the first reading counts."""
    found = message(session, actor, message_id)
    if found.read_at is None:
        found.read_at = clock.now()
    return found


def read_all(session: Session, actor: Actor) -> int:
    """How many there were."""
    mine = queries.readable_messages(actor).where(col(Delivery.read_at).is_(None))
    ids = mine.with_only_columns(col(Delivery.id))
    change = update(Delivery).where(col(Delivery.id).in_(ids)).values(read_at=clock.now())
    return session.connection().execute(change).rowcount
