"""The life of a task: what was done with it, and doing the next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.jobs.service import emit, enqueue
from app.kit import clock
from app.plans.models import Task
from app.plans.rules import iso
from app.plans.terms import ASKED, TaskState
from app.progress.life import access, extending, queries, rules
from app.progress.life.access import Found
from app.progress.life.events import TaskMoved
from app.progress.life.extending import decide, extension, extensions, request
from app.progress.life.models import Extension, TaskStep
from app.progress.life.pending import pending
from app.progress.life.results import write_result
from app.progress.life.terms import Action
from app.progress.rules import Standing
from app.progress.settings import service as settings

__all__ = [
    "Life",
    "Said",
    "act",
    "decide",
    "extension",
    "extensions",
    "life",
    "pending",
    "request",
    "write_result",
]


@dataclass(frozen=True)
class Said:
    """What is said with a step: `words` are the summary, conclusion, reason or note; a coordinator
    who writes down what a unit asks for names who spoke.
    """

    words: str = ""
    review_on: date | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True)
class Life:
    """`task` with its dates; `steps` the newest first; `allowed` is what the actor may do now.
    `missing_years` are those for which an ongoing task has no stage result yet.
    """

    task: Row[Any]
    steps: Sequence[Row[Any]]
    extensions: Sequence[Row[Any]]
    results: Sequence[Row[Any]]
    missing_years: Sequence[int]
    allowed: Sequence[Action]
    may_extend: bool
    may_decide: bool
    may_write: bool
    on_behalf: bool


def life(session: Session, actor: Actor, task_id: int) -> Life:
    """Raise `NotFoundError` for a task that the actor may not read."""
    found = access.find(session, actor, task_id)
    row, who = found.row, found.who
    runs = rules.is_handed_out(row.plan_state, row.stage, ended=row.ended)
    write_off = settings.of_region(session, row.plan_region_id).write_off
    steps = queries.steps(session, actor, task_id)
    told = queries.results(session, actor, task_id)
    newest = queries.of_task(actor, task_id).order_by(col(Extension.id).desc())
    extensions = session.execute(newest).all()
    speaks = runs and who is not Standing.NEITHER
    return Life(
        task=row,
        steps=steps,
        extensions=extensions,
        results=told,
        missing_years=_missing(row, steps, told),
        allowed=rules.allowed(row.state, who, write_off=write_off) if runs else (),
        may_extend=speaks and extending.is_open(row, extensions, clock.today()),
        may_decide=runs and who is Standing.OFFICE,
        may_write=speaks and row.state is TaskState.ONGOING,
        on_behalf=who is Standing.OFFICE,
    )


def _missing(row: Row[Any], steps: Sequence[Row[Any]], told: Sequence[Row[Any]]) -> list[int]:
    since = next((one.made_on for one in steps if one.action is Action.MAKE_ONGOING), None)
    if row.state is not TaskState.ONGOING or since is None:
        return []
    years = {one.year for one in told}
    return [one for one in range(since.year, clock.today().year) if one not in years]


def act(
    session: Session,
    actor: Actor,
    task_id: int,
    action: Action,
    said: Said,
    *,
    expected: int | None = None,
) -> None:
    """Take a step. Raise `NotFoundError`, who may (403), `StaleError`, what stands in the way (409)
    and what is missing (422).
    """
    found = access.find(session, actor, task_id)
    rules.check_who(action, found.who)
    task = access.lock(session, found, expected)
    write_off = settings.of_region(session, found.row.plan_region_id).write_off
    after = rules.move(action, task.state, write_off=write_off)
    rules.check_needs(action, said.words, said.review_on, clock.today())
    if action is Action.APPLY_CLOSURE:
        rules.check_speaker(found.who, said.on_behalf_of)
    _step(session, actor, found, task, _Step(action, task.state, after, said))


@dataclass(frozen=True)
class _Step:
    action: Action
    before: TaskState
    after: TaskState
    said: Said


def _step(session: Session, actor: Actor, found: Found, task: Task, step: _Step) -> None:
    said, was = step.said, task.review_on
    reviewed = said.review_on if rules.MOVES[step.action].reviewed else None
    task.state, task.review_on = step.after, reviewed
    task.version += 1
    task.updated_at = clock.now()
    own_unit = found.own_unit and step.action is not Action.APPLY_CLOSURE
    speaker = said.on_behalf_of if step.action is Action.APPLY_CLOSURE else None
    session.add(
        TaskStep(
            **access.asker(actor, found, speaker),
            action=step.action,
            before=step.before,
            after=step.after,
            words=said.words,
            review_on=reviewed,
            own_unit=own_unit,
            made_by=actor.name,
            made_on=clock.today(),
        )
    )
    lapsed = extending.lapse(session, task) if step.after is not TaskState.IN_PROGRESS else None
    event = TaskMoved(
        subject=Subject("task", task.id),
        region_id=task.region_id,
        unit_ids=found.unit_ids,
        plan_id=task.plan_id,
        action=step.action.value,
        state=(step.before.value, step.after.value),
        review_on=(iso(was), iso(reviewed)),
        words=said.words,
        on_behalf_of=speaker,
        own_unit=own_unit,
        lapsed=lapsed,
    )
    emit(session, actor, event)
    if (step.before in ASKED) is not (step.after in ASKED):
        enqueue(session, "progress.follow_states", {"subject_id": task.plan_id})
