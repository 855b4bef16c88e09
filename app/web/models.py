from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.core.columns import Row, UtcDateTime


class IdempotentAnswer(Row, table=True):
    """What a creating POST answered, kept for a day so that a retry gets the same answer."""

    __tablename__ = "idempotent_answer"
    __table_args__ = (
        UniqueConstraint("actor", "path", "key"),
        {"sqlite_autoincrement": True},
    )

    actor: str
    path: str
    key: str
    fingerprint: str = Field(max_length=64)
    status: int
    body: str
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)
