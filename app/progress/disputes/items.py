"""A dispute as the plain values that go out."""

from typing import Any

from sqlalchemy import Row

from app.progress.disputes.messages import STATES
from app.web.answers import instant


def dispute(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": f"/api/v1/disputes/{row.id}",
        "dispatch_id": row.dispatch_id,
        "plan": {"id": row.plan_id, "title": row.plan_title},
        "unit": {"id": row.unit_id, "name": row.unit_name},
        "task": {
            "id": row.task_id,
            "url": f"/api/v1/tasks/{row.task_id}",
            "number": row.number,
            "title": row.title,
        },
        "assignment_id": row.assignment_id,
        "role": row.role,
        "role_label": row.printed_label,
        "reason": row.reason,
        "proposed_unit": _unit(row.proposed_unit_id, row.proposed_unit),
        "state": row.state,
        "state_label": STATES[row.state],
        "raised_by": row.raised_by,
        "raised_at": instant(row.raised_at),
        "entered_by": row.entered_by,
        "decided_by": row.decided_by,
        "decided_at": instant(row.decided_at),
        "note": row.note,
        "new_unit": _unit(row.new_unit_id, row.new_unit),
        "version": row.version,
        "updated_at": instant(row.updated_at),
    }


def _unit(unit_id: int | None, name: str | None) -> dict[str, Any] | None:
    return None if unit_id is None else {"id": unit_id, "name": name}
