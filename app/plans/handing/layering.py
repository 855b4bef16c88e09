"""Words on who holds what after splits that follow each other: the later lies on the earlier."""

from datetime import date, datetime
from typing import Any

from app.core.errors import ConflictError, InvalidError
from app.plans.holding.models import Handover

Values = dict[str, Any]
_SAID = ("unit_id", "reform_id", "since", "decided_by", "decided_at")


class NotASplitError(ConflictError):
    code, title = "not_a_split", "只有拆分才需要确定任务归哪个承继单位"


class NotYetError(ConflictError):
    code, title = "not_yet", "前一次拆分时已经确定归属的，到这次拆分生效之日再确定"


class NotASuccessorError(InvalidError):
    code, title = "not_a_successor", "只能交给这次拆分的承继单位"


class NotOfThisSplitError(InvalidError):
    code, title = "not_of_this_split", "有的责任分工不属于被拆分的单位"


def below(said: Handover | None, reform_id: int) -> list[Values]:
    """What stands under a word on this reform: all that was said on those before it."""
    if said is None:
        return []
    earlier = list(said.earlier or [])
    if said.reform_id == reform_id:
        return earlier
    values = {name: getattr(said, name) for name in _SAID}
    dates = {name: values[name].isoformat() for name in ("since", "decided_at")}
    return [*earlier, values | dates]


def uncovered(assignment: Values, earlier: list[Values]) -> Handover | None:
    """The word before, as it was; None where there is none, and the principal successor holds."""
    if not earlier:
        return None
    last = dict(earlier[-1])
    last["since"] = date.fromisoformat(last["since"])
    last["decided_at"] = datetime.fromisoformat(last["decided_at"])
    return Handover(**assignment, **last, earlier=earlier[:-1] or None)
