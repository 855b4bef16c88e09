"""Who is asked about the tasks of a return, and what was filed about them for the same period."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Date, Row, Select, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from app.core.columns import BigId, cols
from app.kit import clock
from app.plans.filers.service import asked_about
from app.plans.holding.service import standing_in
from app.plans.models import Task
from app.progress.models import Report, Return
from app.progress.rows import FIELDS, TODAY
from app.progress.terms import HANDED_IN
from app.units.models import Unit


def cells(session: Session, found: Row[Any], task_ids: Collection[int]) -> Sequence[Row[Any]]:
    """`unit_id`, `task_id`, `first`, the unit's `name` and the `state` of its return for the same
    period, the first leads first; `goes_on` tells whether the task is asked about at all now.
    """
    facts = {"plan_id": found.plan_id, "period": found.period, "period_end": found.period_end}
    given = facts | {"today": clock.today(), "task_ids": list(task_ids)}
    return session.execute(_cells(), given).all()


@cache
def _cells() -> Select[Any]:
    plan_id: BindParameter[int] = bindparam("plan_id", type_=BigId)
    ended: BindParameter[date] = bindparam("period_end", type_=Date())
    tasks = select(col(Task.id)).where(col(Task.id).in_(bindparam("task_ids", expanding=True)))
    cell = asked_about(plan_id, TODAY, ended, tasks, rests=True).subquery()
    same = and_(
        col(Return.unit_id) == cell.c.unit_id,
        col(Return.plan_id) == plan_id,
        col(Return.period) == bindparam("period"),
    )
    return (
        select(cell.c.unit_id, cell.c.task_id, cell.c.first, *cols(Unit.name, Return.state))
        .add_columns(col(Task.state).label("task_state"), col(Return.id).label("return_id"))
        .join(Unit, col(Unit.id) == cell.c.unit_id)
        .join(Task, col(Task.id) == cell.c.task_id)
        .outerjoin(Return, same)
        .order_by(cell.c.first.desc(), col(Unit.rank), cell.c.unit_id)
    )


def filed(session: Session, found: Row[Any], task_ids: Collection[int]) -> Sequence[Row[Any]]:
    """What units other than the return's say of the tasks for its period in forms that were handed
    in, or in rows that were filed ahead; `holder_id` is who stands in for the unit now.
    """
    stands = standing_in(clock.today())
    query = (
        select(
            *cols(Report.task_id, *(getattr(Report, name) for name in FIELDS)),
            *cols(Return.unit_id, Return.state, Return.submitted_at, Report.filed_at),
            *cols(Unit.name),
            func.coalesce(stands.c.holder_id, col(Return.unit_id)).label("holder_id"),
        )
        .join(Return, col(Return.id) == col(Report.return_id))
        .join(Unit, col(Unit.id) == col(Return.unit_id))
        .outerjoin(stands, stands.c.named_id == col(Return.unit_id))
        .where(
            col(Report.task_id).in_(task_ids),
            col(Return.plan_id) == found.plan_id,
            col(Return.period) == found.period,
            col(Return.id) != found.id,
            or_(col(Return.state).in_(HANDED_IN), col(Report.filed_at).is_not(None)),
        )
        .order_by(col(Unit.rank), col(Unit.id))
    )
    return session.execute(query).all()
