"""Selects of instructions. `readable_instructions` begins every list and every get."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.core.lists import Order
from app.identity.models import Membership, Person, Region
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import own_ids
from app.plans.models import Plan, Task
from app.plans.queries import readable as readable_plans
from app.plans.queries import readable_tasks
from app.reminders import people
from app.reminders.instructions.models import Instruction, InstructionStep, InstructionUnit
from app.reminders.instructions.terms import ANSWERABLE, InstructionSort, InstructionState
from app.units.models import Unit
from app.units.queries import readable as readable_units

_office = aliased(Unit)
_ITEM: list[Any] = [
    *cols(
        Instruction.id,
        Instruction.region_id,
        Instruction.office_id,
        Instruction.text,
        Instruction.given_on,
        Instruction.given_by,
        Instruction.leader_id,
        Instruction.plan_id,
        Instruction.task_id,
        Instruction.source_number,
        Instruction.state,
        Instruction.due_on,
        Instruction.entered_by,
        Instruction.entered_at,
        Instruction.scan_name,
        Instruction.scan_kind,
        Instruction.scan_size,
        Instruction.scan_sha256,
        Instruction.version,
        Instruction.updated_at,
    ),
    col(Region.name).label("region"),
    col(_office.name).label("office"),
    col(Plan.title).label("plan_title"),
    col(Task.number).label("task_number"),
    col(Task.title).label("task_title"),
]

ORDERS = {
    InstructionSort.DUE_ON: Order("due_on", (col(Instruction.due_on), col(Instruction.id))),
    InstructionSort.NEWEST: Order("-id", (col(Instruction.id),), descending=True),
}
OPEN = (*ANSWERABLE, InstructionState.REPLIED)


@dataclass(frozen=True)
class InstructionFilter:
    """What a list is narrowed by; `None` narrows nothing. `open`: neither done nor withdrawn;
    `replied`: some unit's reply waits to be accepted. With a `unit`, also in place of those for
    which it stands in, `overdue` and `replied` ask about that unit alone.
    """

    unit: int | None = None
    state: InstructionState | None = None
    open: bool | None = None
    overdue: bool | None = None
    replied: bool | None = None
    leader: str | None = None
    plan: int | None = None
    task: int | None = None

    def as_key(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if value is not None}


def readable_instructions(actor: Actor) -> Select[Instruction]:
    """A liaison: those that the own unit answers, or one for which it stands in. Others: those of
    their regions.
    """
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            visible = col(Instruction.region_id).in_(readable_regions(actor))
        case Role.LIAISON if actor.unit_id is not None:
            own = own_ids(actor.unit_id, clock.today())
            visible = _answered_by(col(InstructionUnit.unit_id).in_(own))
        case _:
            visible = false()
    return select(Instruction).where(visible)


def _answered_by(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    answering = select(col(InstructionUnit.instruction_id)).where(condition)
    return col(Instruction.id).in_(answering)


def instructions(actor: Actor, wanted: InstructionFilter) -> Select[Any]:
    query = (
        readable_instructions(actor)
        .with_only_columns(*_ITEM)
        .join(Region, col(Region.id) == col(Instruction.region_id))
        .outerjoin(_office, col(_office.id) == col(Instruction.office_id))
        .outerjoin(Plan, col(Plan.id) == col(Instruction.plan_id))
        .outerjoin(Task, col(Task.id) == col(Instruction.task_id))
    )
    of_unit: ColumnElement[bool] = true()
    if wanted.unit is not None:
        of_unit = col(InstructionUnit.unit_id).in_(own_ids(wanted.unit, clock.today()))
    given = (
        (wanted.unit, _answered_by(of_unit)),
        (wanted.state, col(Instruction.state) == wanted.state),
        (wanted.leader, col(Instruction.given_by) == wanted.leader),
        (wanted.plan, col(Instruction.plan_id) == wanted.plan),
        (wanted.task, col(Instruction.task_id) == wanted.task),
    )
    query = query.where(*(condition for value, condition in given if value is not None))
    if wanted.open is not None:
        is_open = col(Instruction.state).in_(OPEN)
        query = query.where(is_open if wanted.open else ~is_open)
    if wanted.replied is not None:
        waits = _answered_by(of_unit & (col(InstructionUnit.state) == InstructionState.REPLIED))
        query = query.where(waits if wanted.replied else ~waits)
    if wanted.overdue is not None:
        late = _answered_by(
            of_unit
            & col(InstructionUnit.state).in_(ANSWERABLE)
            & (col(InstructionUnit.due_on) < clock.today())
        )
        query = query.where(late if wanted.overdue else ~late)
    return query


def instruction(session: Session, actor: Actor, instruction_id: int) -> Row[Any] | None:
    query = instructions(actor, InstructionFilter()).where(col(Instruction.id) == instruction_id)
    return session.execute(query).first()


def units_of(session: Session, ids: Collection[int]) -> Sequence[Row[Any]]:
    """The rows of units of these instructions, the leading one of each first."""
    query = (
        select(
            *cols(
                InstructionUnit.id,
                InstructionUnit.instruction_id,
                InstructionUnit.unit_id,
                InstructionUnit.position,
                InstructionUnit.state,
                InstructionUnit.sent_on,
                InstructionUnit.due_on,
                InstructionUnit.first_due_on,
                InstructionUnit.extensions,
                InstructionUnit.acknowledged_by,
                InstructionUnit.acknowledged_at,
                InstructionUnit.reply,
                InstructionUnit.replied_by,
                InstructionUnit.replied_at,
                InstructionUnit.on_behalf_of,
                InstructionUnit.confirmed_by,
                InstructionUnit.note,
                InstructionUnit.decided_by,
                InstructionUnit.decided_at,
                InstructionUnit.own_unit,
                InstructionUnit.version,
            ),
            col(Unit.name).label("unit"),
        )
        .join(Unit, col(Unit.id) == col(InstructionUnit.unit_id))
        .where(col(InstructionUnit.instruction_id).in_(ids))
        .order_by(col(InstructionUnit.instruction_id), col(InstructionUnit.position))
    )
    return session.execute(query).all()


def steps_of(session: Session, instruction_id: int) -> Sequence[Row[Any]]:
    """The newest first."""
    query = (
        select(
            *cols(
                InstructionStep.id,
                InstructionStep.unit_id,
                InstructionStep.action,
                InstructionStep.after,
                InstructionStep.words,
                InstructionStep.due_on,
                InstructionStep.on_behalf_of,
                InstructionStep.own_unit,
                InstructionStep.made_by,
                InstructionStep.made_at,
            ),
            col(Unit.name).label("unit"),
        )
        .outerjoin(Unit, col(Unit.id) == col(InstructionStep.unit_id))
        .where(col(InstructionStep.instruction_id) == instruction_id)
        .order_by(col(InstructionStep.id).desc())
        .limit(500)
    )
    return session.execute(query).all()


def rows_of(session: Session, instruction_id: int) -> list[InstructionUnit]:
    """To be changed, as they stand under the lock."""
    query = (
        select(InstructionUnit)
        .where(col(InstructionUnit.instruction_id) == instruction_id)
        .order_by(col(InstructionUnit.position))
    )
    return list(session.scalars(query.execution_options(populate_existing=True)))


# ---- what an instruction names ---------------------------------------------------------------


def named_units(session: Session, actor: Actor, ids: Collection[int]) -> Sequence[Row[Any]]:
    columns = cols(Unit.id, Unit.name, Unit.kind, Unit.region_id, Unit.serves_region_id)
    query = readable_units(actor).with_only_columns(*columns, *cols(Unit.valid_from))
    query = query.add_columns(col(Unit.valid_until)).where(col(Unit.id).in_(ids))
    return session.execute(query).all()


def plan_is_readable(session: Session, actor: Actor, plan_id: int) -> bool:
    query = readable_plans(actor).with_only_columns(col(Plan.id)).where(col(Plan.id) == plan_id)
    return session.execute(query).first() is not None


def task_named(session: Session, actor: Actor, task_id: int) -> Row[Any] | None:
    query = readable_tasks(actor).with_only_columns(*cols(Task.number, Task.title))
    return session.execute(query.where(col(Task.id) == task_id)).first()


def plan_of_task(session: Session, actor: Actor, task_id: int) -> int | None:
    query = readable_tasks(actor).with_only_columns(col(Task.plan_id))
    return session.scalars(query.where(col(Task.id) == task_id)).first()


def leaders(session: Session, region_id: int, on: date) -> dict[int, str]:
    """Accounts of leaders of a place, with their names."""
    query = _serving(Role.LEADER, region_id, on).with_only_columns(col(Person.id), col(Person.name))
    found = session.execute(query.order_by(col(Person.id)))
    return {row[0]: row[1] for row in found}


def offices(session: Session, region_id: int, on: date) -> dict[int | None, str | None]:
    """Offices of a place that have coordinators; `None` where some are of the region as a whole."""
    serving = _serving(Role.COORDINATOR, region_id, on)
    named = serving.outerjoin(Unit, col(Unit.id) == col(Membership.unit_id))
    found = named.with_only_columns(col(Membership.unit_id), col(Unit.name)).distinct()
    return {row[0]: row[1] for row in session.execute(found)}


def _serving(role: Role, region_id: int, on: date) -> Select[Any]:
    return (
        select(Membership)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(people.serves(on, role), col(Membership.region_id) == region_id)
    )
