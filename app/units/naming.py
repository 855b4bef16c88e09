"""Aliases: other names that certainly mean a unit."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.kit.text import fold
from app.units import access, queries, rules
from app.units.events import UnitAliasAdded, UnitAliasRemoved
from app.units.models import Unit, UnitAlias


def aliases(session: Session, actor: Actor, unit_id: int) -> Sequence[UnitAlias]:
    """All of them, those that are no longer valid too."""
    return queries.aliases_of(session, [access.get(session, actor, unit_id).id])


def add_alias(
    session: Session,
    actor: Actor,
    *,
    unit_id: int,
    name: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> UnitAlias:
    """Confirm that a name means this unit. The same alias again is returned as it is; other dates
    replace the former. Raise `NameTakenError`, `AliasTakenError`.
    """
    unit = access.unit_to_write(session, actor, unit_id)
    rules.check_validity(valid_from, valid_until)
    name = rules.tidy(name)
    if fold(name) == unit.folded:
        raise rules.NameTakenError(f"“{name}”就是这个单位的名称", unit_id=unit.id)
    access.check_free(session, unit, name)
    known = {alias.folded: alias for alias in queries.aliases_of(session, [unit.id])}
    alias = known.get(fold(name)) or UnitAlias(unit_id=unit.id, region_id=unit.region_id, name=name)
    if alias.id is None or (alias.valid_from, alias.valid_until) != (valid_from, valid_until):
        alias.valid_from, alias.valid_until = valid_from, valid_until
        session.add(alias)
        session.flush()  # the answer gives the id
        touch(unit)
        emit(session, actor, _added(unit, alias))
    return alias


def _added(unit: Unit, alias: UnitAlias) -> UnitAliasAdded:
    return UnitAliasAdded(
        subject=Subject(queries.SUBJECT, unit.id),
        region_id=unit.region_id,
        unit_ids=(unit.id,),
        name=alias.name,
        valid_from=alias.valid_from.isoformat() if alias.valid_from else None,
        valid_until=alias.valid_until.isoformat() if alias.valid_until else None,
    )


def remove_alias(session: Session, actor: Actor, *, unit_id: int, alias_id: int) -> None:
    """From now on the name is no longer certain; what was linked by it stays linked."""
    unit = access.unit_to_write(session, actor, unit_id)
    alias = session.get(UnitAlias, alias_id)
    if alias is None or alias.unit_id != unit.id:
        raise NotFoundError("这个单位没有这个别名")
    session.delete(alias)
    touch(unit)
    event = UnitAliasRemoved(
        subject=Subject(queries.SUBJECT, unit.id),
        region_id=unit.region_id,
        unit_ids=(unit.id,),
        name=alias.name,
    )
    emit(session, actor, event)


def touch(unit: Unit) -> None:
    """What a reader of the unit sees has changed."""
    unit.version += 1
    unit.updated_at = clock.now()


def keep_as_alias(session: Session, actor: Actor, unit: Unit, former: str) -> None:
    """After a renaming the former name still means the unit; the new one needs no alias."""
    for alias in queries.aliases_of(session, [unit.id]):
        if alias.folded == unit.folded:
            session.delete(alias)
    alias = UnitAlias(unit_id=unit.id, region_id=unit.region_id, name=former)
    session.add(alias)
    emit(session, actor, _added(unit, alias))
