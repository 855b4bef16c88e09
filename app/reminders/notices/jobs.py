"""What the worker does for notices."""

from datetime import time

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.jobs.service import Payload
from app.kit import clock
from app.reminders import service as reminders
from app.reminders.notices.by_ladder import wanted, write_drafts
from app.reminders.notices.settling import settle_days as settle
from app.reminders.subjects import NOTICE

SWEPT_AT = time(9, 7)
"""When the day's run begins; see `wiring.SCHEDULE`."""


def draft(runtime: Runtime, payload: Payload) -> None:  # noqa: ARG001 - whatever is wanted by now
    """Each unit in a transaction of its own: what was written before a fault stays."""
    with runtime.database.read() as session:
        groups = wanted(session)
    for group in groups:
        with runtime.database.write() as session:
            write_drafts(session, SYSTEM, group)


def tell(runtime: Runtime, payload: Payload) -> None:  # noqa: ARG001 - whoever is not told yet
    """A notice is told of on the day on which it is issued. Before the day's run that run does it,
    with all else that the person is to hear that day.
    """
    if clock.local(clock.now()).time() < SWEPT_AT:
        return
    with runtime.database.write() as session:
        reminders.sweep(session, SYSTEM, clock.today(), only=NOTICE)


def settle_days(runtime: Runtime, payload: Payload) -> None:
    """The subject is the year of the calendar."""
    with runtime.database.write() as session:
        settle(session, SYSTEM, year=int(payload["subject_id"]))
