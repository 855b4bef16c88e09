from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.reminders.terms import Audience, Draft, Dropped


class Reminder(Row, table=True):
    """提醒: why one person hears of one matter on one day.

    The subject is a row of a kind that `subjects` knows. The due date is part of the key: a matter
    that gets a new date starts its own ladder. `step` is in working days from that date.
    `delivery_id` is the message that carried it, or that left it out for the reason `dropped`;
    while it is null the reminder waits for the recipient's next digest.
    """

    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "due_on", "step", "recipient_id"),
        Index("ix_reminder_waiting", "delivery_id", "recipient_id", "on_day"),
        Index("ix_reminder_unit", "unit_id", "id"),
        {"sqlite_autoincrement": True},
    )

    subject_kind: str = Field(max_length=24)
    subject_id: int = Field(sa_type=BigId)
    recipient_id: int = Field(sa_type=BigId, foreign_key="person.id")
    audience: Audience = Field(sa_type=choice(Audience))
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    due_on: date
    step: int
    on_day: date
    delivery_id: int | None = Field(default=None, sa_type=BigId, foreign_key="delivery.id")
    dropped: Dropped | None = Field(default=None, sa_type=choice(Dropped))
    run_id: str = Field(max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)


class DraftWanted(Row, table=True):
    """A step asks for a 催办单 or 督办单 about a matter. Whoever drafts it sets `drafted_at`; what
    was settled by then is not drafted.
    """

    __tablename__ = "draft_wanted"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "due_on", "draft"),
        Index("ix_draft_wanted_open", "drafted_at", "unit_id"),
        {"sqlite_autoincrement": True},
    )

    subject_kind: str = Field(max_length=24)
    subject_id: int = Field(sa_type=BigId)
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    due_on: date
    draft: Draft = Field(sa_type=choice(Draft))
    step: int
    on_day: date
    run_id: str = Field(max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    drafted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
