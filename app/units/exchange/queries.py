"""Selects over whole regions: for a registry that comes in or goes out."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.identity.models import Region
from app.units.models import GroupMember, Unit, UnitAlias
from app.units.queries import readable


def _work_for(region_ids: Sequence[int]) -> ColumnElement[bool]:
    ids = list(region_ids)
    return or_(col(Unit.region_id).in_(ids), col(Unit.serves_region_id).in_(ids))


def units_of_regions(session: Session, region_ids: Sequence[int]) -> list[Unit]:
    query = select(Unit).where(_work_for(region_ids))
    return list(session.scalars(query.order_by(col(Unit.region_id), col(Unit.rank), col(Unit.id))))


def aliases_of_regions(session: Session, region_ids: Sequence[int]) -> list[UnitAlias]:
    units = select(col(Unit.id)).where(_work_for(region_ids))
    query = select(UnitAlias).where(col(UnitAlias.unit_id).in_(units))
    return list(session.scalars(query.order_by(col(UnitAlias.id))))


def memberships_of_regions(session: Session, region_ids: Sequence[int]) -> list[GroupMember]:
    """Those in which a unit of the regions is the group or a member."""
    units = select(col(Unit.id)).where(_work_for(region_ids))
    named = or_(col(GroupMember.group_id).in_(units), col(GroupMember.unit_id).in_(units))
    query = select(GroupMember).where(named)
    return list(session.scalars(query.order_by(col(GroupMember.id))))


def codes_of(session: Session, region_ids: Iterable[int | None]) -> dict[int, str]:
    ids = [region_id for region_id in region_ids if region_id is not None]
    query = select(Region.id, Region.code).where(col(Region.id).in_(ids))  # type: ignore[call-overload]  # SQLModel columns are typed as values
    return {row.id: row.code for row in session.execute(query)}


def named_units(
    session: Session, actor: Actor, ids: Iterable[int | None]
) -> dict[int, tuple[int, str, str]]:
    """Region, its code, and the name of each unit that the actor may read."""
    wanted = [unit_id for unit_id in ids if unit_id is not None]
    query = (
        readable(actor)
        .with_only_columns(col(Unit.id), col(Unit.region_id), col(Region.code), col(Unit.name))
        .join(Region, col(Region.id) == col(Unit.region_id))
        .where(col(Unit.id).in_(wanted))
    )
    return {row.id: (row.region_id, row.code, row.name) for row in session.execute(query)}
