from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime


class Call(Row, table=True):
    """电话记录. `spoke_to` is who answered, `person_id` his account if he has one; `about` are free
    words beside the matters. `corrects_id` is the entry that this one takes the place of; `typist`
    knows again who typed it.
    """

    __table_args__ = (
        Index("ix_call_region", "region_id", "id"),
        Index("ix_call_unit", "unit_id", "called_at"),
        {"sqlite_autoincrement": True},
    )

    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    called_by: str
    spoke_to: str
    person_id: int | None = Field(default=None, sa_type=BigId, foreign_key="person.id")
    called_at: datetime = Field(sa_type=UtcDateTime)
    about: str = ""
    answer: str
    promised_on: date | None = None
    corrects_id: int | None = Field(default=None, sa_type=BigId, foreign_key="call.id", unique=True)
    entered_by: str
    entered_at: datetime = Field(sa_type=UtcDateTime)
    typist: str = Field(max_length=40)
    version: int = 1
    updated_at: datetime = Field(sa_type=UtcDateTime)


class CallMatter(Row, table=True):
    """A matter of which a call spoke, by the kind and id that the ladder knows it by."""

    __tablename__ = "call_matter"
    __table_args__ = (
        UniqueConstraint("call_id", "subject_kind", "subject_id"),
        Index("ix_call_matter_subject", "subject_kind", "subject_id"),
        {"sqlite_autoincrement": True},
    )

    call_id: int = Field(sa_type=BigId, foreign_key="call.id", ondelete="CASCADE")
    subject_kind: str = Field(max_length=24)
    subject_id: int = Field(sa_type=BigId)
