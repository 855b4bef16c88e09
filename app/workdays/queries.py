"""Selects of this domain. The calendar is the same for everybody and hides nothing."""

from datetime import date

from sqlalchemy import extract, select
from sqlmodel import Session, col

from app.workdays.models import CalendarDay, CalendarYear
from app.workdays.rules import Calendar, Day


def calendar(session: Session) -> Calendar:
    days = session.execute(select(col(CalendarDay.day), col(CalendarDay.works))).all()
    years = session.scalars(select(col(CalendarYear.year)))
    return Calendar({row.day: row.works for row in days}, frozenset(years))


def days_of(session: Session, year: int) -> dict[date, Day]:
    """The days that are named in a year, in their order."""
    query = (
        select(col(CalendarDay.day), col(CalendarDay.works), col(CalendarDay.name))
        .where(col(CalendarDay.day).between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(col(CalendarDay.day))
    )
    return {row.day: Day(row.day, row.works, row.name) for row in session.execute(query)}


def source_of(session: Session, year: int) -> str | None:
    """Where the notice of a year was read; `None` while the year is unconfirmed."""
    query = select(col(CalendarYear.source)).where(col(CalendarYear.year) == year)
    return session.scalars(query).first()


def known_years(session: Session) -> list[int]:
    """Years of which anything is known, confirmed or not."""
    named = select(extract("year", col(CalendarDay.day)))
    return sorted(
        {int(year) for year in session.scalars(named.union(select(col(CalendarYear.year))))}
    )
