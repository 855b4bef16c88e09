"""The demo's places and people, and how each acts."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor, ActorKind, Role
from app.identity.models import Membership, Person, Region
from app.kit import clock

PASSWORD = "yanshi-2023"  # noqa: S105 - printed by `make demo` for everybody to use


@dataclass(frozen=True)
class Place:
    """A county, district or city. `key` names its files in `seed/` and its people's addresses."""

    key: str
    code: str
    name: str


WUSHAN = Place("wushan", "500237", "巫山县")
HUINING = Place("huining", "620422", "会宁县")
DAQING = Place("daqing", "230600", "大庆市")
QINSHUI = Place("qinshui", "140521", "沁水县")
ZHANGDIAN = Place("zhangdian", "370303", "张店区")
PLACES = (WUSHAN, HUINING, DAQING, QINSHUI, ZHANGDIAN)


@dataclass(frozen=True)
class Player:
    login: str
    name: str
    role: Role
    unit: str | None = None
    place: Place = WUSHAN


CAST = (
    Player("lin", "林晓岚", Role.COORDINATOR, "县残联"),
    Player("chen", "陈立", Role.LIAISON, "县残联"),
    Player("zhou", "周敏", Role.LIAISON, "县民政局"),
    Player("wu", "吴志远", Role.LEADER),
    Player("admin", "管理员", Role.ADMIN),
    Player("ma", "马会平", Role.COORDINATOR, "县残联", HUINING),
    Player("niu", "牛建民", Role.LIAISON, "县教育局", HUINING),
    Player("ding", "丁秀兰", Role.LIAISON, "县民政局", HUINING),
    Player("yu", "于海波", Role.COORDINATOR, "市残联", DAQING),
    Player("gao", "高岩", Role.LIAISON, "市民政局", DAQING),
    Player("han", "韩雪梅", Role.COORDINATOR, "县残联", QINSHUI),
    Player("jia", "贾文斌", Role.LIAISON, "县民政局", QINSHUI),
    Player("sun", "孙立新", Role.COORDINATOR, "区残联", ZHANGDIAN),
    Player("zhai", "翟卫东", Role.LIAISON, "市公安局张店分局", ZHANGDIAN),
)

# Units for which nobody has been named yet: the sweep lists them as unreachable.
WITHOUT_LIAISON = frozenset({"重庆广电巫山分公司"})


def address(login: str, place: Place = WUSHAN) -> str:
    """In a domain that is reserved and so reaches nobody (RFC 2606)."""
    return f"{login}@{place.key}.example"


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
