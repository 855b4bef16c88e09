"""What waits at the desk of those who run a place: to decide, and to chase.

Each entry is a number and the page on which it becomes none; what each page lists is what that
page's own list says, so that number and list never differ.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from app.core.actor import Actor, Role
from app.core.lists import Window
from app.deliveries.terms import DeliveryState
from app.deliveries.undelivered.service import deliveries
from app.progress import service as progress
from app.progress.claims.service import ClaimFilter, claims
from app.progress.claims.terms import ClaimState
from app.progress.disputes.service import DisputeFilter, disputes
from app.progress.disputes.terms import DisputeState
from app.progress.life.service import pending
from app.progress.service import ReturnFilter, ReturnSort
from app.progress.terms import ReturnState
from app.reminders import service as reminders
from app.reminders.instructions.service import InstructionFilter, instructions
from app.reminders.notices.service import NoticeFilter, notices
from app.reminders.notices.terms import NoticeState

Count = Callable[[Session, Actor], int | None]
_NONE = Window(limit=1, cursor=None, count=True)


@dataclass(frozen=True)
class Kind:
    """`measure` and `label` say what is counted, 份 and 进展情况表待审核; `count` how many
    there are for the actor.
    """

    measure: str
    label: str
    path: str
    count: Count


@dataclass(frozen=True)
class Entry:
    measure: str
    label: str
    path: str
    count: int


@dataclass(frozen=True)
class Desk:
    """`decide` waits for the reader's place, `chase` for somebody else."""

    decide: tuple[Entry, ...]
    chase: tuple[Entry, ...]


def _returns(wanted: ReturnFilter) -> Count:
    return lambda session, actor: (
        progress.returns(session, actor, wanted=wanted, sort=ReturnSort.DUE_ON, window=_NONE).total
    )


def _papers(wanted: NoticeFilter) -> Count:
    return lambda session, actor: notices(session, actor, wanted, _NONE).total


def _instructions(wanted: InstructionFilter) -> Count:
    return lambda session, actor: instructions(session, actor, _NONE, wanted=wanted).total


DECIDE = (
    Kind(
        "份",
        "进展情况表待审核",
        "/returns?state=submitted",
        _returns(ReturnFilter(state=ReturnState.SUBMITTED)),
    ),
    Kind(
        "件",
        "批示的回复待认可",
        "/instructions?state=waiting&leader=",
        _instructions(InstructionFilter(replied=True)),
    ),
    Kind(
        "份",
        "督办文书草稿待审核",
        "/notices?state=draft",
        _papers(NoticeFilter(state=NoticeState.DRAFT)),
    ),
    Kind(
        "份",
        "督办文书待签发",
        "/notices?state=reviewed",
        _papers(NoticeFilter(state=NoticeState.REVIEWED)),
    ),
    Kind(
        "份",
        "督办文书的回复待审核",
        "/notices?state=replied",
        _papers(NoticeFilter(state=NoticeState.REPLIED)),
    ),
    Kind(
        "项",
        "任务的申请和到期复核待办理",
        "/pending",
        lambda session, actor: pending(session, actor, window=_NONE).total,
    ),
    Kind(
        "件",
        "对分工的异议待处理",
        "/disputes",
        lambda session, actor: (
            disputes(session, actor, DisputeFilter(state=DisputeState.OPEN), _NONE).total
        ),
    ),
    Kind(
        "项",
        "任务的认领待裁定",
        "/claims",
        lambda session, actor: (
            claims(session, actor, wanted=ClaimFilter(state=ClaimState.OFFERED), window=_NONE).total
        ),
    ),
)
CHASE = (
    Kind(
        "份",
        "进展情况表逾期未报",
        "/returns?overdue=true",
        _returns(ReturnFilter(current=True, overdue=True)),
    ),
    Kind(
        "件",
        "批示逾期未回复",
        "/instructions?overdue=true&leader=",
        _instructions(InstructionFilter(open=True, overdue=True)),
    ),
    Kind(
        "份",
        "督办文书逾期未回复",
        "/notices?overdue=1",
        _papers(NoticeFilter(overdue=True)),
    ),
    Kind(
        "份",
        "交办待签收",
        "/returns#dispatches-title",
        lambda session, actor: (
            progress.dispatches(session, actor, window=_NONE, acknowledged=False).total
        ),
    ),
    Kind(
        "个",
        "单位无人可送达提醒",
        "/reminders",
        lambda session, actor: len(reminders.unreached_by(session, actor)),
    ),
    Kind(
        "条",
        "消息未能送达",
        "/deliveries",
        lambda session, actor: deliveries(session, actor, _NONE, state=DeliveryState.FAILED).total,
    ),
)


def desk(session: Session, actor: Actor) -> Desk:
    """Raise `ForbiddenError` for a liaison, whose own list is `todo`."""
    actor.require(Role.COORDINATOR, Role.LEADER, Role.ADMIN)
    return Desk(_counted(session, actor, DECIDE), _counted(session, actor, CHASE))


def _counted(session: Session, actor: Actor, kinds: tuple[Kind, ...]) -> tuple[Entry, ...]:
    counts = ((kind, kind.count(session, actor) or 0) for kind in kinds)
    return tuple(Entry(kind.measure, kind.label, kind.path, count) for kind, count in counts)
