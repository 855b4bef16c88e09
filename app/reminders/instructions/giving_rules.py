"""What may be written down as an instruction, by whom, for which units, and until when it may be
mended. Its life stands in `rules`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.reminders.instructions.rules import WithdrawnError, missing, wrong
from app.reminders.instructions.terms import InstructionState

FIRST_DAY = date(2000, 1, 1)
MOST_UNITS = 50


class NotYoursToGiveError(ForbiddenError):
    code, title = "not_yours_to_give", "批示由督办人员登记，或由领导本人录入"


class NotYourWordsError(ForbiddenError):
    code, title = "not_your_words", "领导本人只能录入自己的批示；他人的批示请督办人员登记"


class AnsweredAlreadyError(ConflictError):
    code, title = (
        "answered_already",
        "已有单位回复，内容和单位不能再改；请退回、改期或撤销",
    )


class LeaderNeededError(InvalidError):
    code, title = "given_by_needed", "请写明是谁的批示"


class UnknownLeaderError(InvalidError):
    code, title = "unknown_leader", "本地没有这位领导的账户；没有账户的请写姓名"


class WrongUnitsError(InvalidError):
    code, title = "wrong_units", "承办单位有误"


class FutureError(InvalidError):
    code, title = "given_on_future", "批示日期不能晚于今天"


class WrongDayError(InvalidError):
    code, title = "given_on_range", f"批示日期应在 {FIRST_DAY.year} 年以后"


class UnknownOfficeError(InvalidError):
    code, title = "unknown_office", "这个单位没有督办人员，不能跟进"


class OfficeNeededError(InvalidError):
    code, title = "office_needed", "本地不止一个办公室有督办人员，请写明由哪个跟进"


def check_may_give(actor: Actor, given_by: str | None) -> None:
    match actor.role:
        case Role.COORDINATOR if actor.region_id is not None:
            return
        case Role.LEADER if actor.region_id is not None:
            if given_by not in (None, "", actor.name):
                raise NotYourWordsError
        case _:
            raise NotYoursToGiveError


def office(chosen: int | None, offices: Collection[int | None]) -> int | None:
    """Who follows up what a leader or a machine of the place enters: the one that is named,
    else the coordinators of the region as a whole, else the only office that has any.
    """
    if chosen is not None:
        if chosen not in offices:
            raise UnknownOfficeError(errors=[missing("office_id")])
        return chosen
    if None in offices or not offices:
        return None
    if len(offices) > 1:
        raise OfficeNeededError(errors=[missing("office_id")])
    return next(iter(offices))


def check_given_on(given_on: date, today: date) -> None:
    if given_on > today:
        raise FutureError(errors=[wrong("given_on", FutureError.title)])
    if given_on < FIRST_DAY:
        raise WrongDayError(errors=[wrong("given_on", WrongDayError.title)])


# ---- its units -------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnitFacts:
    """What is known of a unit that shall answer. `here`: it works for the place."""

    name: str
    here: bool
    is_group: bool
    is_valid: bool


def check_units(unit_ids: Sequence[int], known: Mapping[int, UnitFacts]) -> None:
    """`known` are those that the actor may read. Raise `WrongUnitsError` with all that is wrong."""
    faults: list[dict[str, Any]] = []
    for number, unit_id in enumerate(unit_ids):
        told = _fault(unit_ids[:number], unit_id, known.get(unit_id))
        if told:
            faults.append({"loc": ["body", "unit_ids", number], "msg": told})
    if faults:
        raise WrongUnitsError("；".join(one["msg"] for one in faults), errors=faults)


def _fault(before: Sequence[int], unit_id: int, found: UnitFacts | None) -> str | None:
    if found is None:
        return f"没有编号为 {unit_id} 的单位"
    if unit_id in before:
        return f"{found.name}写了两次"
    if not found.here:
        return f"{found.name}不在本行政区划"
    if found.is_group:
        return f"{found.name}是集合单位，请写明由哪些单位承办"
    return None if found.is_valid else f"{found.name}今天不是有效的单位"


def check_changeable(replies: Iterable[bool], state: InstructionState) -> None:
    """Text and units change for as long as nobody has answered."""
    if state is InstructionState.WITHDRAWN:
        raise WithdrawnError
    if any(replies):
        raise AnsweredAlreadyError
