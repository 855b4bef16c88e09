"""What the tasks of a plan are called in a question."""

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.columns import cols
from app.plans import asking
from app.plans.models import Plan, Task, standing


def of_plan(session: Session, plan: Plan) -> dict[int, str]:
    """By task, in order: its 序号 where it is certain which is meant, else its title."""
    query = select(*cols(Task.id, Task.number, Task.position, Task.title)).where(
        col(Task.plan_id) == plan.id, standing(Task)
    )
    rows = session.execute(query.order_by(col(Task.position), col(Task.id)))
    return asking.called({id_: asking.Numbered(*rest) for id_, *rest in rows})
