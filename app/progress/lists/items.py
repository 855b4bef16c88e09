"""Rows of the lists as the plain values that go out."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row

from app.plans.holding.service import Holding
from app.progress.lights.messages import told
from app.progress.lights.rules import Share
from app.progress.lights.service import UnitShare
from app.progress.lists.queries import TASK
from app.progress.lists.service import ListedTask, NextReturn, WholeTask
from app.progress.messages import STAGES, TASK_STATES, period_label
from app.progress.terms import LAGS
from app.web.answers import instant

AFTER_TASK = len(TASK)


def assignments(cells: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    # Unpacked in the order of `queries._CELLS`: five times fifty of them stand on a page.
    return [
        {
            "id": id_,
            "role": role,
            "role_label": label,
            "unit_id": unit_id,
            "unit": name or raw,
            "raw": raw,
            "first": first,
            "collective": collective,
        }
        for _, role, label, raw, first, collective, unit_id, name, id_ in cells
    ]


def task(listed: ListedTask) -> dict[str, Any]:
    # Unpacked in the order of `queries.TASK`.
    row: Sequence[Any] = listed.row
    id_, number, title, kind, state, due_on, due_text, due_source, plan_id = row[:9]
    version, updated_at, plan_title, extended_to = row[9:AFTER_TASK]
    return {
        "id": id_,
        "url": f"/api/v1/tasks/{id_}",
        "number": number,
        "title": title,
        "kind": kind,
        "plan": {"id": plan_id, "title": plan_title},
        "assignments": assignments(listed.assignments),
        "state": state,
        "state_label": TASK_STATES[state],
        "due_on": due_on,
        "due_text": due_text,
        "due_source": due_source,
        "extended_to": extended_to,
        "version": version,
        "updated_at": instant(updated_at),
    }


def unit_task(listed: ListedTask, holding: Holding) -> dict[str, Any]:
    # Unpacked in the order of `queries.held_by`.
    row: Sequence[Any] = listed.row
    role, role_label, first, named = row[AFTER_TASK : AFTER_TASK + 4]
    itself, lamp = named == holding.unit_id, listed.lamp
    return task(listed) | {
        "role": role,
        "role_label": role_label,
        "first": first,
        "via_group": None if itself else holding.via_group(named),
        "via_unit": None if itself else holding.via_unit(named),
        "via_label": None if itself else _via(listed, holding),
        "light": listed.light,
        "light_label": lamp.name if lamp else None,
        "light_colour": lamp.colour if lamp else None,
        "light_reason": told(listed.share) if listed.light in LAGS and listed.share else None,
        "share": _share(listed.share) if listed.share else None,
        "next_return": _next_return(listed.next_return),
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "as_of": share.as_of,
        "planned": share.planned,
        "reported": share.reported,
        "behind": share.behind,
    }


def _via(listed: ListedTask, holding: Holding) -> str:
    """Through whom the unit holds a task that does not name it: 原县乡村振兴局, or the group."""
    named = listed.row.holder_id
    cells: Iterable[Sequence[Any]] = listed.assignments  # as in `assignments`
    label = next(cell[7] or cell[3] for cell in cells if cell[6] == named)
    return f"原{label}" if holding.via_group(named) is None else str(label)


def _next_return(due: NextReturn | None) -> dict[str, Any] | None:
    if due is None:
        return None
    return {
        "id": due.id,
        "url": f"/api/v1/returns/{due.id}",
        "period": due.period,
        "period_label": period_label(due.period),
        "due_on": due.due_on,
        "due_confirmed": due.due_confirmed,
    }


def whole(found: WholeTask) -> dict[str, Any]:
    row = found.task
    return {
        "id": row.id,
        "url": f"/api/v1/tasks/{row.id}",
        "number": row.number,
        "title": row.title,
        "text": row.text,
        "kind": row.kind,
        "section": row.section,
        "plan": {"id": row.plan_id, "title": found.plan_title},
        "assignments": assignments(found.assignments),
        "state": row.state,
        "state_label": TASK_STATES[row.state],
        "due_on": row.due_on,
        "due_text": row.due_text,
        "due_source": row.due_source,
        "extended_to": row.extended_to,
        "version": row.version,
        "updated_at": instant(row.updated_at),
        "evidence": [dict(proof._mapping) for proof in found.evidence],  # noqa: SLF001 - public in SQLAlchemy
        "reports": [_report(said, part=found.thread.is_part(said)) for said in found.reports],
        "shares": [_unit_share(one) for one in found.shares],
    }


def _unit_share(one: UnitShare) -> dict[str, Any]:
    return {
        "unit": {"id": one.unit_id, "name": one.unit},
        **_share(one.share),
        "light": one.light,
        "light_label": one.lamp.name if one.lamp else None,
        "light_colour": one.lamp.colour if one.lamp else None,
        "told": told(one.share),
    }


def _report(said: Row[Any], *, part: bool) -> dict[str, Any]:
    report = said.Report
    return {
        "unit": said.name,
        "period": said.period,
        "period_label": period_label(said.period),
        "state": said.state,
        "part": part,
        "progress": report.progress,
        "problems": report.problems,
        "coordination": report.coordination,
        "next_steps": report.next_steps,
        "percent": report.percent,
        "stage": report.stage,
        "stage_label": STAGES[report.stage] if report.stage else None,
        "no_change": report.no_change,
    }
