"""Selects of claims, and of tasks that are open to them. `readable*` begin every list and get."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.core.columns import cols
from app.core.lists import Order
from app.identity.queries import readable_regions
from app.kit import clock
from app.plans.holding.service import own_ids
from app.plans.models import Assignment, Plan, Task, standing
from app.plans.terms import OVER, PlanState
from app.progress.claims.models import Claim, ClaimPartner
from app.progress.claims.terms import ClaimState
from app.reading.terms import Role, Stage, TaskKind
from app.units.models import Unit

NEWEST = Order("-id", (col(Claim.id),), descending=True)


# ---- who may read ----------------------------------------------------------------------------


def readable_claimable(actor: Actor) -> Select[Task]:
    """Tasks that are open to claims: a liaison those of plans of the regions for which the own
    unit works, others those of their regions. The text of such a task is for all of them to read.
    """
    return select(Task).where(_of_actors_regions(actor), _is_open())


def readable_contested(actor: Actor) -> Select[Task]:
    """As `readable_claimable`, and those that somebody offered to hold, whatever came of it: who
    comes too late is told so.
    """
    offered = exists(select(1).where(col(Claim.task_id) == col(Task.id)).correlate(Task))
    return select(Task).where(_of_actors_regions(actor), or_(offered, _is_open()))


def _of_actors_regions(actor: Actor) -> ColumnElement[bool]:
    match actor.role:
        case ActorRole.SYSTEM:
            return true()
        case ActorRole.COORDINATOR | ActorRole.LEADER | ActorRole.ADMIN:
            return col(Task.region_id).in_(readable_regions(actor))
        case ActorRole.LIAISON if actor.unit_id is not None:
            return col(Task.region_id).in_(_served_by(actor.unit_id))
        case _:
            return false()


def _served_by(unit_id: int) -> Select[int]:
    """The regions for which a unit works."""
    unit = aliased(Unit)
    this = col(unit.id) == unit_id
    both = union_all(
        select(col(unit.region_id).label("id")).where(this),
        select(col(unit.serves_region_id)).where(this, col(unit.serves_region_id).is_not(None)),
    ).subquery()
    return select(both.c.id)


def _is_open() -> ColumnElement[bool]:
    """`rules.check_open` as one condition."""
    plan = aliased(Plan)
    issued = exists(
        select(1)
        .where(
            col(plan.id) == col(Task.plan_id),
            col(plan.state) == PlanState.PUBLISHED,
            col(plan.stage) == Stage.ISSUED,
        )
        .correlate(Task)
    )
    return and_(
        col(Task.kind) != TaskKind.MEASURE,
        col(Task.state).not_in(OVER),
        standing(Task),
        issued,
        ~has_cell(Role.LEAD),
    )


def has_cell(role: Role | None = None) -> ColumnElement[bool]:
    """Whether somebody stands in the task by its own name."""
    cell = aliased(Assignment)
    which = [col(cell.role) == role] if role else []
    query = select(1).where(
        col(cell.task_id) == col(Task.id), col(cell.collective).is_(False), standing(cell), *which
    )
    return exists(query.correlate(Task))


def readable_claims(actor: Actor) -> Select[Claim]:
    """A liaison: what the own unit offered, or one for which it stands in. Others: what concerns
    plans of their regions.
    """
    match actor.role:
        case ActorRole.SYSTEM:
            visible: ColumnElement[bool] = true()
        case ActorRole.COORDINATOR | ActorRole.LEADER | ActorRole.ADMIN:
            visible = col(Claim.region_id).in_(readable_regions(actor))
        case ActorRole.LIAISON if actor.unit_id is not None:
            visible = col(Claim.unit_id).in_(own_ids(actor.unit_id, clock.today()))
        case _:
            visible = false()
    return select(Claim).where(visible)


# ---- claims ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClaimFilter:
    """What a list is narrowed by; `conflict`: one of several open offers to lead a task;
    `decided`: something came of it.
    """

    plan: int | None = None
    task: int | None = None
    unit: int | None = None
    state: ClaimState | None = None
    conflict: bool | None = None
    decided: bool | None = None

    def as_key(self) -> dict[str, object]:
        return {name: value for name, value in vars(self).items() if value is not None}


_other = aliased(Claim)
_IN_CONFLICT = and_(
    col(Claim.role) == Role.LEAD,
    col(Claim.state) == ClaimState.OFFERED,
    exists(
        select(1)
        .where(
            col(_other.task_id) == col(Claim.task_id),
            col(_other.id) != col(Claim.id),
            col(_other.role) == Role.LEAD,
            col(_other.state) == ClaimState.OFFERED,
        )
        .correlate(Claim)
    ),
)
_row, _confirmed = aliased(Assignment), aliased(Unit)
_ITEM = [
    *cols(Claim.id, Claim.task_id, Claim.plan_id, Claim.region_id, Claim.unit_id, Claim.role),
    *cols(Claim.words, Claim.state, Claim.offered_by, Claim.offered_at, Claim.entered_by),
    *cols(Claim.confirmed_role, Claim.assignment_id, Claim.decided_by, Claim.decided_at),
    *cols(Claim.note, Claim.version, Claim.updated_at),
    col(Unit.name).label("unit_name"),
    col(_confirmed.id).label("confirmed_unit_id"),
    col(_confirmed.name).label("confirmed_unit"),
    col(Plan.title).label("plan_title"),
    *cols(Plan.office_id),
    col(Task.number).label("task_number"),
    col(Task.title).label("task_title"),
    _IN_CONFLICT.label("conflict"),
]


def with_names(query: Select[Any]) -> Select[Any]:
    return (
        query.with_only_columns(*_ITEM)
        .join(Unit, col(Unit.id) == col(Claim.unit_id))
        .join(Plan, col(Plan.id) == col(Claim.plan_id))
        .join(Task, col(Task.id) == col(Claim.task_id))
        .outerjoin(_row, col(_row.id) == col(Claim.assignment_id))
        .outerjoin(_confirmed, col(_confirmed.id) == col(_row.unit_id))
    )


def claims(actor: Actor, wanted: ClaimFilter) -> Select[Any]:
    conflict = _IN_CONFLICT if wanted.conflict else ~_IN_CONFLICT
    waits = col(Claim.state) == ClaimState.OFFERED
    given = (
        (wanted.decided, ~waits if wanted.decided else waits),
        (wanted.plan, col(Claim.plan_id) == wanted.plan),
        (wanted.task, col(Claim.task_id) == wanted.task),
        (wanted.unit, col(Claim.unit_id).in_(own_ids(wanted.unit, clock.today()))),
        (wanted.state, col(Claim.state) == wanted.state),
        (wanted.conflict, conflict),
    )
    conditions = [condition for value, condition in given if value is not None]
    return with_names(readable_claims(actor)).where(*conditions)


def claim(session: Session, actor: Actor, claim_id: int) -> Row[Any] | None:
    query = with_names(readable_claims(actor)).where(col(Claim.id) == claim_id)
    return session.execute(query).first()


def claims_on(session: Session, task_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """All claims of tasks that the caller may read, in the order in which they were made."""
    query = with_names(select(Claim)).where(col(Claim.task_id).in_(task_ids))
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(query.order_by(col(Claim.id))):
        found[row.task_id].append(row)
    return found


def partners_of(session: Session, claim_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """`id` and `name` of the units with which each claim proposes to work, by 机构序."""
    query = (
        select(*cols(ClaimPartner.claim_id, Unit.id, Unit.name))
        .join(Unit, col(Unit.id) == col(ClaimPartner.unit_id))
        .where(col(ClaimPartner.claim_id).in_(claim_ids))
        .order_by(col(Unit.rank), col(Unit.id))
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.claim_id].append(row)
    return found


def waiting(actor: Actor, plan: int) -> Subquery:
    """Each task of a plan on which an offer waits: `conflict` is 0 where several want to lead it,
    else 1, so that those come first.
    """
    leads = func.count().filter(col(Claim.role) == Role.LEAD)
    return (
        readable_claims(actor)
        .join(Task, col(Task.id) == col(Claim.task_id))
        .where(col(Claim.state) == ClaimState.OFFERED, col(Claim.plan_id) == plan)
        .with_only_columns(
            *cols(Claim.task_id, Task.position, Task.kind),
            case((leads > 1, 0), else_=1).label("conflict"),
        )
        .group_by(*cols(Claim.task_id, Task.position, Task.kind))
        .subquery()
    )


def waiting_order(found: Subquery) -> Order:
    """Conflicts first, then in the order of the plan."""
    return Order("waiting", (found.c.conflict, found.c.position, found.c.task_id))


def waiting_kinds(session: Session, found: Subquery) -> Sequence[Row[Any]]:
    """`conflict`, `kind` and the `number` of such tasks."""
    query = select(found.c.conflict, found.c.kind, func.count().label("number"))
    return session.execute(query.group_by(found.c.conflict, found.c.kind)).all()


def counts(session: Session, actor: Actor, plan: int) -> dict[ClaimState, int]:
    """How many claims of a plan there are in each state."""
    query = (
        readable_claims(actor)
        .where(col(Claim.plan_id) == plan)
        .with_only_columns(*cols(Claim.state), func.count())
        .group_by(col(Claim.state))
    )
    return {state: int(number) for state, number in session.execute(query)}
