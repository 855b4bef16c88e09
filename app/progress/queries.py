"""Selects of returns, their rows and dispatches. `readable_*` begin every list and every get."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, not_, select, true
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.core.lists import Order
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import own_ids, standing_in
from app.plans.models import Plan
from app.progress.models import Dispatch, Return
from app.progress.terms import ENDED, OWED, ReturnSort, ReturnState
from app.units.models import Unit

ORDERS = {
    ReturnSort.DUE_ON: Order("due_on", (col(Return.due_on), col(Return.id))),
    ReturnSort.LATEST: Order("-due_on", (col(Return.due_on), col(Return.id)), descending=True),
    ReturnSort.UNIT: Order(
        "unit", (col(Unit.rank), col(Unit.id), col(Return.due_on), col(Return.id))
    ),
}
DISPATCHED = Order("-id", (col(Dispatch.id),), descending=True)


# ---- who may read ----------------------------------------------------------------------------


def readable_returns(actor: Actor) -> Select[Return]:
    """A liaison: the own unit's, and those of units for which it stands in. Coordinator, leader,
    admin: those of plans of their regions.
    """
    return select(Return).where(_visible(actor, Return))


def readable_dispatches(actor: Actor) -> Select[Dispatch]:
    return select(Dispatch).where(_visible(actor, Dispatch))


def _visible(actor: Actor, table: type[Return | Dispatch]) -> ColumnElement[bool]:
    match actor.role:
        case Role.SYSTEM:
            return true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            return col(table.region_id).in_(readable_regions(actor))
        case Role.LIAISON if actor.unit_id is not None:
            return col(table.unit_id).in_(own_ids(actor.unit_id, clock.today()))
        case _:
            return false()


# ---- lists -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReturnFilter:
    """What a list is narrowed by; `None` narrows nothing. `unit`: its own, and those of units for
    which it stands in, who owe what fell due before they ended. `current`: open by now, and not
    ended.
    """

    unit: int | None = None
    plan: int | None = None
    state: ReturnState | None = None
    period: str | None = None
    overdue: bool | None = None
    current: bool | None = None
    task: int | None = None

    def as_key(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if value is not None}


_ITEM = [
    *cols(
        Return.id,
        Return.unit_id,
        Return.plan_id,
        Return.region_id,
        Return.period,
        Return.opens_on,
        Return.due_on,
        Return.due_confirmed,
        Return.only_parts,
        Return.parts_due_on,
        Return.parts_filed_at,
        Return.state,
        Return.entered_by,
        Return.on_behalf_of,
        Return.way,
        Return.cleared_by,
        Return.cleared_on,
        Return.confirmed_by,
        Return.submitted_at,
        Return.submitted_by,
        Return.reviewed_at,
        Return.reviewed_by,
        Return.review_note,
        Return.version,
        Return.updated_at,
    ),
    col(Unit.name).label("unit_name"),
    col(Plan.title).label("plan_title"),
]


def returns(actor: Actor, wanted: ReturnFilter, today: date) -> Select[Any]:
    query = readable_returns(actor).with_only_columns(*_ITEM)
    return with_names(query).where(*narrowed(wanted, today))


def with_names(query: Select[Any]) -> Select[Any]:
    return query.join(Unit, col(Unit.id) == col(Return.unit_id)).join(
        Plan, col(Plan.id) == col(Return.plan_id)
    )


def narrowed(wanted: ReturnFilter, today: date) -> list[ColumnElement[bool]]:
    overdue = and_(col(Return.state).in_(OWED), col(Return.due_on) < today)
    current = and_(col(Return.state).not_in(ENDED), col(Return.opens_on) <= today)
    given = (
        (wanted.unit, col(Return.unit_id).in_(own_ids(wanted.unit, today))),
        (wanted.plan, col(Return.plan_id) == wanted.plan),
        (wanted.state, col(Return.state) == wanted.state),
        (wanted.period, col(Return.period) == wanted.period),
        (wanted.overdue, overdue if wanted.overdue else not_(overdue)),
        (wanted.current, current if wanted.current else not_(current)),
    )
    return [condition for value, condition in given if value is not None]


def dispatches(
    actor: Actor, *, unit: int | None, plan: int | None, acknowledged: bool | None
) -> Select[Any]:
    at = col(Dispatch.acknowledged_at)
    query = (
        readable_dispatches(actor)
        .with_only_columns(
            *cols(
                Dispatch.id,
                Dispatch.unit_id,
                Dispatch.plan_id,
                Dispatch.region_id,
                Dispatch.dispatched_at,
                Dispatch.acknowledged_at,
                Dispatch.acknowledged_by,
            ),
            col(Unit.name).label("unit_name"),
            col(Plan.title).label("plan_title"),
        )
        .join(Unit, col(Unit.id) == col(Dispatch.unit_id))
        .join(Plan, col(Plan.id) == col(Dispatch.plan_id))
    )
    if unit is not None:
        query = query.where(col(Dispatch.unit_id).in_(own_ids(unit, clock.today())))
    if plan is not None:
        query = query.where(col(Dispatch.plan_id) == plan)
    if acknowledged is not None:
        query = query.where(at.is_not(None) if acknowledged else at.is_(None))
    return query


def dispatch(session: Session, actor: Actor, dispatch_id: int) -> Row[Any] | None:
    query = dispatches(actor, unit=None, plan=None, acknowledged=None)
    return session.execute(query.where(col(Dispatch.id) == dispatch_id)).first()


def plans_with_returns(session: Session, actor: Actor) -> Sequence[Row[Any]]:
    """`id` and `title` of each plan of which the actor may read a return, the newest first."""
    ids = readable_returns(actor).with_only_columns(col(Return.plan_id))
    query = select(*cols(Plan.id, Plan.title)).where(col(Plan.id).in_(ids))
    return session.execute(query.order_by(col(Plan.id).desc())).all()


def dispatched_plans(session: Session) -> Sequence[int]:
    query = select(col(Dispatch.plan_id)).distinct().order_by(col(Dispatch.plan_id))
    return session.scalars(query).all()


def units_of(session: Session, plan_id: int) -> Sequence[int]:
    """To whom a plan was dispatched."""
    query = select(col(Dispatch.unit_id)).where(col(Dispatch.plan_id) == plan_id)
    return session.scalars(query.order_by(col(Dispatch.unit_id))).all()


# ---- one return ------------------------------------------------------------------------------


def one(session: Session, actor: Actor, return_id: int) -> Row[Any] | None:
    """A return with what decides who may do what, and whether its plan was signed for."""
    stands = standing_in(clock.today())
    query = (
        with_names(readable_returns(actor).with_only_columns(*_ITEM))
        .outerjoin(stands, stands.c.named_id == col(Return.unit_id))
        .add_columns(
            stands.c.holder_id.label("heir_id"),
            *cols(Return.period_start, Return.period_end, Return.confirmed_key),
            *cols(Plan.office_id, Plan.document_number),
            col(Plan.region_id).label("plan_region_id"),
        )
        .where(col(Return.id) == return_id)
    )
    return session.execute(query).first()


def state_of(session: Session, return_id: int) -> ReturnState:
    """As it is in the database now, whatever this session read before."""
    query = select(col(Return.state)).where(col(Return.id) == return_id)
    return session.scalars(query).one()
