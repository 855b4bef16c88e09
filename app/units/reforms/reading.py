"""Reforms as they are told: who ended, who came after, since when."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.lists import Window, page
from app.kit import clock
from app.units.reforms import queries
from app.units.reforms.models import UnitReform
from app.units.reforms.terms import ReformKind


class Party(NamedTuple):
    id: int
    name: str


@dataclass(frozen=True)
class Reform:
    """The principal successor is the first. A renaming has the unit on both sides, under its
    former and its new name. `in_force`: its day has come.
    """

    id: int
    region_id: int
    kind: ReformKind
    effective_on: date
    basis: str
    note: str | None
    predecessors: Sequence[Party]
    successors: Sequence[Party]
    in_force: bool
    created_by: str
    created_at: datetime

    @property
    def principal(self) -> Party:
        return self.successors[0]


@dataclass(frozen=True)
class ReformPage:
    items: Sequence[Reform]
    next: str | None
    total: int | None


def reforms(
    session: Session, actor: Actor, window: Window, *, unit_id: int | None = None
) -> ReformPage:
    """The newest first; with `unit_id` those in which it took part. Two statements."""
    bound = replace(window, filters={"unit": unit_id} if unit_id else {})
    found = page(session, queries.listed(actor, unit_id), queries.NEWEST, bound)
    return ReformPage(_told(session, found.rows), found.next, found.total)


def get(session: Session, actor: Actor, reform_id: int) -> Reform:
    query = queries.listed(actor, None).where(col(UnitReform.id) == reform_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFoundError("没有这次改革，或者您无权查看")
    return _told(session, [row])[0]


def _told(session: Session, rows: Sequence[Row[Any]]) -> list[Reform]:
    old: defaultdict[int, dict[int, str]] = defaultdict(dict)
    new: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for step in queries.parties(session, [row.id for row in rows]):
        old[step.reform_id][step.predecessor_id] = step.predecessor
        new[step.reform_id][step.successor_id] = step.successor
    for row in rows:
        if row.kind is ReformKind.RENAME:
            old[row.id], new[row.id] = {row.unit_id: row.former_name}, {row.unit_id: row.new_name}
    today = clock.today()
    return [_reform(row, old[row.id], new[row.id], today) for row in rows]


def _reform(row: Row[Any], old: dict[int, str], new: dict[int, str], today: date) -> Reform:
    return Reform(
        id=row.id,
        region_id=row.region_id,
        kind=row.kind,
        effective_on=row.effective_on,
        basis=row.basis,
        note=row.note,
        predecessors=[Party(*one) for one in old.items()],
        successors=[Party(*one) for one in new.items()],
        in_force=row.effective_on <= today,
        created_by=row.created_by,
        created_at=row.created_at,
    )
