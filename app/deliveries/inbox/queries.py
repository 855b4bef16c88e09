"""What was sent to one person. Nobody reads another's."""

from typing import Any

from sqlalchemy import Select, false, func, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.deliveries.models import Delivery
from app.deliveries.terms import DeliveryState

# What still waits may be written anew or withdrawn. What no channel would take is here to be read.
TO_READ = (DeliveryState.SENT, DeliveryState.FAILED)

ITEM: tuple[Any, ...] = (
    col(Delivery.id),
    col(Delivery.subject),
    col(Delivery.body),
    col(Delivery.link),
    col(Delivery.created_at),
    col(Delivery.read_at),
)


def readable_messages(actor: Actor) -> Select[Any]:
    person = actor.person_id
    mine = col(Delivery.recipient_id) == person if person is not None else false()
    return select(Delivery).where(mine, col(Delivery.state).in_(TO_READ))


def unread(session: Session, actor: Actor) -> int:
    waiting = readable_messages(actor).where(col(Delivery.read_at).is_(None))
    return session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
