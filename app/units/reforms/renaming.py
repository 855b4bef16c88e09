"""A new name, reserved from the day on which it is ordered and written down on its own day."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Actor
from app.core.events import Subject
from app.jobs.service import emit, enqueue
from app.kit import clock
from app.kit.text import fold
from app.units import access, editing, naming, queries
from app.units.models import Unit, UnitAlias
from app.units.reforms.events import UnitRenamed
from app.units.reforms.models import UnitReform
from app.units.reforms.queries import renamings_due

CARRY_OUT = "units.carry_out_reforms"


def reserve(session: Session, actor: Actor, reform: UnitReform, unit: Unit) -> None:
    """Until its day the new name is an alias that begins on it: nobody else takes it meanwhile,
    and a document of that day finds its unit however late the job comes.
    """
    assert reform.new_name is not None  # noqa: S101 - a renaming has one
    known = {alias.folded: alias for alias in queries.aliases_of(session, [unit.id])}
    alias = known.get(fold(reform.new_name))
    if alias is not None:
        dates = {"valid_from": alias.valid_from, "valid_until": alias.valid_until}
        told = {name: day.isoformat() if day else None for name, day in dates.items()}
        reform.former_alias = {"name": alias.name, **told}
    if reform.effective_on <= clock.today():
        write(session, actor, reform)
        return
    if alias is None and fold(reform.new_name) != unit.folded:
        naming.add_alias(
            session, actor, unit_id=unit.id, name=reform.new_name, valid_from=reform.effective_on
        )
    day = datetime.combine(reform.effective_on, time(0, 1), tzinfo=clock.ZONE)
    enqueue(session, CARRY_OUT, {}, run_at=day, key=f"{CARRY_OUT}@{reform.id}")


def write(session: Session, actor: Actor, reform: UnitReform) -> None:
    """From now on the unit goes by its new name; the former one stays its alias."""
    unit = session.get_one(Unit, reform.unit_id)
    former = unit.name
    editing.change_unit(session, actor, unit_id=unit.id, changes={"name": reform.new_name})
    reform.former_name, reform.applied_at = former, clock.now()
    event = UnitRenamed(
        subject=Subject("unit", unit.id),
        region_id=unit.region_id,
        unit_ids=(unit.id,),
        reform_id=reform.id,
        name=(former, unit.name),
    )
    emit(session, actor, event)


def carry_out(session: Session, actor: Actor) -> int:
    """Write down the names whose day has come. How many; again it is none."""
    actor.require()
    due = renamings_due(session, clock.today())
    for reform in due:
        access.region_to_write(session, SYSTEM, reform.region_id)
        session.refresh(reform)
        if reform.applied_at is None:
            write(session, actor, reform)
    return len(due)


def undo(session: Session, actor: Actor, reform: UnitReform) -> None:
    """The former name again; the one that was ordered means what it meant before it."""
    unit = session.get_one(Unit, reform.unit_id)
    if reform.applied_at is not None:
        editing.change_unit(session, actor, unit_id=unit.id, changes={"name": reform.former_name})
        session.flush()  # the alias that the change left is found by a select
    found = select(UnitAlias).where(
        col(UnitAlias.unit_id) == unit.id, col(UnitAlias.folded) == fold(reform.new_name or "")
    )
    for alias in session.scalars(found).all():
        naming.remove_alias(session, actor, unit_id=unit.id, alias_id=alias.id)
    if reform.former_alias is not None:
        session.flush()  # the alias is gone before it comes again
        _again(session, actor, unit, reform.former_alias)


def _again(session: Session, actor: Actor, unit: Unit, alias: dict[str, str | None]) -> None:
    days = (alias["valid_from"], alias["valid_until"])
    first, last = (date.fromisoformat(day) if day else None for day in days)
    name = alias["name"] or ""
    naming.add_alias(session, actor, unit_id=unit.id, name=name, valid_from=first, valid_until=last)
