"""Messages of a place and how they went."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select, true
from sqlmodel import col

from app.core.actor import Actor, Role
from app.deliveries.models import Delivery
from app.deliveries.places.models import PlaceChannel
from app.deliveries.terms import DeliveryState
from app.identity.models import Person
from app.identity.queries import readable_regions

# Without the text: it is between the service and the one to whom it was sent.
ITEM: tuple[Any, ...] = (
    col(Delivery.id),
    col(Delivery.region_id),
    col(Delivery.recipient_id),
    col(Person.name).label("recipient"),
    func.coalesce(col(PlaceChannel.name), "").label("channel_name"),
    col(Delivery.channel),
    col(Delivery.subject),
    col(Delivery.state),
    col(Delivery.attempts),
    col(Delivery.last_error),
    col(Delivery.created_at),
    col(Delivery.sent_at),
    col(Delivery.read_at),
    col(Delivery.resent_at),
)


def readable_deliveries(actor: Actor) -> Select[Any]:
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            visible = col(Delivery.region_id).in_(readable_regions(actor))
        case _:
            visible = false()
    return select(Delivery).where(visible)


def listed(actor: Actor, state: DeliveryState | None, region_id: int | None) -> Select[Any]:
    """What failed and was sent anew in another message is done with."""
    query = (
        readable_deliveries(actor)
        .outerjoin(Person, col(Person.id) == col(Delivery.recipient_id))
        .outerjoin(PlaceChannel, col(PlaceChannel.id) == col(Delivery.channel_id))
    )
    if state is not None:
        query = query.where(col(Delivery.state) == state)
    if state is DeliveryState.FAILED:
        query = query.where(col(Delivery.resent_at).is_(None))
    if region_id is not None:
        query = query.where(col(Delivery.region_id) == region_id)
    return query.with_only_columns(*ITEM)
