from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Json, Row, UtcDateTime, choice
from app.deliveries.terms import ChannelKind


class PlaceChannel(Row, table=True):
    """渠道: a way out of one place. Those for persons are tried in the order of `position`.

    `config` holds what may be told, `sealed` the secrets as one closed text.
    """

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("region_id", "name"), {"sqlite_autoincrement": True})

    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    kind: ChannelKind = Field(sa_type=choice(ChannelKind))
    name: str = Field(max_length=40)
    position: int
    enabled: bool = True
    config: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    sealed: str = ""
    version: int = 1
    updated_by: str
    updated_at: datetime = Field(sa_type=UtcDateTime)
