"""Units made and changed."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import StaleError
from app.core.events import Subject
from app.identity.models import ExternalId
from app.jobs.service import emit
from app.kit import clock
from app.kit.text import fold
from app.units import access, credit_codes, naming, queries, rules
from app.units.events import UnitAdded, UnitChanged
from app.units.functions import function_for
from app.units.models import Unit
from app.units.reforms.queries import stepped
from app.units.terms import UnitKind

CHANGEABLE = (
    "name",
    "kind",
    "function",
    "credit_code",
    "rank",
    "parent_id",
    "vertical",
    "serves_region_id",
    "valid_from",
    "valid_until",
    "note",
)


def create_unit(
    session: Session,
    actor: Actor,
    *,
    region_id: int,
    name: str,
    kind: UnitKind,
    function: str | None = None,
    credit_code: str | None = None,
    rank: int | None = None,
    parent_id: int | None = None,
    vertical: bool = False,
    serves_region_id: int | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    note: str | None = None,
    aliases: Sequence[str] = (),
    external_ids: Mapping[str, str] | None = None,
) -> Unit:
    """Without a rank the unit stands last of its kind; without a function it has the one that its
    name tells. Raise `NameTakenError` and the like.
    """
    region = access.region_to_write(session, actor, region_id)
    if rank is None:
        rank = rules.next_rank(kind, queries.last_rank(session, region_id, kind))
    unit = new_unit(region_id, name, kind, rank)
    unit.credit_code, unit.note = credit_code, note
    unit.function = function or function_for(name, kind, queries.places(session, region))
    unit.vertical, unit.serves_region_id = vertical, serves_region_id
    unit.valid_from, unit.valid_until = valid_from, valid_until
    unit.parent_id = parent_id
    _check(session, actor, unit)
    session.add(unit)
    session.flush()  # aliases, external ids and the event name the id
    _emit_added(session, actor, unit)
    for alias in aliases:
        naming.add_alias(session, actor, unit_id=unit.id, name=alias)
    if external_ids:
        _set_external_ids(session, unit, external_ids)
    return unit


def new_unit(region_id: int, name: str, kind: UnitKind, rank: int) -> Unit:
    """Not yet in a session."""
    name = rules.tidy(name)
    pinyin, initials = rules.pinyin_of(name)
    return Unit(
        region_id=region_id,
        name=name,
        folded=fold(name),
        pinyin=pinyin,
        initials=initials,
        kind=kind,
        rank=rank,
        updated_at=clock.now(),
    )


def _emit_added(session: Session, actor: Actor, unit: Unit) -> None:
    event = UnitAdded(
        subject=Subject(queries.SUBJECT, unit.id),
        region_id=unit.region_id,
        unit_ids=(unit.id,),
        name=unit.name,
        unit_kind=unit.kind.value,
        rank=unit.rank,
    )
    emit(session, actor, event)


def _check(session: Session, actor: Actor, unit: Unit) -> None:
    """Everything that a unit must be, whether it is new or changed."""
    unit.function = rules.tidy_function(unit.function)
    unit.credit_code = credit_codes.tidy(unit.credit_code) if unit.credit_code else None
    rules.check_validity(unit.valid_from, unit.valid_until)
    if unit.serves_region_id is not None:
        access.region_of(session, actor, unit.serves_region_id)
    if unit.parent_id is not None:
        parent = access.get(session, actor, unit.parent_id)
        if unit.id is not None:
            rules.check_parent(unit.id, parent.id, queries.parents(session, unit.region_id))
    with session.no_autoflush:
        access.check_free(session, unit, unit.name)


def change_unit(
    session: Session,
    actor: Actor,
    *,
    unit_id: int,
    changes: Mapping[str, Any],
    expected: int | None = None,
) -> Unit:
    """Set the fields in `changes`: those of `CHANGEABLE`, and `external_ids`, in which None takes
    a system's id away. A former name stays as an alias.

    `expected` is the version that the caller saw; raise `StaleError` when it is another now.
    """
    unit = access.unit_to_write(session, actor, unit_id)
    if expected not in (None, unit.version):
        raise StaleError
    before = _state(session, unit)
    former = unit.name
    with session.no_autoflush:
        _apply(session, unit, changes)
        _check(session, actor, unit)
    if "external_ids" in changes:
        _set_external_ids(session, unit, changes["external_ids"])
    if fold(former) != unit.folded:
        naming.keep_as_alias(session, actor, unit, former)
    _emit_changed(session, actor, unit, before)
    return unit


def _apply(session: Session, unit: Unit, changes: Mapping[str, Any]) -> None:
    regroups = rules.regroups(unit.kind, changes.get("kind", unit.kind))
    ends = changes.get("valid_until", unit.valid_until) != unit.valid_until
    ended, after = stepped(session, unit.id) if regroups or ends else (set(), set())
    if regroups and (queries.is_grouped(session, unit.id) or unit.id in ended | after):
        raise rules.KindInUseError
    if ends and unit.id in ended:
        raise rules.EndedByReformError
    for name in CHANGEABLE:
        if name in changes:
            setattr(unit, name, changes[name])
    unit.name = rules.tidy(unit.name)
    unit.folded = fold(unit.name)
    if "name" in changes:
        unit.pinyin, unit.initials = rules.pinyin_of(unit.name)


def _state(session: Session, unit: Unit) -> dict[str, Any]:
    """The unit as the journal tells it."""
    state: dict[str, Any] = {name: _plain(getattr(unit, name)) for name in CHANGEABLE}
    held = queries.external_ids_of(session, [unit.id])
    return state | {"external_ids": {one.system: one.value for one in held}}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


def _emit_changed(session: Session, actor: Actor, unit: Unit, before: dict[str, Any]) -> None:
    """Nothing is told, and the version stays, when nothing changed."""
    after = _state(session, unit)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return
    naming.touch(unit)
    event = UnitChanged(
        subject=Subject(queries.SUBJECT, unit.id),
        region_id=unit.region_id,
        unit_ids=(unit.id,),
        name=unit.name,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    emit(session, actor, event)


def _set_external_ids(session: Session, unit: Unit, wanted: Mapping[str, str | None]) -> None:
    held = {one.system: one for one in queries.external_ids_of(session, [unit.id])}
    session.flush()  # so that what fails below can only be a claim
    try:
        with session.begin_nested():
            for system, value in wanted.items():
                _set_external_id(session, unit, held.get(system), system, value)
    except IntegrityError as taken:
        # Another region's transaction took the same id a moment before.
        raise rules.ExternalIdTakenError from taken


def _set_external_id(
    session: Session, unit: Unit, held: ExternalId | None, system: str, value: str | None
) -> None:
    if value is None:
        if held is not None:
            session.delete(held)
        return
    system, value = rules.check_external_id(system, value)
    _check_unclaimed(session, unit, system, value)
    row = held or ExternalId(
        subject_kind=queries.SUBJECT, subject_id=unit.id, system=system, value=value
    )
    row.value = value
    session.add(row)


def _check_unclaimed(session: Session, unit: Unit, system: str, value: str) -> None:
    query = select(col(ExternalId.subject_id)).where(
        col(ExternalId.subject_kind) == queries.SUBJECT,
        col(ExternalId.system) == system,
        col(ExternalId.value) == value,
    )
    owner = session.execute(query).scalar_one_or_none()
    if owner not in (None, unit.id):
        raise rules.ExternalIdTakenError(f"“{system}:{value}”已属于另一单位")
