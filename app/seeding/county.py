"""Regions, the calendar, the registry of units, and who works there."""

import csv
from collections.abc import Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.core.settings import ROOT
from app.identity import service as identity
from app.identity.models import Region
from app.identity.terms import RegionLevel
from app.seeding.people import CAST, PASSWORD, WITHOUT_LIAISON, Player, address
from app.units import service as units
from app.units.models import Unit
from app.units.terms import UnitKind
from app.workdays import service as workdays

COUNTY, NAME = "500237", "巫山县"
CALENDAR_YEARS = range(2021, 2027)
SEED = ROOT / "seed"


def found(runtime: Runtime) -> str:
    """Regions, calendar, units and people; answers the secret of the demo's token."""
    with runtime.database.write() as session:
        county = _regions(session)
        workdays.seed_from_packages(session, SYSTEM, CALENDAR_YEARS)
        registry = units.read_registry((SEED / "units" / "wushan.csv").read_bytes())
        units.import_registry(session, SYSTEM, registry, region_id=county.id)
        session.flush()  # people belong to units
        for player in (*CAST, *_liaisons(session, county)):
            _join(session, county, player)
        made = identity.create_token(
            session, SYSTEM, name="演示", role=Role.COORDINATOR, region_id=county.id
        )
        return made.secret


def _regions(session: Session) -> Region:
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
    return made[COUNTY]


def _level(row: dict[str, str]) -> RegionLevel:
    return RegionLevel(row["level"])


def _liaisons(session: Session, county: Region) -> Iterator[Player]:
    """One for each unit that has none in the cast, without a password: they get mail alone."""
    taken = {player.unit for player in CAST if player.role is Role.LIAISON} | WITHOUT_LIAISON
    query = select(Unit).where(col(Unit.region_id) == county.id, col(Unit.kind) != UnitKind.GROUP)
    for unit in session.scalars(query.order_by(col(Unit.rank))):
        if unit.name not in taken:
            yield Player(f"unit{unit.id}", f"{unit.name}联络员", Role.LIAISON, unit.name)


def _join(session: Session, county: Region, player: Player) -> None:
    shown = player in CAST
    person = identity.add_person(
        session,
        SYSTEM,
        name=player.name,
        login=player.login,
        password=PASSWORD if shown else None,
        email=address(player.login),
    )
    unit = units.unit_named(session, player.unit, county.id) if player.unit else None
    identity.give_membership(
        session,
        SYSTEM,
        person=person,
        role=player.role,
        region_id=county.id,
        unit_id=unit.id if unit else None,
    )
