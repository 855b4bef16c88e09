"""Selects of reforms. `readable_reforms` begins every list and every get."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Date, Row, Select, bindparam, exists, false, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import BigId, cols, table
from app.core.lists import Order
from app.units.models import Unit
from app.units.queries import readable_line
from app.units.reforms.models import UnitLine, UnitReform, UnitSuccession
from app.units.reforms.rules import Link
from app.units.reforms.terms import ReformKind

NEWEST = Order("-effective_on", cols(UnitReform.effective_on, UnitReform.id), descending=True)

_line = table(UnitLine)


def readable_reforms(actor: Actor) -> Select[UnitReform]:
    """Reforms of the regions whose units the actor may read: who came after whom is no secret."""
    match actor.role:
        case Role.SYSTEM:
            return select(UnitReform).where(true())
        case Role.ADMIN | Role.COORDINATOR | Role.LEADER | Role.LIAISON if actor.region_path:
            return select(UnitReform).where(col(UnitReform.region_id).in_(readable_line(actor)))
        case _:
            return select(UnitReform).where(false())


def listed(actor: Actor, unit_id: int | None) -> Select[Any]:
    query: Select[Any] = readable_reforms(actor).with_only_columns(
        *cols(
            UnitReform.id,
            UnitReform.region_id,
            UnitReform.kind,
            UnitReform.effective_on,
            UnitReform.basis,
            UnitReform.note,
            UnitReform.unit_id,
            UnitReform.former_name,
            UnitReform.new_name,
            UnitReform.applied_at,
            UnitReform.created_by,
            UnitReform.created_at,
        )
    )
    if unit_id is None:
        return query
    party = or_(
        col(UnitSuccession.predecessor_id) == unit_id, col(UnitSuccession.successor_id) == unit_id
    )
    took_part = exists().where(col(UnitSuccession.reform_id) == col(UnitReform.id), party)
    return query.where(or_(col(UnitReform.unit_id) == unit_id, took_part))


def parties(session: Session, reform_ids: Collection[int]) -> Sequence[Row[Any]]:
    """`reform_id`, both ids and names and `is_principal` of each step, the principal one first."""
    old, new = aliased(Unit), aliased(Unit)
    query = (
        select(
            *cols(
                UnitSuccession.reform_id,
                UnitSuccession.predecessor_id,
                UnitSuccession.successor_id,
                UnitSuccession.is_principal,
            ),
            col(old.name).label("predecessor"),
            col(new.name).label("successor"),
        )
        .join(old, col(old.id) == col(UnitSuccession.predecessor_id))
        .join(new, col(new.id) == col(UnitSuccession.successor_id))
        .where(col(UnitSuccession.reform_id).in_(reform_ids))
        .order_by(col(UnitSuccession.is_principal).desc(), col(UnitSuccession.id))
    )
    return session.execute(query).all()


def links(session: Session) -> list[Link]:
    """Every step to a principal successor. A province has some hundreds in its history."""
    query = (
        select(
            *cols(
                UnitSuccession.predecessor_id, UnitSuccession.successor_id, UnitReform.effective_on
            )
        )
        .join(UnitReform, col(UnitReform.id) == col(UnitSuccession.reform_id))
        .where(col(UnitSuccession.is_principal))
    )
    return [Link(*row) for row in session.execute(query)]


def all_steps(session: Session) -> list[tuple[date, int, tuple[int, int]]]:
    """Day, reform and the units of each step of each reform; a renaming names one unit twice."""
    stepped = select(
        *cols(
            UnitReform.id,
            UnitReform.effective_on,
            UnitSuccession.predecessor_id,
            UnitSuccession.successor_id,
        )
    ).join(UnitSuccession, col(UnitSuccession.reform_id) == col(UnitReform.id))
    renamed = select(
        *cols(UnitReform.id, UnitReform.effective_on, UnitReform.unit_id, UnitReform.unit_id)
    ).where(col(UnitReform.unit_id).is_not(None))
    rows = [*session.execute(stepped), *session.execute(renamed)]
    return [(on, reform_id, (old, new)) for reform_id, on, old, new in rows]


def stepped(session: Session, unit_id: int | None = None) -> tuple[set[int], set[int]]:
    """The units that reforms end, whose last day is the reform's, and those that come after: in
    all reforms, or in those of one unit.
    """
    old, new = cols(UnitSuccession.predecessor_id, UnitSuccession.successor_id)
    query = select(old, new)
    if unit_id is not None:
        query = query.where((old == unit_id) | (new == unit_id))
    rows = session.execute(query).all()
    return {row[0] for row in rows}, {row[1] for row in rows}


def steps_until(session: Session, day: date) -> Sequence[Row[Any]]:
    """`predecessor_id`, `successor_id` and `name` of the successor, the principal one first."""
    query = (
        select(*cols(UnitSuccession.predecessor_id, UnitSuccession.successor_id, Unit.name))
        .join(UnitReform, col(UnitReform.id) == col(UnitSuccession.reform_id))
        .join(Unit, col(Unit.id) == col(UnitSuccession.successor_id))
        .where(col(UnitReform.effective_on) <= day)
        .order_by(col(UnitSuccession.is_principal).desc(), col(UnitSuccession.id))
    )
    return session.execute(query).all()


def renamings(session: Session, unit_id: int) -> list[tuple[date, str]]:
    """The day and the new name of each renaming of a unit, in their order."""
    query = select(*cols(UnitReform.effective_on, UnitReform.new_name)).where(
        col(UnitReform.kind) == ReformKind.RENAME, col(UnitReform.unit_id) == unit_id
    )
    rows = session.execute(query.order_by(col(UnitReform.effective_on), col(UnitReform.id)))
    return [(row[0], row[1]) for row in rows]


def renamings_due(session: Session, today: date) -> list[UnitReform]:
    query = select(UnitReform).where(
        col(UnitReform.kind) == ReformKind.RENAME,
        col(UnitReform.applied_at).is_(None),
        col(UnitReform.effective_on) <= today,
    )
    return list(session.scalars(query.order_by(col(UnitReform.effective_on), col(UnitReform.id))))


_BEFORE = (
    select(_line.c.named_id)
    .where(_line.c.holder_id == bindparam("unit"), _line.c.since <= bindparam("today"))
    .order_by(_line.c.named_id)
)


def stood_in_for(session: Session, unit_id: int, today: date) -> list[int]:
    """The units that ended and for which this one stands in."""
    return [row[0] for row in session.execute(_BEFORE, {"unit": unit_id, "today": today})]


@cache
def _successors() -> Select[Any]:
    """Built once: every look at printed names asks it, and building takes longer than running."""
    region: BindParameter[Any] = bindparam("region", type_=BigId)
    day: BindParameter[Any] = bindparam("day", type_=Date())
    ended, heir, further = aliased(Unit), aliased(Unit), aliased(UnitLine)
    later = exists().where(
        col(further.named_id) == col(UnitLine.holder_id), col(further.since) <= day
    )
    here = or_(col(ended.region_id) == region, col(ended.serves_region_id) == region)
    return (
        select(
            *cols(UnitLine.named_id, UnitLine.since),
            col(heir.id).label("id"),
            col(heir.name).label("name"),
            col(heir.kind).label("kind"),
        )
        .join(ended, col(ended.id) == col(UnitLine.named_id))
        .join(heir, col(heir.id) == col(UnitLine.holder_id))
        .where(here, col(UnitLine.since) <= day, ~later)
    )


def successors(session: Session, region_id: int, day: date) -> dict[int, Row[Any]]:
    """By unit of a region that a reform has ended by this day: `id`, `name`, `kind` of who stands
    in for it, and since when.
    """
    found = session.execute(_successors(), {"region": region_id, "day": day})
    return {row.named_id: row for row in found}
