"""Load, then permit: where every change of a plan begins."""

from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, ForbiddenError, NotFoundError, StaleError
from app.identity.models import Region
from app.identity.queries import readable_regions
from app.plans import listing, matrix, queries, rules
from app.plans.listing import PlanView
from app.plans.locking import locked
from app.plans.models import Plan, Task
from app.plans.terms import PlanState

T = TypeVar("T")


def get(session: Session, actor: Actor, plan_id: int) -> Plan:
    """Raise `NotFoundError` when there is none that the actor may read."""
    plan = session.scalars(queries.readable(actor).where(col(Plan.id) == plan_id)).first()
    if plan is None:
        raise NotFoundError
    return plan


def for_judging(session: Session, actor: Actor, plan_id: int) -> Plan:
    """As `get`, for whoever prepares decisions in the plan's region or above it: what is asked
    about a plan is not for everybody who may read it, as anybody may a precedent.

    Raise `NotFoundError` and `ForbiddenError`.
    """
    plan = get(session, actor, plan_id)
    if not judges(session, actor, plan.region_id):
        raise ForbiddenError
    return plan


def judges(session: Session, actor: Actor, region_id: int) -> bool:
    """Whether the actor may see what is asked about the plans of a region."""
    match actor.role:
        case Role.SYSTEM:
            return True
        case Role.COORDINATOR | Role.LEADER | Role.ADMIN:
            within = readable_regions(actor).where(col(Region.id) == region_id)
            return session.execute(within).first() is not None
        case _:
            return False


def knows(session: Session, actor: Actor, plan_id: int) -> bool:
    """Whether the life of a plan is the actor's to read: who changed it, who offered what. Of a
    precedent of elsewhere it is not, only the text.
    """
    query = select(col(Plan.id)).where(col(Plan.id) == plan_id, queries.concerns(actor))
    return session.execute(query).first() is not None


def to_write(session: Session, actor: Actor, plan_id: int) -> Plan:
    """As `get`, for whoever runs the plan. Raise `NotFoundError` and `ForbiddenError`."""
    plan = get(session, actor, plan_id)
    if not rules.may_write(actor, region_id=plan.region_id, office_id=plan.office_id):
        raise ForbiddenError
    return plan


def may_write(actor: Actor, plan: PlanView) -> bool:
    """`rules.may_change` of a plan that is shown."""
    office_id = plan.office.id if plan.office else None
    return rules.may_change(actor, plan.state, region_id=plan.region.id, office_id=office_id)


def for_change(session: Session, actor: Actor, plan_id: int, expected: int | None = None) -> Plan:
    """The plan, locked until the transaction ends, so that changes of one plan follow each other.

    Raise `NotFoundError`, `ForbiddenError`, `StaleError` unless it has the `expected` version, and
    `SupersededPlanError` where another has followed it.
    """
    to_write(session, actor, plan_id)
    plan = get_locked(session, actor, plan_id, expected)
    if plan.state is PlanState.SUPERSEDED:
        raise rules.SupersededPlanError
    return plan


def get_locked(session: Session, actor: Actor, plan_id: int, expected: int | None = None) -> Plan:
    """As `for_change`, for whoever may read it: the caller permits."""
    get(session, actor, plan_id)
    plan = _again(locked(session, plan_id))
    if expected is not None and plan.version != expected:
        current = listing.plan(session, actor, plan_id)
        raise StaleError(current=listing.as_item(current))
    return plan


def task_for_change(
    session: Session,
    actor: Actor,
    task_id: int,
    published: type[ConflictError],
    expected: int | None = None,
) -> tuple[Plan, Task]:
    """A task of a draft, and its plan, locked. Raises as `for_change`, and `published`."""
    task = session.scalars(queries.readable_tasks(actor).where(col(Task.id) == task_id)).first()
    if task is None:
        raise NotFoundError
    plan = for_change(session, actor, task.plan_id)
    rules.check_draft(plan.state, published)
    task = _again(session.get(Task, task_id, populate_existing=True))
    if expected is not None and task.version != expected:
        current = matrix.task(session, actor, task_id)
        raise StaleError(current=current)
    return plan, task


def _again(row: T | None) -> T:
    """A row that was there before the lock was waited for; another may have deleted it."""
    if row is None:
        raise NotFoundError
    return row
