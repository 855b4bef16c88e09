"""Rows of the life of tasks as the plain values that go out."""

from typing import Any

from sqlalchemy import Row

from app.progress.life.messages import ACTIONS, EXTENSIONS, WAITING
from app.progress.life.service import Life
from app.progress.life.terms import ExtensionState, Waiting
from app.progress.messages import TASK_STATES


def life(found: Life) -> dict[str, Any]:
    row = found.task
    return {
        "task_id": row.id,
        "state": row.state,
        "state_label": TASK_STATES[row.state],
        "due_on": row.due_on,
        "extended_to": row.extended_to,
        "extensions": granted(found),
        "review_on": row.review_on,
        "missing_years": list(found.missing_years),
        "allowed": [{"action": one, "action_label": ACTIONS[one]} for one in found.allowed],
        "may_extend": found.may_extend,
        "steps": [step(one) for one in found.steps],
        "version": row.version,
    }


def granted(found: Life) -> int:
    """How often the task was extended."""
    return sum(one.state is ExtensionState.GRANTED for one in found.extensions)


def step(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "action": row.action,
        "action_label": ACTIONS[row.action],
        "state": (row.before, row.after),
        "state_label": TASK_STATES[row.after],
        "words": row.words,
        "review_on": row.review_on,
        "unit": row.unit_name,
        "on_behalf_of": row.on_behalf_of,
        "own_unit": row.own_unit,
        "made_by": row.made_by,
        "made_on": row.made_on,
    }


def extension(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": f"/api/v1/extensions/{row.id}",
        "task_id": row.task_id,
        "state": row.state,
        "state_label": EXTENSIONS[row.state],
        "first_due_on": row.first_due_on,
        "due_on": row.due_on,
        "asked_for": row.asked_for,
        "reason": row.reason,
        "unit": row.unit_name,
        "on_behalf_of": row.on_behalf_of,
        "requested_by": row.requested_by,
        "requested_on": row.requested_on,
        "extended_to": row.extended_to,
        "holds": row.extended_to is not None and row.extended_to == row.holds,
        "note": row.note,
        "own_unit": row.own_unit,
        "decided_by": row.decided_by,
        "decided_on": row.decided_on,
    }


def result(row: Row[Any]) -> dict[str, Any]:
    return {
        "year": row.year,
        "text": row.text,
        "unit": row.unit_name,
        "on_behalf_of": row.on_behalf_of,
        "written_by": row.written_by,
        "written_on": row.written_on,
    }


def pending(row: Row[Any]) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "kind_label": WAITING[Waiting(row.kind)],
        "task": {
            "id": row.task_id,
            "url": f"/api/v1/tasks/{row.task_id}",
            "number": row.number,
            "title": row.title,
        },
        "plan": {"id": row.plan_id, "title": row.plan_title},
        "extension": f"/api/v1/extensions/{row.extension_id}" if row.extension_id else None,
        "since": row.since,
        "due_on": row.due_on,
        "extended_to": row.extended_to,
        "asked_for": row.asked_for,
        "words": row.words,
        "unit": row.unit_name,
        "on_behalf_of": row.on_behalf_of,
    }
