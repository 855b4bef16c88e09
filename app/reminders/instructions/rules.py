"""The life of an instruction: who may do what, from which state, and where that leads. `MOVES` is
the table. Each unit goes through it by itself; the whole stands where the slowest of them does.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.kit.clock import printed_date
from app.reminders.instructions.messages import WORDS
from app.reminders.instructions.terms import ANSWERABLE, Action, InstructionState
from app.workdays.rules import Calendar

FURTHEST = 5
"""Years from the day of an instruction within which it is answered."""

# ---- refusals --------------------------------------------------------------------------------


class NotYourInstructionError(ForbiddenError):
    code, title = "not_your_instruction", "由承办单位的联络员签收和回复，督办人员可以代录"


class NotYoursToDecideError(ForbiddenError):
    code, title = "not_yours_to_decide", "只有作批示的领导和跟进这件批示的督办人员可以决定"


class AcknowledgedAlreadyError(ConflictError):
    code, title = "acknowledged_already", "已经签收，不必再次签收"


class NoReplyError(ConflictError):
    code, title = "no_reply", "单位还没有回复，不能认可或退回"


class RepliedAlreadyError(ConflictError):
    code, title = "replied_already", "已经回复，正在等待认可；需要修改的请督办人员退回"


class DoneAlreadyError(ConflictError):
    code, title = "done_already", "已经认可办结；需要继续办理的请退回重办"


class WithdrawnError(ConflictError):
    code, title = "instruction_withdrawn", "批示已经撤销，不需要再办理"


class ReplyNeededError(InvalidError):
    code, title = "reply_needed", "请写明办理情况：做了什么，结果怎样"


class ReasonNeededError(InvalidError):
    code, title = "reason_needed", "请写明原因"


class DayNeededError(InvalidError):
    code, title = "due_on_needed", "请写明新的时限"


class SpeakerNeededError(InvalidError):
    code, title = "on_behalf_of_needed", "代录时请写明是谁的话"


class WhichUnitError(InvalidError):
    code, title = "which_unit", "这件批示有几个承办单位，请写明是哪一个"


class NotAnsweringError(InvalidError):
    code, title = "not_answering", "这个单位不承办这件批示"


class DueBeforeError(InvalidError):
    code, title = "due_before_given", "办理时限早于批示日期"


class DueFarError(InvalidError):
    code, title = "due_too_far", f"办理时限离批示日期超过 {FURTHEST} 年"


class DayOffError(InvalidError):
    code, title = "due_on_day_off", "办理时限是休息日"


class DuePassedError(InvalidError):
    code, title = "due_passed", "新的时限应在今天或以后"


class SameDayError(InvalidError):
    code, title = "same_due_on", "新的时限与原来的相同"


def missing(field: str) -> dict[str, object]:
    return {"loc": ["body", field], "msg": f"请填写{WORDS[field]}"}


# ---- who ------------------------------------------------------------------------------------


class Standing(Enum):
    """What an actor is to an instruction: of a unit that answers, of the office that follows it
    up, the leader who gave it, a leader or admin who oversees them, or none of them.
    """

    UNIT = "unit"
    OFFICE = "office"
    GIVER = "giver"
    OVERSEER = "overseer"
    NEITHER = "neither"


@dataclass(frozen=True)
class Place:
    """Whose an instruction is. A leader without an account is known by his name alone."""

    region_id: int
    office_id: int | None
    given_by: str
    leader_id: int | None


def standing(
    actor: Actor, place: Place, *, answers: bool, acts_for: Collection[int] = ()
) -> Standing:
    """`answers`: the actor's unit is one of the instruction's. Of an office's instructions its own
    coordinators decide, those of an office that `acts_for` it since it ended, and those of the
    region as a whole.
    """
    match actor.role:
        case Role.SYSTEM:
            return Standing.OFFICE
        case Role.LIAISON if answers:
            return Standing.UNIT
        case Role.COORDINATOR if actor.region_id == place.region_id and (
            actor.unit_id in (None, place.office_id) or place.office_id in acts_for
        ):
            return Standing.OFFICE
        case Role.LEADER if actor.region_id == place.region_id and _is_giver(actor, place):
            return Standing.GIVER
        case Role.LEADER | Role.ADMIN:
            return Standing.OVERSEER
        case _:
            return Standing.NEITHER


def _is_giver(actor: Actor, place: Place) -> bool:
    person = actor.person_id
    if person is not None and place.leader_id is not None:
        return person == place.leader_id
    return actor.name == place.given_by


# ---- the table -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """Who may do it, from which states, and where it leads (`None`: it stays where it is).
    `words` is the field that says why, and `needed` what is told where it is empty. `missing` is
    told where a unit is in none of `since` and its state says nothing better. `whole`: without a
    unit that is named, it is done with all that are in one of `since`.
    """

    by: frozenset[Standing]
    since: tuple[InstructionState, ...]
    to: InstructionState | None
    words: str | None = None
    needed: type[InvalidError] | None = None
    missing: type[ConflictError] = NoReplyError
    dated: bool = False
    whole: bool = False


_S = InstructionState
_UNIT = frozenset({Standing.UNIT, Standing.OFFICE})
_DECIDE = frozenset({Standing.OFFICE, Standing.GIVER})

MOVES: Mapping[Action, Move] = {
    Action.ACKNOWLEDGE: Move(_UNIT, (_S.GIVEN,), _S.ACKNOWLEDGED, missing=AcknowledgedAlreadyError),
    # Who answers has received it: nobody signs first and then writes.
    Action.REPLY: Move(_UNIT, ANSWERABLE, _S.REPLIED, words="text", needed=ReplyNeededError),
    # The second person of a 自审: whoever may read it and is of another unit, or another of it.
    Action.CONFIRM: Move(_DECIDE | {Standing.OVERSEER}, (_S.REPLIED,), None),
    Action.ACCEPT: Move(_DECIDE, (_S.REPLIED,), _S.ACCEPTED, words="note", whole=True),
    # Also the way back from a wrong click.
    Action.SEND_BACK: Move(
        _DECIDE,
        (_S.REPLIED, _S.ACCEPTED),
        _S.SENT_BACK,
        words="reason",
        needed=ReasonNeededError,
        dated=True,
    ),
    Action.EXTEND: Move(
        _DECIDE, ANSWERABLE, None, words="reason", needed=ReasonNeededError, dated=True, whole=True
    ),
    Action.WITHDRAW: Move(
        _DECIDE,
        (*ANSWERABLE, _S.REPLIED),
        _S.WITHDRAWN,
        words="reason",
        needed=ReasonNeededError,
        whole=True,
    ),
}

_IN_THE_WAY: Mapping[InstructionState, type[ConflictError]] = {
    _S.REPLIED: RepliedAlreadyError,
    _S.ACCEPTED: DoneAlreadyError,
    _S.WITHDRAWN: WithdrawnError,
}


def check_who(action: Action, who: Standing) -> None:
    by = MOVES[action].by
    if who not in by:
        raise NotYourInstructionError if Standing.UNIT in by else NotYoursToDecideError


def move(action: Action, state: InstructionState) -> InstructionState:
    """The state after `action`. Raise what stands in the way."""
    table = MOVES[action]
    if state not in table.since:
        raise _IN_THE_WAY.get(state, table.missing)
    return table.to or state


def allowed(
    state: InstructionState, who: Standing, *, confirmable: bool = False
) -> tuple[Action, ...]:
    """What may be done with a unit now, in the order of the table."""
    return tuple(
        action
        for action, table in MOVES.items()
        if who in table.by
        and state in table.since
        and (confirmable or action is not Action.CONFIRM)
    )


_SLOWEST_FIRST = (_S.GIVEN, _S.SENT_BACK, _S.ACKNOWLEDGED, _S.REPLIED, _S.ACCEPTED)


def whole(states: Iterable[InstructionState]) -> InstructionState:
    """Where an instruction stands: where its slowest unit does. What was withdrawn is withdrawn,
    though one of its units had done its part.
    """
    found = set(states)
    if _S.WITHDRAWN in found:
        return _S.WITHDRAWN
    return next(one for one in _SLOWEST_FIRST if one in found)


def next_due(rows: Iterable[tuple[InstructionState, date]]) -> date:
    """By what date the whole is sorted: the first that is still waited for, else the last."""
    known = list(rows)
    waited = [due_on for state, due_on in known if state in ANSWERABLE]
    return min(waited) if waited else max(due_on for _, due_on in known)


# ---- which unit ------------------------------------------------------------------------------


def chosen(
    action: Action,
    states: Mapping[int, InstructionState],
    unit_id: int | None,
    own: Collection[int] | None,
) -> list[int]:
    """The units with which something is done, by their ids. `own` are those for which a liaison
    speaks (`None`: all). Raise `NotAnsweringError`, `WhichUnitError`.
    """
    table = MOVES[action]
    mine = [one for one in states if own is None or one in own]
    if unit_id is not None and action is not Action.WITHDRAW:
        if unit_id not in mine:
            raise NotAnsweringError(errors=[{"loc": ["body", "unit_id"], "msg": "不承办这件批示"}])
        return [unit_id]
    fit = [one for one in mine if states[one] in table.since]
    if table.whole:
        return fit or mine
    if len(mine) == 1 or len(fit) == 1:
        return fit or mine
    raise WhichUnitError(errors=[missing("unit_id")])


# ---- what it needs ---------------------------------------------------------------------------


def check_needs(action: Action, words: str, due_on: date | None) -> None:
    """Raise what an action needs and was not given."""
    table = MOVES[action]
    if table.needed and table.words and not words.strip():
        raise table.needed(errors=[wrong(table.words, table.needed.title)])
    if table.dated and due_on is None:
        raise DayNeededError(errors=[missing("due_on")])


def types_for_unit(who: Standing, action: Action) -> bool:
    """代录: an office writes down what a unit did or said."""
    return who is Standing.OFFICE and Standing.UNIT in MOVES[action].by


def check_speaker(who: Standing, action: Action, on_behalf_of: str | None) -> None:
    """A coordinator who writes down what a unit said names who said it."""
    if types_for_unit(who, action) and not (on_behalf_of or "").strip():
        raise SpeakerNeededError(errors=[missing("on_behalf_of")])


def check_due(due_on: date, given_on: date, calendar: Calendar) -> None:
    """A leader's date is taken as it is or not at all: it is not moved behind his back."""
    check_span(due_on, given_on)
    if not calendar.works(due_on):
        before, after = calendar.shift(due_on, -1), calendar.shift(due_on, 1)
        near = f"前后的工作日是{printed_date(before)}和{printed_date(after)}"
        raise DayOffError(
            f"{printed_date(due_on)}休息，{near}",
            errors=[wrong("due_on", f"{DayOffError.title}，{near}")],
        )


def check_span(due_on: date, given_on: date) -> None:
    if due_on < given_on:
        raise DueBeforeError(
            f"批示日期是{printed_date(given_on)}",
            errors=[wrong("due_on", DueBeforeError.title)],
        )
    if due_on.year - given_on.year > FURTHEST:
        raise DueFarError(errors=[wrong("due_on", DueFarError.title)])


def check_new_due(due_on: date, before: Iterable[date], today: date) -> None:
    """`before`: the dates of the units that get the new one."""
    if due_on < today:
        raise DuePassedError(errors=[wrong("due_on", DuePassedError.title)])
    if set(before) == {due_on}:
        raise SameDayError(errors=[wrong("due_on", SameDayError.title)])


def wrong(field: str, told: str) -> dict[str, object]:
    return {"loc": ["body", field], "msg": told}
