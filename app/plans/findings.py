"""What was asked about a plan, as lists and pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.plans import rules
from app.plans.listing import Evidence, Named, named
from app.plans.models import Finding, Task
from app.reading.terms import Severity
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class TaskRef:
    id: int
    number: str | None
    position: int


@dataclass(frozen=True, slots=True)
class FindingView:
    id: int
    code: str
    severity: Severity
    message: str
    task: TaskRef | None
    printed_name: str | None
    suggested_unit: Named | None
    evidence: Evidence
    settled_at: datetime | None
    settled_by: str | None


def findings(session: Session, plan_id: int) -> list[FindingView]:
    """Errors first, then in the order in which they were found."""
    suggested = aliased(Unit)
    columns = [getattr(Finding, name) for name in _FINDING]
    query = (
        select(
            *columns,
            col(Task.id).label("of_task"),
            col(Task.number),
            col(Task.position),
            col(suggested.id).label("of_unit"),
            col(suggested.name).label("unit_name"),
        )
        .outerjoin(Task, col(Task.id) == col(Finding.task_id))
        .outerjoin(suggested, col(suggested.id) == col(Finding.suggested_unit_id))
        .where(col(Finding.plan_id) == plan_id)
        .order_by(col(Finding.id))
    )
    found = [_finding(row) for row in session.execute(query)]
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


_FINDING = tuple(name for name in FindingView.__slots__ if name not in {"task", "suggested_unit"})


def _finding(row: Row[Any]) -> FindingView:
    values = row._mapping  # noqa: SLF001 - public in SQLAlchemy
    of_task = TaskRef(row.of_task, row.number, row.position) if row.of_task else None
    return FindingView(
        **{name: values[name] for name in _FINDING},
        task=of_task,
        suggested_unit=named(row.of_unit, row.unit_name),
    )


def open_errors(session: Session, plan_id: int) -> Sequence[rules.OpenError]:
    query = (
        select(col(Finding.id), col(Finding.code), col(Finding.message))
        .where(
            col(Finding.plan_id) == plan_id,
            col(Finding.severity) == Severity.ERROR,
            col(Finding.settled_at).is_(None),
        )
        .order_by(col(Finding.id))
    )
    return [rules.OpenError(*row) for row in session.execute(query)]
