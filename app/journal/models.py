from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.core.columns import BigId, Json, UtcDateTime


class JournalEvent(SQLModel, table=True):
    """One link of the chain. `hash` covers everything here but `body`, which it covers by digest,
    so that a body with personal data can be erased and the chain still holds.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_subject", "subject_kind", "subject_id"),
        Index("ix_event_region", "region_id", "seq"),
    )

    seq: int = Field(primary_key=True, sa_type=BigId, sa_column_kwargs={"autoincrement": False})
    uid: str = Field(max_length=36, unique=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor_kind: str
    actor_id: int | None = Field(default=None, sa_type=BigId)
    actor_name: str
    actor_role: str
    on_behalf_of: int | None = Field(default=None, sa_type=BigId)
    region_id: int | None = Field(default=None, sa_type=BigId)
    unit_ids: list[int] = Field(sa_type=Json)
    kind: str
    subject_kind: str
    subject_id: int = Field(sa_type=BigId)
    body: str | None
    body_sha256: str = Field(max_length=64)
    prev: str = Field(max_length=64)
    hash: str = Field(max_length=64)
