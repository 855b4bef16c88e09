"""What a file means for the units that are there: what it adds and changes, and what is wrong.

Nothing is taken away, and an empty cell changes nothing. Nothing here touches a database, so that
a preview is the same thing as the import up to the last step.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.kit.text import fold
from app.units import credit_codes, rules
from app.units.functions import function_for
from app.units.registry.faults import Fault
from app.units.registry.places import Place, Places
from app.units.registry.rows import RegistryRow
from app.units.terms import UnitKind

FACTS = (
    "kind",
    "function",
    "rank",
    "vertical",
    "serves_region_id",
    "valid_from",
    "valid_until",
    "credit_code",
    "note",
)

_SHOWN = 3
"""Units of a ring of parents that are told."""


@dataclass(eq=False)
class Node:
    """A unit that is there (`id`), or one that the file adds. `facts` are those of `FACTS`.

    `grouped`: it is, or may be no group; `ended`: its last day is that of a reform.
    """

    id: int | None
    region_id: int
    name: str
    facts: dict[str, Any]
    aliases: Mapping[str, str] = field(default_factory=dict)
    parent: "Node | None" = None
    members: "set[Node]" = field(default_factory=set)
    grouped: bool = False
    ended: bool = False

    @property
    def kind(self) -> UnitKind:
        return UnitKind(self.facts["kind"])

    def works_for(self) -> set[int]:
        return {self.region_id, self.facts.get("serves_region_id") or self.region_id}


@dataclass(frozen=True)
class NewAlias:
    name: str
    valid_from: date | None
    valid_until: date | None


@dataclass(eq=False)
class Entry:
    """One row: its unit, and for a unit that is there what changes, from and to."""

    row: RegistryRow
    node: Node
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    aliases: list[NewAlias] = field(default_factory=list)
    members: list[Node] = field(default_factory=list)


@dataclass
class Plan:
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


class Planner:
    """`known` are the units of all regions that the file may name."""

    def __init__(self, places: Places, known: Sequence[Node]) -> None:
        self.places = places
        self.own = {(node.region_id, fold(node.name)): node for node in known}
        self.last: dict[tuple[int, UnitKind], int] = {}
        self.alias_of: dict[tuple[int, str], Node] = {}
        self.name_of: dict[tuple[int, str], Node] = {}
        for node in known:
            self._note_rank(node)
            for region in node.works_for():
                self.name_of[region, fold(node.name)] = node
                self.alias_of |= {(region, key): node for key in node.aliases}

    def plan(self, rows: Sequence[RegistryRow], unread: Iterable[str] = ()) -> Plan:
        """`unread` are folded names of rows that could not be read: they are not missed here."""
        made = Plan()
        for row in rows:
            place = self.places.of(row.region)
            if place is None:
                made.faults.append(Fault(row.line, "region", self.places.unknown(row.region)))
            else:
                made.entries += self._entry(place, row, made)
        for entry in made.entries:
            made.faults += self._claims(entry)
        for entry in made.entries:
            made.faults += self._refer(entry, frozenset(unread))
        made.faults += _cycles(made.entries)
        made.warnings += _warnings(made.entries)
        return made

    # ---- one row: its unit and its facts -----------------------------------------------------

    def _entry(self, place: Place, row: RegistryRow, made: Plan) -> Iterator[Entry]:
        serves = self.places.of(row.serves) if row.serves else None
        if row.serves and serves is None:
            made.faults.append(Fault(row.line, "serves", self.places.unknown(row.serves)))
            return
        given = _given(row, serves.id if serves else None)
        node = self.own.get((place.id, fold(row.name)))
        if node is None:
            node = self._new(place, row, given)
            self.own[place.id, fold(row.name)] = node
            yield Entry(row, node)
            return
        if rules.regroups(node.kind, row.kind) and node.grouped:
            made.faults.append(Fault(row.line, "kind", rules.KindInUseError.title))
            return
        if node.ended and row.valid_until not in {None, node.facts["valid_until"]}:
            made.faults.append(Fault(row.line, "valid_until", rules.EndedByReformError.title))
            return
        yield Entry(row, node, self._changed(place, node, row, given))

    def _new(self, place: Place, row: RegistryRow, given: dict[str, Any]) -> Node:
        facts = dict.fromkeys(FACTS) | {"vertical": False} | given
        if facts["vertical"] and facts["serves_region_id"] is None:
            facts["serves_region_id"] = place.id
        facts["function"] = row.function or function_for(row.name, row.kind, place.names)
        if facts["rank"] is None:
            facts["rank"] = rules.next_rank(row.kind, self.last.get((place.id, row.kind)))
        node = Node(None, place.id, row.name, facts)
        self._note_rank(node)
        return node

    def _changed(
        self, place: Place, node: Node, row: RegistryRow, given: dict[str, Any]
    ) -> dict[str, tuple[Any, Any]]:
        """Sets the facts, and gives what they were and are."""
        if row.function is None and node.facts["function"] is None:
            given["function"] = function_for(row.name, row.kind, place.names)
        if given.get("vertical") and not (
            given.get("serves_region_id") or node.facts["serves_region_id"]
        ):
            given["serves_region_id"] = place.id
        before = dict(node.facts)
        node.facts |= given
        changed = [name for name in FACTS if node.facts[name] != before[name]]
        return {name: (before[name], node.facts[name]) for name in changed}

    def _note_rank(self, node: Node) -> None:
        place = (node.region_id, node.kind)
        self.last[place] = max(node.facts["rank"], self.last.get(place, 0))

    # ---- names that mean one unit only -------------------------------------------------------

    def _claims(self, entry: Entry) -> Iterator[Fault]:
        row, node = entry.row, entry.node
        for region in sorted(node.works_for()):
            other = self.name_of.setdefault((region, fold(row.name)), node)
            owner = self.alias_of.get((region, fold(row.name)))
            if other is not node:
                yield Fault(row.line, "name", f"“{row.name}”已由另一行政区划登记")
            elif owner is not None:
                yield Fault(row.line, "name", f"“{row.name}”已是“{owner.name}”的别名")
        spans = row.spans or ((None, None),) * len(row.aliases)
        for alias, span in zip(row.aliases, spans, strict=True):
            yield from self._claim(entry, alias, span)

    def _claim(
        self, entry: Entry, alias: str, span: tuple[date | None, date | None]
    ) -> Iterator[Fault]:
        node, key = entry.node, fold(alias)
        for region in sorted(node.works_for()):
            other = self._meant(region, key)
            if other is not None and other is not node:
                yield Fault(entry.row.line, "aliases", f"“{alias}”已是“{other.name}”的名称或别名")
                return
        if key not in node.aliases:
            entry.aliases.append(NewAlias(alias, *span))
        self.alias_of |= {(region, key): node for region in node.works_for()}

    def _meant(self, region: int, key: str) -> Node | None:
        return self.name_of.get((region, key)) or self.alias_of.get((region, key))

    # ---- units that name others --------------------------------------------------------------

    def _refer(self, entry: Entry, unread: frozenset[str]) -> Iterator[Fault]:
        row, node = entry.row, entry.node
        if row.parent:
            parent = self._named(node.region_id, row.parent)
            if parent is not None and parent is not node.parent:
                before = node.parent.name if node.parent else None
                entry.changes["parent"] = (before, parent.name)
                node.parent = parent
            elif parent is None and fold(row.parent) not in unread:
                yield Fault(row.line, "parent", f"没有名为“{row.parent}”的上级单位")
        for name in row.members:
            member = self._named(node.region_id, name)
            if member is None:
                if fold(name) not in unread:
                    yield Fault(row.line, "members", f"没有名为“{name}”的成员单位")
            elif member.kind is UnitKind.GROUP:
                yield Fault(row.line, "members", f"“{name}”：{rules.GroupInGroupError.title}")
            elif member not in node.members:
                node.members.add(member)
                entry.members.append(member)

    def _named(self, region_id: int, text: str) -> Node | None:
        """By name in the region, or above it; `370300/市公安局` says in which."""
        code, slash, name = text.partition("/")
        place = self.places.of(code) if slash and code.isdigit() else None
        if place is not None:
            return self._meant(place.id, fold(name))
        found = (self._meant(region, fold(text)) for region in self.places.upwards(region_id))
        return next((node for node in found if node is not None), None)


def _given(row: RegistryRow, serves: int | None) -> dict[str, Any]:
    """What the row says, without what it leaves open."""
    said = {name: getattr(row, name) for name in FACTS if name != "serves_region_id"}
    said["serves_region_id"] = serves
    return {name: value for name, value in said.items() if value not in (None, "")}


def _cycles(entries: Sequence[Entry]) -> Iterator[Fault]:
    ring_of = _rings(entry.node for entry in entries)
    for entry in entries:
        if entry.node in ring_of and "parent" in entry.changes:
            way = _way(*ring_of[entry.node])
            yield Fault(entry.row.line, "parent", f"{rules.OwnParentError.title}：{way}")


def _rings(nodes: Iterable[Node]) -> dict[Node, tuple[Sequence[Node], int]]:
    """Every unit that is above itself: its ring, and where in it the unit stands.

    No way up is walked twice: a registry may be one long chain.
    """
    found: dict[Node, tuple[Sequence[Node], int]] = {}
    walked: set[Node] = set()
    for node in nodes:
        steps: dict[Node, int] = {}
        above: Node | None = node
        while above is not None and above not in walked:
            walked.add(above)
            steps[above] = len(steps)
            above = above.parent
        if above is not None and above in steps:
            ring = list(steps)[steps[above] :]
            found |= {one: (ring, at) for at, one in enumerate(ring)}
    return found


def _way(ring: Sequence[Node], at: int) -> str:
    """Once round from a unit to itself, of a long ring only the beginning."""
    shown = [ring[(at + step) % len(ring)].name for step in range(min(len(ring), _SHOWN))]
    return " → ".join([*shown, *(["…"] if len(ring) > _SHOWN else []), ring[at].name])


def _warnings(entries: Sequence[Entry]) -> Iterator[Fault]:
    first: dict[str, Entry] = {}
    for entry in entries:
        code = entry.row.credit_code
        told = credit_codes.warning(code)
        if told:
            yield Fault(entry.row.line, "credit_code", told)
        if code and first.setdefault(code, entry) is not entry:
            before = first[code].row.line
            yield Fault(entry.row.line, "credit_code", f"统一社会信用代码与第{before}行相同")
