"""By what the matters of a plan are followed up, and what is told of their plan."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.plans.models import Plan
from app.progress.models import Dispatch, Return
from app.reminders.ladder.models import PlanLadder
from app.reminders.matters import Matter
from app.reminders.terms import Profile
from app.units.models import Unit

Office = aliased(Unit)


def profiles(session: Session) -> Collection[Profile]:
    chosen = session.scalars(select(col(PlanLadder.profile)).distinct())
    return {Profile.PLAN, *chosen}


def by(profile: Profile, plan_id: Any) -> Any:
    """Plans that are followed up by a profile: by 规划类 all that chose no other."""
    if profile is Profile.PLAN:
        return plan_id.not_in(select(col(PlanLadder.plan_id)))
    chosen = select(col(PlanLadder.plan_id)).where(col(PlanLadder.profile) == profile)
    return plan_id.in_(chosen)


def owed_columns(table: type[Return | Dispatch], due_on: Any) -> list[Any]:
    """What the ladder wants of a row that belongs to a plan; see `subjects.Kind`."""
    plan_id = col(table.plan_id)
    office = select(col(Plan.office_id)).where(col(Plan.id) == plan_id).scalar_subquery()
    return [
        col(table.id).label("subject_id"),
        col(table.unit_id),
        col(table.region_id),
        office.label("office_id"),
        due_on.label("due_on"),
    ]


_PLAN: list[Any] = [
    col(Plan.id).label("plan_id"),
    col(Plan.title),
    col(Plan.region_id).label("plan_region_id"),
    col(Plan.office_id),
    col(Office.name).label("office"),
]


def with_plan(query: Select[Any], plan_id: Any) -> Select[Any]:
    return (
        query.add_columns(*_PLAN)
        .join(Plan, col(Plan.id) == plan_id)
        .outerjoin(Office, col(Office.id) == col(Plan.office_id))
    )


def matter(
    row: Row[Any],
    *,
    part: str,
    path: str,
    owed: bool,
    due_on: date,
    confirmed: bool = True,
    period: str | None = None,
) -> Matter:
    """Of a row of `with_plan` that has the subject's `id` and its `unit_id`."""
    return Matter(
        id=row.id,
        unit_id=row.unit_id,
        title=row.title,
        part=part,
        path=path,
        owed=owed,
        due_on=due_on,
        confirmed=confirmed,
        plan_id=row.plan_id,
        period=period,
        plan_region_id=row.plan_region_id,
        office_id=row.office_id,
        office=row.office,
    )
