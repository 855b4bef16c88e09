"""The demo's people, and how each acts."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor, ActorKind, Role
from app.identity.models import Membership, Person, Region
from app.kit import clock

PASSWORD = "yanshi-2023"  # noqa: S105 - printed by `make demo` for everybody to use


@dataclass(frozen=True)
class Player:
    login: str
    name: str
    role: Role
    unit: str | None = None


CAST = (
    Player("lin", "林晓岚", Role.COORDINATOR, "县残联"),
    Player("chen", "陈立", Role.LIAISON, "县残联"),
    Player("zhou", "周敏", Role.LIAISON, "县民政局"),
    Player("wu", "吴志远", Role.LEADER),
    Player("admin", "管理员", Role.ADMIN),
)

# Units for which nobody has been named yet: the sweep lists them as unreachable.
WITHOUT_LIAISON = frozenset({"重庆广电巫山分公司"})


def address(login: str) -> str:
    """In a domain that is reserved and so reaches nobody (RFC 2606)."""
    return f"{login}@wushan.example"


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.ZONE)


def actor(session: Session, login: str) -> Actor:
    query = (
        select(Person, Membership, Region)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .join(Region, col(Region.id) == col(Membership.region_id))
        .where(col(Person.login) == login)
    )
    person, membership, region = session.execute(query).one()
    return Actor(
        kind=ActorKind.PERSON,
        id=person.id,
        role=membership.role,
        name=person.name,
        region_id=region.id,
        region_path=region.path,
        unit_id=membership.unit_id,
    )


def liaison_of(session: Session, unit_id: int) -> Actor | None:
    query = (
        select(col(Person.login))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(col(Membership.unit_id) == unit_id, col(Membership.role) == Role.LIAISON)
    )
    login = session.scalars(query).first()
    return actor(session, login) if login else None
