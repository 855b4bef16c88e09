"""The evidence of a task as values, read and written."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.plans.drafts.proof import Place
from app.plans.models import Evidence, Task


def of_task(session: Session, task: Task) -> list[Place]:
    columns = [getattr(Evidence, name) for name in Place.__slots__]
    query = select(*columns).where(col(Evidence.task_id) == task.id)
    return [Place(*row) for row in session.execute(query.order_by(col(Evidence.id)))]


def replace(session: Session, task: Task, found: Iterable[Place]) -> None:
    session.execute(delete(Evidence).where(col(Evidence.task_id) == task.id))
    rows = [
        {"task_id": task.id, **{name: getattr(place, name) for name in Place.__slots__}}
        for place in found
    ]
    if rows:
        session.execute(insert(Evidence), rows)
