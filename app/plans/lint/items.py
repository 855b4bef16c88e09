"""Findings as they go out over REST, whoever found them: one shape."""

from typing import Any

from app.plans.findings import FindingView
from app.plans.lint.service import READING, LintView
from app.plans.lint.terms import Origin
from app.web.answers import instant


def of_reading(view: FindingView) -> dict[str, Any]:
    item: dict[str, Any] = {name: getattr(view, name) for name in FindingView.__slots__}
    return item | {
        "source": Origin.READING,
        "key": f"{READING}{view.id}",
        "tasks": [view.task] if view.task else [],
        "related": [],
        "settled_at": instant(view.settled_at),
        "note": None,
    }


def of_lint(view: LintView) -> dict[str, Any]:
    """It has no id: it is worked out anew each time, and found again by its key."""
    related = [
        {
            "task_id": one.task_id,
            "number": one.number,
            "title": one.title,
            "plan": {"id": one.plan_id, "title": one.plan},
            "score": round(one.score, 2),
        }
        for one in view.elsewhere
    ]
    return {
        "id": None,
        "source": Origin.LINT,
        "key": view.key,
        "code": view.code,
        "severity": view.severity,
        "message": view.message,
        "task": view.tasks[0] if len(view.tasks) == 1 else None,
        "tasks": view.tasks,
        "related": related,
        "printed_name": None,
        "suggested_unit": None,
        "suggestions": [],
        "evidence": view.evidence,
        "settled_at": instant(view.settled_at),
        "settled_by": view.settled_by,
        "note": view.note,
    }
