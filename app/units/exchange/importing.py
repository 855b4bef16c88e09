"""A whole registry at once: added to what is there, never taken away from it; all or nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.events import Subject
from app.identity.models import Region
from app.jobs.service import emit
from app.units import access, editing, naming, queries
from app.units.events import UnitsImported
from app.units.exchange.queries import (
    aliases_of_regions,
    memberships_of_regions,
    units_of_regions,
)
from app.units.models import GroupMember, Unit, UnitAlias
from app.units.reforms.queries import stepped
from app.units.registry import Fault, Parsed, RegistryRow, clashes, refusal
from app.units.registry.places import Place, Places
from app.units.registry.planning import FACTS, Entry, Node, Plan, Planner


@dataclass
class Imported:
    """What an import did, or would do; the same file again does nothing."""

    added: list[str] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    aliases: list[tuple[str, str]] = field(default_factory=list)
    members: list[tuple[str, str]] = field(default_factory=list)
    unchanged: int = 0
    warnings: list[Fault] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.added or self.changed or self.aliases or self.members)


def import_registry(
    session: Session, actor: Actor, rows: Sequence[RegistryRow], *, region_id: int
) -> Imported:
    """Add units, aliases and members that are missing, and set what the rows say of those that
    are there. `region_id` is where rows belong that name no region.

    Raise `RegistryRefusedError` with every fault and its line.
    """
    return _import(session, actor, Parsed(list(rows), clashes(rows)), region_id, dry_run=False)


def import_file(
    session: Session, actor: Actor, file: Parsed, *, region_id: int, dry_run: bool = False
) -> Imported:
    """As `import_registry`, from a file that `parse` has read: what is wrong with its cells and
    what is wrong with what they say are told together. With `dry_run` nothing is written, and
    the transaction ends before the file is compared, so that nobody waits for it.
    """
    return _import(session, actor, file, region_id, dry_run=dry_run)


def _import(
    session: Session, actor: Actor, parsed: Parsed, region_id: int, *, dry_run: bool
) -> Imported:
    places = _places(session, actor, region_id)
    regions = {place.id for row in parsed.rows if (place := places.of(row.region))}
    for region in sorted(regions | {region_id}):
        access.region_to_write(session, actor, region)
    known = _known(session, _named(places, parsed.rows, regions))
    if dry_run:
        session.rollback()
    planner = Planner(places, list(known.values()))
    plan = planner.plan(parsed.rows, parsed.names)
    if parsed.faults or plan.faults:
        raise refusal([*parsed.faults, *plan.faults])
    if not dry_run:
        _apply(session, actor, plan)
    return _told(plan.entries, plan.warnings)


def _places(session: Session, actor: Actor, region_id: int) -> Places:
    """All regions of the actor's line; the first of them by `region_id`, or it is refused."""
    home = access.region_of(session, actor, region_id)
    line = queries.readable_line(actor)
    query = select(Region).where(or_(col(Region.id).in_(line), col(Region.id) == home.id))
    regions = list(session.scalars(query))
    names = {region.code: region.name for region in regions}
    made = {region.id: _place(region, names) for region in regions}
    return Places(made.values(), made[home.id])


def _place(region: Region, names: dict[str, str]) -> Place:
    codes = region.path.strip("/").split("/")
    line = tuple(names[code] for code in codes if code in names)
    return Place(region.id, region.code, region.name, region.path, line)


def _named(places: Places, rows: Sequence[RegistryRow], regions: set[int]) -> set[int]:
    """Every region whose units the rows may mean."""
    named = {above for region in regions for above in places.upwards(region)}
    texts = [text for row in rows for text in (row.serves, row.parent, *row.members) if text]
    for text in texts:
        place = places.of(text.partition("/")[0])
        if place is not None:
            named.add(place.id)
    return named


# ---- the units that are there ------------------------------------------------------------------


