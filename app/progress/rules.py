"""Decisions about returns: their lights, who may do what from which state, what is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.plans.terms import TaskState
from app.progress.terms import OWED, Light, ReturnState
from app.workdays.rules import Calendar

DUE_SOON = 3
"""Working days before the due date from which a light warns: when the first reminder goes out."""
LONG_OVERDUE = 10
"""Working days after the due date beyond which a return is 严重逾期."""

ASKED = (TaskState.IN_PROGRESS, TaskState.CLOSURE_APPLIED, TaskState.ONGOING)
"""Tasks of which a return asks how they go on."""


# ---- dates and lights ------------------------------------------------------------------------


def light(state: ReturnState, due_on: date, today: date, calendar: Calendar) -> Light:
    if state not in OWED:
        return Light.DONE
    ahead = calendar.between(today, due_on)
    if due_on < today:
        return Light.LONG_OVERDUE if -ahead > LONG_OVERDUE else Light.OVERDUE
    return Light.DUE_SOON if ahead <= DUE_SOON else Light.ON_TIME


def task_light(
    state: TaskState, due_on: date | None, today: date, calendar: Calendar
) -> Light | None:
    """A unit's light for a task: that of the next return that it owes for the plan, due `due_on`.

    None where nothing is asked: the task rests or was called off, or no return is owed.
    """
    if state is TaskState.CLOSED:
        return Light.DONE
    if state not in ASKED or due_on is None:
        return None
    return light(ReturnState.PENDING, due_on, today, calendar)


def overdue_workdays(state: ReturnState, due_on: date, today: date, calendar: Calendar) -> int:
    """Working days since the due date; 0 as long as nothing is overdue (or only over a weekend)."""
    return calendar.between(due_on, today) if is_overdue(state, due_on, today) else 0


def is_overdue(state: ReturnState, due_on: date, today: date) -> bool:
    return state in OWED and due_on < today


# ---- who may do what from which state --------------------------------------------------------


class NotYourReturnError(ForbiddenError):
    code, title = "not_your_return", "这份进展情况表由责任单位的联络员填报，督办人员可以代录"


class NotYourPlanError(ForbiddenError):
    code, title = "not_your_plan", "只有这个方案的督办人员可以审核、退回或免报"


class NotSubmittedError(ConflictError):
    code, title = "not_submitted", "责任单位尚未提交，不能审核"


class AlreadySubmittedError(ConflictError):
    code, title = "already_submitted", "已经提交，正在等待审核；需要修改时请督办人员退回"


class AlreadyAcceptedError(ConflictError):
    code, title = "already_accepted", "已经审核通过；需要修改时请督办人员退回"


class WaivedReturnError(ConflictError):
    code, title = "waived", "已免报；需要填报时请督办人员退回"


class NotOpenError(ConflictError):
    code, title = "not_open", "还没有到填报时间，可以先存草稿"


class IncompleteReturnError(ConflictError):
    code, title = "incomplete", "还有任务没有填写，不能提交；已填写的内容没有丢失"


class PastDueDateError(InvalidError):
    code, title = "past_due_date", "新的期限不能早于今天"


class Action(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"
    WAIVE = "waive"


class Standing(Enum):
    """What an actor is to a return: its unit's liaison, its plan's coordinator, or neither."""

    UNIT = "unit"
    OFFICE = "office"
    NEITHER = "neither"


@dataclass(frozen=True)
class Place:
    """Whose a return is: its unit, who stands in for that since it ended, and the region and
    office of its plan.
    """

    unit_id: int
    region_id: int
    office_id: int | None
    heir_id: int | None = None


def standing(actor: Actor, place: Place) -> Standing:
    """A coordinator of an office runs its plans, one without an office those of the region."""
    match actor.role:
        case Role.SYSTEM:
            return Standing.OFFICE
        case Role.LIAISON if actor.unit_id is not None and (
            actor.unit_id in (place.unit_id, place.heir_id)
        ):
            return Standing.UNIT
        case Role.COORDINATOR if actor.region_id == place.region_id and (
            actor.unit_id in (None, place.office_id)
        ):
            return Standing.OFFICE
        case _:
            return Standing.NEITHER


def reviews_itself(actor: Actor, unit_id: int) -> bool:
    """自审: the coordinator belongs to the unit whose return it is. Allowed, but it is marked."""
    return actor.role is Role.COORDINATOR and actor.unit_id == unit_id


@dataclass(frozen=True)
class Move:
    """Who may do it, and where it leads from each state from which it can be done."""

    by: frozenset[Standing]
    forbidden: type[ForbiddenError]
    leads: Mapping[ReturnState, ReturnState] = field(default_factory=dict)


_FILING = frozenset({Standing.UNIT, Standing.OFFICE})
_REVIEW = frozenset({Standing.OFFICE})
_S = ReturnState

MOVES: Mapping[Action, Move] = {
    # A return that was sent back keeps that state, with its reason, until it is handed in again.
    Action.SAVE: Move(
        _FILING,
        NotYourReturnError,
        {_S.PENDING: _S.DRAFT, _S.DRAFT: _S.DRAFT, _S.RETURNED: _S.RETURNED},
    ),
    Action.SUBMIT: Move(_FILING, NotYourReturnError, dict.fromkeys(OWED, _S.SUBMITTED)),
    Action.ACCEPT: Move(_REVIEW, NotYourPlanError, {_S.SUBMITTED: _S.ACCEPTED}),
    # Also the way back from a wrong click on 审核通过 or 免报.
    Action.RETURN: Move(
        _REVIEW,
        NotYourPlanError,
        dict.fromkeys((_S.SUBMITTED, _S.ACCEPTED, _S.WAIVED), _S.RETURNED),
    ),
    Action.WAIVE: Move(_REVIEW, NotYourPlanError, dict.fromkeys(OWED, _S.WAIVED)),
}

_IN_THE_WAY: Mapping[ReturnState, type[ConflictError]] = {
    **dict.fromkeys(OWED, NotSubmittedError),
    _S.SUBMITTED: AlreadySubmittedError,
    _S.ACCEPTED: AlreadyAcceptedError,
    _S.WAIVED: WaivedReturnError,
}


def move(action: Action, state: ReturnState, who: Standing) -> ReturnState:
    """The state after `action`. Raise who may do it (403), or what stands in the way (409)."""
    table = MOVES[action]
    if who not in table.by:
        raise table.forbidden
    if state not in table.leads:
        raise _IN_THE_WAY[state]
    return table.leads[state]


def allowed(state: ReturnState, who: Standing) -> frozenset[Action]:
    """What may be done now: which buttons a page shows."""
    return frozenset(
        action for action, table in MOVES.items() if who in table.by and state in table.leads
    )


# ---- is it complete --------------------------------------------------------------------------


@dataclass(frozen=True)
class Filled:
    """A row as it stands: `name` is what a person calls the task, `asked` whether it must say
    something.
    """

    task_id: int
    name: str
    asked: bool
    progress: str
    no_change: bool


def check_open(opens_on: date, today: date) -> None:
    if today < opens_on:
        raise NotOpenError(f"{opens_on.year}年{opens_on.month}月{opens_on.day}日起可以提交")


def check_complete(rows: Iterable[Filled]) -> None:
    """Raise `IncompleteReturnError` with each row that says nothing, not even “no change”."""
    errors = list(_missing(rows))
    if errors:
        raise IncompleteReturnError(f"共 {len(errors)} 项任务没有填写", errors=errors)


def _missing(rows: Iterable[Filled]) -> Iterator[dict[str, object]]:
    for row in rows:
        if row.asked and not row.no_change and not row.progress.strip():
            yield {
                "loc": ["rows", row.task_id, "progress"],
                "msg": f"{row.name}：请填写进展，或注明无变化",
            }


def check_new_due(due_on: date | None, today: date) -> None:
    if due_on is not None and due_on < today:
        raise PastDueDateError
