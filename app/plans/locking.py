"""The row of a plan as a lock, and a new version of what it changed. What `access` begins with,
and those below it that permit otherwise.
"""

from sqlalchemy import select
from sqlmodel import Session, col

from app.kit import clock
from app.plans.models import Plan, Task


def lock(session: Session, plan_id: int) -> None:
    """Until the transaction ends nobody else changes, divides or claims anything in this plan.

    Taken before any other lock, so that none waits crosswise; of a plan and the one that follows
    it the older first. NO KEY UPDATE: rows that refer to the plan can be written meanwhile.
    """
    query = select(col(Plan.id)).where(col(Plan.id) == plan_id).with_for_update(key_share=True)
    session.execute(query)


def locked(session: Session, plan_id: int) -> Plan | None:
    """The plan under its lock, as it stands now; another may have deleted it."""
    lock(session, plan_id)
    return session.get(Plan, plan_id, populate_existing=True)


def touch(row: Plan | Task) -> None:
    """A new version, now."""
    row.version += 1
    row.updated_at = clock.now()
