from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.reminders.terms import Dropped, Step


class Reminder(Row, table=True):
    """提醒: why one person hears of one return on one day.

    The due date is part of the key: a return that gets a new date starts its own ladder.
    `delivery_id` is the message that carried it, or that left it out for the reason `dropped`;
    while it is null the reminder waits for the recipient's next digest.
    """

    __table_args__ = (
        UniqueConstraint("return_id", "due_on", "step", "recipient_id"),
        Index("ix_reminder_waiting", "delivery_id", "recipient_id", "on_day"),
        Index("ix_reminder_unit", "unit_id", "id"),
        {"sqlite_autoincrement": True},
    )

    return_id: int = Field(sa_type=BigId, foreign_key="returns.id")
    recipient_id: int = Field(sa_type=BigId, foreign_key="person.id")
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    region_id: int = Field(sa_type=BigId, foreign_key="region.id")
    due_on: date
    step: Step = Field(sa_type=choice(Step))
    on_day: date
    delivery_id: int | None = Field(default=None, sa_type=BigId, foreign_key="delivery.id")
    dropped: Dropped | None = Field(default=None, sa_type=choice(Dropped))
    run_id: str = Field(max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
