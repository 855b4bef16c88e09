"""Returns, their rows and dispatches as the plain values that go out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.progress.attachments.items import attachment
from app.progress.figures import items as figures
from app.progress.messages import STATES, WAYS, period_label
from app.progress.parts.items import entry
from app.progress.returns.editions import OldEdition
from app.progress.service import Listed, WholeReturn
from app.web.answers import instant


def _whose(row: Row[Any]) -> dict[str, Any]:
    return {
        "unit": {"id": row.unit_id, "name": row.unit_name},
        "plan": {"id": row.plan_id, "title": row.plan_title},
    }


def _standing(listed: Listed) -> dict[str, Any]:
    """Period, state and light, as they stand today."""
    row = listed.row
    return {
        "period": row.period,
        "period_label": period_label(row.period),
        "state": row.state,
        "state_label": STATES[row.state],
        "light": listed.light,
        "light_label": listed.lamp.name,
        "light_colour": listed.lamp.colour,
        "due_confirmed": row.due_confirmed,
        "overdue_workdays": listed.overdue,
    }


def item(listed: Listed) -> dict[str, Any]:
    row = listed.row
    return {
        "id": row.id,
        "url": f"/api/v1/returns/{row.id}",
        **_whose(row),
        **_standing(listed),
        "opens_on": row.opens_on,
        "due_on": row.due_on,
        "only_parts": row.only_parts,
        "parts_due_on": row.parts_due_on,
        "parts_filed_at": instant(row.parts_filed_at),
        "entered_by": row.entered_by,
        "on_behalf_of": row.on_behalf_of,
        "way": row.way,
        "way_label": WAYS[row.way] if row.way else None,
        "cleared_by": row.cleared_by,
        "cleared_on": row.cleared_on,
        "confirmed_by": row.confirmed_by,
        "submitted_at": instant(row.submitted_at),
        "submitted_by": row.submitted_by,
        "reviewed_at": instant(row.reviewed_at),
        "reviewed_by": row.reviewed_by,
        "review_note": row.review_note,
        "version": row.version,
        "updated_at": instant(row.updated_at),
    }


def whole(found: WholeReturn) -> dict[str, Any]:
    return item(found.item) | {
        "rows": [_row(found, row) for row in found.rows],
        "editions": [edition(found.item.row.id, one) for one in found.editions],
        "attachments": [attachment(one) for one in found.attachments],
        "allowed": sorted(found.allowed),
    }


def edition(return_id: int, row: Any) -> dict[str, Any]:
    return {
        "number": row.number,
        "url": f"/api/v1/returns/{return_id}/editions/{row.number}",
        "reason": row.reason,
        "amended_by": row.amended_by,
        "amended_at": instant(row.amended_at),
    }


def old_edition(found: OldEdition) -> dict[str, Any]:
    kept = found.edition
    return (
        edition(kept.return_id, kept)
        | {"return_id": kept.return_id, **_whose(found.found)}
        | {"period": found.found.period, "period_label": period_label(found.found.period)}
        | kept.facts
        | {name: _at(kept.facts[name]) for name in ("submitted_at", "reviewed_at")}
        | {"rows": [_old_row(row) for row in kept.rows]}
    )


def _at(kept: str | None) -> str | None:
    """An instant that was kept as text."""
    return instant(datetime.fromisoformat(kept)) if kept else None


def _old_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Editions that were kept before there were figures, or stages, have none."""
    told = {name: one for name, one in row.items() if name != "figures"}
    figures = (row.get("figures") or {}).items()
    return {"stage": None, **told} | {
        "indicators": [{"indicator_id": int(id_), **one} for id_, one in figures]
    }


def _row(found: WholeReturn, row: Row[Any]) -> dict[str, Any]:
    role = found.roles.get(row.task_id)
    return {
        "task_id": row.task_id,
        "number": row.number,
        "title": row.title,
        "due_on": row.due_on,
        "due_text": row.due_text,
        "extended_to": row.extended_to,
        "role": role.role if role else None,
        "role_label": role.printed_label if role else None,
        **_said(row),
        "before": before(found.before.get(row.task_id)),
        "planned": found.planned.get(row.task_id),
        "indicators": figures.of_row(
            found.indicators.get(row.task_id, ()), row.figures, found.before.get(row.task_id)
        ),
        "part": row.task_id in found.shared.parts,
        "thread": [entry(one) for one in found.shared.threads.get(row.task_id, ())],
    }


def _said(row: Row[Any]) -> dict[str, Any]:
    """A row that nobody has saved yet says nothing."""
    return {
        "progress": row.progress or "",
        "problems": row.problems or "",
        "coordination": row.coordination or "",
        "next_steps": row.next_steps or "",
        "percent": row.percent,
        "stage": row.stage,
        "no_change": bool(row.no_change),
        "no_change_reason": row.no_change_reason or "",
    }


def before(row: Row[Any] | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "period": row.period,
        "period_label": period_label(row.period),
        "progress": row.progress,
        "problems": row.problems,
        "coordination": row.coordination,
        "next_steps": row.next_steps,
        "percent": row.percent,
        "stage": row.stage,
    }


def report(listed: Listed) -> dict[str, Any]:
    row = listed.row
    return {
        "return_id": row.return_id,
        "return_url": f"/api/v1/returns/{row.return_id}",
        "task": {
            "id": row.task_id,
            "url": f"/api/v1/tasks/{row.task_id}",
            "number": row.number,
            "title": row.title,
        },
        **_whose(row),
        **_standing(listed),
        "due_on": row.return_due_on,
        **_said(row),
    }


def dispatch(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": f"/api/v1/dispatches/{row.id}",
        **_whose(row),
        "dispatched_at": instant(row.dispatched_at),
        "acknowledged_at": instant(row.acknowledged_at),
        "acknowledged_by": row.acknowledged_by,
    }
