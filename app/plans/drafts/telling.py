"""Rows as an event tells them: whole, so that the journal has what a correction took away."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel, col

from app.plans.events import Told
from app.plans.models import Assignment, Task, standing
from app.plans.rules import plain

TASK = (
    "parent_id",
    "number",
    "kind",
    "title",
    "text",
    "section",
    "due_on",
    "due_text",
    "due_source",
)
"""What a task says; where it stands in a draft, and how sure its reading is, comes to that."""
ASSIGNMENT = (
    "unit_id",
    "position",
    "role",
    "printed_label",
    "raw",
    "name",
    "is_first_lead",
    "first_lead_basis",
    "collective",
)


def units_of(session: Session, task: Task) -> Sequence[Assignment]:
    """Those that stand, in printed order."""
    query = select(Assignment).where(col(Assignment.task_id) == task.id, standing(Assignment))
    return session.scalars(query.order_by(col(Assignment.position), col(Assignment.id))).all()


def assignments(session: Session, task: Task) -> tuple[str, ...]:
    """The units of a task in short: role and name."""
    return tuple(f"{one.role.value}:{one.name}" for one in units_of(session, task))


def whole(session: Session, task: Task) -> Told:
    """A task with its units: `assignments` in short, `units` as they are."""
    units = [unit(one) for one in units_of(session, task)]
    told: Told = _values(task, ("id", "position", "confidence", *TASK))
    return told | {"assignments": assignments(session, task), "units": units}


def unit(one: Assignment) -> Told:
    return _values(one, ("id", *ASSIGNMENT))


def _values(row: SQLModel, names: Sequence[str]) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in names}
