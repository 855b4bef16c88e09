"""A plan that a unit runs (承办) is run by its successor from the day of a reform on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, exists, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.plans.events import PlanChanged
from app.plans.holding.models import OfficeMove
from app.plans.locking import locked, touch
from app.plans.models import Plan
from app.units.reforms.models import UnitReform, UnitSuccession


def move_offices(session: Session, actor: Actor) -> int:
    """Write down the offices of reforms whose day has come; how many. Again it is none."""
    moved = 0
    while rows := _due(session):  # a successor may have ended in its turn
        for row in rows:
            facts = {"former_id": row.predecessor_id, "office_id": row.successor_id}
            session.add(OfficeMove(plan_id=row.plan_id, reform_id=row.reform_id, **facts))
            _write(session, actor, row.plan_id, row.predecessor_id, row.successor_id)
        session.flush()  # the next look sees it
        moved += len(rows)
    return moved


def _due(session: Session) -> Sequence[Row[Any]]:
    """One step of each plan."""
    told = exists().where(
        col(OfficeMove.plan_id) == col(Plan.id),
        col(OfficeMove.reform_id) == col(UnitSuccession.reform_id),
    )
    query = (
        select(
            col(Plan.id).label("plan_id"),
            *cols(UnitSuccession.reform_id, UnitSuccession.predecessor_id),
            *cols(UnitSuccession.successor_id),
        )
        .join(UnitSuccession, col(UnitSuccession.predecessor_id) == col(Plan.office_id))
        .join(UnitReform, col(UnitReform.id) == col(UnitSuccession.reform_id))
        .where(col(UnitSuccession.takes_over), col(UnitReform.effective_on) <= clock.today(), ~told)
        .order_by(col(Plan.id))
    )
    return session.execute(query).all()


def move_back(session: Session, actor: Actor, reform_id: int) -> None:
    """Before a reform is taken back; whoever was chosen to run a plan since goes on."""
    moves = select(OfficeMove).where(col(OfficeMove.reform_id) == reform_id)
    for one in session.scalars(moves.order_by(col(OfficeMove.plan_id))).all():
        _write(session, actor, one.plan_id, one.office_id, one.former_id)
        session.delete(one)
    session.flush()  # the reform is deleted next


def _write(session: Session, actor: Actor, plan_id: int, old: int, new: int) -> None:
    plan = locked(session, plan_id)
    if plan is None or plan.office_id != old:
        return
    plan.office_id = new
    touch(plan)
    event = PlanChanged(
        subject=Subject("plan", plan.id),
        region_id=plan.region_id,
        unit_ids=(old, new),
        changes={"office_id": (old, new)},
    )
    emit(session, actor, event)
