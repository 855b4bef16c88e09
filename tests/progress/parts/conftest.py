"""A plan whose first leads merge what the other units tell."""

import pytest
from sqlmodel import select

from app.core.runtime import Runtime
from app.kit import clock
from app.plans.models import Task
from tests.filling import filled
from tests.progress.book import PERIODS, Book, Matter


def _merged(runtime: Runtime, book: Book) -> Matter:
    """县残联 leads 护理 and 无障碍, and has parts of 生活补贴 (县民政局 leads) and 义务教育 (县教委
    leads, 县乡村振兴局 has a part and leads nothing).
    """
    plan = book.add_plan(first_leads=True)
    book.generate(plan)
    made = book.returns(plan)
    with runtime.database.read() as session:
        tasks = session.exec(select(Task).where(Task.plan_id == plan)).all()
        ids = {task.title: task.id for task in tasks}
    first = PERIODS[0]
    return Matter(plan, ids, made["县残联", first].id, made["县民政局", first].id)


@pytest.fixture
def merged(runtime: Runtime, book: Book) -> Matter:
    return filled(runtime, _merged, book, at=clock.now())
