"""Selects of portfolios. Every list and every get begins with `readable_portfolios`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, false, func, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.lists import Order
from app.identity.models import Region
from app.units.models import Unit
from app.units.portfolios.models import Portfolio, RegionLeader
from app.units.queries import readable_line

ITEM: tuple[Any, ...] = (
    col(Portfolio.id),
    col(Portfolio.region_id),
    col(Region.name).label("region"),
    col(Portfolio.unit_id),
    col(Unit.name).label("unit"),
    col(Portfolio.leader_id),
    col(RegionLeader.name).label("leader"),
    col(RegionLeader.post),
    col(Portfolio.valid_from),
    col(Portfolio.valid_until),
    col(Portfolio.basis),
)
ORDER = Order(
    "leader",
    (
        col(RegionLeader.rank),
        col(RegionLeader.id),
        col(Unit.rank),
        col(Portfolio.valid_from),
        col(Portfolio.id),
    ),
)


@dataclass(frozen=True)
class Filters:
    """`on` is a day on which the portfolio is in force; None for all that ever were."""

    on: date | None = None
    region_id: int | None = None
    unit_id: int | None = None
    leader_id: int | None = None


def readable_portfolios(actor: Actor) -> Select[Any]:
    """Those of the regions in the actor's line, as with units."""
    match actor.role:
        case Role.SYSTEM:
            return select(Portfolio)
        case Role.ADMIN | Role.COORDINATOR | Role.LEADER | Role.LIAISON if actor.region_path:
            line = readable_line(actor)
            return select(Portfolio).where(col(Portfolio.region_id).in_(line))
        case _:
            return select(Portfolio).where(false())


def listed(actor: Actor, filters: Filters) -> Select[Any]:
    """Rows of `ITEM`."""
    query: Select[Any] = readable_portfolios(actor).with_only_columns(*ITEM)
    query = (
        query.join(Unit, col(Unit.id) == col(Portfolio.unit_id))
        .join(RegionLeader, col(RegionLeader.id) == col(Portfolio.leader_id))
        .join(Region, col(Region.id) == col(Portfolio.region_id))
    )
    if filters.on is not None:
        until = col(Portfolio.valid_until)
        query = query.where(
            col(Portfolio.valid_from) <= filters.on, or_(until.is_(None), until >= filters.on)
        )
    for column, wanted in (
        (Portfolio.region_id, filters.region_id),
        (Portfolio.unit_id, filters.unit_id),
        (Portfolio.leader_id, filters.leader_id),
    ):
        if wanted is not None:
            query = query.where(col(column) == wanted)
    return query


def of_unit(session: Session, unit_id: int, region_id: int) -> Sequence[Row[Any]]:
    """Rows of id, leader, first and last day, of one unit under the leaders of one region."""
    query = (
        select(Portfolio.id, RegionLeader.name, Portfolio.valid_from, Portfolio.valid_until)  # type: ignore[call-overload]  # SQLModel columns are typed as values
        .join(RegionLeader, col(RegionLeader.id) == col(Portfolio.leader_id))
        .where(col(Portfolio.unit_id) == unit_id, col(Portfolio.region_id) == region_id)
        .order_by(col(Portfolio.valid_from))
    )
    return session.execute(query).all()


def leaders_of(session: Session, region_id: int) -> Sequence[RegionLeader]:
    query = select(RegionLeader).where(col(RegionLeader.region_id) == region_id)
    return session.scalars(query.order_by(col(RegionLeader.rank), col(RegionLeader.id))).all()


def last_rank(session: Session, region_id: int) -> int:
    query = select(func.max(col(RegionLeader.rank))).where(col(RegionLeader.region_id) == region_id)
    return session.execute(query).scalar_one() or 0


def in_force(session: Session, region_id: int, on: date) -> Sequence[Row[Any]]:
    """Unit and leader of every portfolio of a region on a day."""
    until = col(Portfolio.valid_until)
    query = (
        select(
            Portfolio.unit_id,  # type: ignore[call-overload]  # as above
            RegionLeader.id,
            RegionLeader.name,
            RegionLeader.post,
            RegionLeader.rank,
        )
        .join(RegionLeader, col(RegionLeader.id) == col(Portfolio.leader_id))
        .where(
            col(Portfolio.region_id) == region_id,
            col(Portfolio.valid_from) <= on,
            or_(until.is_(None), until >= on),
        )
        .order_by(col(RegionLeader.rank), col(Portfolio.unit_id))
    )
    return session.execute(query).all()


def has_portfolio(session: Session, leader_id: int) -> bool:
    query = select(col(Portfolio.id)).where(col(Portfolio.leader_id) == leader_id)
    return session.execute(query.limit(1)).first() is not None
