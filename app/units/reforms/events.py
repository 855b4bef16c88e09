from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class UnitsReformed(Event):
    """Ordered, though its day may be still to come. `predecessors` and `successors` are pairs of
    id and name, the principal successor first; a renaming has one of each, with the same id.
    """

    kind: ClassVar[str] = "units.reformed"
    reform: str
    effective_on: str
    basis: str
    note: str | None
    predecessors: tuple[tuple[int, str], ...]
    successors: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class UnitRenamed(Event):
    """The day of a renaming has come; the subject is the unit."""

    kind: ClassVar[str] = "unit.renamed"
    reform_id: int
    name: tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class UnitReformTakenBack(Event):
    """`reform` is all that `UnitsReformed` told."""

    kind: ClassVar[str] = "units.reform_taken_back"
    reform: dict[str, Any]
