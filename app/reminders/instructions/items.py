"""An instruction as the plain values that go out."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from app.progress.attachments.rules import MEDIA
from app.reminders.instructions.messages import ACTIONS, STATES
from app.reminders.instructions.service import Answering, Listed, Whole
from app.web.answers import instant


def instruction(listed: Listed) -> dict[str, Any]:
    row = listed.row
    return {
        "id": row.id,
        "url": f"/api/v1/instructions/{row.id}",
        "text": row.text,
        "given_on": row.given_on,
        "given_by": row.given_by,
        "leader_id": row.leader_id,
        "source_number": row.source_number,
        "plan": {"id": row.plan_id, "title": row.plan_title} if row.plan_id else None,
        "task": _task(row),
        "region": {"id": row.region_id, "name": row.region},
        "office": {"id": row.office_id, "name": row.office} if row.office_id else None,
        "state": row.state,
        "state_label": STATES[row.state],
        "due_on": row.due_on,
        "units": [answering(one) for one in listed.units],
        "scan": _scan(row),
        "may_change": listed.may_change,
        "entered_by": row.entered_by,
        "entered_at": instant(row.entered_at),
        "version": row.version,
        "updated_at": instant(row.updated_at),
    }


def whole(found: Whole) -> dict[str, Any]:
    return instruction(found.listed) | {"steps": _steps(found)}


def _task(row: Row[Any]) -> dict[str, Any] | None:
    if row.task_id is None:
        return None
    url = f"/api/v1/tasks/{row.task_id}"
    return {"id": row.task_id, "url": url, "number": row.task_number, "title": row.task_title}


def _scan(row: Row[Any]) -> dict[str, Any] | None:
    if row.scan_sha256 is None:
        return None
    return {
        "url": f"/api/v1/instructions/{row.id}/scan",
        "name": row.scan_name,
        "media_type": MEDIA[row.scan_kind],
        "size": row.scan_size,
        "sha256": row.scan_sha256,
    }


def answering(one: Answering) -> dict[str, Any]:
    row, lamp = one.row, one.lamp
    light = {"light": one.light, "name": lamp.name, "colour": lamp.colour} if lamp else None
    return {
        "id": row.id,
        "unit": {"id": row.unit_id, "name": row.unit},
        "lead": row.position == 1,
        "state": row.state,
        "state_label": STATES[row.state],
        "sent_on": row.sent_on,
        "due_on": row.due_on,
        "due_confirmed": one.confirmed,
        "first_due_on": row.first_due_on,
        "extensions": row.extensions,
        "light": light,
        "overdue_workdays": one.overdue,
        "acknowledged_by": row.acknowledged_by,
        "acknowledged_at": instant(row.acknowledged_at),
        "reply": row.reply if one.shown else None,
        "replied_by": row.replied_by,
        "replied_at": instant(row.replied_at),
        "on_behalf_of": row.on_behalf_of,
        "confirmed_by": row.confirmed_by,
        "note": row.note if one.shown else None,
        "decided_by": row.decided_by,
        "decided_at": instant(row.decided_at),
        "own_unit": row.own_unit,
        "allowed": list(one.allowed),
        "version": row.version,
    }


def _steps(found: Whole) -> list[dict[str, Any]]:
    """What was done with several units at once is one entry."""
    shown = {one.row.unit_id for one in found.listed.units if one.shown}

    def alike(row: Row[Any]) -> tuple[Any, ...]:
        return row.action, row.made_at, row.made_by, row.words, row.due_on, row.on_behalf_of

    told = groupby(found.steps, key=alike)
    return [_step(list(rows), shown, wide=found.listed.own is None) for _, rows in told]


def _step(rows: Sequence[Row[Any]], shown: set[int], *, wide: bool) -> dict[str, Any]:
    first = rows[0]
    readable = wide or any(row.unit_id is None or row.unit_id in shown for row in rows)
    return {
        "id": first.id,
        "action": first.action,
        "action_label": ACTIONS[first.action],
        "units": [row.unit for row in reversed(rows) if row.unit is not None],
        "state": first.after,
        "state_label": STATES[first.after],
        "words": first.words if readable else "",
        "due_on": first.due_on,
        "on_behalf_of": first.on_behalf_of,
        "own_unit": any(row.own_unit for row in rows),
        "made_by": first.made_by,
        "made_at": instant(first.made_at),
    }
