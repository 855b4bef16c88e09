"""Who stands in for whom, today."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.core.columns import cols, table
from app.kit import clock
from app.units.reforms import queries, rules
from app.units.reforms.models import UnitLine


class Succeeded(NamedTuple):
    """Who stands in for a unit that a reform has ended, and since when."""

    id: int
    name: str
    since: date


def stood_in_for(session: Session, unit_id: int) -> tuple[int, ...]:
    """The units that ended and for which this one stands in today."""
    return tuple(queries.stood_in_for(session, unit_id, clock.today()))


def successor_of(session: Session, region_id: int, unit_id: int) -> Succeeded | None:
    found = queries.successors(session, region_id, clock.today()).get(unit_id)
    return Succeeded(found.id, found.name, found.since) if found is not None else None


def holder_of(session: Session, unit_id: int, on: date | None = None) -> int:
    """Who stands in for a unit on a day: itself as long as no reform has ended it."""
    known = rules.lines(queries.links(session))
    return rules.holder(unit_id, known, on or clock.today())


class Successor(NamedTuple):
    """Of a unit that ended, also in part."""

    id: int
    name: str


def heirs_of(session: Session, unit_ids: Iterable[int]) -> dict[int, list[Successor]]:
    """Who came after each of the units that ended, also in part; the principal first. Units that
    stand are left out. One statement.
    """
    rows = queries.steps_until(session, clock.today())
    names = {row.successor_id: row.name for row in rows}
    steps: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        steps[row.predecessor_id].append(row.successor_id)
    found = {one: rules.heirs(one, steps) for one in dict.fromkeys(unit_ids)}
    return {one: [Successor(id_, names[id_]) for id_ in ids] for one, ids in found.items() if ids}


def redraw(session: Session) -> None:
    """Work the lines out anew after the steps changed, and write what is different."""
    session.flush()  # the steps are read by a select
    wanted = rules.lines(queries.links(session))
    rows = session.execute(
        select(*cols(UnitLine.id, UnitLine.named_id, UnitLine.holder_id, UnitLine.since))
    )
    there = {(row.named_id, row.holder_id, row.since): row.id for row in rows}
    needed = {(*pair, since) for pair, since in wanted.items()}
    gone = [row_id for key, row_id in there.items() if key not in needed]
    new = [
        {"named_id": named, "holder_id": heir, "since": since}
        for named, heir, since in sorted(needed - there.keys())
    ]
    if gone:
        session.execute(delete(UnitLine).where(col(UnitLine.id).in_(gone)))
    if new:
        session.execute(insert(table(UnitLine)), new)
