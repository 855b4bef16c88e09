"""Who may read which plans and tasks: `readable` and `readable_tasks` begin every list and get.

Inner tables are aliased, so that others may join to these selects without being correlated.
"""

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass
from sqlmodel import col

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.models import Handover
from app.plans.holding.queries import held_assignments
from app.plans.models import Assignment, Plan, Task
from app.plans.terms import PlanState
from app.units.models import Unit

SomePlan = type[Plan] | AliasedClass[Plan]
# Made once: an alias works out its columns anew each time that it is made, which takes as long as
# the query itself, and what may be read is asked by every request.
_PLAN, _NAMED, _CELL, _UNIT = aliased(Plan), aliased(Assignment), aliased(Assignment), aliased(Unit)


def readable(actor: Actor) -> Select[Plan]:
    """Plans of the actor's regions; those that were published and name a unit of them;
    precedents.
    """
    match actor.role:
        case ActorRole.SYSTEM:
            visible: ColumnElement[bool] = true()
        case ActorRole.COORDINATOR | ActorRole.LEADER | ActorRole.ADMIN | ActorRole.LIAISON:
            visible = or_(concerns(actor), _precedent(Plan))
        case _:
            visible = false()  # type: ignore[unreachable]  # a role that is added sees nothing
    return select(Plan).where(visible)


def concerns(actor: Actor) -> ColumnElement[bool]:
    """Plans of the actor's regions, and those that were published and name a unit of them; a
    liaison: those that name the own unit. What else is readable is so as a precedent alone.
    """
    match actor.role:
        case ActorRole.SYSTEM:
            return true()
        case ActorRole.COORDINATOR | ActorRole.LEADER | ActorRole.ADMIN:
            within = col(Plan.region_id).in_(readable_regions(actor))
            return or_(within, and_(_came_out(Plan), _names_region(actor, Plan)))
        case ActorRole.LIAISON:
            return and_(_came_out(Plan), _names_unit(actor))
        case _:
            return false()  # type: ignore[unreachable]  # as above


def readable_tasks(actor: Actor) -> Select[Task]:
    """A liaison: tasks that the own unit holds, as `plans.holding` has it. Others: of their plans.

    The tests of a plan run by its key, once for each task that is looked at and is not the own
    region's; the tasks of a liaison are found by an index.
    """
    plan = _PLAN
    match actor.role:
        case ActorRole.SYSTEM:
            visible: ColumnElement[bool] = true()
        case ActorRole.COORDINATOR | ActorRole.LEADER | ActorRole.ADMIN:
            within = col(Task.region_id).in_(readable_regions(actor))
            visible = or_(within, _of(plan, _reaches(actor, plan)))
        case ActorRole.LIAISON:
            own = and_(_task_names_unit(actor), _of(plan, _came_out(plan)))
            precedents = select(col(plan.id)).where(_precedent(plan))
            visible = or_(own, col(Task.plan_id).in_(precedents))
        case _:
            visible = false()  # type: ignore[unreachable]  # a role that is added sees nothing
    return select(Task).where(visible)


def _came_out(plan: SomePlan) -> ColumnElement[bool]:
    """Published, and where another has followed it: what was handed out stays to be read."""
    return col(plan.state).in_((PlanState.PUBLISHED, PlanState.SUPERSEDED))


def _precedent(plan: SomePlan) -> ColumnElement[bool]:
    """In the library, and so for all to read."""
    return and_(col(plan.state) == PlanState.PUBLISHED, col(plan.library).is_(True))


def _reaches(actor: Actor, plan: SomePlan) -> ColumnElement[bool]:
    """Published elsewhere, and a precedent or of concern to a unit of the actor's regions."""
    return or_(_precedent(plan), and_(_came_out(plan), _names_region(actor, plan)))


def _of(plan: SomePlan, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(1).where(col(plan.id) == col(Task.plan_id), condition).correlate(Task))


def _names_region(actor: Actor, plan: SomePlan) -> ColumnElement[bool]:
    """Whether a plan names a unit of the actor's regions, or one that serves them."""
    regions = readable_regions(actor)
    named, unit = _NAMED, _UNIT
    units = select(col(unit.id)).where(
        or_(col(unit.region_id).in_(regions), col(unit.serves_region_id).in_(regions))
    )
    query = select(1).where(col(named.plan_id) == col(plan.id), col(named.unit_id).in_(units))
    return exists(query.correlate(plan))


def _names_unit(actor: Actor) -> ColumnElement[bool]:
    cell = _CELL
    wanted, given = col(cell.plan_id), col(Handover.plan_id)
    plans = held_assignments(actor.unit_id, clock.today(), wanted, given, cell)
    return col(Plan.id).in_(plans)


def _task_names_unit(actor: Actor) -> ColumnElement[bool]:
    cell = _CELL
    wanted, given = col(cell.task_id), col(Handover.task_id)
    tasks = held_assignments(actor.unit_id, clock.today(), wanted, given, cell)
    return col(Task.id).in_(tasks)
