"""A whole registry at once: added to what is there, never taken away from it; all or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.identity.models import Region
from app.jobs.service import emit
from app.kit.text import fold
from app.units import access, editing, naming, queries, rules
from app.units.events import UnitsImported
from app.units.functions import function_for
from app.units.models import GroupMember, Unit, UnitAlias
from app.units.registry import Fault, RegistryRow, clashes, refusal
from app.units.terms import UnitKind


@dataclass
class Imported:
    """What an import did; the same file again does nothing."""

    added: list[str] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    members: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.added or self.changed or self.aliases or self.members)


@dataclass(frozen=True)
class _Registry:
    """Who goes by which folded name in the region, before and during the import."""

    region_id: int
    places: Sequence[str]
    units: dict[str, Unit]
    aliases: dict[str, Unit]

    def meant_by(self, name: str) -> Unit | None:
        key = fold(name)
        return self.units.get(key) or self.aliases.get(key)


def import_registry(
    session: Session, actor: Actor, rows: Sequence[RegistryRow], *, region_id: int
) -> Imported:
    """Add units, aliases and members that are missing, and set kind, rank and vertical of those
    that are there. Raise `RegistryRefusedError` with every fault and its line.
    """
    region = access.region_to_write(session, actor, region_id)
    registry = _registry(session, region)
    faults = [*clashes(rows), *_faults(session, registry, rows)]
    if faults:
        raise refusal(sorted(faults, key=lambda fault: fault.line))
    done = Imported()
    _put_units(session, registry, rows, done)
    session.flush()  # aliases and members name the ids of new units
    _put_aliases(session, registry, rows, done)
    _put_members(session, registry, rows, done)
    if done.anything:
        emit(session, actor, _told(region_id, registry, rows, done))
    return done


def _registry(session: Session, region: Region) -> _Registry:
    units = queries.units_working_for(session, region.id)
    by_id = {unit.id: unit for unit in units}
    aliases = queries.aliases_of(session, list(by_id))
    return _Registry(
        region.id,
        queries.places(session, region),
        {unit.folded: unit for unit in units},
        {alias.folded: by_id[alias.unit_id] for alias in aliases},
    )


def _faults(session: Session, registry: _Registry, rows: Sequence[RegistryRow]) -> Iterator[Fault]:
    kinds = {key: unit.kind for key, unit in (*registry.aliases.items(), *registry.units.items())}
    kinds |= {fold(name): row.kind for row in rows for name in (row.name, *row.aliases)}
    for row in rows:
        unit = registry.units.get(fold(row.name))
        yield from _name_faults(registry, row, unit)
        if unit is not None and _regroups(session, unit, row):
            yield Fault(row.line, "kind", rules.KindInUseError.title)
        for member in row.members:
            kind = kinds.get(fold(member))
            if kind is None:
                yield Fault(row.line, "members", f"没有名为“{member}”的成员单位")
            elif kind is UnitKind.GROUP:
                yield Fault(row.line, "members", f"“{member}”：{rules.GroupInGroupError.title}")


def _regroups(session: Session, unit: Unit, row: RegistryRow) -> bool:
    return rules.regroups(unit.kind, row.kind) and queries.is_grouped(session, unit.id)


def _name_faults(registry: _Registry, row: RegistryRow, unit: Unit | None) -> Iterator[Fault]:
    owner = registry.aliases.get(fold(row.name))
    if owner is not None:
        yield Fault(row.line, "name", f"“{row.name}”已是“{owner.name}”的别名")
    if unit is not None and unit.region_id != registry.region_id:
        yield Fault(row.line, "name", f"“{row.name}”已由另一行政区划登记")
    for alias in row.aliases:
        other = registry.meant_by(alias)
        if other is not None and other is not unit:
            yield Fault(row.line, "aliases", f"“{alias}”已是“{other.name}”的名称或别名")


def _put_units(
    session: Session, registry: _Registry, rows: Sequence[RegistryRow], done: Imported
) -> None:
    last: dict[UnitKind, int] = {}
    for known in registry.units.values():
        last[known.kind] = max(known.rank, last.get(known.kind, 0))
    for row in rows:
        unit = registry.units.get(fold(row.name))
        if unit is not None:
            _change(registry, unit, row, done)
            continue
        rank = row.rank if row.rank is not None else rules.next_rank(row.kind, last.get(row.kind))
        last[row.kind] = max(rank, last.get(row.kind, 0))
        unit = editing.new_unit(registry.region_id, row.name, row.kind, rank)
        unit.function = function_for(row.name, row.kind, registry.places)
        unit.vertical = bool(row.vertical)
        unit.serves_region_id = registry.region_id if row.vertical else None
        session.add(unit)
        registry.units[unit.folded] = unit
        done.added.append(unit.name)


def _change(registry: _Registry, unit: Unit, row: RegistryRow, done: Imported) -> None:
    function = unit.function or function_for(row.name, row.kind, registry.places)
    given = {
        "kind": row.kind,
        "function": function,
        "rank": row.rank,
        "vertical": row.vertical,
    }
    after = {
        name: value
        for name, value in given.items()
        if value is not None and getattr(unit, name) != value
    }
    if not after:
        done.unchanged += 1
        return
    before = {name: getattr(unit, name) for name in after}
    for name, value in after.items():
        setattr(unit, name, value)
    if row.vertical and unit.serves_region_id is None:
        unit.serves_region_id = unit.region_id
    naming.touch(unit)
    done.changed.append({"name": unit.name, "before": before, "after": after})


def _put_aliases(
    session: Session, registry: _Registry, rows: Sequence[RegistryRow], done: Imported
) -> None:
    new = set(done.added)
    for row in rows:
        unit = registry.units[fold(row.name)]
        missing = [alias for alias in row.aliases if fold(alias) not in registry.aliases]
        for name in missing:
            session.add(UnitAlias(unit_id=unit.id, region_id=unit.region_id, name=name))
            registry.aliases[fold(name)] = unit
            done.aliases.append((unit.name, name))
        if missing and unit.name not in new:
            naming.touch(unit)


def _put_members(
    session: Session, registry: _Registry, rows: Sequence[RegistryRow], done: Imported
) -> None:
    wanted = [
        (registry.units[fold(row.name)], registry.meant_by(member))
        for row in rows
        for member in row.members
    ]
    groups = {group.id for group, _ in wanted}
    query = select(GroupMember).where(col(GroupMember.group_id).in_(groups))
    there = {(one.group_id, one.unit_id) for one in session.scalars(query)}
    for group, unit in wanted:
        if unit is not None and (group.id, unit.id) not in there:
            there.add((group.id, unit.id))
            session.add(GroupMember(group_id=group.id, unit_id=unit.id))
            done.members.append((group.name, unit.name))


def _told(
    region_id: int, registry: _Registry, rows: Sequence[RegistryRow], done: Imported
) -> UnitsImported:
    return UnitsImported(
        subject=Subject("region", region_id),
        region_id=region_id,
        unit_ids=tuple(registry.units[fold(row.name)].id for row in rows),
        added=tuple(done.added),
        changed=tuple(done.changed),
        aliases=tuple(done.aliases),
        members=tuple(done.members),
    )
