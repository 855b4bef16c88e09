"""Who is counted for whom: on a day, whoever stands in for a unit that a reform has ended by then.

Before its day a reform changes nothing, and what a split has handed over counts for whom it was
given to. What was printed stays in the plans; the figures are of who has the work.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.columns import cols
from app.kit import clock
from app.network import queries
from app.network.parties import Units
from app.network.scope import Scope
from app.plans.holding.models import Handover
from app.plans.holding.service import standing_in
from app.plans.models import Assignment


class Named(NamedTuple):
    id: int
    name: str


@dataclass(frozen=True)
class Together:
    """`unit` is counted for `former` too: units that the plans print, and that ended."""

    unit: Named
    former: Sequence[Named]

    def told(self) -> dict[str, Any]:
        return {"unit": self.unit._asdict(), "former": [one._asdict() for one in self.former]}


@dataclass(frozen=True)
class Standing:
    """`holders`: by unit that ended, who stands in for it. `handed`: the printed unit and the one
    to which a split has given some of its tasks, of those that are counted.
    """

    day: date
    holders: Mapping[int, int]
    handed: Sequence[tuple[int, int]]

    def unit(self, cell: Any) -> ColumnElement[Any]:
        """Who was said to hold a cell; `holders` has who stands in for him."""
        named: Any = col(cell.unit_id)
        found: ColumnElement[Any] = named
        if not self.handed:
            return found
        moved = aliased(Handover)
        given = select(col(moved.unit_id)).where(
            col(moved.assignment_id) == col(cell.id), col(moved.since) <= self.day
        )
        return func.coalesce(given.scalar_subquery(), named)

    def pairs(self, printed: Iterable[int]) -> list[tuple[int, int]]:
        """Holder and former unit, of the units in `printed` (those that `unit` gave) and of what
        was handed over.
        """
        stood = {(self.holders[one], one) for one in printed if one in self.holders}
        given = {(self.holders.get(heir, heir), named) for named, heir in self.handed}
        return sorted(stood | given)


def standing(session: Session, actor: Actor, scope: Scope) -> Standing:
    day = scope.on or clock.today()
    stands = standing_in(day)
    holders = session.execute(select(stands.c.named_id, stands.c.holder_id))
    cell, moved = aliased(Assignment), aliased(Handover)
    handed = (
        select(*cols(moved.named_id, moved.unit_id))
        .join(cell, col(cell.id) == col(moved.assignment_id))
        .where(col(moved.since) <= day, *queries.cells_of(cell, actor, scope))
        .distinct()
    )
    some = session.execute(select(col(Handover.id)).where(col(Handover.since) <= day).limit(1))
    rows = session.execute(handed) if some.first() else ()
    return Standing(day, {row[0]: row[1] for row in holders}, [(row[0], row[1]) for row in rows])


def together(pairs: Iterable[tuple[int, int]], units: Units) -> tuple[Together, ...]:
    """By 机构序 of who is counted."""
    former: defaultdict[int, list[int]] = defaultdict(list)
    for holder, one in pairs:
        former[holder].append(one)

    def place(unit_id: int) -> tuple[int, int]:
        return (units[unit_id].rank, unit_id)

    def named(unit_id: int) -> Named:
        return Named(unit_id, units[unit_id].name)

    return tuple(
        Together(named(holder), [named(one) for one in sorted(former[holder], key=place)])
        for holder in sorted(former, key=place)
    )
