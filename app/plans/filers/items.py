"""A choice as the plain values that go out."""

from typing import Any

from app.plans.filers.rules import Load
from app.plans.filers.service import Choice
from app.plans.filers.terms import FILINGS, Filing
from app.web.answers import instant

UNDECIDED = "还没有选择，谁也不填报"


def choice(one: Choice) -> dict[str, Any]:
    return {
        "plan_id": one.plan_id,
        "group": one.group._asdict(),
        "tasks": one.tasks,
        "members": [member._asdict() for member in one.members],
        "mode": one.mode,
        "mode_label": FILINGS[one.mode] if one.mode else UNDECIDED,
        "open": one.is_open,
        "filers": [member._asdict() for member in one.filers],
        "options": [option(mode, load) for mode, load in one.loads.items()],
        "decided_by": one.decided_by,
        "decided_at": instant(one.decided_at),
    }


def option(mode: Filing, load: Load | None) -> dict[str, Any]:
    shown = load or Load(0, 0, 0)
    return {
        "mode": mode,
        "label": FILINGS[mode],
        "possible": load is not None,
        "units": shown.units,
        "new_units": shown.new,
        "returns_a_year": shown.returns_a_year,
    }
