"""Two plans held against each other: what other modules and the edge call."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.core.actor import Actor, Role
from app.core.columns import cols
from app.core.errors import ForbiddenError, InvalidError
from app.identity.models import Region
from app.network.coverage import indicators, rules
from app.network.coverage.indicators import Indicators, Measured
from app.network.coverage.rules import Coverage, Item
from app.plans import service as plans
from app.plans.models import Indicator, Plan, Task, standing
from app.plans.queries import readable, readable_tasks
from app.plans.terms import PlanState
from app.reading.terms import Stage, TaskKind

MOST_TASKS = 2_000
"""Tasks of a plan that are compared; the longest known has a tenth of them."""
MOST_CHARACTERS = 200_000
"""Of all these tasks together; the longest known plan has a ninth of them."""
MOST_PLANS = 200
"""Plans to choose from on the page."""


class SamePlanError(InvalidError):
    code, title = "same_plan", "请选两份不同的方案"


class TooManyTasksError(InvalidError):
    code, title = "too_many_tasks", "方案的任务太多或太长，不能逐项比较"


@dataclass(frozen=True)
class Side:
    id: int
    title: str
    stage: Stage
    region: str
    tasks: int
    indicators: int


@dataclass(frozen=True)
class Comparison:
    one: Side
    other: Side
    tasks: Coverage
    indicators: Indicators


@dataclass(frozen=True)
class Choice:
    id: int
    title: str
    region: str


def compare(session: Session, actor: Actor, plan_id: int, with_id: int) -> Comparison:
    """Raise `NotFoundError` for a plan that the actor may not read, `ForbiddenError` for one of
    which he reads his own rows alone: what is missing from them would be told as missing.
    """
    one, other = (_whole(session, actor, one) for one in (plan_id, with_id))
    if one.id == other.id:
        raise SamePlanError
    items, others = _items(session, actor, one), _items(session, actor, other)
    measured, measured_there = _measured(session, one), _measured(session, other)
    return Comparison(
        one=_side(session, one, items, measured),
        other=_side(session, other, others, measured_there),
        tasks=rules.compare(items, others),
        indicators=indicators.compare(measured, measured_there, items, others),
    )


def choices(session: Session, actor: Actor, plan_id: int) -> list[Choice]:
    """The plans that one may be held against, the newest first."""
    query = (
        readable(actor)
        .join(Region, col(Region.id) == col(Plan.region_id))
        .where(col(Plan.id) != plan_id, col(Plan.state).in_((PlanState.DRAFT, PlanState.PUBLISHED)))
        .with_only_columns(*cols(Plan.id, Plan.title, Region.name))
        .order_by(col(Plan.id).desc())
    )
    if actor.role is Role.LIAISON:
        query = query.where(col(Plan.library).is_(True))
    return [Choice(*row) for row in session.execute(query.limit(MOST_PLANS))]


def _whole(session: Session, actor: Actor, plan_id: int) -> Plan:
    plan = plans.get(session, actor, plan_id)
    if actor.role is Role.LIAISON and not plan.library:
        raise ForbiddenError
    return plan


def _items(session: Session, actor: Actor, plan: Plan) -> list[Item]:
    """Tasks and projects in the plan's order; a part of a task stands in its task."""
    whole = readable_tasks(actor).where(
        col(Task.plan_id) == plan.id, col(Task.kind) != TaskKind.MEASURE, standing(Task)
    )
    count = session.execute(whole.with_only_columns(func.count())).scalar_one()
    if count > MOST_TASKS:
        raise TooManyTasksError(f"《{plan.title}》有 {count} 项，至多比较 {MOST_TASKS} 项")
    columns = cols(Task.id, Task.number, Task.kind, Task.title, Task.text, Task.section)
    query = whole.with_only_columns(*columns).order_by(col(Task.position), col(Task.id))
    found = [
        Item(id_, number, kind, title, text, section[-1] if section else None)
        for id_, number, kind, title, text, section in session.execute(query)
    ]
    check_length(plan.title, found)
    return found


def check_length(title: str, items: Sequence[Item]) -> None:
    characters = sum(len(one.title) + len(one.text) for one in items)
    if characters > MOST_CHARACTERS:
        words = f"《{title}》的任务共 {characters} 字，至多比较 {MOST_CHARACTERS} 字"
        raise TooManyTasksError(words)


def _measured(session: Session, plan: Plan) -> list[Measured]:
    columns = cols(
        Indicator.id,
        Indicator.number,
        Indicator.name,
        Indicator.measure,
        Indicator.target,
        Indicator.target_year,
        Indicator.attribute,
    )
    query = select(*columns).where(col(Indicator.plan_id) == plan.id)
    ordered = query.order_by(col(Indicator.position), col(Indicator.id))
    return [Measured(*row) for row in session.execute(ordered)]


def _side(
    session: Session, plan: Plan, items: Sequence[Item], measured: Sequence[Measured]
) -> Side:
    region = session.get_one(Region, plan.region_id)
    return Side(plan.id, plan.title, plan.stage, region.name, len(items), len(measured))
