"""A registry as the file that an import takes: the same file back in changes nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.identity.models import Region
from app.identity.queries import readable_regions
from app.units import access, functions
from app.units.exchange.queries import (
    aliases_of_regions,
    codes_of,
    memberships_of_regions,
    named_units,
    units_of_regions,
)
from app.units.models import Unit, UnitAlias
from app.units.registry.planning import FACTS
from app.units.registry.writing import Record, as_csv, as_xlsx
from app.units.terms import KIND_NAMES, FileFormat


@dataclass(frozen=True)
class ExportedFile:
    """`name` is how the file is to be called, in Chinese."""

    name: str
    data: bytes


def export_file(
    session: Session, actor: Actor, kind: FileFormat, *, region_id: int, below: bool = False
) -> ExportedFile:
    """All units that a region registered and, with `below`, those of the regions below it."""
    region = access.region_of(session, actor, region_id)
    regions = [region]
    if below:
        query = select(Region).where(
            col(Region.path).startswith(region.path), col(Region.id).in_(readable_regions(actor))
        )
        regions = list(session.scalars(query.order_by(col(Region.path)))) or regions
    records = list(_records(session, actor, regions))
    write = as_xlsx if kind is FileFormat.XLSX else as_csv
    return ExportedFile(f"{region.name}单位登记表.{kind.value}", write(records))


def _records(session: Session, actor: Actor, regions: list[Region]) -> Iterator[Record]:
    ids = [region.id for region in regions]
    units = [unit for unit in units_of_regions(session, ids) if unit.region_id in set(ids)]
    places = {region.id: region.code for region in regions}
    places |= codes_of(session, {unit.serves_region_id for unit in units})
    members: dict[int, list[int]] = defaultdict(list)
    for one in memberships_of_regions(session, ids):
        members[one.group_id].append(one.unit_id)
    aliases: dict[int, list[UnitAlias]] = defaultdict(list)
    for alias in aliases_of_regions(session, ids):
        aliases[alias.unit_id].append(alias)
    named = {unit.parent_id for unit in units} | {id_ for held in members.values() for id_ in held}
    others = named_units(session, actor, named)
    order = {region_id: at for at, region_id in enumerate(ids)}
    for unit in sorted(units, key=lambda one: (order[one.region_id], one.rank, one.id)):
        facts = {name: getattr(unit, name) for name in FACTS}
        yield facts | {
            "region": places[unit.region_id],
            "name": unit.name,
            "kind": KIND_NAMES[unit.kind],
            "function": functions.label_of(unit.function),
            "parent": _reference(unit, unit.parent_id, others),
            "vertical": unit.vertical or None,
            "serves": places.get(unit.serves_region_id or 0),
            "aliases": tuple(_dated(alias) for alias in aliases[unit.id]),
            "members": tuple(
                name for id_ in members[unit.id] if (name := _reference(unit, id_, others))
            ),
        }


def _reference(unit: Unit, other: int | None, names: dict[int, tuple[int, str, str]]) -> str | None:
    """The name of another unit, with the code of its region where that is another one. None for
    one that the reader may not read: left out of a file it changes nothing on its way back in.
    """
    if other is None or other not in names:
        return None
    region_id, code, name = names[other]
    return name if region_id == unit.region_id else f"{code}/{name}"


def _dated(alias: UnitAlias) -> str:
    if alias.valid_from is None and alias.valid_until is None:
        return alias.name
    first, last = (day.isoformat() if day else "" for day in (alias.valid_from, alias.valid_until))
    return f"{alias.name}（{first}至{last}）"
