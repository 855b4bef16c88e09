"""Selects of what reforms touch in running plans."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Role
from app.core.columns import cols
from app.identity.models import Membership
from app.plans.holding.service import held_by_units, holders
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.terms import PlanState
from app.progress.models import Report, Return
from app.progress.terms import HANDED_IN, OWED
from app.units.models import GroupMember, Unit
from app.units.reforms.models import UnitLine, UnitReform


def _with_former(unit_ids: Collection[int]) -> Any:
    """Units, and those for which they stand in."""
    former = select(col(UnitLine.named_id)).where(col(UnitLine.holder_id).in_(unit_ids))
    return select(col(Unit.id)).where(or_(col(Unit.id).in_(unit_ids), col(Unit.id).in_(former)))


def cells(session: Session, unit_ids: Collection[int], on: date) -> Sequence[Row[Any]]:
    """The cells of published plans in whose tasks one of the units holds something, each with who
    holds it on that day as `unit_id`, in printed order.
    """
    tasks = held_by_units(unit_ids, on, standing(Assignment)).subquery()
    theirs = col(Assignment.task_id).in_(select(tasks.c.task_id))
    held = holders(on, theirs, standing(Assignment)).subquery()
    query = (
        select(
            *cols(Assignment.task_id, Assignment.plan_id, Assignment.role),
            *cols(Assignment.printed_label, Assignment.raw, Task.number, Task.title),
            held.c.unit_id,
            col(Plan.title).label("plan"),
        )
        .join(held, held.c.assignment_id == col(Assignment.id))
        .join(Task, col(Task.id) == col(Assignment.task_id))
        .join(Plan, col(Plan.id) == col(Assignment.plan_id))
        .where(col(Plan.state) == PlanState.PUBLISHED)
        .order_by(col(Plan.id), col(Task.position), col(Task.id), col(Assignment.position))
    )
    return session.execute(query).all()


def owed(
    session: Session, unit_ids: Collection[int], heir_id: int, since: date
) -> Sequence[Row[Any]]:
    """Returns that are owed and due from `since` on; `taken` is the successor's own of that plan
    and period.
    """
    own = aliased(Return)
    query = (
        select(*cols(Return.id), col(own.id).label("taken"))
        .outerjoin(
            own,
            (col(own.unit_id) == heir_id)
            & (col(own.plan_id) == col(Return.plan_id))
            & (col(own.period) == col(Return.period)),
        )
        .where(
            col(Return.unit_id).in_(unit_ids),
            col(Return.state).in_(OWED),
            col(Return.due_on) >= since,
        )
    )
    return session.execute(query).all()


def liaisons(session: Session, unit_ids: Collection[int], on: date) -> int:
    query = select(func.count()).where(
        col(Membership.role) == Role.LIAISON,
        col(Membership.unit_id).in_(unit_ids),
        or_(col(Membership.valid_until).is_(None), col(Membership.valid_until) >= on),
    )
    return int(session.execute(query).scalar_one())


def groups(session: Session, unit_ids: Collection[int]) -> list[str]:
    query = (
        select(col(Unit.name))
        .join(GroupMember, col(GroupMember.group_id) == col(Unit.id))
        .where(col(GroupMember.unit_id).in_(unit_ids))
        .order_by(col(Unit.rank))
    )
    return list(dict.fromkeys(session.scalars(query)))


def offices(session: Session, unit_ids: Collection[int]) -> list[str]:
    query = select(col(Plan.title)).where(col(Plan.office_id).in_(unit_ids))
    return list(session.scalars(query.order_by(col(Plan.id))))


def said_since(session: Session, old: Collection[int], new: Collection[int], since: date) -> int:
    """How many returns of the successors, due on or after `since`, were handed in with rows about
    a task which names a former unit and not the successor itself.
    """
    theirs, ours = aliased(Assignment), aliased(Assignment)
    names_old = select(col(theirs.task_id)).where(col(theirs.unit_id).in_(_with_former(old)))
    names_new = select(col(ours.task_id)).where(col(ours.unit_id).in_(new))
    query = (
        select(func.count(func.distinct(col(Return.id))))
        .join(Report, col(Report.return_id) == col(Return.id))
        .where(
            col(Return.unit_id).in_(new),
            col(Return.state).in_(HANDED_IN),
            col(Return.due_on) >= since,
            col(Report.task_id).in_(names_old),
            col(Report.task_id).not_in(names_new),
        )
    )
    return int(session.execute(query).scalar_one())


def lock(session: Session, reform_id: int) -> None:
    """What is done about one reform happens one after the other."""
    query = select(col(UnitReform.id)).where(col(UnitReform.id) == reform_id)
    session.execute(query.with_for_update(key_share=True))
