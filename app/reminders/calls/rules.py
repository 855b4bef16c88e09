"""What may be written down of a call, by whom, and until when it may be mended. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.kit.clock import local, printed_date

LONG_AGO = timedelta(days=366)
FURTHEST = timedelta(days=5 * 366)
MOST_MATTERS = 20

Subject = tuple[str, int]


class NotYoursToCallError(ForbiddenError):
    code, title = "not_yours_to_call", "电话记录由督办人员登记"


class NotYourCallError(ForbiddenError):
    code, title = "not_your_call", "只有登记的人能改；其他人请另记一条更正"


class TooLateError(ConflictError):
    code, title = "call_closed", "登记的当天可以改，过后请另记一条更正"


class CorrectedError(ConflictError):
    code, title = "corrected_already", "这一条已经由另一条更正"


class OtherUnitError(InvalidError):
    code, title = "corrects_other_unit", "更正的是另一个单位的电话"


class UnitElsewhereError(InvalidError):
    code, title = "unit_elsewhere", "这个单位不在本行政区划"


class SpokenToNeededError(InvalidError):
    code, title = "spoke_to_needed", "请写明和谁通话"


class UnknownPersonError(InvalidError):
    code, title = "unknown_person", "这个单位没有这位联系人；没有登记的请写姓名"


class AboutNeededError(InvalidError):
    code, title = "about_needed", "请选择为哪件事打的电话，或者写明"


class WrongMatterError(InvalidError):
    code, title = "wrong_matter", "所选的事项有误"


class NotYetCalledError(InvalidError):
    code, title = "called_in_future", "通话时间不能晚于现在"


class LongAgoError(InvalidError):
    code, title = "called_long_ago", "通话时间在一年以前，请核对"


class PromisedBeforeError(InvalidError):
    code, title = "promised_before", "答应的日期早于通话的那一天"


class PromisedFarError(InvalidError):
    code, title = "promised_too_far", "答应的日期离通话超过 5 年，请核对"


def wrong(field: str, told: str) -> dict[str, object]:
    return {"loc": ["body", field], "msg": told}


def check_may_call(actor: Actor) -> None:
    match actor.role:
        case Role.COORDINATOR if actor.region_id is not None:
            return
        case _:
            raise NotYoursToCallError


def typist_of(actor: Actor) -> str:
    """By what a typist is known again: two people may have one name."""
    return f"{actor.kind.value}:{actor.id}"


def may_change(
    typist: str, entered_at: datetime, corrected_by: int | None, actor: Actor, today: date
) -> bool:
    same_day = local(entered_at).date() == today
    mine = actor.role is Role.COORDINATOR and typist == typist_of(actor)
    return mine and same_day and corrected_by is None


def check_may_change(
    typist: str, entered_at: datetime, corrected_by: int | None, actor: Actor, today: date
) -> None:
    if typist != typist_of(actor):
        raise NotYourCallError
    if corrected_by is not None:
        raise CorrectedError
    if local(entered_at).date() != today:
        raise TooLateError(f"登记于{printed_date(local(entered_at).date())}")


def check_when(called_at: datetime, promised_on: date | None, now: datetime) -> None:
    if called_at > now:
        raise NotYetCalledError(errors=[wrong("called_at", NotYetCalledError.title)])
    if called_at < now - LONG_AGO:
        raise LongAgoError(errors=[wrong("called_at", LongAgoError.title)])
    if promised_on is None:
        return
    day = local(called_at).date()
    if promised_on < day:
        raise PromisedBeforeError(errors=[wrong("promised_on", PromisedBeforeError.title)])
    if promised_on > day + FURTHEST:
        raise PromisedFarError(errors=[wrong("promised_on", PromisedFarError.title)])


def check_about(
    about: str,
    subjects: Sequence[Subject],
    known: Mapping[Subject, int],
    own: Collection[int],
) -> None:
    """`known` tells which unit owes what the actor may read; `own` is the unit that was called and
    those for which it stands in. What another unit owes is not named.
    """
    if not subjects and not about:
        raise AboutNeededError(errors=[wrong("about", AboutNeededError.title)])
    faults = [
        (number, f"没有 {one[0]}:{one[1]} 这件事项")
        for number, one in enumerate(subjects)
        if known.get(one) not in own
    ]
    if faults:
        raise WrongMatterError(
            "；".join(told for _, told in faults),
            errors=[{"loc": ["body", "matters", n], "msg": told} for n, told in faults],
        )
