"""One return on its way: saved, submitted, accepted or sent back, waived.

Every change counts its version on, by an update that expects the version which was read: of two
people at once one is told what the other did, and nothing is done twice.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import InvalidError, NotFoundError, StaleError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.progress import queries, rules, statements
from app.progress.events import (
    ReturnAccepted,
    ReturnSaved,
    ReturnSentBack,
    ReturnSubmitted,
    ReturnWaived,
)
from app.progress.rows import asked_of, rows_of
from app.progress.rules import Action, Filled, Place, Standing
from app.progress.terms import ReturnState
from app.workdays import service as workdays


class UnknownRowError(InvalidError):
    code, title = "unknown_row", "有的任务不在这份进展情况表中，没有保存"


class RepeatedRowError(InvalidError):
    code, title = "repeated_row", "同一任务出现了两次，没有保存"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a unit says of a task. `percent` is 0 to 100, or null where it says none."""

    task_id: int
    progress: str = ""
    problems: str = ""
    coordination: str = ""
    next_steps: str = ""
    percent: int | None = None
    no_change: bool = False

    def values(self) -> dict[str, object]:
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "task_id"}


@dataclass(frozen=True)
class _Step:
    """What an action is about to do to a return as it was `found`."""

    found: Row[Any]
    who: Standing
    action: Action
    state: ReturnState


def save(
    session: Session,
    actor: Actor,
    return_id: int,
    rows: Sequence[Said],
    *,
    expected: int | None = None,
) -> None:
    """Keep rows as a draft, complete or not. A task that `rows` does not name stays as it is.

    A coordinator enters on behalf of the unit, which is recorded. Raise `StaleError` when
    somebody else changed the return since version `expected`.
    """
    step = _begin(session, actor, return_id, Action.SAVE, expected)
    changes = _changes(rows_of(session, return_id), rows)
    if not changes:
        return
    entered_by = actor.name if step.who is Standing.OFFICE else None
    _advance(session, step, {"entered_by": entered_by})
    statements.make_rows(session, return_id)
    new = {task: {name: new for name, (_, new) in told.items()} for task, told in changes.items()}
    statements.write_rows(session, return_id, new)
    told = ReturnSaved(**_about(step), entered_by=entered_by, changes=changes)
    emit(session, actor, told)


def _changes(
    stored: Sequence[Row[Any]], rows: Sequence[Said]
) -> dict[int, dict[str, tuple[object, object]]]:
    """Old and new value of each field that changes, by task. Raise on rows that cannot be."""
    old = {row.task_id: row for row in stored}
    changes: dict[int, dict[str, tuple[object, object]]] = {}
    seen: set[int] = set()
    for index, row in enumerate(rows):
        if row.task_id not in old:
            raise UnknownRowError(errors=[_at(index, f"没有编号为 {row.task_id} 的任务")])
        if row.task_id in seen:
            raise RepeatedRowError(errors=[_at(index, f"任务 {row.task_id} 在前面已经出现过")])
        seen.add(row.task_id)
        changed = _changed_fields(old[row.task_id], row)
        if changed:
            changes[row.task_id] = changed
    return changes


def _at(index: int, message: str) -> dict[str, object]:
    return {"loc": ["body", "rows", index, "task_id"], "msg": message}


def _changed_fields(old: Row[Any], new: Said) -> dict[str, tuple[object, object]]:
    """A row that was not made yet is an empty one."""
    empty = Said(task_id=new.task_id).values()
    before = empty if old.id is None else {name: getattr(old, name) for name in empty}
    return {
        name: (before[name], value) for name, value in new.values().items() if before[name] != value
    }


def submit(session: Session, actor: Actor, return_id: int, *, expected: int | None = None) -> None:
    """Hand the return in, however late. Raise `NotOpenError` before its time,
    `IncompleteReturnError` with each row that is missing.
    """
    step = _begin(session, actor, return_id, Action.SUBMIT, expected)
    rules.check_open(step.found.opens_on, clock.today())
    asked = asked_of(session, return_id)
    rules.check_complete(_filled(row, asked) for row in rows_of(session, return_id))
    entered_by = actor.name if step.who is Standing.OFFICE else step.found.entered_by
    values = {
        "entered_by": entered_by,
        "submitted_at": clock.now(),
        "submitted_by": actor.name,
        "reviewed_at": None,
        "reviewed_by": None,
        "review_note": None,
    }
    _advance(session, step, values)
    due_on = step.found.due_on.isoformat()
    emit(session, actor, ReturnSubmitted(**_about(step), due_on=due_on, entered_by=entered_by))


