"""What the groups of a place are told: how much is due in three working days, and how much is
late. Not by whom.
"""

from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.settings import Settings
from app.deliveries.groups.service import GroupNote, regions, tell
from app.deliveries.rules import hours
from app.kit import clock
from app.progress.models import Return
from app.progress.terms import OWED
from app.workdays.service import calendar

AHEAD = 3


def tell_groups(session: Session, on: date, settings: Settings) -> int:
    """On a working day on which something falls due three working days later; how many groups.
    None once the day is over, after a time without the service.
    """
    known = calendar(session)
    at = hours(known, clock.now(), demo=settings.demo_today is not None)
    if not known.works(on) or at.opens.date() != on:
        return 0
    due_on = known.shift(on, AHEAD)
    told = 0
    for region_id in regions(session):
        forms, overdue = _counted(session, region_id, on, due_on)
        if forms:
            note = GroupNote(due_on, forms, overdue, f"{settings.address}/returns")
            told += tell(session, region_id, f"note:{region_id}:{on.isoformat()}", note, at)
    return told


def _counted(session: Session, region_id: int, on: date, due_on: date) -> tuple[int, int]:
    day = col(Return.due_on)
    query = select(func.count().filter(day == due_on), func.count().filter(day < on)).where(
        col(Return.region_id) == region_id,
        col(Return.state).in_(OWED),
        col(Return.opens_on) <= on,
        day <= due_on,
    )
    forms, overdue = session.execute(query).one()
    return forms, overdue
