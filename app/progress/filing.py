"""A return is written and handed in: kept as a draft, submitted."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import InvalidError
from app.jobs.service import emit
from app.kit import clock
from app.progress import statements
from app.progress.events import ReturnSaved, ReturnSubmitted
from app.progress.figures import service as figures
from app.progress.figures.rules import Figure
from app.progress.messages import task_name
from app.progress.parts.sharing import Sharing
from app.progress.returns import rules
from app.progress.returns.rules import Filled
from app.progress.rows import asked_of, rows_of
from app.progress.rules import Action, Standing
from app.progress.steps import Step, about, advance, begin
from app.progress.terms import ReturnState, TaskStage, Way


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
    stage: TaskStage | None = None
    no_change: bool = False
    no_change_reason: str = ""
    figures: Mapping[int, Figure] = field(default_factory=dict)

    def values(self) -> dict[str, object]:
        """What a row keeps as it is; figures are read first."""
        own = ("task_id", "figures")
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name not in own}


@dataclass(frozen=True)
class Words:
    """Whose words a coordinator enters, and how they came; null leaves what was said before."""

    on_behalf_of: str | None = None
    way: Way | None = None


NO_WORDS = Words()
Changes = dict[int, dict[str, tuple[object, object]]]


def save(
    session: Session,
    actor: Actor,
    return_id: int,
    rows: Sequence[Said],
    *,
    words: Words = NO_WORDS,
    expected: int | None = None,
) -> None:
    """Keep rows as a draft, complete or not. A task that `rows` does not name stays as it is.

    A coordinator enters on behalf of the unit, which is recorded with whose `words` they are.
    Raise `StaleError` when somebody else changed the return since version `expected`.
    """
    step = begin(session, actor, return_id, Action.SAVE, expected)
    before = rows_of(session, return_id)
    changes = changes_of(session, step.found, before, rows)
    signed = entered(step, actor, words)
    if not changes and all(getattr(step.found, name) == new for name, new in signed.items()):
        return
    if not changes and words == NO_WORDS:
        return
    advance(session, step, signed)
    write(session, return_id, changes)
    filed = [row.task_id for row in before if row.filed_at and row.task_id in changes]
    # A part is mended before the eyes of the lead; who leads by now writes a draft of its own.
    drafts = set(filed) - Sharing(session, step.found, filed).parts
    if drafts:
        statements.unfile_rows(session, return_id, tasks=drafts)
    told = ReturnSaved(**about(step), **signed_in_event(signed), changes=changes)
    emit(session, actor, told)


def entered(step: Step, actor: Actor, words: Words) -> dict[str, Any]:
    """Who typed, for whom and how it came. Raise `NotEnteredForError` for a unit's own words."""
    if step.who is not Standing.OFFICE:
        if words != NO_WORDS:
            raise rules.NotEnteredForError
        return {"entered_by": None, "on_behalf_of": None, "way": None}
    return {
        "entered_by": actor.name,
        "on_behalf_of": words.on_behalf_of or step.found.on_behalf_of,
        "way": words.way or step.found.way,
    }


def signed_in_event(signed: dict[str, Any]) -> dict[str, Any]:
    return signed | {"way": signed["way"].value if signed["way"] else None}


def write(session: Session, return_id: int, changes: Changes) -> None:
    statements.make_rows(session, return_id)
    if changes:
        new = {task: {name: pair[1] for name, pair in one.items()} for task, one in changes.items()}
        statements.write_rows(session, return_id, new)


def changes_of(
    session: Session, found: Row[Any], stored: Sequence[Row[Any]], rows: Sequence[Said]
) -> Changes:
    """Old and new value of each field that changes, by task. Raise on rows that cannot be."""
    old = {row.task_id: row for row in stored}
    changes: Changes = {}
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
    given = {row.task_id: row.figures for row in rows}
    before = {one.task_id: one.figures for one in stored}
    for task_id, new in figures.checked(session, found, given, before).items():
        if new != before[task_id]:
            changes.setdefault(task_id, {})["figures"] = (before[task_id], new)
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


UNREVIEWED = dict.fromkeys(
    ("reviewed_at", "reviewed_by", "review_note", "confirmed_by", "confirmed_key")
)
"""What is handed in anew was looked at by nobody."""


def submit(
    session: Session, actor: Actor, return_id: int, *, expected: int | None = None
) -> ReturnState:
    """Hand the return in, however late; the state tells to whom. Raise `NotOpenError` before its
    time, `WhoseWordsError` where a coordinator does not say who spoke, `IncompleteReturnError`
    with each row missing.
    """
    step = begin(session, actor, return_id, Action.SUBMIT, expected)
    rules.check_open(step.found.opens_on, clock.today())
    asked = asked_of(session, return_id)
    rows = rows_of(session, return_id)
    rules.check_complete(filled(row, asked) for row in rows)
    rules.check_words(step.who, step.found.on_behalf_of, step.found.way)
    by_office = step.who is Standing.OFFICE
    entered_by = actor.name if by_office else step.found.entered_by
    found, now = step.found, clock.now()
    ahead = {"parts_filed_at": found.parts_filed_at or now} if found.parts_due_on else {}
    # Inside the unit one still has to see why it was sent back.
    seen = {} if step.state is ReturnState.CLEARING else UNREVIEWED
    values = {
        **seen,
        **ahead,
        "entered_by": entered_by,
        "cleared_by": None,
        "cleared_on": None,
        "submitted_at": now,
        "submitted_by": actor.name,
    }
    advance(session, step, values)
    if found.parts_due_on:
        parts = Sharing(session, found, [row.task_id for row in rows]).parts
        statements.file_rows(session, return_id, parts, now)
    due_on = step.found.due_on.isoformat()
    emit(session, actor, ReturnSubmitted(**about(step), due_on=due_on, entered_by=entered_by))
    return step.state


def filled(row: Row[Any], asked: Container[int]) -> Filled:
    return Filled(
        task_id=row.task_id,
        name=task_name(row),
        asked=row.task_id in asked,
        progress=row.progress or "",
        no_change=bool(row.no_change),
        no_change_reason=row.no_change_reason or "",
    )