def _filled(row: Row[Any], asked: Container[int]) -> Filled:
    return Filled(
        task_id=row.task_id,
        name=f"{row.number}. {row.title}" if row.number else row.title,
        asked=row.task_id in asked,
        progress=row.progress or "",
        no_change=bool(row.no_change),
    )


def accept(
    session: Session,
    actor: Actor,
    return_id: int,
    *,
    note: str | None = None,
    expected: int | None = None,
) -> None:
    """审核通过. A coordinator of the very unit may, and it is marked as 自审."""
    step = _begin(session, actor, return_id, Action.ACCEPT, expected)
    own_unit = rules.reviews_itself(actor, step.found.unit_id)
    _advance(session, step, _reviewed(actor, step, note))
    emit(session, actor, ReturnAccepted(**_about(step), note=note, own_unit=own_unit))


def send_back(
    session: Session,
    actor: Actor,
    return_id: int,
    *,
    reason: str,
    due_on: date | None = None,
    expected: int | None = None,
) -> None:
    """退回, with another due date or the one that it has. Raise `PastDueDateError`."""
    step = _begin(session, actor, return_id, Action.RETURN, expected)
    rules.check_new_due(due_on, clock.today())
    values = _reviewed(actor, step, reason)
    if due_on is not None:
        confirmed = workdays.calendar(session).is_confirmed(due_on)
        values |= {"due_on": due_on, "due_confirmed": confirmed, "due_set": True}
    _advance(session, step, values)
    dates = (step.found.due_on.isoformat(), (due_on or step.found.due_on).isoformat())
    emit(session, actor, ReturnSentBack(**_about(step), reason=reason, due_on=dates))


def waive(
    session: Session,
    actor: Actor,
    return_id: int,
    *,
    reason: str,
    expected: int | None = None,
) -> None:
    """免报: nothing more is asked for this period."""
    step = _begin(session, actor, return_id, Action.WAIVE, expected)
    _advance(session, step, _reviewed(actor, step, reason))
    emit(session, actor, ReturnWaived(**_about(step), reason=reason))


# ---- what all of them do ---------------------------------------------------------------------


def load(session: Session, actor: Actor, return_id: int) -> Row[Any]:
    """Raise `NotFoundError` unless there is such a return and the actor may read it."""
    found = queries.one(session, actor, return_id)
    if found is None:
        raise NotFoundError
    return found


def place_of(found: Row[Any]) -> Place:
    return Place(found.unit_id, found.plan_region_id, found.office_id, found.heir_id)


def _begin(
    session: Session, actor: Actor, return_id: int, action: Action, expected: int | None
) -> _Step:
    """Load (404), permit (403), decide (409, 412)."""
    found = load(session, actor, return_id)
    who = rules.standing(actor, place_of(found))
    state = rules.move(action, found.state, who)
    if expected is not None and expected != found.version:
        raise StaleError
    return _Step(found, who, action, state)


def _advance(session: Session, step: _Step, values: Mapping[str, object]) -> None:
    """Raise what another person made of it meanwhile: the state that is in the way, or 412."""
    changed = {"state": step.state, "updated_at": clock.now(), **values}
    if not statements.advance(session, step.found, changed):
        rules.move(step.action, queries.state_of(session, step.found.id), step.who)
        raise StaleError


def _reviewed(actor: Actor, step: _Step, note: str | None) -> dict[str, object]:
    own_unit = rules.reviews_itself(actor, step.found.unit_id)
    return {
        "reviewed_at": clock.now(),
        "reviewed_by": f"{actor.name}（自审）" if own_unit else actor.name,
        "review_note": note,
    }


def _about(step: _Step) -> dict[str, Any]:
    """The fields of `ReturnEvent`."""
    found = step.found
    return {
        "subject": Subject("return", found.id),
        "region_id": found.region_id,
        "unit_ids": (found.unit_id,),
        "plan_id": found.plan_id,
        "period": found.period,
        "state": (found.state.value, step.state.value),
    }
