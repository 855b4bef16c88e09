"""延期: asked for by the unit before the day, decided by the coordinator. What the plan printed
stays: an extension gives the task another day beside it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.core.lists import Slice, Window, page
from app.jobs.service import emit
from app.kit import clock
from app.plans.models import Task
from app.plans.rules import iso
from app.plans.terms import TaskState
from app.progress.life import access, queries, rules
from app.progress.life import extension_rules as checks
from app.progress.life.access import Found, asker
from app.progress.life.events import ExtensionDecided, ExtensionRequested
from app.progress.life.models import Extension
from app.progress.life.terms import Action, ExtensionState


def is_open(row: Row[Any], extensions: Sequence[Row[Any]], today: date) -> bool:
    """Whether an extension may be asked for now."""
    due = checks.holds(row.due_on, row.extended_to)
    undecided = any(one.state is ExtensionState.REQUESTED for one in extensions)
    runs = row.state is TaskState.IN_PROGRESS
    return runs and due is not None and today <= due and not undecided


def request(
    session: Session,
    actor: Actor,
    task_id: int,
    *,
    extended_to: date,
    reason: str,
    on_behalf_of: str | None = None,
    expected: int | None = None,
) -> int:
    """Ask for another day; answers the id. Who may as for 申请办结; raise what is in the way (409)
    and what is missing (422).
    """
    found = access.find(session, actor, task_id)
    rules.check_who(Action.APPLY_CLOSURE, found.who)
    task = access.lock(session, found, expected)
    rules.check_in_progress(task.state)
    due = checks.check_extendable(
        checks.holds(task.due_on, task.extended_to),
        clock.today(),
        undecided=queries.undecided(session, task_id) is not None,
    )
    checks.check_asked_for(extended_to, due, reason)
    rules.check_speaker(found.who, on_behalf_of)
    made = Extension(
        **asker(actor, found, on_behalf_of),
        state=ExtensionState.REQUESTED,
        first_due_on=task.due_on or due,
        due_on=due,
        asked_for=extended_to,
        reason=reason,
        requested_by=actor.name,
        requested_on=clock.today(),
    )
    session.add(made)
    _touch(task)
    session.flush()  # the event needs the id
    event = ExtensionRequested(
        **_about(found, made),
        due_on=(due.isoformat(), extended_to.isoformat()),
        reason=reason,
        on_behalf_of=made.on_behalf_of,
    )
    emit(session, actor, event)
    return made.id


def decide(
    session: Session,
    actor: Actor,
    extension_id: int,
    *,
    granted: bool,
    extended_to: date | None = None,
    note: str | None = None,
    expected: int | None = None,
) -> None:
    """Grant the day that was asked for, or another; or refuse, with a reason. `expected` is the
    version of the task. Raise who may (403), what is in the way (409), what is missing (422).
    """
    row = extension(session, actor, extension_id)
    found = access.find(session, actor, row.task_id)
    rules.check_who(Action.CLOSE, found.who)
    task = access.lock(session, found, expected)
    one = session.get_one(Extension, extension_id, populate_existing=True)
    checks.check_undecided(one.state)
    before = task.extended_to
    if granted:
        day = extended_to or one.asked_for
        due = checks.holds(task.due_on, task.extended_to)
        checks.check_granted(day, due, clock.today())
        one.extended_to = task.extended_to = day
    elif not (note or "").strip():
        raise rules.ReasonNeededError(errors=[rules.missing("reason")])
    one.state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    one.note, one.own_unit = note, found.own_unit
    one.decided_by, one.decided_on = actor.name, clock.today()
    _touch(task)
    event = ExtensionDecided(
        **_about(found, one),
        outcome=one.state.value,
        extended_to=(iso(before), iso(task.extended_to)),
        note=note,
        own_unit=one.own_unit,
    )
    emit(session, actor, event)


def lapse(session: Session, task: Task) -> int | None:
    """The task goes another way: what was asked for need not be decided any more. Its id."""
    one = queries.undecided(session, task.id)
    if one is None:
        return None
    one.state, one.decided_on = ExtensionState.LAPSED, clock.today()
    return one.id


# ---- reading ---------------------------------------------------------------------------------


def extensions(session: Session, actor: Actor, task_id: int, window: Window) -> Slice:
    """Of a task, the newest first. Raise `NotFoundError` for one that the actor may not read."""
    access.find(session, actor, task_id)
    return page(session, queries.of_task(actor, task_id), queries.NEWEST, window)


def extension(session: Session, actor: Actor, extension_id: int) -> Row[Any]:
    """Raise `NotFoundError`."""
    row = queries.extension(session, actor, extension_id)
    if row is None:
        raise NotFoundError
    return row


def _touch(task: Task) -> None:
    task.version += 1
    task.updated_at = clock.now()


def _about(found: Found, one: Extension) -> dict[str, Any]:
    return {
        "subject": Subject("task", one.task_id),
        "region_id": one.region_id,
        "unit_ids": found.unit_ids,
        "plan_id": one.plan_id,
        "extension_id": one.id,
        "first_due_on": one.first_due_on.isoformat(),
    }
