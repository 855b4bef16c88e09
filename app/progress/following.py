"""What follows when a published plan changes: whom it now names is asked, whom it no longer names
owes nothing for what lies ahead.

Whatever it is that an amendment did, this compares what is asked with who holds what, so it may
run twice, and late. What was handed in stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, or_, select
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Actor
from app.core.columns import cols
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.kit.identifiers import uuid7
from app.plans.filers.models import GroupFiler
from app.plans.holding.service import holders
from app.plans.models import Amendment, AmendmentChange, Assignment, Plan, Task
from app.plans.terms import ASKED
from app.progress import statements
from app.progress.events import ReturnsFollowed
from app.progress.generation import generate
from app.progress.models import Report, Return
from app.progress.reporting import asking as reporting
from app.progress.rows import asked_of
from app.progress.terms import OWED, ReturnState
from app.units import service as units
from app.units.models import Unit

NOTHING_LEFT = "本单位在本方案中的任务均已办结、暂缓或终止，本期不再填报"


@dataclass(frozen=True)
class Followed:
    """How many returns were waived, and how many are asked for again."""

    waived: int
    asked_again: int


def follow(session: Session, actor: Actor, plan_id: int) -> Followed:
    """After an amendment. For the service itself; raise what `generate` raises.

    A unit owes a return while it holds something at the end of its period. Those that it no longer
    owes are waived with the amendment as the reason; should it be named again, those ahead are
    asked for again.
    """
    actor.require()
    plan = session.get_one(Plan, plan_id, with_for_update={"key_share": True})
    return _follow(session, actor, plan, _who_lost(session, plan), _reason(session, plan))


def follow_states(session: Session, actor: Actor, plan_id: int) -> Followed:
    """After a task was closed, suspended or called off, or goes on again: who is left with nothing
    to tell of owes nothing. For the service itself; raise what `generate` raises.
    """
    actor.require()
    plan = session.get_one(Plan, plan_id, with_for_update={"key_share": True})
    return _follow(session, actor, plan, _whose_rests(session, plan), NOTHING_LEFT)


def _follow(
    session: Session, actor: Actor, plan: Plan, units: Iterable[int], reason: str
) -> Followed:
    made = _Run(session, plan, reason, str(uuid7()))
    waived = [one for one in _returns(session, plan, units) if made.settle(one)]
    again = [one for one in waived if one.state is ReturnState.WAIVED]
    if waived:
        event = ReturnsFollowed(
            subject=Subject("plan", plan.id),
            region_id=plan.region_id,
            unit_ids=tuple(sorted({one.unit_id for one in waived})),
            run_id=made.id,
            waived=tuple(one.id for one in waived if one not in again),
            asked_again=tuple(one.id for one in again),
            reason=made.reason,
        )
        emit(session, actor, event)
    generate(session, actor, plan.id)
    return Followed(len(waived) - len(again), len(again))


def _who_lost(session: Session, plan: Plan) -> Sequence[int]:
    """Units of which an amendment took something, members of groups that lost it among them."""
    ended = select(col(Assignment.unit_id)).where(
        col(Assignment.plan_id) == plan.id, col(Assignment.ended_by_id).is_not(None)
    )
    changed = select(col(AmendmentChange.before)).where(
        col(AmendmentChange.plan_id) == plan.id, col(AmendmentChange.assignment_id).is_not(None)
    )
    before = (one.get("unit_id") for one in session.scalars(changed) if one)
    lost = {id_ for id_ in (*session.scalars(ended), *before) if id_ is not None}
    members = {id_ for one in lost for id_ in units.member_ids(session, one)}
    return sorted(lost | members)


def _whose_rests(session: Session, plan: Plan) -> Sequence[int]:
    """Units with a task about which nobody asks now; whoever files for a group of them too."""
    resting = select(col(Task.id)).where(
        col(Task.plan_id) == plan.id, col(Task.state).not_in(ASKED)
    )
    of_plan = (col(Assignment.plan_id) == plan.id, col(Assignment.task_id).in_(resting))
    held = holders(clock.today(), *of_plan).subquery()
    found = set(session.scalars(select(held.c.unit_id)))
    members = {id_ for one in found for id_ in units.member_ids(session, one)}
    offices = select(col(GroupFiler.unit_id)).where(
        col(GroupFiler.plan_id) == plan.id, col(GroupFiler.group_id).in_(found)
    )
    return sorted(found | members | set(session.scalars(offices)))


def _reason(session: Session, plan: Plan) -> str:
    newest = (
        select(*cols(Amendment.basis, Amendment.reason))
        .where(col(Amendment.plan_id) == plan.id)
        .order_by(col(Amendment.number).desc())
    )
    row = session.execute(newest.limit(1)).first()
    said = (row.basis or row.reason) if row else "方案变更"
    return f"本单位不再承担本方案的任务：{said}"


def _returns(session: Session, plan: Plan, unit_ids: Iterable[int]) -> Sequence[Row[Any]]:
    """What they owe, and what was waived here before and lies ahead. Not what goes to a successor:
    `generate` hands that on.
    """
    columns = cols(
        Return.id,
        Return.unit_id,
        Return.period,
        Return.period_end,
        Return.due_on,
        Return.state,
        Return.version,
    )
    ours = (col(Return.state) == ReturnState.WAIVED) & (col(Return.reviewed_by) == SYSTEM.name)
    ahead = col(Return.due_on) >= clock.today()
    ends = col(Unit.valid_until)
    stays = or_(ends.is_(None), ends >= clock.today(), col(Return.due_on) <= ends)
    query = (
        select(*columns)
        .join(Unit, col(Unit.id) == col(Return.unit_id))
        .where(
            col(Return.plan_id) == plan.id,
            col(Return.unit_id).in_(unit_ids),
            col(Return.state).in_(OWED) | (ours & ahead),
            stays,
        )
        .order_by(col(Return.id))
    )
    return session.execute(query).all()


class _Run:
    def __init__(self, session: Session, plan: Plan, reason: str, id_: str) -> None:
        self.session, self.plan, self.reason, self.id = session, plan, reason, id_
        self.reporting = reporting.of_plan(session, plan)
        self._asked: dict[tuple[str, date, date], frozenset[int]] = {}

    def settle(self, one: Row[Any]) -> bool:
        """Waive a return, or ask for it again. Whether it changed."""
        holds = self._holds(one)
        if one.state is ReturnState.WAIVED:
            return holds and self._advance(one, self._before(one), None)
        if holds:
            self._drop_empty_rows(one)
            return False
        return self._advance(one, ReturnState.WAIVED, self.reason)

    def _before(self, one: Row[Any]) -> ReturnState:
        """What a return was before it was waived, which keeps its rows."""
        begun = select(col(Report.id)).where(col(Report.return_id) == one.id).limit(1)
        return ReturnState.DRAFT if self.session.scalar(begun) else ReturnState.PENDING

    def _holds(self, one: Row[Any]) -> bool:
        """Whether the unit is asked for the period, by what stood when it ended. What is overdue
        is owed by who was asked on its day: a unit that ended since still is.
        """
        key = (one.period, one.period_end, min(clock.today(), one.due_on))
        if key not in self._asked:
            units = self.reporting.asked(*key)
            self._asked[key] = frozenset(self.session.scalars(units))
        return one.unit_id in self._asked[key]

    def _advance(self, one: Row[Any], state: ReturnState, note: str | None) -> bool:
        now = clock.now()
        values = {
            "state": state,
            "review_note": note,
            "reviewed_by": SYSTEM.name if note else None,
            "reviewed_at": now if note else None,
            "run_id": self.id,
            "updated_at": now,
        }
        return statements.advance(self.session, one, values)

    def _drop_empty_rows(self, one: Row[Any]) -> None:
        """Rows of a saved return that nobody has filled and that are no longer asked for."""
        texts = (Report.progress, Report.problems, Report.coordination, Report.next_steps)
        tasks = asked_of(self.session, one.id)
        self.session.execute(
            delete(Report).where(
                col(Report.return_id) == one.id,
                col(Report.task_id).not_in(tasks),
                col(Report.percent).is_(None),
                col(Report.stage).is_(None),
                col(Report.figures).is_(None),
                col(Report.no_change).is_(False),
                *(col(text) == "" for text in texts),
            )
        )
