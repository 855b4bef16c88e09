"""The life of a task: from which state to which, who may, and what it needs. `MOVES` is the table;
the diagram in `docs/task-life.md` is made from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.plans.terms import OVER, PlanState, TaskState
from app.progress.life import messages
from app.progress.life.terms import Action
from app.progress.rules import Standing
from app.reading.terms import Stage

# ---- refusals --------------------------------------------------------------------------------


class NotYourTaskError(ForbiddenError):
    code, title = "not_your_task", "由任务的牵头单位申请，方案的督办人员可以代录"


class NotYoursToDecideError(ForbiddenError):
    code, title = "not_yours_to_decide", "只有这个方案的督办人员可以决定"


class NotHandedOutError(ConflictError):
    code, title = "not_handed_out", "方案还没有印发交办，任务还没有开始办理"


class TaskEndedError(ConflictError):
    code, title = "task_ended", "任务已由方案的调整或勘误终止，不能再办理"


class SuspendedError(ConflictError):
    code, title = "task_suspended", "任务已暂缓，请先恢复办理"


class ClosureAppliedError(ConflictError):
    code, title = "task_closure_applied", "已申请办结，正在等待决定，请先办结或退回"


class ClosedError(ConflictError):
    code, title = "task_closed", "任务已办结，需要继续办理的请先重新启动"


class WrittenOffError(ConflictError):
    code, title = "task_written_off", "任务已销号，需要继续办理的请先重新启动"


class OngoingError(ConflictError):
    code, title = "task_ongoing", "任务已转常态化，需要限时办理的请先重新启动"


class CancelledError(ConflictError):
    code, title = "task_cancelled", "任务已终止，需要继续办理的请先重新启动"


class NoApplicationError(ConflictError):
    code, title = "no_application", "没有等待决定的办结申请"


class NotClosedError(ConflictError):
    code, title = "not_closed", "任务还没有办结，办结以后才能销号"


class NotSuspendedError(ConflictError):
    code, title = "not_suspended", "任务没有暂缓，不需要恢复"


class StillRunningError(ConflictError):
    code, title = "still_in_progress", "任务没有办结、终止或转常态化，不需要重新启动"


class NotOngoingError(ConflictError):
    code, title = "not_ongoing", "任务没有转常态化，不需要填写年度阶段成果"


class NoWriteOffError(ConflictError):
    code, title = (
        "no_write_off",
        "本地没有启用销号，任务办结即告完成；需要时请在“填报与亮灯的设置”中启用",
    )


class SummaryNeededError(InvalidError):
    code, title = "summary_needed", "请写明办结情况：做了什么，达到什么结果"


class ConclusionNeededError(InvalidError):
    code, title = "conclusion_needed", "请写明办结结论"


class ReasonNeededError(InvalidError):
    code, title = "reason_needed", "请写明原因"


class ReviewDayNeededError(InvalidError):
    code, title = "review_day_needed", "暂缓须写明复核日期，到那一天再看能否恢复"


class ReviewDayPassedError(InvalidError):
    code, title = "review_day_passed", "复核日期应在今天以后"


class SpeakerNeededError(InvalidError):
    code, title = "on_behalf_of_needed", "代录时请写明是谁的话"


# ---- the table -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """Who may do it, from which states, and where it leads. `words` is the field that says why,
    and `needed` what is told where it is empty (None: it may be). `missing` is told where the task
    is in none of `since`; else the state in which it is says what stands in the way.
    """

    by: frozenset[Standing]
    since: tuple[TaskState, ...]
    to: TaskState
    words: str = "reason"
    needed: type[InvalidError] | None = ReasonNeededError
    missing: type[ConflictError] | None = None
    reviewed: bool = False


_S = TaskState
_UNIT = frozenset({Standing.UNIT, Standing.OFFICE})
_OFFICE = frozenset({Standing.OFFICE})

MOVES: Mapping[Action, Move] = {
    Action.APPLY_CLOSURE: Move(
        _UNIT,
        (_S.IN_PROGRESS,),
        _S.CLOSURE_APPLIED,
        words="summary",
        needed=SummaryNeededError,
    ),
    Action.RETURN: Move(_OFFICE, (_S.CLOSURE_APPLIED,), _S.IN_PROGRESS, missing=NoApplicationError),
    # Also without an application: a task may be found done by an inspection.
    Action.CLOSE: Move(
        _OFFICE,
        (_S.IN_PROGRESS, _S.CLOSURE_APPLIED, _S.ONGOING),
        _S.CLOSED,
        words="conclusion",
        needed=ConclusionNeededError,
    ),
    Action.WRITE_OFF: Move(
        _OFFICE, (_S.CLOSED,), _S.WRITTEN_OFF, words="note", needed=None, missing=NotClosedError
    ),
    # From 暂缓 to 暂缓: looked at on its day, and left to rest until another.
    Action.SUSPEND: Move(_OFFICE, (_S.IN_PROGRESS, _S.SUSPENDED), _S.SUSPENDED, reviewed=True),
    Action.RESUME: Move(
        _OFFICE,
        (_S.SUSPENDED,),
        _S.IN_PROGRESS,
        words="note",
        needed=None,
        missing=NotSuspendedError,
    ),
    Action.MAKE_ONGOING: Move(_OFFICE, (_S.IN_PROGRESS, _S.CLOSURE_APPLIED), _S.ONGOING),
    Action.CANCEL: Move(
        _OFFICE,
        (_S.IN_PROGRESS, _S.SUSPENDED, _S.CLOSURE_APPLIED, _S.ONGOING),
        _S.CANCELLED,
    ),
    # Also the way back from a wrong click.
    Action.REOPEN: Move(_OFFICE, (*OVER, _S.ONGOING), _S.IN_PROGRESS, missing=StillRunningError),
}

_IN_THE_WAY: Mapping[TaskState, type[ConflictError]] = {
    _S.SUSPENDED: SuspendedError,
    _S.CLOSURE_APPLIED: ClosureAppliedError,
    _S.CLOSED: ClosedError,
    _S.WRITTEN_OFF: WrittenOffError,
    _S.ONGOING: OngoingError,
    _S.CANCELLED: CancelledError,
}


def is_handed_out(plan: PlanState, stage: Stage, *, ended: bool) -> bool:
    return plan is PlanState.PUBLISHED and stage is Stage.ISSUED and not ended


def check_handed_out(plan: PlanState, stage: Stage, *, ended: bool) -> None:
    """Raise `NotHandedOutError` or `TaskEndedError` for what has no life of its own."""
    if not is_handed_out(plan, stage, ended=ended):
        raise TaskEndedError if ended else NotHandedOutError


def check_who(action: Action, who: Standing) -> None:
    by = MOVES[action].by
    if who not in by:
        raise NotYourTaskError if Standing.UNIT in by else NotYoursToDecideError


def move(action: Action, state: TaskState, *, write_off: bool) -> TaskState:
    """The state after `action`. Raise what stands in the way. `write_off`: the place has 销号."""
    if action is Action.WRITE_OFF and not write_off:
        raise NoWriteOffError
    table = MOVES[action]
    if state not in table.since:
        raise table.missing or _IN_THE_WAY[state]
    return table.to


def allowed(state: TaskState, who: Standing, *, write_off: bool) -> tuple[Action, ...]:
    """What may be done now, in the order of the table: which forms a page shows."""
    return tuple(
        action
        for action, table in MOVES.items()
        if who in table.by
        and state in table.since
        and (write_off or action is not Action.WRITE_OFF)
    )


def check_needs(action: Action, words: str, review_on: date | None, today: date) -> None:
    """Raise what an action needs and was not given."""
    table = MOVES[action]
    if table.needed and not words.strip():
        raise table.needed(errors=[missing(table.words)])
    if table.reviewed and review_on is None:
        raise ReviewDayNeededError(errors=[missing("review_on")])
    if table.reviewed and review_on is not None and review_on <= today:
        raise ReviewDayPassedError(errors=[missing("review_on")])


def check_in_progress(state: TaskState) -> None:
    if state is not TaskState.IN_PROGRESS:
        raise _IN_THE_WAY[state]


def check_speaker(who: Standing, on_behalf_of: str | None) -> None:
    """A coordinator who writes down what a unit asks for says whose words they are."""
    if who is Standing.OFFICE and not (on_behalf_of or "").strip():
        raise SpeakerNeededError(errors=[missing("on_behalf_of")])


def missing(field: str) -> dict[str, object]:
    return {"loc": ["body", field], "msg": f"请填写{messages.WORDS[field]}"}
