from datetime import datetime
from typing import Any

from sqlmodel import Field

from app.core.columns import BigId, Json, Row, UtcDateTime


class ProgressSetting(Row, table=True):
    """What a region gives that differs from the defaults; one without a row has the defaults."""

    __tablename__ = "progress_setting"

    region_id: int = Field(sa_type=BigId, foreign_key="region.id", unique=True)
    given: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    version: int = 1
    updated_by: str
    updated_at: datetime = Field(sa_type=UtcDateTime)
