"""What a plan asks of its units in a year, beside the plan before it and the limit of the place."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.plans.models import Plan
from app.progress.models import Return
from app.progress.queries import readable_returns
from app.progress.reporting import rules, service
from app.progress.settings import service as settings


@dataclass(frozen=True)
class Load:
    """`a_year` counts the returns that are asked, one a unit a period, by the year in which they
    are due; `most` is that of the fullest year.
    """

    plan_id: int
    title: str
    a_year: Mapping[int, int]

    @property
    def most(self) -> int:
        return max(self.a_year.values(), default=0)


@dataclass(frozen=True)
class Burden:
    """`before` is the plan of the same place that was published last, the same office's first."""

    plan: Load
    before: Load | None
    limit: int

    @property
    def is_over(self) -> bool:
        return self.plan.most > self.limit


def burden(session: Session, actor: Actor, plan_id: int) -> Burden:
    """Raise `NotFoundError` for a plan that the actor may not read."""
    found = service.get(session, actor, plan_id)
    plan = found.plan
    return Burden(
        plan=Load(plan.id, plan.title, found.a_year),
        before=_before(session, actor, plan),
        limit=settings.of_region(session, plan.region_id).burden_limit,
    )


def _before(session: Session, actor: Actor, plan: Plan) -> Load | None:
    asked = readable_returns(actor).with_only_columns(col(Return.plan_id))
    same_office = case((col(Plan.office_id) == plan.office_id, 0), else_=1)
    query = (
        select(Plan)
        .where(
            col(Plan.region_id) == plan.region_id,
            col(Plan.id) != plan.id,
            col(Plan.id).in_(asked),
        )
        .order_by(same_office, col(Plan.published_at).desc(), col(Plan.id).desc())
        .limit(1)
    )
    before = session.scalars(query).first()
    if before is None:
        return None
    days = (
        select(col(Return.due_on), func.count())
        .where(col(Return.plan_id) == before.id)
        .group_by(col(Return.due_on))
    )
    counts = [(due_on, count) for due_on, count in session.execute(days)]
    return Load(before.id, before.title, rules.a_year(counts))
