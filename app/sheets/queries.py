"""Selects of the sheets; `printable` is where every sheet begins."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, false, or_, select, true
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.identity.models import Membership, Person, Region
from app.identity.queries import readable_regions
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.queries import readable, readable_tasks
from app.plans.terms import PlanState
from app.progress.models import Dispatch, Return
from app.progress.terms import OWED
from app.sheets.rules import Candidate, Cell, Owed, TaskFacts
from app.units.models import GroupMember, Unit
from app.units.terms import UnitKind


class PrintedUnit(NamedTuple):
    id: int
    name: str
    region: str
    is_group: bool


class Signed(NamedTuple):
    """When a plan was handed to a unit, and who acknowledged it."""

    dispatched_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None


class Contact(NamedTuple):
    name: str
    phone: str | None


def printable(actor: Actor) -> Select[Unit]:
    """Units whose sheets the actor may print: a liaison the own one, others those of the region."""
    match actor.role:
        case Role.SYSTEM:
            visible: ColumnElement[bool] = true()
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            regions = readable_regions(actor)
            visible = or_(col(Unit.region_id).in_(regions), col(Unit.serves_region_id).in_(regions))
        case Role.LIAISON:
            visible = col(Unit.id) == actor.unit_id
        case _:
            visible = false()  # type: ignore[unreachable]  # a role that is added prints nothing
    return select(Unit).where(visible)


def unit(session: Session, actor: Actor, unit_id: int) -> PrintedUnit | None:
    query = _printed_units(actor).where(col(Unit.id) == unit_id)
    found = session.execute(query).first()
    return PrintedUnit(*found) if found else None


def units_of(session: Session, actor: Actor, ids: Collection[int]) -> list[PrintedUnit]:
    """By 机构序."""
    query = (
        _printed_units(actor).where(col(Unit.id).in_(ids)).order_by(col(Unit.rank), col(Unit.id))
    )
    return [PrintedUnit(*row) for row in session.execute(query)]


def _printed_units(actor: Actor) -> Select[int, str, str, bool]:
    region = aliased(Region)
    return (
        printable(actor)
        .join(region, col(region.id) == col(Unit.region_id))
        .with_only_columns(*cols(Unit.id, Unit.name, region.name), col(Unit.kind) == UnitKind.GROUP)
    )


def candidates(session: Session, actor: Actor, holders: Collection[int] | None) -> list[Candidate]:
    """Published plans that name one of `holders` (a unit and its groups), or all."""
    named = aliased(Assignment)
    ids = select(col(named.plan_id)).where(col(named.unit_id).in_(holders or ()), standing(named))
    narrowed = [] if holders is None else [col(Plan.id).in_(ids)]
    query = (
        readable(actor)
        .where(col(Plan.state) == PlanState.PUBLISHED, *narrowed)
        .with_only_columns(*cols(Plan.id, Plan.title, Plan.reporting_until))
        .order_by(col(Plan.id))
    )
    return [Candidate(*row) for row in session.execute(query)]


def tasks(
    session: Session, actor: Actor, plan_id: int, holders: Collection[int] | None
) -> list[TaskFacts]:
    """Of a plan, in plan order: those that name one of `holders`; None narrows nothing."""
    query = (
        readable_tasks(actor)
        .where(col(Task.plan_id) == plan_id, standing(Task), *_held(col(Task.id), holders))
        .with_only_columns(
            *cols(
                Task.id,
                Task.number,
                Task.position,
                Task.title,
                Task.text,
                Task.state,
                Task.due_on,
                Task.due_text,
                Task.due_source,
            )
        )
        .order_by(col(Task.position), col(Task.id))
    )
    return [TaskFacts(*row) for row in session.execute(query)]


def cells(session: Session, plan_id: int, holders: Collection[int] | None) -> list[Cell]:
    """All units of these tasks of a plan, in printed order."""
    query = (
        select(
            *cols(
                Assignment.task_id,
                Assignment.unit_id,
                Assignment.role,
                Assignment.printed_label,
                Assignment.raw,
                Assignment.is_first_lead,
            )
        )
        .where(
            col(Assignment.plan_id) == plan_id,
            standing(Assignment),
            *_held(col(Assignment.task_id), holders),
        )
        .order_by(col(Assignment.task_id), col(Assignment.position), col(Assignment.id))
    )
    return [Cell(*row) for row in session.execute(query)]


def _held(task_id: Mapped[int], holders: Collection[int] | None) -> list[ColumnElement[bool]]:
    if holders is None:
        return []
    named = aliased(Assignment)
    held = select(col(named.task_id)).where(col(named.unit_id).in_(holders), standing(named))
    return [task_id.in_(held)]


def owed(session: Session, plan_id: int, units: Collection[int]) -> list[Owed]:
    """Returns that units still owe for a plan, by due date."""
    query = (
        select(
            *cols(Return.unit_id, Return.period, Return.due_on, Return.due_confirmed, Return.state)
        )
        .where(
            col(Return.plan_id) == plan_id,
            col(Return.unit_id).in_(units),
            col(Return.state).in_(OWED),
        )
        .order_by(col(Return.due_on), col(Return.id))
    )
    return [Owed(*row) for row in session.execute(query)]


def signed(session: Session, plan_id: int, units: Collection[int]) -> dict[int, Signed]:
    query = select(
        *cols(
            Dispatch.unit_id,
            Dispatch.dispatched_at,
            Dispatch.acknowledged_at,
            Dispatch.acknowledged_by,
        )
    ).where(col(Dispatch.plan_id) == plan_id, col(Dispatch.unit_id).in_(units))
    return {row[0]: Signed(*row[1:]) for row in session.execute(query)}


def groups_of(session: Session, units: Collection[int]) -> dict[int, frozenset[int]]:
    """The groups that hold each unit."""
    query = select(*cols(GroupMember.unit_id, GroupMember.group_id)).where(
        col(GroupMember.unit_id).in_(units)
    )
    found: dict[int, frozenset[int]] = {}
    for unit_id, group_id in session.execute(query):
        found[unit_id] = found.get(unit_id, frozenset()) | {group_id}
    return found


def members_of(session: Session, groups: Collection[int]) -> dict[int, frozenset[int]]:
    """The members of each of those ids that is a group with members."""
    query = select(*cols(GroupMember.group_id, GroupMember.unit_id)).where(
        col(GroupMember.group_id).in_(groups)
    )
    found: dict[int, frozenset[int]] = {}
    for group_id, unit_id in session.execute(query):
        found[group_id] = found.get(group_id, frozenset()) | {unit_id}
    return found


def coordinators(
    session: Session, region_id: int, office_id: int | None, day: date
) -> Sequence[Contact]:
    """Those who run the plans of an office (or of the region itself) on a day; two are enough."""
    query = (
        select(*cols(Person.name, Person.phone))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Membership.role) == Role.COORDINATOR,
            col(Membership.region_id) == region_id,
            col(Membership.unit_id) == office_id
            if office_id
            else col(Membership.unit_id).is_(None),
            col(Membership.valid_from) <= day,
            or_(col(Membership.valid_until).is_(None), col(Membership.valid_until) >= day),
            col(Person.active),
        )
        .order_by(col(Membership.id))
        .limit(2)
    )
    return [Contact(*row) for row in session.execute(query)]
