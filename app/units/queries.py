"""Selects of this domain. Every list and every get begins with `readable`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import table
from app.core.lists import Order
from app.identity.models import ExternalId, Region
from app.kit import clock
from app.units import rules
from app.units.matching import KnownName, UnitRef
from app.units.models import GroupMember, Unit, UnitAlias
from app.units.terms import UnitKind, UnitState

SUBJECT = "unit"

ITEM: tuple[Any, ...] = (
    col(Unit.id),
    col(Unit.name),
    col(Unit.kind),
    col(Unit.function),
    col(Unit.credit_code),
    col(Unit.region_id),
    col(Region.name).label("region"),
    col(Region.code),
    col(Unit.rank),
    col(Unit.parent_id),
    col(Unit.vertical),
    col(Unit.serves_region_id),
    col(Unit.valid_from),
    col(Unit.valid_until),
    col(Unit.note),
    col(Unit.version),
    col(Unit.updated_at),
)


_served = aliased(Region)
# A branch stands among the units of the region that it serves, at its place in their order.
_place = func.coalesce(col(_served.path), col(Region.path))
_RANKED: tuple[Any, ...] = (_place, col(Unit.rank), col(Unit.id))


@dataclass(frozen=True)
class Filters:
    """What a list of units is narrowed by; `external_id` is system and value."""

    unit_id: int | None = None
    search: rules.Search | None = None
    kind: UnitKind | None = None
    function: str | None = None
    state: UnitState | None = None
    region_id: int | None = None
    group_id: int | None = None
    external_id: tuple[str, str] | None = None


def readable(actor: Actor) -> Select[Unit]:
    """Units of the regions in the actor's line: his own, those below and those above, and the
    branches that serve one of them. A unit of another county is not there for him.
    """
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.ADMIN | Role.COORDINATOR | Role.LEADER | Role.LIAISON if actor.region_path:
            line = _line(actor)
            visible = or_(col(Unit.region_id).in_(line), col(Unit.serves_region_id).in_(line))
        case _:
            visible = false()
    return select(Unit).where(visible)


def readable_line(actor: Actor) -> Select[int]:
    """Ids of the regions whose units the actor may read."""
    return select(col(Region.id)) if actor.role is Role.SYSTEM else _line(actor)


def _line(actor: Actor) -> Select[int]:
    path = actor.region_path
    above = col(Region.path).in_(rules.ancestors(path))
    return select(col(Region.id)).where(or_(col(Region.path).startswith(path), above))


def listed(actor: Actor, filters: Filters) -> Select[Any]:
    """Rows of `ITEM`."""
    query: Select[Any] = readable(actor).with_only_columns(*ITEM)
    query = query.join(Region, col(Region.id) == col(Unit.region_id))
    query = query.outerjoin(_served, col(_served.id) == col(Unit.serves_region_id))
    if filters.unit_id is not None:
        query = query.where(col(Unit.id) == filters.unit_id)
    if filters.search is not None:
        query = query.where(_matches(filters.search))
    if filters.kind is not None:
        query = query.where(col(Unit.kind) == filters.kind)
    if filters.function is not None:
        query = query.where(col(Unit.function) == filters.function)
    if filters.state is not None:
        query = query.where(_in_state(filters.state))
    if filters.region_id is not None:
        query = query.where(_works_for(filters.region_id))
    if filters.group_id is not None:
        members = select(col(GroupMember.unit_id)).where(
            col(GroupMember.group_id) == filters.group_id
        )
        query = query.where(col(Unit.id).in_(members))
    if filters.external_id is not None:
        query = query.where(col(Unit.id).in_(_holding(*filters.external_id)))
    return query


def _in_state(state: UnitState) -> ColumnElement[bool]:
    today, starts, ends = clock.today(), col(Unit.valid_from), col(Unit.valid_until)
    ended = and_(ends.is_not(None), ends < today)
    coming = and_(starts.is_not(None), starts > today)
    match state:
        case UnitState.ENDED:
            return ended
        case UnitState.COMING:
            return coming
        case UnitState.VALID:
            return not_(or_(ended, coming))


def order(actor: Actor, search: rules.Search | None, *, by_name: bool) -> Order:
    """The nearest names first when something is looked for; then the own region, then 机构序 or
    pinyin within each region.
    """
    nearest = (_closeness(search),) if search is not None else ()
    if by_name:
        return Order("name", (*nearest, col(Unit.pinyin), col(Unit.id)))
    own = () if actor.region_id is None else (case((_works_for(actor.region_id), 0), else_=1),)
    return Order("rank", (*nearest, *own, *_RANKED))


def _matches(search: rules.Search) -> ColumnElement[bool]:
    found = [
        col(Unit.folded).contains(search.text, autoescape=True),
        _has_alias(col(UnitAlias.folded).contains(search.text, autoescape=True)),
    ]
    if search.letters is not None:
        found.append(col(Unit.initials).contains(search.letters, autoescape=True))
    return or_(*found)


def _closeness(search: rules.Search) -> ColumnElement[int]:
    begins = col(Unit.folded).startswith(search.text, autoescape=True)
    return case(
        (col(Unit.folded) == search.text, 0),
        (_has_alias(col(UnitAlias.folded) == search.text), 1),
        (or_(begins, col(Unit.initials) == search.text), 2),
        else_=3,
    )


def _has_alias(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(col(UnitAlias.unit_id) == col(Unit.id), condition)


def _holding(system: str, value: str) -> Select[int]:
    return select(col(ExternalId.subject_id)).where(
        col(ExternalId.subject_kind) == SUBJECT,
        col(ExternalId.system) == system,
        col(ExternalId.value) == value,
    )


def aliases_of(session: Session, unit_ids: Sequence[int]) -> list[UnitAlias]:
    query = select(UnitAlias).where(col(UnitAlias.unit_id).in_(unit_ids))
    return list(session.scalars(query.order_by(col(UnitAlias.id))))


def external_ids_of(session: Session, unit_ids: Sequence[int]) -> list[ExternalId]:
    query = select(ExternalId).where(
        col(ExternalId.subject_kind) == SUBJECT, col(ExternalId.subject_id).in_(unit_ids)
    )
    return list(session.scalars(query.order_by(col(ExternalId.system))))


def _works_for(region_id: int) -> ColumnElement[bool]:
    return or_(col(Unit.region_id) == region_id, col(Unit.serves_region_id) == region_id)


def served_from(session: Session, region_id: int) -> set[int]:
    """The regions for which units that a region registered work."""
    query = select(Unit.serves_region_id).where(  # type: ignore[call-overload]  # as above
        col(Unit.region_id) == region_id, col(Unit.serves_region_id).is_not(None)
    )
    return set(session.scalars(query.distinct()))


def unit_with_name(session: Session, region_id: int, folded: str) -> Unit | None:
    """The unit of this very name that works for a region."""
    query = select(Unit).where(_works_for(region_id), col(Unit.folded) == folded)
    return session.scalars(query).first()


def unit_with_alias(session: Session, region_id: int, folded: str) -> Unit | None:
    named = _has_alias(col(UnitAlias.folded) == folded)
    return session.scalars(select(Unit).where(_works_for(region_id), named)).first()


def known_names(session: Session, region_id: int) -> list[KnownName]:
    """Every name in a region's registry, in two statements: units and the branches that serve
    the region, and their aliases.
    """
    here = _works_for(region_id)
    units = select(
        Unit.id,  # type: ignore[call-overload]  # SQLModel columns are typed as values
        Unit.name,
        Unit.kind,
        Unit.rank,
        Unit.pinyin,
        Unit.initials,
        Unit.valid_from,
        Unit.valid_until,
    ).where(here)
    names = {
        row.id: KnownName(
            UnitRef(row.id, row.name, row.kind),
            row.rank,
            row.name,
            row.pinyin,
            row.initials,
            row.valid_from,
            row.valid_until,
        )
        for row in session.execute(units)
    }
    aliases = (
        select(UnitAlias.unit_id, UnitAlias.name, UnitAlias.valid_from, UnitAlias.valid_until)  # type: ignore[call-overload]  # as above
        .join(Unit, col(Unit.id) == col(UnitAlias.unit_id))
        .where(here)
    )
    return [
        *names.values(),
        *(
            KnownName(
                names[row.unit_id].unit,
                names[row.unit_id].rank,
                row.name,
                valid_from=row.valid_from,
                valid_until=row.valid_until,
            )
            for row in session.execute(aliases)
        ),
    ]


def places(session: Session, region: Region) -> list[str]:
    """The names of a region and of those above it, from the top down."""
    above = col(Region.path).in_(rules.ancestors(region.path))
    query = select(col(Region.name)).where(above).order_by(func.length(col(Region.path)))
    return list(session.scalars(query))


def named_anywhere(session: Session, folded: str) -> list[Unit]:
    """Units that go by a name or an alias, in any region."""
    query = select(Unit).where(
        or_(col(Unit.folded) == folded, _has_alias(col(UnitAlias.folded) == folded))
    )
    return list(session.scalars(query.order_by(col(Unit.id))))


def places_named(session: Session, ids: Iterable[int | None]) -> dict[int, Region]:
    wanted = [region_id for region_id in ids if region_id is not None]
    found = session.scalars(select(Region).where(col(Region.id).in_(wanted)))
    return {region.id: region for region in found}


def groups_of(session: Session, unit_id: int) -> Sequence[Row[Any]]:
    """Id and name of the groups that hold a unit."""
    query = (
        select(Unit.id, Unit.name)  # type: ignore[call-overload]  # as above
        .join(GroupMember, col(GroupMember.group_id) == col(Unit.id))
        .where(col(GroupMember.unit_id) == unit_id)
        .order_by(col(Unit.rank), col(Unit.id))
    )
    return session.execute(query).all()


_members = table(GroupMember)
_HOLDING = (
    select(_members.c.group_id)
    .where(_members.c.unit_id == bindparam("unit"))
    .order_by(_members.c.group_id)
)


def groups_holding(session: Session, unit_id: int) -> list[int]:
    """Asked by every list of a unit, and so built once."""
    return [row[0] for row in session.execute(_HOLDING, {"unit": unit_id})]


def members_of(session: Session, group_id: int) -> list[int]:
    query = select(col(GroupMember.unit_id)).where(col(GroupMember.group_id) == group_id)
    return list(session.scalars(query.order_by(col(GroupMember.unit_id))))


def last_rank(session: Session, region_id: int, kind: UnitKind) -> int | None:
    query = select(func.max(col(Unit.rank))).where(
        col(Unit.region_id) == region_id, col(Unit.kind) == kind
    )
    last: int | None = session.execute(query).scalar_one()
    return last


def is_grouped(session: Session, unit_id: int) -> bool:
    """Whether a unit has members or belongs to a group."""
    query = select(col(GroupMember.id)).where(
        or_(col(GroupMember.group_id) == unit_id, col(GroupMember.unit_id) == unit_id)
    )
    return session.execute(query.limit(1)).first() is not None


def parents(session: Session, region_id: int) -> dict[int, int | None]:
    query = select(Unit.id, Unit.parent_id).where(col(Unit.region_id) == region_id)  # type: ignore[call-overload]  # SQLModel columns are typed as values
    return {row.id: row.parent_id for row in session.execute(query)}
