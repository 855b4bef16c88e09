"""Decisions about disputes: until when, of which rows, by whom."""

from dataclasses import dataclass
from datetime import date

from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.kit.clock import printed_date
from app.progress.disputes.terms import DisputeState
from app.progress.rules import Standing
from app.workdays.rules import Calendar


class NotYourDispatchError(ForbiddenError):
    code, title = "not_your_dispatch", "异议由责任单位的联络员提出，方案的督办人员可以代录"


class NotYoursToDecideError(ForbiddenError):
    code, title = "not_your_plan", "只有这个方案的督办人员可以处理异议"


class WindowClosedError(ConflictError):
    code, title = "window_closed", "提出异议的期限已过；分工确需变更的，请督办人员按调整办理"


class NotYourRowError(InvalidError):
    code, title = "not_your_row", "这一项不在本单位名下，不能提出异议"


class DisputedAlreadyError(ConflictError):
    code, title = "disputed_already", "对这一项已经提出异议，正在等待处理"


class DisputeEndedError(ConflictError):
    code, title = "dispute_ended", "这项异议已经有了结果"


class SameUnitError(InvalidError):
    code, title = "same_unit", "改派的单位就是提出异议的单位；维持原分工请选“维持”"


class SayerNeededError(InvalidError):
    code, title = "sayer_needed", "代录异议请写明该单位由谁提出"


@dataclass(frozen=True)
class Window:
    """Until which day, itself included, a unit may dispute what was given to it."""

    last_day: date
    is_open: bool


def window(given_on: date, workdays: int, calendar: Calendar, today: date) -> Window:
    """So many working days after the dispatch, or after the row came to be the unit's where that
    was later; 60 of them are the most that a place can give.
    """
    last = calendar.shift(given_on, workdays)
    return Window(last, today <= last)


def check_open(found: Window) -> None:
    if not found.is_open:
        raise WindowClosedError(f"至{printed_date(found.last_day)}止")


def check_may_raise(who: Standing, said_by: str | None) -> None:
    if who is Standing.NEITHER:
        raise NotYourDispatchError
    if who is Standing.OFFICE and not said_by:
        raise SayerNeededError(errors=[{"loc": ["body", "said_by"], "msg": "请写明由谁提出"}])


def check_may_decide(who: Standing) -> None:
    if who is not Standing.OFFICE:
        raise NotYoursToDecideError


def check_undecided(state: DisputeState) -> None:
    match state:
        case DisputeState.OPEN:
            return
        case DisputeState.UPHELD:
            raise DisputeEndedError("已经维持原分工")
        case DisputeState.REASSIGNED:
            raise DisputeEndedError("已经改派")
        case DisputeState.WITHDRAWN:
            raise DisputeEndedError("已经撤回；期限之内可以重新提出")


def check_another(unit_id: int, holder_ids: frozenset[int]) -> None:
    """`holder_ids`: the unit that disputes and those for which it stands in."""
    if unit_id in holder_ids:
        raise SameUnitError
