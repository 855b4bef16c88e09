from datetime import date

from sqlmodel import Field, SQLModel


class CalendarDay(SQLModel, table=True):
    """A day on which work differs from the plain week: a holiday, or a make-up working day."""

    __tablename__ = "calendar_day"

    day: date = Field(primary_key=True)
    works: bool
    name: str


class CalendarYear(SQLModel, table=True):
    """A year for which the State Council has published its notice; others are unconfirmed."""

    __tablename__ = "calendar_year"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    source: str
