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
from app.plans import dues, rules, settling
from app.plans.access import for_change, task_for_change
from app.plans.drafts import assigning, ordering, telling
from app.plans.drafts import rules as draft_rules
from app.plans.drafts.assigning import NewAssignment
from app.plans.events import Changes, TaskAdded, TaskChanged, TaskDeleted
from app.plans.locking import touch
from app.plans.models import Plan, Task
from app.plans.rules import PublishedTaskError
from app.reading.terms import TaskKind


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
    draft_rules.check_kind(new.kind, None)
    due_on, due_source = dues.due_of(new.due_on, new.due_text, plan)
    task = Task(
        plan_id=plan.id,
        region_id=plan.region_id,
        number=new.number,
        position=_make_room(session, plan, new.position),
        kind=new.kind,
        title=new.title or draft_rules.headline(new.text),
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
            task=telling.whole(session, task),
        ),
    )
    settling.ask_about(session, plan, task)
    assigning.changed(session, actor, plan, task)
    return task.id


def _make_room(session: Session, plan: Plan, wanted: int | None) -> int:
    last = select(func.max(col(Task.position))).where(col(Task.plan_id) == plan.id)
    end = (session.execute(last).scalar_one() or 0) + 1
    position = min(wanted or end, end)
    behind = update(Task).where(col(Task.plan_id) == plan.id, col(Task.position) >= position)
    session.execute(behind.values(position=col(Task.position) + 1))
    return position


_MOVES = ("position", "before", "after")


def change_task(
    session: Session,
    actor: Actor,
    task_id: int,
    values: Mapping[str, Any],
    expected: int | None = None,
) -> None:
    """Change the named fields. A due date that a person gives counts as printed.

    `position`, or the id of a task as `before` or `after`, moves it with all that hangs on it;
    `checked` puts down that a person has compared it with the document.
    """
    plan, task = task_for_change(session, actor, task_id, PublishedTaskError, expected)
    values = dict(values)
    where = {name: values.pop(name) for name in _MOVES if name in values}
    checked = bool(values.pop("checked", None))
    values |= _implied(session, actor, plan, task, values)
    if checked:
        values["confidence"] = draft_rules.CHECKED
    changes = _write(task, values)
    if where:
        was_at = task.position
        ordering.move(session, actor, plan, task, **where)
        changes |= rules.changed({"position": was_at}, {"position": task.position})
    settled = settling.looked_at(session, actor, plan, task) if checked else 0
    if changes:
        subject = Subject("task", task.id)
        region_id = plan.region_id
        event = TaskChanged(subject=subject, region_id=region_id, plan_id=plan.id, changes=changes)
        emit(session, actor, event)
    if changes or settled:
        assigning.changed(session, actor, plan, task)


def _implied(
    session: Session, actor: Actor, plan: Plan, task: Task, values: Mapping[str, Any]
) -> dict[str, Any]:
    """What a new text, time or parent brings with it."""
    implied: dict[str, Any] = {}
    if "text" in values and values["text"] != task.text:
        was_read = task.source is not None
        implied["confidence"] = draft_rules.unchecked(task.confidence, was_read=was_read)
        if "title" not in values and draft_rules.is_from_text(task.title, task.text):
            implied["title"] = draft_rules.headline(values["text"])
    implied |= dues.implied(values, plan, task.due_text)
    if "parent_id" in values:
        parent_id = values["parent_id"]
        if parent_id is not None:
            ordering.of_plan(session, actor, plan, [parent_id])
            parents = {spot.id: spot.parent_id for spot in ordering.spots(session, plan.id)}
            draft_rules.check_parent(task.id, parent_id, parents)
    implied["kind"] = _kind(task, values)
    return implied


def _kind(task: Task, values: Mapping[str, Any]) -> TaskKind:
    """As given, where it goes with the task above; a new task above brings it along."""
    parent_id = values.get("parent_id", task.parent_id)
    kind: TaskKind = values.get("kind", task.kind)
    if kind is not task.kind:
        draft_rules.check_kind(kind, parent_id)
    elif parent_id != task.parent_id:
        return draft_rules.kind_below(kind, parent_id)
    return kind


def _write(task: Task, values: Mapping[str, Any]) -> Changes:
    changes = rules.changed({name: getattr(task, name) for name in values}, values)
    for name, value in values.items():
        setattr(task, name, value)
    return changes


def delete_task(session: Session, actor: Actor, task_id: int, expected: int | None = None) -> None:
    """Delete a task of a draft with all that hangs on it, its measures included."""
    plan, task = task_for_change(session, actor, task_id, PublishedTaskError, expected)
    for id_ in draft_rules.below(ordering.spots(session, plan.id), task.id):
        gone = session.get_one(Task, id_)
        event = TaskDeleted(
            subject=Subject("task", gone.id),
            region_id=plan.region_id,
            plan_id=plan.id,
            number=gone.number,
            title=gone.title,
            text=gone.text,
            assignments=telling.assignments(session, gone),
            task=telling.whole(session, gone),
        )
        emit(session, actor, event)
    session.delete(task)
    ordering.close_gaps(session, plan)
    touch(plan)
    settling.look_again(session, actor, plan)
