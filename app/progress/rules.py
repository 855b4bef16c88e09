"""Who may do what with a return, from which state, and where that leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, ForbiddenError
from app.progress.terms import OWED, ReturnState


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


class InClearingError(ConflictError):
    code, title = "in_clearing", "正在等待单位审签；需要修改时请先撤回"


class NotInClearingError(ConflictError):
    code, title = "not_in_clearing", "还没有提交，不需要审签或撤回"


class LockedReturnError(ConflictError):
    code, title = "locked", "本期已锁定；确需更正的，请督办人员代为更正"


class NotAcceptedError(ConflictError):
    code, title = "not_accepted", "尚未审核通过，不需要更正或锁定，直接修改即可"


class SecondPersonError(ConflictError):
    code, title = (
        "second_person",
        "督办单位自己的表或回复，先由另一位督办人员、分管领导或管理员确认，再审核通过",
    )


class NotOwnReviewError(ConflictError):
    code, title = "not_own_review", "这不是督办单位自己的表或回复，不需要第二人确认"


class WaivedReturnError(ConflictError):
    code, title = "waived", "已免报；需要填报时请督办人员退回"


class Action(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    FILE_PARTS = "file_parts"
    CLEAR = "clear"
    TAKE_BACK = "take_back"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    RETURN = "return"
    WAIVE = "waive"
    AMEND = "amend"


class Standing(Enum):
    """What an actor is to a return: its unit's liaison, its plan's coordinator, one who oversees
    both, or none of them.
    """

    UNIT = "unit"
    OFFICE = "office"
    OVERSEER = "overseer"
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


def standing_to_return(actor: Actor, place: Place) -> Standing:
    return overseeing(actor, standing(actor, place))


# ---- 自审: of a return, and of the reply to an instruction or a notice ------------------------


def overseeing(actor: Actor, who: Standing) -> Standing:
    """A leader or admin who may read it can be the second person of a 自审."""
    oversees = who is Standing.NEITHER and actor.role in (Role.LEADER, Role.ADMIN)
    return Standing.OVERSEER if oversees else who


def reviews_itself(actor: Actor, unit_id: int) -> bool:
    """自审: the coordinator belongs to the unit whose return or reply it is."""
    return actor.role is Role.COORDINATOR and actor.unit_id == unit_id


def reviewer(actor: Actor, unit_id: int) -> str:
    """Who reviewed what a unit sent, marked where that is a 自审."""
    return f"{actor.name}（自审）" if reviews_itself(actor, unit_id) else actor.name


def key_of(actor: Actor) -> str:
    """Tells people apart whatever they are called."""
    return f"{actor.kind}:{actor.on_behalf_of or actor.id}"


def check_accepting(actor: Actor, unit_id: int, confirmed_key: str | None) -> bool:
    """Whether it is a 自审; raise `SecondPersonError` where nobody else has looked at it."""
    own = reviews_itself(actor, unit_id)
    if own:
        check_second(confirmed_key, key_of(actor))
    return own


def check_second(confirmed_key: str | None, own_key: str) -> None:
    if confirmed_key is None:
        raise SecondPersonError
    if confirmed_key == own_key:
        raise SecondPersonError("您自己已经确认过，须由另一位确认")


def wants_second(actor: Actor, unit_id: int, office_id: int | None) -> bool:
    """Whether an office reviews what its own unit sent. `actor` may be of a unit that stands in for
    an office that ended.
    """
    return office_id == unit_id or reviews_itself(actor, unit_id)


def check_confirmable(actor: Actor, unit_id: int, office_id: int | None) -> None:
    if not wants_second(actor, unit_id, office_id):
        raise NotOwnReviewError


@dataclass(frozen=True)
class Move:
    """Who may do it, and where it leads from each state from which it can be done; from those
    `by_office` the unit may not. `early` says what is missing while the return is still owed.
    """

    by: frozenset[Standing]
    forbidden: type[ForbiddenError]
    leads: Mapping[ReturnState, ReturnState]
    early: type[ConflictError] = NotSubmittedError
    by_office: frozenset[ReturnState] = frozenset()


_FILING = frozenset({Standing.UNIT, Standing.OFFICE})
_REVIEW = frozenset({Standing.OFFICE})
_S = ReturnState

MOVES: Mapping[Action, Move] = {
    # A return that was sent back keeps that state, with its reason, until it is handed in again.
    Action.SAVE: Move(
        _FILING,
        NotYourReturnError,
        {_S.PENDING: _S.DRAFT, _S.DRAFT: _S.DRAFT, _S.RETURNED: _S.RETURNED},
        early=InClearingError,
    ),
    # Ahead of the rest, which stays as it was.
    Action.FILE_PARTS: Move(
        _FILING,
        NotYourReturnError,
        {_S.PENDING: _S.DRAFT, _S.DRAFT: _S.DRAFT, _S.RETURNED: _S.RETURNED},
        early=InClearingError,
    ),
    # Where a place wants it signed inside the unit first, `handed_in` says so.
    Action.SUBMIT: Move(
        _FILING,
        NotYourReturnError,
        dict.fromkeys((_S.PENDING, _S.DRAFT, _S.RETURNED), _S.SUBMITTED),
        early=InClearingError,
    ),
    Action.CLEAR: Move(
        _FILING, NotYourReturnError, {_S.CLEARING: _S.SUBMITTED}, early=NotInClearingError
    ),
    # `touched` says from which of its states it came.
    Action.TAKE_BACK: Move(
        _FILING, NotYourReturnError, {_S.CLEARING: _S.DRAFT}, early=NotInClearingError
    ),
    Action.CONFIRM: Move(
        frozenset({Standing.OFFICE, Standing.OVERSEER}),
        NotYourPlanError,
        {_S.SUBMITTED: _S.SUBMITTED},
    ),
    Action.ACCEPT: Move(_REVIEW, NotYourPlanError, {_S.SUBMITTED: _S.ACCEPTED}),
    # Also the way back from a wrong click on 审核通过 or 免报.
    Action.RETURN: Move(
        _REVIEW,
        NotYourPlanError,
        dict.fromkeys((_S.SUBMITTED, _S.ACCEPTED, _S.WAIVED), _S.RETURNED),
    ),
    Action.WAIVE: Move(_REVIEW, NotYourPlanError, dict.fromkeys(OWED, _S.WAIVED)),
    # At once with its new rows: a return that is being amended is owed by nobody meanwhile.
    Action.AMEND: Move(
        _FILING,
        NotYourReturnError,
        dict.fromkeys((_S.ACCEPTED, _S.LOCKED), _S.SUBMITTED),
        early=NotAcceptedError,
        by_office=frozenset({_S.LOCKED}),
    ),
}
LOCKED_FROM = _S.ACCEPTED
"""Not an action on one return: the coordinator or the clock closes a whole period."""

_IN_THE_WAY: Mapping[ReturnState, type[ConflictError]] = {
    _S.SUBMITTED: AlreadySubmittedError,
    _S.ACCEPTED: AlreadyAcceptedError,
    _S.LOCKED: LockedReturnError,
    _S.WAIVED: WaivedReturnError,
}


def move(action: Action, state: ReturnState, who: Standing) -> ReturnState:
    """The state after `action`. Raise who may do it (403), or what stands in the way (409)."""
    table = MOVES[action]
    if who not in table.by:
        raise table.forbidden
    if not _leads(table, state, who):
        raise table.early if state in OWED else _IN_THE_WAY[state]
    return table.leads[state]


def _leads(table: Move, state: ReturnState, who: Standing) -> bool:
    return state in table.leads and (who is Standing.OFFICE or state not in table.by_office)


def allowed(
    state: ReturnState, who: Standing, *, own_review: bool = True, ahead: bool = False
) -> frozenset[Action]:
    """What may be done now: which buttons a page shows. Nobody confirms what is no `own_review`,
    or files parts where none can go `ahead`.
    """
    idle = {Action.CONFIRM: not own_review, Action.FILE_PARTS: not ahead}
    return frozenset(
        action
        for action, table in MOVES.items()
        if who in table.by and _leads(table, state, who) and not idle.get(action)
    )


def handed_in(state: ReturnState, *, clearing: bool) -> ReturnState:
    """Where handing in leads: to the coordinator, or first to who signs inside the unit."""
    return _S.CLEARING if clearing and state is _S.SUBMITTED else state


def touched(state: ReturnState, note: str | None = None) -> ReturnState:
    """Taken back, or after rows of others came in: what was to be signed is not what was written
    any more. With a `note` it had been sent back, and is again until it is handed in.
    """
    if state is _S.CLEARING and note is not None:
        return _S.RETURNED
    return _S.DRAFT if state in (_S.PENDING, _S.CLEARING) else state
