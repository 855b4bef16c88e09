"""Tasks and units of a merged draft become rows; each kind of change is one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col

from app.kit import clock
from app.plans.closing import new_versions
from app.plans.models import Assignment, Plan, Task
from app.plans.uploads.drafting import insert_rows
from app.plans.versions.content import TaskWords, UnitWords
from app.plans.versions.rules import Merged

Values = dict[str, Any]

_AT_ONCE = 1000
"""Ids in one statement; SQLite takes about 32,000."""
_NOT_COLUMNS = {"id", "units", "parent_id"}
_TASK = tuple(field.name for field in fields(TaskWords) if field.name not in _NOT_COLUMNS)


def write_tasks(
    session: Session, plan: Plan, before: Sequence[TaskWords], merged: Merged
) -> list[TaskWords]:
    """The draft as merged, with its row ids. Parents are left to `write_parents`."""
    # Nothing hangs on a task that goes: what stays of its measures is placed anew.
    loosen = update(Task).where(col(Task.plan_id) == plan.id, col(Task.parent_id).is_not(None))
    session.execute(loosen.values(parent_id=None))
    _delete(session, Task, (one.id for one in merged.removed))
    rows = [(n, one.words) for n, one in enumerate(merged.tasks, 1)]
    _update(session, Task, (_values(words, n) | {"id": words.id} for n, words in rows if words.id))
    added = [_values(words, n) | _of(plan) for n, words in rows if not words.id]
    ids = iter(_insert_tasks(session, added))
    tasks = [words if words.id else replace(words, id=next(ids)) for _, words in rows]
    _write_units(session, plan, before, tasks)
    new_versions(session, _changed(before, tasks))
    return tasks


def write_parents(session: Session, parents: Mapping[int, int | None]) -> None:
    under = [{"id": id_, "parent_id": one} for id_, one in parents.items() if one is not None]
    _update(session, Task, under)


def _of(plan: Plan) -> Values:
    return {"plan_id": plan.id, "region_id": plan.region_id}


def _values(words: TaskWords, position: int) -> Values:
    found = {name: getattr(words, name) for name in _TASK}
    found |= {"section": list(words.section), "position": position}
    return found if words.id else found | {"updated_at": clock.now()}


def _insert_tasks(session: Session, rows: Sequence[Values]) -> Sequence[int]:
    if not rows:
        return []
    inserting = insert(Task).returning(col(Task.id), sort_by_parameter_order=True)
    return session.scalars(inserting, rows).all()


def _changed(before: Sequence[TaskWords], tasks: Sequence[TaskWords]) -> list[int]:
    """Ids of rows that say something else than before; where they stand is not said by them."""
    old = {task.id: task for task in before}
    return [task.id for task in tasks if task.id in old and old[task.id] != task]


# ---- units -----------------------------------------------------------------------------------


def _write_units(
    session: Session, plan: Plan, before: Sequence[TaskWords], tasks: Sequence[TaskWords]
) -> None:
    placed = [(task.id, n, one) for task in tasks for n, one in enumerate(task.units, 1)]
    old = {unit.id: (task.id, n, unit) for task in before for n, unit in enumerate(task.units, 1)}
    stay = {one.id for _, _, one in placed}
    standing = {task.id for task in tasks}
    gone = [id_ for id_, (task_id, *_) in old.items() if id_ not in stay and task_id in standing]
    _delete(session, Assignment, gone)
    _update(
        session,
        Assignment,
        (
            _unit(task_id, n, one) | {"id": one.id}
            for task_id, n, one in placed
            if one.id and old[one.id] != (task_id, n, one)
        ),
    )
    added = (_unit(*row) | _of(plan) for row in placed if not row[2].id)
    insert_rows(session, Assignment, added)


def _unit(task_id: int, position: int, unit: UnitWords) -> Values:
    return {
        "task_id": task_id,
        "position": position,
        "raw": unit.raw,
        "name": unit.name,
        "unit_id": unit.unit_id,
        "role": unit.role,
        "printed_label": unit.label,
        "is_first_lead": unit.first,
        "first_lead_basis": unit.basis,
        "collective": unit.collective,
    }


Table = type[Task] | type[Assignment]


def _delete(session: Session, table: Table, ids: Iterable[int]) -> None:
    gone = list(ids)
    for start in range(0, len(gone), _AT_ONCE):
        some = gone[start : start + _AT_ONCE]
        session.execute(delete(table).where(col(table.id).in_(some)))


def _update(session: Session, table: Table, rows: Iterable[Values]) -> None:
    values = list(rows)
    if values:
        session.execute(update(table), values)
