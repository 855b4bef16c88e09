"""Measures as the plain values that go out."""

from typing import Any

from sqlalchemy import Row

from app.kit import clock
from app.progress.measures import messages, rules
from app.progress.measures.service import Shown
from app.web.answers import instant


def measure(shown: Shown) -> dict[str, Any]:
    row = shown.row
    return {
        "id": row.id,
        "url": f"/api/v1/measures/{row.id}",
        "task": {
            "id": row.task_id,
            "url": f"/api/v1/tasks/{row.task_id}",
            "number": row.task_number,
            "title": row.task_title,
            "due_on": row.task_due_on,
        },
        "plan": {"id": row.plan_id, "title": row.plan_title},
        "unit": {"id": row.unit_id, "name": row.unit_name},
        "position": row.position,
        "text": row.text,
        "due_on": row.due_on,
        "due_warning": rules.due_warning(row.due_on, row.task_until, row.period_end),
        "overdue": rules.is_overdue(row.state, row.due_on, clock.today()),
        "responsible": row.responsible,
        "state": row.state,
        "state_label": messages.STATES[row.state],
        "note": row.note,
        "written_by": row.written_by,
        "entered_by": row.entered_by,
        "created_at": instant(row.created_at),
        "version": row.version,
        "updated_at": instant(row.updated_at),
        "history": [_revision(one) for one in shown.revisions],
    }


def _revision(row: Row[Any]) -> dict[str, Any]:
    return {
        "version": row.version,
        "text": row.text,
        "due_on": row.due_on,
        "responsible": row.responsible,
        "state": row.state,
        "state_label": messages.STATES[row.state],
        "note": row.note,
        "written_by": row.written_by,
        "entered_by": row.entered_by,
        "written_at": instant(row.written_at),
    }
