"""By the coordinator or by the clock a period is closed: what was accepted stays as it is."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlmodel import Session, col

from app.core.actor import SYSTEM, Actor, Role
from app.core.errors import NotFoundError
from app.core.events import Subject
from app.jobs.service import emit
from app.kit import clock
from app.kit.identifiers import uuid7
from app.plans import service as plans
from app.plans.rules import may_write
from app.progress import statements
from app.progress.events import ReturnsLocked
from app.progress.models import Return
from app.progress.rules import LOCKED_FROM, NotYourPlanError
from app.progress.settings import service as places
from app.progress.settings.rules import DEFAULTS
from app.progress.statements import Run
from app.workdays import service as workdays


def lock_period(session: Session, actor: Actor, plan_id: int, period: str) -> int:
    """Close a period of a plan; what is not accepted yet can still be handed in and accepted. How
    many returns were locked. Raise `NotFoundError` for a period that the plan does not ask for.
    """
    plan = plans.get(session, actor, plan_id)
    if not may_write(actor, region_id=plan.region_id, office_id=plan.office_id):
        raise NotYourPlanError
    of_period = (col(Return.plan_id) == plan_id, col(Return.period) == period)
    if session.execute(select(col(Return.id)).where(*of_period).limit(1)).first() is None:
        raise NotFoundError("这个方案没有这一期")
    run = Run(str(uuid7()), clock.now())
    locked = statements.lock(session, of_period, run)
    if locked:
        told = ReturnsLocked(
            subject=Subject("plan", plan_id),
            region_id=plan.region_id,
            run_id=run.id,
            locked=locked,
            period=period,
        )
        emit(session, actor, told)
    return locked


def lockable(session: Session, actor: Actor, plan_id: int | None) -> Sequence[Row[Any]]:
    """`period` and how many of it are `accepted`, of a plan whose periods the actor may lock."""
    if plan_id is None or actor.role is not Role.COORDINATOR:
        return []
    plan = plans.get(session, actor, plan_id)
    if not may_write(actor, region_id=plan.region_id, office_id=plan.office_id):
        return []
    query = (
        select(col(Return.period), func.count().label("accepted"))
        .where(col(Return.plan_id) == plan_id, col(Return.state) == LOCKED_FROM)
        .group_by(col(Return.period))
        .order_by(col(Return.period))
    )
    return session.execute(query).all()


def lock_by_clock(session: Session) -> int:
    """What was accepted and due long enough ago, by the settings of its place. How many."""
    custom = places.lock_after(session)
    default = DEFAULTS.lock_after
    calendar, today = workdays.calendar(session), clock.today()
    run = Run(str(uuid7()), clock.now())
    locked = 0
    for workdays_after in sorted({default, *custom.values()}):
        day = calendar.shift(today, -workdays_after)
        regions = [one for one, after in custom.items() if after == workdays_after]
        region = col(Return.region_id)
        within = region.not_in(list(custom)) if workdays_after == default else region.in_(regions)
        locked += statements.lock(session, (within, *_before(day)), run)
    if locked:
        subject = Subject("calendar", today.year)
        told = ReturnsLocked(subject=subject, run_id=run.id, locked=locked, period=None)
        emit(session, SYSTEM, told)
    return locked


def _before(day: date) -> tuple[ColumnElement[bool], ...]:
    begins = datetime.combine(day, time(), clock.ZONE)
    return col(Return.due_on) < day, col(Return.reviewed_at) < begins
