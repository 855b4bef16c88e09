from typing import Any

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlmodel import col

from app.core.actor import Actor, Role
from app.deliveries.places.models import PlaceChannel
from app.identity.queries import readable_regions


def readable_channels(actor: Actor) -> Select[Any]:
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            visible = col(PlaceChannel.region_id).in_(readable_regions(actor))
        case _:
            visible = false()
    return select(PlaceChannel).where(visible)
