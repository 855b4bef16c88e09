"""Selects of contacts; whether a unit may be read at all is asked before."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.identity.models import Region
from app.units.contacts.models import UnitContact
from app.units.contacts.terms import ContactRole
from app.units.models import Unit


def contacts_of(session: Session, unit_id: int, *, since: date | None) -> Sequence[UnitContact]:
    """By role, the newest first; with `since` only those that are not over before that day."""
    query = select(UnitContact).where(col(UnitContact.unit_id) == unit_id)
    if since is not None:
        until = col(UnitContact.valid_until)
        query = query.where(or_(until.is_(None), until >= since))
    order = list(ContactRole)
    found = session.scalars(query.order_by(col(UnitContact.valid_from).desc(), col(UnitContact.id)))
    return sorted(found, key=lambda one: order.index(one.role))


def holders(
    session: Session, unit_id: int, role: ContactRole, section: str | None
) -> Sequence[UnitContact]:
    """All who hold or held a role; of sections, those of the same section."""
    query = select(UnitContact).where(
        col(UnitContact.unit_id) == unit_id, col(UnitContact.role) == role
    )
    if role is ContactRole.SECTION:
        query = query.where(col(UnitContact.section).is_not_distinct_from(section))
    return session.scalars(query.order_by(col(UnitContact.valid_from))).all()


def regions_of(session: Session, unit: Unit) -> list[tuple[int, str]]:
    """Id and path of the regions that a unit works for."""
    wanted = {unit.region_id, unit.serves_region_id or unit.region_id}
    query = select(Region).where(col(Region.id).in_(wanted)).order_by(col(Region.id))
    return [(region.id, region.path) for region in session.scalars(query)]
