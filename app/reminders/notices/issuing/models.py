from datetime import datetime
from typing import Any

from sqlmodel import Field

from app.core.columns import BigId, Json, Row, UtcDateTime


class NoticeSetting(Row, table=True):
    """Who issues what in a region; what `issuers` does not name is the default."""

    __tablename__ = "notice_setting"

    region_id: int = Field(sa_type=BigId, foreign_key="region.id", unique=True)
    issuers: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    version: int = 1
    updated_by: str
    updated_at: datetime = Field(sa_type=UtcDateTime)
