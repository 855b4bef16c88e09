"""Reforms as the plain values that go out."""

from typing import Any

from sqlalchemy import Row

from app.units.reforms.service import Reform
from app.units.reforms.terms import KINDS
from app.web.answers import instant


def reform(told: Reform) -> dict[str, Any]:
    return {
        "id": told.id,
        "url": f"/api/v1/reforms/{told.id}",
        "region_id": told.region_id,
        "kind": told.kind,
        "kind_label": KINDS[told.kind],
        "effective_on": told.effective_on,
        "in_force": told.in_force,
        "basis": told.basis,
        "note": told.note,
        "predecessors": [one._asdict() for one in told.predecessors],
        "successors": [one._asdict() for one in told.successors],
        "created_by": told.created_by,
        "created_at": instant(told.created_at),
    }


def divided(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "task_id": row.task_id,
        "plan_id": row.plan_id,
        "plan": row.plan,
        "number": row.number,
        "title": row.title,
        "role_label": row.printed_label,
        "raw": row.raw,
        "unit_id": row.unit_id,
        "decided_by": row.decided_by,
    }
