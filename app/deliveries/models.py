from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.deliveries.terms import DeliveryState


class Delivery(Row, table=True):
    """投递: one message to one person. `key` is made of ids and ISO dates and never repeats.

    Who sends it owns it while `leased_until` lies ahead; `attempts` tells one owner from the
    next. `subject` and `body` are those of the last attempt.
    """

    __table_args__ = (
        Index("ix_delivery_recipient", "recipient_id", "created_at"),
        {"sqlite_autoincrement": True},
    )

    key: str = Field(unique=True)
    recipient_id: int = Field(sa_type=BigId, foreign_key="person.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    channel: str
    address: str | None = None
    subject: str = ""
    body: str = ""
    state: DeliveryState = Field(default=DeliveryState.QUEUED, sa_type=choice(DeliveryState))
    attempts: int = 0
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
