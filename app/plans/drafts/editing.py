"""Tasks of a draft, changed by hand. A published plan changes in no such way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans import rules, settling
from app.plans.access import for_change, task_for_change, touch
from app.plans.drafts import assigning
from app.plans.drafts.assigning import NewAssignment
from app.plans.events import TaskAdded, TaskChanged, TaskDeleted
from app.plans.models import Plan, Task
from app.plans.rules import PublishedTaskError
from app.reading.dates import due
from app.reading.found import title_of
from app.reading.terms import DueSource, TaskKind


@dataclass(frozen=True)
class NewTask:
    """`position` counts from 1; the default is the end."""

    text: str
    title: str | None = None
    number: str | None = None
    kind: TaskKind = TaskKind.TASK
    section: Sequence[str] = ()
    position: int | None = None
    due_on: date | None = None
    due_text: str | None = None
    assignments: Sequence[NewAssignment] = ()


def add_task(session: Session, actor: Actor, plan_id: int, new: NewTask) -> int:
    """Add a task that the reader missed, and give its id."""
    plan = for_change(session, actor, plan_id)
    rules.check_draft(plan.state)
    due_on, due_source = _due(new, plan)
    task = Task(
        plan_id=plan.id,
        region_id=plan.region_id,
        number=new.number,
        position=_make_room(session, plan, new.position),
        kind=new.kind,
        title=new.title or title_of(new.text),
        text=new.text,
        section=list(new.section),
        due_on=due_on,
        due_text=new.due_text,
        due_source=due_source,
        updated_at=clock.now(),
    )
    session.add(task)
    session.flush()  # its units need the id
    for one in new.assignments:
        assigning.add(session, actor, plan, task, one)
    emit(
        session,
        actor,
        TaskAdded(
            subject=Subject("task", task.id),
            region_id=plan.region_id,
            plan_id=plan.id,
            number=task.number,
            title=task.title,
            text=task.text,
        ),
    )
    assigning.changed(session, actor, plan, task)
    return task.id


def _due(new: NewTask, plan: Plan) -> tuple[date | None, DueSource]:
    """As given; else what the printed words mean; else the end of the plan."""
    if new.due_on is not None:
        return new.due_on, DueSource.PRINTED
    if new.due_text is not None:
        return due(new.due_text, None)
    return (date(plan.period_end, 12, 31) if plan.period_end else None), DueSource.PLAN


def _make_room(session: Session, plan: Plan, wanted: int | None) -> int:
    last = select(func.max(col(Task.position))).where(col(Task.plan_id) == plan.id)
    end = (session.execute(last).scalar_one() or 0) + 1
    position = min(wanted or end, end)
    behind = update(Task).where(col(Task.plan_id) == plan.id, col(Task.position) >= position)
    session.execute(behind.values(position=col(Task.position) + 1))
    return position


def change_task(
    session: Session,
    actor: Actor,
    task_id: int,
    values: Mapping[str, Any],
    expected: int | None = None,
) -> None:
    """Change the named fields. A due date that a person gives counts as printed."""
    plan, task = task_for_change(session, actor, task_id, PublishedTaskError, expected)
    values = dict(values)
    if "due_on" in values:
        values["due_source"] = DueSource.PRINTED if values["due_on"] else DueSource.ONGOING
    before = {name: getattr(task, name) for name in values}
    changes = rules.changed(before, values)
    if not changes:
        return
    for name, value in values.items():
        setattr(task, name, value)
    event = TaskChanged(
        subject=Subject("task", task.id),
        region_id=plan.region_id,
        plan_id=plan.id,
        changes=changes,
    )
    emit(session, actor, event)
    assigning.changed(session, actor, plan, task)


def delete_task(session: Session, actor: Actor, task_id: int, expected: int | None = None) -> None:
    """Delete a task of a draft with all that hangs on it, its measures included."""
    plan, task = task_for_change(session, actor, task_id, PublishedTaskError, expected)
    units = assigning.units_of(session, task)
    event = TaskDeleted(
        subject=Subject("task", task.id),
        region_id=plan.region_id,
        plan_id=plan.id,
        number=task.number,
        title=task.title,
        text=task.text,
        assignments=tuple(f"{one.role.value}:{one.name}" for one in units),
    )
    session.delete(task)
    emit(session, actor, event)
    touch(plan)
    settling.look_again(session, actor, plan)
