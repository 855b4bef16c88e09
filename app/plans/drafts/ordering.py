"""The order of a draft's tasks, changed by hand: positions count from 1 and have no gaps."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.plans import queries
from app.plans.drafts import rules
from app.plans.drafts.rules import Spot
from app.plans.models import Plan, Task


def spots(session: Session, plan_id: int) -> list[Spot]:
    query = select(col(Task.id), col(Task.parent_id)).where(col(Task.plan_id) == plan_id)
    rows = session.execute(query.order_by(col(Task.position), col(Task.id)))
    return [Spot(*row) for row in rows]


def put(session: Session, plan: Plan, order: Sequence[int]) -> None:
    """Give the tasks of a plan this order."""
    session.flush()  # positions are read from the database, and what is new must be there
    query = select(col(Task.id), col(Task.position)).where(col(Task.plan_id) == plan.id)
    now = {row.id: row.position for row in session.execute(query)}
    moved = {id_: place for place, id_ in enumerate(order, 1) if now[id_] != place}
    if moved:
        rows = [{"id": id_, "position": place} for id_, place in moved.items()]
        session.execute(update(Task), rows)
    # An update of many rows leaves the objects that stand for them as they were.
    for task in session.identity_map.values():
        if isinstance(task, Task) and task.id in moved:
            set_committed_value(task, "position", moved[task.id])


def close_gaps(session: Session, plan: Plan) -> None:
    session.flush()  # what was deleted or added is to be gone or there
    put(session, plan, [spot.id for spot in spots(session, plan.id)])


def move(
    session: Session,
    actor: Actor,
    plan: Plan,
    task: Task,
    *,
    position: int | None = None,
    before: int | None = None,
    after: int | None = None,
) -> None:
    """Put a task with what hangs on it at a position, or beside another task of the plan."""
    order = spots(session, plan.id)
    if position is not None:
        wanted = rules.moved_to(order, task.id, position)
    else:
        other = before if before is not None else after
        id_ = of_plan(session, actor, plan, [other])[0].id if other is not None else task.id
        wanted = rules.moved_beside(order, task.id, id_, after=before is None)
    put(session, plan, wanted)


def of_plan(session: Session, actor: Actor, plan: Plan, ids: Sequence[int]) -> list[Task]:
    """Tasks of this plan in the order of their ids given. Raise `NotFoundError`, `OtherPlanError`.

    What the actor may not read is not there, whichever plan it belongs to.
    """
    query = queries.readable_tasks(actor).where(col(Task.id).in_(set(ids)))
    found = {task.id: task for task in session.scalars(query)}
    for id_ in ids:
        if id_ not in found:
            raise NotFoundError(f"没有编号为 {id_} 的任务，或者您无权查看")
        if found[id_].plan_id != plan.id:
            raise rules.OtherPlanError(f"编号 {id_}：“{found[id_].title}”")
    return [found[id_] for id_ in ids]
