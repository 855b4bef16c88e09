"""The life of a notice: from which state to which, who may, and what it needs. `MOVES` is the
table. Pure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.actor import Actor, Role
from app.core.errors import AppError, ConflictError, ForbiddenError, InvalidError
from app.kit.clock import printed_date
from app.progress.rules import Standing
from app.reminders.notices.issuing.rules import Issuer
from app.reminders.notices.messages import FIELDS, KINDS
from app.reminders.notices.terms import DRAFTED, NoticeAction, NoticeKind, NoticeState
from app.workdays.rules import Calendar

REPLY_WORKDAYS = 5
"""From the day of signing, where the draft names no day."""
LONGEST_REPLY = 60
"""Working days within which a reply is due: who gets a notice is told of it at once."""
MOST_MATTERS = 100

# ---- refusals --------------------------------------------------------------------------------


class NotYourNoticeError(ForbiddenError):
    code, title = "not_your_notice", "只有发文单位的督办人员可以这样做"


class NotYourReplyError(ForbiddenError):
    code, title = "not_your_reply", "由承办单位的联络员回复，发文单位的督办人员可以代录"


class NotYoursToSignError(ForbiddenError):
    code, title = "not_yours_to_sign", "只有发文单位的督办人员或者本区划的领导可以签发"


class NotAnIssuerError(ForbiddenError):
    code, title = "not_an_issuer", "按本区划的设置，这个单位不签发这种文书"


class LeaderNeededError(ForbiddenError):
    code, title = (
        "leader_needed",
        "按本区划的设置，这种文书须由领导签发：请领导登录签发，已在纸上签发的写明由谁签发",
    )


class NotReviewedError(ConflictError):
    code, title = "not_reviewed", "还没有审核，审核以后才能签发"


class ReviewedAlreadyError(ConflictError):
    code, title = "reviewed_already", "已经审核，正在等待签发"


class NotIssuedError(ConflictError):
    code, title = "not_issued", "还没有签发；不再需要的请撤回"


class IssuedAlreadyError(ConflictError):
    code, title = "issued_already", "已经签发，不能再改；确有错误的请作废后重新拟稿"


class NotRepliedError(ConflictError):
    code, title = "not_replied", "承办单位还没有回复"


class RepliedAlreadyError(ConflictError):
    code, title = "replied_already", "已经回复，正在等待审核"


class DoneError(ConflictError):
    code, title = "notice_done", "已经办结"


class WithdrawnError(ConflictError):
    code, title = "notice_withdrawn", "这份稿已经撤回；需要时请重新拟稿"


class VoidError(ConflictError):
    code, title = "notice_void", "已经作废；需要时请重新拟稿"


class IncompleteError(ConflictError):
    code, title = "incomplete", "还缺以下内容，补齐以后才能继续"


class SettledMattersError(ConflictError):
    code, title = "matters_settled", "以下事项已经办好、改期或者不在了，请从稿中去掉"


class ReasonNeededError(InvalidError):
    code, title = "reason_needed", "请写明原因"


class TextNeededError(InvalidError):
    code, title = "text_needed", "请写明办理情况"


class SpeakerNeededError(InvalidError):
    code, title = "on_behalf_of_needed", "代录时请写明由谁回复"


class NewDayNeededError(InvalidError):
    code, title = "reply_due_needed", "退回须写明新的回复时限"


class DayPassedError(InvalidError):
    code, title = "reply_due_passed", "回复时限应在今天以后"


class DayTooFarError(InvalidError):
    code, title = "reply_due_too_far", f"回复时限最迟为第 {LONGEST_REPLY} 个工作日"


class SameDayError(InvalidError):
    code, title = "same_reply_due", "新的回复时限与原来的相同"


class UnitElsewhereError(InvalidError):
    code, title = "unit_elsewhere", "这个单位不在本区划"


class WrongUnitError(InvalidError):
    code, title = "wrong_unit", "不能发给这个单位"


class OfficeElsewhereError(InvalidError):
    code, title = "office_elsewhere", "请选择本单位，或者设置中可以签发这种文书的单位"


class MatterError(InvalidError):
    code, title = "not_its_matter", "以下事项不是这个单位现在要办的"


class TooManyMattersError(InvalidError):
    code, title = "too_many_matters", f"一份文书最多列 {MOST_MATTERS} 件事项"


# ---- the table -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """Who may do it, from which states, and where it leads."""

    by: frozenset[Standing]
    since: tuple[NoticeState, ...]
    to: NoticeState


_A, _S = NoticeAction, NoticeState
_OFFICE = frozenset({Standing.OFFICE})
_SIGNERS = frozenset({Standing.OFFICE, Standing.OVERSEER})
_UNIT = frozenset({Standing.UNIT, Standing.OFFICE})

MOVES: Mapping[NoticeAction, Move] = {
    # What was reviewed and is changed wants to be reviewed again.
    _A.EDIT: Move(_OFFICE, DRAFTED, _S.DRAFT),
    _A.REVIEW: Move(_OFFICE, (_S.DRAFT,), _S.REVIEWED),
    _A.SIGN: Move(_SIGNERS, (_S.REVIEWED,), _S.SIGNED),
    _A.WITHDRAW: Move(_OFFICE, DRAFTED, _S.WITHDRAWN),
    _A.REPLY: Move(_UNIT, (_S.SIGNED, _S.SENT_BACK), _S.REPLIED),
    _A.CONFIRM: Move(_SIGNERS, (_S.REPLIED,), _S.REPLIED),
    _A.ACCEPT: Move(_OFFICE, (_S.REPLIED,), _S.DONE),
    _A.SEND_BACK: Move(_OFFICE, (_S.REPLIED,), _S.SENT_BACK),
    _A.VOID: Move(_OFFICE, (_S.SIGNED, _S.REPLIED, _S.SENT_BACK), _S.VOID),
}
REASONED = (_A.WITHDRAW, _A.VOID, _A.SEND_BACK)

_OVER: Mapping[NoticeState, type[ConflictError]] = {
    _S.DONE: DoneError,
    _S.WITHDRAWN: WithdrawnError,
    _S.VOID: VoidError,
}


def standing(
    actor: Actor, region_id: int, office_id: int | None, acts_for: Collection[int] = ()
) -> Standing:
    """What an actor is to a notice that he may read; a liaison reads only those to the own unit.
    `acts_for`: units that ended and for which that of a coordinator stands in.
    """
    match actor.role:
        case Role.SYSTEM:
            return Standing.OFFICE
        case Role.LIAISON:
            return Standing.UNIT
        case Role.COORDINATOR if actor.region_id == region_id and (
            actor.unit_id is None or office_id in (None, actor.unit_id) or office_id in acts_for
        ):
            return Standing.OFFICE
        case Role.LEADER if actor.region_id == region_id:
            return Standing.OVERSEER
        case _:
            return Standing.NEITHER


def check_who(action: NoticeAction, who: Standing) -> None:
    """For `CONFIRM` as `overseeing` has it."""
    if who in MOVES[action].by:
        return
    if action is NoticeAction.SIGN:
        raise NotYoursToSignError
    raise NotYourReplyError if action is NoticeAction.REPLY else NotYourNoticeError


def move(action: NoticeAction, state: NoticeState) -> NoticeState:
    """The state after `action`. Raise what stands in the way."""
    table = MOVES[action]
    if state not in table.since:
        raise _in_the_way(action, state)
    return table.to


def _in_the_way(action: NoticeAction, state: NoticeState) -> type[ConflictError]:
    if state in _OVER:
        return _OVER[state]
    if state in DRAFTED:
        waiting = {_A.SIGN: NotReviewedError, _A.REVIEW: ReviewedAlreadyError}
        return waiting.get(action, NotIssuedError)
    if action is _A.REPLY:
        return RepliedAlreadyError
    return (
        NotRepliedError if action in (_A.CONFIRM, _A.ACCEPT, _A.SEND_BACK) else IssuedAlreadyError
    )


def allowed(
    state: NoticeState, who: Standing, second: Standing = Standing.NEITHER
) -> tuple[NoticeAction, ...]:
    """What may be done now, in the order of the table: which forms a page shows. `second` is what
    the actor is as the second person of a 自审 that waits for one.
    """
    return tuple(
        action
        for action, table in MOVES.items()
        if (second if action is _A.CONFIRM else who) in table.by and state in table.since
    )


def may_attach(state: NoticeState, who: Standing) -> bool:
    """Files of a reply also come while it waits for its review."""
    reply = MOVES[_A.REPLY]
    return who in reply.by and state in (*reply.since, _S.REPLIED)


# ---- who may sign ----------------------------------------------------------------------------


def check_signer(who: Standing, kind: NoticeKind, issuer: Issuer, on_behalf_of: str | None) -> None:
    """A leader signs what the office issues. A coordinator signs what wants no leader, and writes
    down by name which leader signed the paper.
    """
    if not issuer.may:
        raise NotAnIssuerError(f"{issuer.organ or '该单位'}不签发{KINDS[kind]}")
    if issuer.leader_signs and who is not Standing.OVERSEER and not on_behalf_of:
        raise LeaderNeededError(errors=[missing("on_behalf_of")])


# ---- what it needs ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Content:
    """What stands in a draft."""

    kind: NoticeKind
    office_id: int | None
    title: str
    basis: str
    demand: str
    contact: str
    contact_phone: str
    matters: int


_NEEDED = ("office_id", "title", "basis", "demand", "contact", "contact_phone")


def check_complete(content: Content) -> None:
    """Raise `IncompleteError` with everything that is missing. A 交办单 may hand out what is in no
    list yet; the others speak of matters.
    """
    absent = [name for name in _NEEDED if not getattr(content, name)]
    if not content.matters and content.kind is not NoticeKind.HANDOVER:
        absent.append("matters")
    if absent:
        told = "、".join(FIELDS[name] for name in absent)
        raise IncompleteError(told, errors=[missing(name) for name in absent])


def check_words(action: NoticeAction, words: str) -> None:
    if action in REASONED and not words.strip():
        raise ReasonNeededError(errors=[missing("reason")])
    if action is NoticeAction.REPLY and not words.strip():
        raise TextNeededError(errors=[missing("text")])


def check_speaker(who: Standing, on_behalf_of: str | None) -> None:
    if who is Standing.OFFICE and not on_behalf_of:
        raise SpeakerNeededError(errors=[missing("on_behalf_of")])


def reply_day(given: date | None, today: date, calendar: Calendar) -> tuple[date, bool]:
    """The day by which a reply is due, a working day, and whether its calendar is known for sure.
    Raise `DayPassedError`, `DayTooFarError`.
    """
    if given is not None and given <= today:
        raise DayPassedError(printed_date(given), errors=[wrong("reply_due_on", DayPassedError)])
    furthest = calendar.shift(today, LONGEST_REPLY)
    if given is not None and given > furthest:
        raise DayTooFarError(printed_date(furthest), errors=[wrong("reply_due_on", DayTooFarError)])
    day = calendar.shift(today, REPLY_WORKDAYS) if given is None else calendar.shift(given, 0)
    return day, calendar.is_confirmed(day, since=today)


def check_new_day(given: date | None, before: date | None) -> None:
    """A reply that is sent back gets another day: by that the unit's reminders begin anew."""
    if given is None:
        raise NewDayNeededError(errors=[missing("reply_due_on")])
    if given == before:
        raise SameDayError(printed_date(given), errors=[wrong("reply_due_on", SameDayError)])


def check_count(matters: Collection[object]) -> None:
    if len(matters) > MOST_MATTERS:
        raise TooManyMattersError(f"收到 {len(matters)} 件")


def check_unit(name: str, *, is_group: bool, is_valid: bool) -> None:
    """Raise `WrongUnitError` for what nobody answers for."""
    if is_group:
        told = f"{name}是集合单位，请写明发给哪些单位"
    elif not is_valid:
        told = f"{name}今天不是有效的单位"
    else:
        return
    raise WrongUnitError(told, errors=[{"loc": ["body", "unit_id"], "msg": told}])


def wrong(field: str, refusal: type[AppError]) -> dict[str, object]:
    return {"loc": ["body", field], "msg": refusal.title}


def missing(field: str) -> dict[str, object]:
    return {"loc": ["body", field], "msg": f"请填写{FIELDS[field]}"}
