"""Figures as the plain values that go out."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Row

from app.progress.figures.rules import Measured
from app.progress.figures.service import OfPlan
from app.progress.messages import period_label


def of_row(
    tied: Iterable[Measured], figures: Mapping[str, Any] | None, before: Row[Any] | None
) -> list[dict[str, Any]]:
    """What a row tells, and is asked to tell, of indicators."""
    told, last = figures or {}, (before.figures if before else None) or {}
    asked = [
        {
            "indicator_id": one.id,
            "name": one.name,
            "measure": one.measure,
            "target": one.target,
            "target_year": one.target_year,
            **_told(told.get(str(one.id))),
            "before": _before(last.get(str(one.id)), before),
        }
        for one in tied
    ]
    known = {str(one["indicator_id"]) for one in asked}
    nothing = dict.fromkeys(("measure", "target", "target_year", "before"))
    return asked + [
        {"indicator_id": int(id_), "name": one["name"], **nothing, **_told(one)}
        for id_, one in told.items()
        if id_ not in known
    ]


def _told(one: Mapping[str, Any] | None) -> dict[str, Any]:
    told = one or {"value": "", "number": None, "basis": ""}
    return {name: told[name] for name in ("value", "number", "basis")}


def _before(one: Mapping[str, Any] | None, before: Row[Any] | None) -> dict[str, Any] | None:
    if one is None or before is None:
        return None
    label = period_label(before.period)
    return {"value": one["value"], "basis": one["basis"], "period_label": label}


def of_plan(found: OfPlan) -> list[dict[str, Any]]:
    tasks = {
        one.id: {"id": one.id, "number": one.number, "title": one.title} for one in found.tasks
    }
    names = ("number", "name", "measure", "baseline", "baseline_year", "target", "target_year")
    return [
        {
            "indicator_id": line.indicator.id,
            **{name: getattr(line.indicator, name) for name in names},
            "task": tasks.get(line.task_id or 0),
            "suggested": [tasks[one] for one in line.suggested],
            "newest": _newest(line.newest),
        }
        for line in found.lines
    ]


def _newest(told: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if told is None:
        return None
    return {
        **{name: told[name] for name in ("value", "number", "basis", "period", "unit")},
        "period_label": period_label(told["period"]),
        "return_id": told["return_id"],
        "return_url": f"/api/v1/returns/{told['return_id']}",
    }
