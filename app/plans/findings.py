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
from app.plans.models import Finding, Plan, Task
from app.reading.terms import Severity
from app.units.models import Unit
from app.units.service import Resolver, Suggestion


@dataclass(frozen=True, slots=True)
class TaskRef:
    id: int
    number: str | None
    position: int


@dataclass(frozen=True, slots=True)
class FindingView:
    """`suggestions` are the units that are nearest to an open name now, the nearest first."""

    id: int
    code: str
    severity: Severity
    message: str
    task: TaskRef | None
    printed_name: str | None
    suggested_unit: Named | None
    suggestions: tuple[Suggestion, ...]
    evidence: Evidence
    settled_at: datetime | None
    settled_by: str | None


def findings(session: Session, plan_id: int) -> list[FindingView]:
    """Errors first, then in the order in which they were found.

    What an open name may mean is looked up anew: the registry may know more than at the reading.
    """
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
    rows = session.execute(query).all()
    near = _suggestions(session, plan_id, rows)
    found = [_finding(row, near.get(row.id, ())) for row in rows]
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


_LOOKED_UP = {"task", "suggested_unit", "suggestions"}
_FINDING = tuple(name for name in FindingView.__slots__ if name not in _LOOKED_UP)


def _suggestions(
    session: Session, plan_id: int, rows: Sequence[Row[Any]]
) -> dict[int, tuple[Suggestion, ...]]:
    """By finding; nothing is asked of the registry where no name is open."""
    names = {
        row.id: row.printed_name
        for row in rows
        if row.printed_name is not None and row.settled_at is None
    }
    if not names:
        return {}
    of_plan = select(col(Plan.region_id)).where(col(Plan.id) == plan_id)
    resolver = Resolver(session, session.execute(of_plan).scalar_one())
    return {id_: resolver.resolve(name).suggestions for id_, name in names.items()}


def _finding(row: Row[Any], suggestions: tuple[Suggestion, ...]) -> FindingView:
    values = row._mapping  # noqa: SLF001 - public in SQLAlchemy
    of_task = TaskRef(row.of_task, row.number, row.position) if row.of_task else None
    return FindingView(
        **{name: values[name] for name in _FINDING},
        task=of_task,
        suggested_unit=named(row.of_unit, row.unit_name),
        suggestions=suggestions,
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
