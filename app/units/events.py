"""What others may want to know of units.

After each of the first three a printed name may have become certain: whoever keeps names as
printed can look them up again.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class UnitAdded(Event):
    kind: ClassVar[str] = "unit.added"
    name: str
    unit_kind: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class UnitAliasAdded(Event):
    kind: ClassVar[str] = "unit.alias_added"
    name: str
    valid_from: str | None = None
    valid_until: str | None = None


@dataclass(frozen=True, kw_only=True)
class UnitsImported(Event):
    """One for a whole file; the subject is the region.

    `units` are those of which it said something new: `id`, `name`, whether `added`, `before` and
    `after` as of `UnitChanged`, and the `aliases` and `members` that came.
    """

    kind: ClassVar[str] = "units.imported"
    units: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class UnitChanged(Event):
    """`before` and `after` hold only the fields that changed."""

    kind: ClassVar[str] = "unit.changed"
    name: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class UnitAliasRemoved(Event):
    kind: ClassVar[str] = "unit.alias_removed"
    name: str


@dataclass(frozen=True, kw_only=True)
class GroupMemberAdded(Event):
    kind: ClassVar[str] = "unit.member_added"
    group: str
    member: str


@dataclass(frozen=True, kw_only=True)
class GroupMemberRemoved(Event):
    kind: ClassVar[str] = "unit.member_removed"
    group: str
    member: str
