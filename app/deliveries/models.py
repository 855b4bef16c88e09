from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from app.core.columns import BigId, Json, Row, UtcDateTime, choice
from app.deliveries.terms import DeliveryState


class Delivery(Row, table=True):
    """投递: one message to one person, or one note to the group of a robot (then nobody is its
    recipient). `key` is made of ids and ISO dates and never repeats.

    Who sends it owns it while `leased_until` lies ahead; `attempts` tells one owner from the
    next. `subject`, `body` and `address`, which is all by which the recipient was known
    (`people.service.known_by`), are those of the last attempt. `channel` is the kind that carries
    it or had it last, `channel_id` that of a place, null for the house's own. What a channel
    refused for good stands in `refusals` (route, name, reason): it is never asked again.
    """

    __table_args__ = (
        Index("ix_delivery_recipient", "recipient_id", "created_at"),
        Index("ix_delivery_region", "region_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    key: str = Field(unique=True)
    recipient_id: int | None = Field(default=None, sa_type=BigId, foreign_key="person.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    channel: str
    channel_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="channel.id", index=True, ondelete="SET NULL"
    )
    address: str | None = None
    subject: str = ""
    body: str = ""
    link: str = ""
    state: DeliveryState = Field(default=DeliveryState.QUEUED, sa_type=choice(DeliveryState))
    attempts: int = 0
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    refusals: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
