"""What every use case begins with: the unit or the region, and whether one may write there."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.identity import service as identity
from app.identity.models import Region
from app.kit.text import fold
from app.units import queries, rules
from app.units.models import Unit


def get(session: Session, actor: Actor, unit_id: int) -> Unit:
    """Raise `NotFoundError` for a unit that the actor may not read."""
    unit = session.scalars(queries.readable(actor).where(col(Unit.id) == unit_id)).first()
    if unit is None:
        raise NotFoundError("没有这个单位，或者您无权查看")
    return unit


def region_of(session: Session, actor: Actor, region_id: int) -> Region:
    """Raise `RegionUnknownError` for a region outside the actor's line."""
    line = queries.readable_line(actor)
    query = select(Region).where(col(Region.id) == region_id, col(Region.id).in_(line))
    region = session.scalars(query).first()
    if region is None:
        raise rules.RegionUnknownError
    return region


def region_named(session: Session, actor: Actor, name_or_code: str | None) -> Region:
    """By name or code, or the actor's own when none is named."""
    if name_or_code is not None:
        named = identity.region_named(session, name_or_code)
        return region_of(session, actor, named.id)
    if actor.region_id is None:
        raise rules.RegionUnknownError("请指明行政区划")
    return region_of(session, actor, actor.region_id)


def unit_to_write(session: Session, actor: Actor, unit_id: int) -> Unit:
    """The unit as it stands under the lock. 404 before 403."""
    unit = get(session, actor, unit_id)
    region_to_write(session, actor, unit.region_id)
    session.refresh(unit)
    return unit


def region_to_write(session: Session, actor: Actor, region_id: int) -> Region:
    """A region whose names nobody else changes until the transaction ends."""
    region = region_of(session, actor, region_id)
    rules.check_may_write(actor, region.id, region.path)
    # NO KEY UPDATE, so that rows that refer to the region can be written meanwhile.
    locking = select(col(Region.id)).where(col(Region.id) == region.id)
    session.execute(locking.with_for_update(key_share=True))
    return region


def check_free(session: Session, unit: Unit, name: str) -> None:
    """Raise unless, wherever the unit works, no other unit goes by this name."""
    key = fold(name)
    for region_id in {unit.region_id, unit.serves_region_id or unit.region_id}:
        named = queries.unit_with_name(session, region_id, key)
        if named is not None and named.id != unit.id:
            raise rules.NameTakenError(f"“{name}”是“{named.name}”的名称", unit_id=named.id)
        known = queries.unit_with_alias(session, region_id, key)
        if known is not None and known.id != unit.id:
            raise rules.AliasTakenError(f"“{name}”是“{known.name}”的别名", unit_id=known.id)
