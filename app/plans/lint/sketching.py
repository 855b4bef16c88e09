"""The keys of the tasks of published plans: `near.bands` of their texts, stored."""

from sqlalchemy import delete, exists, insert, select
from sqlmodel import Session, col

from app.core.columns import cols
from app.plans.lint import near
from app.plans.lint.models import TaskBand
from app.plans.models import Plan, Task, standing
from app.plans.terms import PlanState


def sketch(session: Session, plan_id: int) -> None:
    """Anew for the whole plan; none for one that is not published."""
    of_plan = select(col(Task.id)).where(col(Task.plan_id) == plan_id)
    session.execute(delete(TaskBand).where(col(TaskBand.task_id).in_(of_plan)))
    query = (
        select(*cols(Task.id, Task.region_id, Task.kind, Task.text, Task.title))
        .join(Plan, col(Plan.id) == col(Task.plan_id))
        .where(col(Task.plan_id) == plan_id, col(Plan.state) == PlanState.PUBLISHED, standing(Task))
        .order_by(col(Task.id))
    )
    rows = [
        {"band": band, "region_id": region_id, "task_id": id_}
        for id_, region_id, kind, text, title in session.execute(query)
        if near.is_compared(kind, text or title)
        for band in dict.fromkeys(near.bands(text or title))
    ]
    if rows:
        session.execute(insert(TaskBand), rows)


def missing(session: Session) -> list[int]:
    """Published plans of which no task has a key."""
    sketched = exists().where(
        col(Task.plan_id) == col(Plan.id), col(TaskBand.task_id) == col(Task.id)
    )
    query = select(col(Plan.id)).where(col(Plan.state) == PlanState.PUBLISHED, ~sketched)
    return list(session.scalars(query.order_by(col(Plan.id))))
