"""Selects of the sheets; `printable` is where every sheet begins."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.identity.models import Membership, Person, Region
from app.identity.queries import readable_regions
from app.plans.holding.service import Holding
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


def candidates(session: Session, actor: Actor, held: Holding | None) -> list[Candidate]:
    """Published plans of which a unit holds a task, or all."""
    narrowed = [] if held is None else [col(Plan.id).in_(_of_holding(held, Assignment.plan_id))]
    query = (
        readable(actor)
        .where(col(Plan.state) == PlanState.PUBLISHED, *narrowed)
        .with_only_columns(*cols(Plan.id, Plan.title, Plan.reporting_until))
        .order_by(col(Plan.id))
    )
    return [Candidate(*row) for row in session.execute(query)]


def tasks(session: Session, actor: Actor, plan_id: int, held: Holding | None) -> list[TaskFacts]:
    """Of a plan, in plan order: those that a unit holds; None narrows nothing."""
    query = (
        readable_tasks(actor)
        .where(col(Task.plan_id) == plan_id, standing(Task), *_held(col(Task.id), held))
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
                Task.extended_to,
            )
        )
        .order_by(col(Task.position), col(Task.id))
    )
    return [TaskFacts(*row) for row in session.execute(query)]


def cells(session: Session, plan_id: int, held: Holding | None) -> list[Cell]:
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
                Assignment.id,
            )
        )
        .where(
            col(Assignment.plan_id) == plan_id,
            standing(Assignment),
            *_held(col(Assignment.task_id), held),
        )
        .order_by(col(Assignment.task_id), col(Assignment.position), col(Assignment.id))
    )
    return [Cell(*row) for row in session.execute(query)]


def _held(task_id: Mapped[int], held: Holding | None) -> list[ColumnElement[bool]]:
    return [] if held is None else [task_id.in_(_of_holding(held, Assignment.task_id))]


def _of_holding(held: Holding, wanted: Any) -> Select[int]:
    """A column of the assignments that stand and that a unit holds."""
    named = aliased(Assignment)
    names_it = and_(col(named.unit_id).in_(held.named), col(named.id).not_in(held.taken))
    holds = or_(names_it, col(named.id).in_(held.given))
    return select(getattr(named, wanted.key)).where(holds, standing(named))


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
