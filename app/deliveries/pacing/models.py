from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime


class Turn(Row, table=True):
    """When a text may go by a channel that has limits. One without a delivery keeps the channel
    shut until then.
    """

    __tablename__ = "channel_turn"
    __table_args__ = (
        Index("ix_channel_turn_at", "channel_id", "at"),
        {"sqlite_autoincrement": True},
    )

    channel_id: int = Field(sa_type=BigId, foreign_key="channel.id", ondelete="CASCADE")
    delivery_id: int | None = Field(
        default=None, sa_type=BigId, foreign_key="delivery.id", index=True
    )
    at: datetime = Field(sa_type=UtcDateTime)
    used: bool = False
