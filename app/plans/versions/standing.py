"""Rows of a draft as values, and what a version printed, kept for the next one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.columns import cols
from app.plans.models import Assignment, Document, Plan, PlanVersion, Task
from app.plans.rules import plain
from app.plans.terms import VersionState
from app.plans.versions.content import Json, TaskWords, UnitWords

HEAD = (
    "title",
    "stage",
    "document_number",
    "issuer",
    "addressees",
    "issued_on",
    "period_start",
    "period_end",
    "publicity",
)


@dataclass(frozen=True)
class Printed:
    """What the version before said: the fields of the plan's head, plain, and tasks by row id."""

    head: Json
    tasks: dict[int, TaskWords]


def tasks_of(session: Session, plan_id: int) -> list[TaskWords]:
    """Two statements, whatever the size of the plan."""
    units = _units(session, plan_id)
    names = ("number", "title", "text", "section", "kind", "source")
    due = ("due_on", "due_text", "due_source", "parent_id", "confidence")
    columns = [getattr(Task, name) for name in ("id", *names, *due)]
    query = (
        select(*columns)
        .where(col(Task.plan_id) == plan_id)
        .order_by(col(Task.position), col(Task.id))
    )
    found = (dict(row._mapping) for row in session.execute(query))  # noqa: SLF001 - public in SQLAlchemy
    return [
        TaskWords(**row | {"section": tuple(row["section"])}, units=tuple(units[row["id"]]))
        for row in found
    ]


def _units(session: Session, plan_id: int) -> dict[int, list[UnitWords]]:
    query = (
        select(
            *cols(
                Assignment.task_id,
                Assignment.id,
                Assignment.raw,
                Assignment.name,
                Assignment.unit_id,
                Assignment.role,
                Assignment.printed_label,
                Assignment.is_first_lead,
                Assignment.first_lead_basis,
                Assignment.collective,
            )
        )
        .where(col(Assignment.plan_id) == plan_id)
        .order_by(col(Assignment.task_id), col(Assignment.position), col(Assignment.id))
    )
    found: dict[int, list[UnitWords]] = defaultdict(list)
    for task_id, *values in session.execute(query):
        found[task_id].append(UnitWords(*values))
    return found


def head_of(plan: Plan) -> Json:
    return {name: plain(getattr(plan, name)) for name in HEAD}


def as_printed(head: Json, tasks: Iterable[TaskWords]) -> dict[str, Any]:
    return {"head": head, "tasks": [task.as_json() for task in tasks]}


def printed_before(session: Session, plan_id: int) -> Printed | None:
    """Of the newest version that was imported; None where it was imported before this was kept."""
    query = (
        select(col(PlanVersion.printed))
        .where(
            col(PlanVersion.plan_id) == plan_id,
            col(PlanVersion.state) == VersionState.IMPORTED,
        )
        .order_by(col(PlanVersion.number).desc())
        .limit(1)
    )
    kept = session.scalars(query).first()
    if kept is None:
        return None
    tasks = [TaskWords.from_json(one) for one in kept["tasks"]]
    return Printed(kept["head"], {task.id: task for task in tasks})


def record_first(session: Session, plan: Plan, document: Document) -> None:
    """The first version, right after its rows were made: what stands is what was printed."""
    version = PlanVersion(
        plan_id=plan.id,
        number=1,
        state=VersionState.IMPORTED,
        stage=plan.stage,
        document_id=document.id,
        title=plan.title,
        printed=as_printed(head_of(plan), tasks_of(session, plan.id)),
        created_by=plan.created_by,
        created_at=plan.created_at,
        imported_at=plan.updated_at,
    )
    session.add(version)
