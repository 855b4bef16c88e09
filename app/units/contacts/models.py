from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field

from app.core.columns import BigId, Row, UtcDateTime, choice
from app.units.contacts.terms import ContactRole


class UnitContact(Row, table=True):
    """Who held a role in a unit, and for how long. A new holder ends the former's row; none goes.

    `person_id` links to somebody who signs in, where he does.
    """

    __tablename__ = "unit_contact"
    __table_args__ = (
        Index("ix_unit_contact_unit", "unit_id", "role", "valid_from"),
        {"sqlite_autoincrement": True},
    )

    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    role: ContactRole = Field(sa_type=choice(ContactRole))
    name: str = Field(max_length=50)
    post: str | None = Field(default=None, max_length=100)
    section: str | None = Field(default=None, max_length=100)
    office_phone: str | None = Field(default=None, max_length=60)
    mobile: str | None = Field(default=None, max_length=20)
    person_id: int | None = Field(default=None, sa_type=BigId, foreign_key="person.id", index=True)
    valid_from: date
    valid_until: date | None = None
    updated_at: datetime = Field(sa_type=UtcDateTime)
