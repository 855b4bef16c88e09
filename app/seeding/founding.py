"""Regions, the calendar, the registries of units, and who works where."""

import csv
from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.core.settings import ROOT
from app.identity import service as identity
from app.identity.models import Person, Region
from app.identity.terms import RegionLevel
from app.seeding.people import (
    CAST,
    PASSWORD,
    PLACES,
    WITHOUT_LIAISON,
    WUSHAN,
    Player,
    address,
)
from app.units import service as units
from app.units.models import Unit
from app.units.terms import UnitKind
from app.workdays import service as workdays

CALENDAR_YEARS = range(2021, 2027)
SEED = ROOT / "seed"
TOKEN = "演示"  # noqa: S105 - its name


def found(runtime: Runtime) -> None:
    """Regions and the calendar, then for every place its units and people."""
    with runtime.database.write() as session:
        regions = _regions(session)
        workdays.seed_from_packages(session, SYSTEM, CALENDAR_YEARS)
        for place in PLACES:
            registry = units.read_registry((SEED / "units" / f"{place.key}.csv").read_bytes())
            units.import_registry(session, SYSTEM, registry, region_id=regions[place.code].id)
        session.flush()  # people belong to units
        first, *others = CAST
        shared = _join(session, regions[first.place.code], first, password=PASSWORD).password_hash
        for player in others:
            # They share a password: hashed once, since hashing is slow on purpose.
            _join(session, regions[player.place.code], player).password_hash = shared
        for player in _liaisons(session, regions[WUSHAN.code]):
            _join(session, regions[WUSHAN.code], player)


def token(runtime: Runtime) -> str:
    """The secret of a coordinator's token. It is made last: where it is, the demo is whole."""
    with runtime.database.write() as session:
        region = identity.region_named(session, WUSHAN.code)
        made = identity.create_token(
            session, SYSTEM, name=TOKEN, role=Role.COORDINATOR, region_id=region.id
        )
        return made.secret


def _regions(session: Session) -> dict[str, Region]:
    made: dict[str, Region] = {}
    with (SEED / "regions.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: list(RegionLevel).index(_level(row)))
    for row in rows:
        made[row["code"]] = identity.add_region(
            session,
            SYSTEM,
            code=row["code"],
            name=row["name"],
            level=_level(row),
            parent=made.get(row["parent"]),
        )
    return made


def _level(row: dict[str, str]) -> RegionLevel:
    return RegionLevel(row["level"])


def _liaisons(session: Session, county: Region) -> Iterator[Player]:
    """One for each unit that has none in the cast, without a password: they get mail alone."""
    liaisons = (one for one in CAST if one.role is Role.LIAISON and one.place is WUSHAN)
    taken = {one.unit for one in liaisons} | WITHOUT_LIAISON
    query = select(Unit).where(col(Unit.region_id) == county.id, col(Unit.kind) != UnitKind.GROUP)
    for unit in session.scalars(query.order_by(col(Unit.rank))):
        if unit.name not in taken:
            yield Player(f"unit{unit.id}", f"{unit.name}联络员", Role.LIAISON, unit.name)


def _join(
    session: Session, region: Region, player: Player, *, password: str | None = None
) -> Person:
    person = identity.add_person(
        session,
        SYSTEM,
        name=player.name,
        login=player.login,
        password=password,
        email=address(player.login, player.place),
    )
    unit = units.unit_named(session, player.unit, region.id) if player.unit else None
    identity.give_membership(
        session,
        SYSTEM,
        person=person,
        role=player.role,
        region_id=region.id,
        unit_id=unit.id if unit else None,
    )
    return person
