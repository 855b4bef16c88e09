"""延期 and 年度阶段成果: what may be asked for, and when."""

from datetime import date

from app.core.errors import ConflictError, InvalidError
from app.kit.clock import printed_date
from app.plans.terms import TaskState
from app.progress.life import messages
from app.progress.life.rules import NotOngoingError, ReasonNeededError, missing
from app.progress.life.terms import ExtensionState

FIRST_YEAR = 2000
LONGEST = 10
"""Years by which one extension may move a day; more is a slip of the pen."""


class NoDueDateError(ConflictError):
    code, title = "no_due_date", "任务没有完成时限，不需要延期"


class PastDueError(ConflictError):
    code, title = "past_due", "完成时限已过，延期应在到期以前申请"


class UndecidedError(ConflictError):
    code, title = "extension_undecided", "已有一份延期申请等待决定"


class DecidedAlreadyError(ConflictError):
    code, title = "decided_already", "这份延期申请已有结果，不能再次决定"


class NotLaterError(InvalidError):
    code, title = "not_later", "延期后的日期应晚于现在的完成时限"


class TooFarError(InvalidError):
    code, title = "too_far", f"延期不能超过 {LONGEST} 年，请核对年份"


class ExtendedIntoPastError(InvalidError):
    code, title = "past_date", "延期后的日期已经过去"


class ResultNeededError(InvalidError):
    code, title = "result_needed", "请写明这一年的阶段成果"


class YearAheadError(InvalidError):
    code, title = "year_ahead", "还没有到这一年，不能填写阶段成果"


def holds(due_on: date | None, extended_to: date | None) -> date | None:
    """The day by which a task is to be done."""
    return extended_to or due_on


def check_extendable(due: date | None, today: date, *, undecided: bool) -> date:
    """The day that holds. Raise why there is nothing to extend now."""
    if due is None:
        raise NoDueDateError
    if undecided:
        raise UndecidedError
    if today > due:
        raise PastDueError(f"完成时限是{printed_date(due)}")
    return due


def check_asked_for(asked_for: date, due: date, reason: str) -> None:
    if not reason.strip():
        raise ReasonNeededError(errors=[missing("reason")])
    _check_later(asked_for, due)


def check_undecided(state: ExtensionState) -> None:
    if state is not ExtensionState.REQUESTED:
        raise DecidedAlreadyError(messages.EXTENSIONS[state])


def check_granted(extended_to: date, due: date | None, today: date) -> None:
    """An amendment may have set another day since it was asked for."""
    if due is None:
        raise NoDueDateError
    _check_later(extended_to, due)
    if extended_to < today:
        raise ExtendedIntoPastError(errors=[missing("extended_to")])


def _check_later(day: date, due: date) -> None:
    wrong = [missing("extended_to")]
    if day <= due:
        raise NotLaterError(f"现在的完成时限是{printed_date(due)}", errors=wrong)
    if day.year > due.year + LONGEST:
        raise TooFarError(errors=wrong)


def check_stage(state: TaskState, year: int, today: date, text: str) -> None:
    if state is not TaskState.ONGOING:
        raise NotOngoingError
    if year > today.year:
        raise YearAheadError(errors=[missing("year")])
    if not text.strip():
        raise ResultNeededError(errors=[missing("text")])