def _known(session: Session, regions: Iterable[int]) -> dict[int, Node]:
    units = units_of_regions(session, sorted(regions))
    nodes = {unit.id: _node(unit) for unit in units}
    aliases: dict[int, dict[str, str]] = defaultdict(dict)
    for alias in aliases_of_regions(session, sorted(regions)):
        aliases[alias.unit_id][alias.folded] = alias.name
    for unit in units:
        nodes[unit.id].aliases = aliases[unit.id]
        nodes[unit.id].parent = nodes.get(unit.parent_id or 0)
    for one in memberships_of_regions(session, sorted(regions)):
        group, member = nodes.get(one.group_id), nodes.get(one.unit_id)
        for node in filter(None, (group, member)):
            node.grouped = True
        if group is not None and member is not None:
            group.members.add(member)
    ended, after = stepped(session)
    for id_, node in nodes.items():
        node.ended = id_ in ended
        node.grouped |= id_ in ended | after
    return nodes


def _node(unit: Unit) -> Node:
    facts = {name: getattr(unit, name) for name in FACTS}
    return Node(unit.id, unit.region_id, unit.name, facts)


# ---- writing -----------------------------------------------------------------------------------


def _apply(session: Session, actor: Actor, plan: Plan) -> None:
    units: dict[Node, Unit] = {}
    for entry in plan.entries:
        units[entry.node] = _put(session, entry)
    session.flush()  # parents, aliases and members name the ids of new units
    for entry in plan.entries:
        unit = units[entry.node]
        if entry.node.parent is not None:
            unit.parent_id = _id(units, entry.node.parent)
        for alias in entry.aliases:
            made = UnitAlias(unit_id=unit.id, region_id=unit.region_id, name=alias.name)
            made.valid_from, made.valid_until = alias.valid_from, alias.valid_until
            session.add(made)
        for member in entry.members:
            session.add(GroupMember(group_id=unit.id, unit_id=_id(units, member)))
    by_region: dict[int, list[Entry]] = defaultdict(list)
    for entry in plan.entries:
        by_region[entry.node.region_id].append(entry)
    for region_id, entries in by_region.items():
        told = [_line(units[entry.node].id, entry) for entry in entries if _says(entry)]
        if told:
            ids = tuple(one["id"] for one in told)
            subject = Subject("region", region_id)
            event = UnitsImported(
                subject=subject, region_id=region_id, unit_ids=ids, units=tuple(told)
            )
            emit(session, actor, event)


def _put(session: Session, entry: Entry) -> Unit:
    node = entry.node
    if node.id is None:
        unit = editing.new_unit(node.region_id, node.name, node.kind, node.facts["rank"])
        session.add(unit)
    else:
        unit = session.get_one(Unit, node.id)
        if entry.changes or entry.aliases:
            naming.touch(unit)
    for name in FACTS if node.id is None else entry.changes:
        if name in FACTS:
            setattr(unit, name, node.facts[name])
    return unit


def _id(units: dict[Node, Unit], node: Node) -> int:
    return units[node].id if node in units else (node.id or 0)


def _told(entries: Sequence[Entry], warnings: Sequence[Fault]) -> Imported:
    done = Imported(warnings=list(warnings))
    for entry in entries:
        name = entry.node.name
        if entry.node.id is None:
            done.added.append(name)
        elif entry.changes:
            done.changed.append({"name": name} | _differing(entry))
        else:
            done.unchanged += 1
        done.aliases += [(name, alias.name) for alias in entry.aliases]
        done.members += [(name, member.name) for member in entry.members]
    return done


def _says(entry: Entry) -> bool:
    return bool(entry.node.id is None or entry.changes or entry.aliases or entry.members)


def _line(id_: int, entry: Entry) -> dict[str, Any]:
    """What an event tells of a unit."""
    return {
        "id": id_,
        "name": entry.node.name,
        "added": entry.node.id is None,
        **_differing(entry),
        "aliases": [alias.name for alias in entry.aliases],
        "members": [member.name for member in entry.members],
    }


def _differing(entry: Entry) -> dict[str, Any]:
    return {
        "before": {fact: _plain(old) for fact, (old, _) in entry.changes.items()},
        "after": {fact: _plain(new) for fact, (_, new) in entry.changes.items()},
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
