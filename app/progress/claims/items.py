"""Claims, and tasks that are open to them, as the plain values that go out."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from app.progress.claims import messages
from app.progress.claims.service import ListedClaim, OpenTask, TaskClaims
from app.progress.claims.terms import ClaimState, Gap
from app.web.answers import instant


def claim(listed: ListedClaim) -> dict[str, Any]:
    row = listed.row
    return {
        "id": row.id,
        "url": f"/api/v1/claims/{row.id}",
        "task": {
            "id": row.task_id,
            "url": f"/api/v1/tasks/{row.task_id}",
            "number": row.task_number,
            "title": row.task_title,
        },
        "plan": {"id": row.plan_id, "title": row.plan_title},
        "unit": {"id": row.unit_id, "name": row.unit_name},
        "successors": [one._asdict() for one in listed.successors],
        "role": row.role,
        "role_label": messages.ROLES[row.role],
        "words": row.words if listed.shows_words else None,
        "partners": _units(listed.partners),
        "state": row.state,
        "state_label": messages.STATES[row.state],
        "conflict": bool(row.conflict),
        "offered_by": row.offered_by,
        "offered_at": instant(row.offered_at),
        "entered_by": row.entered_by,
        "confirmed_role": row.confirmed_role,
        "confirmed_unit": _confirmed(row),
        "decided_by": row.decided_by,
        "decided_at": instant(row.decided_at),
        "note": row.note if listed.shows_words else None,
        "version": row.version,
        "updated_at": instant(row.updated_at),
    }


def _confirmed(row: Row[Any]) -> dict[str, Any] | None:
    if row.confirmed_unit_id is None:
        return None
    return {"id": row.confirmed_unit_id, "name": row.confirmed_unit}


def _units(rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    return [{"id": row.id, "name": row.name} for row in rows]


def _offer(listed: ListedClaim) -> dict[str, Any]:
    row = listed.row
    return {
        "id": row.id,
        "unit": {"id": row.unit_id, "name": row.unit_name},
        "successors": [one._asdict() for one in listed.successors],
        "role": row.role,
        "role_label": messages.ROLES[row.role],
        "partners": _units(listed.partners),
        "offered_at": instant(row.offered_at),
    }


def open_task(one: OpenTask) -> dict[str, Any]:
    return _task(one.row, one.gap, one.cells, one.offers)


def _task(
    row: Row[Any],
    gap: Gap | None,
    cells: Sequence[Row[Any]],
    offers: Sequence[ListedClaim],
) -> dict[str, Any]:
    own = [one for one in offers if one.own]
    others = [one for one in offers if one not in own]
    return {
        "id": row.id,
        "url": f"/api/v1/tasks/{row.id}",
        "claims_url": f"/api/v1/tasks/{row.id}/claims",
        "number": row.number,
        "title": row.title,
        "text": row.text,
        "kind": row.kind,
        "section": row.section,
        "plan": {"id": row.plan_id, "title": row.plan_title},
        "due_on": row.due_on,
        "due_text": row.due_text,
        "due_source": row.due_source,
        "gap": gap,
        "gap_label": messages.GAPS[gap] if gap else None,
        "assignments": [_cell(one) for one in cells],
        "own_offer": _offer(own[0]) if own else None,
        "other_offers": [_offer(one) for one in others],
    }


def _cell(row: Row[Any]) -> dict[str, Any]:
    return {
        "unit_id": row.unit_id,
        "unit": row.name,
        "role": row.role,
        "role_label": row.printed_label,
        "collective": row.collective,
    }


def on_task(found: TaskClaims) -> dict[str, Any]:
    matter = found.matter
    waiting = [one for one in found.claims if one.row.state is ClaimState.OFFERED]
    return {
        "task": _task(matter.task, found.gap, matter.cells, waiting),
        "led_by": found.led_by,
        "closed": found.closed,
        "conflict": found.conflict,
        "items": [claim(one) for one in found.claims],
        "version": matter.version,
    }
