"""Two indicators of a plan."""

import pytest

from app.core.runtime import Runtime
from app.plans.models import Indicator
from tests.progress.book import Desk, Matter

CARE, LIVING = "护理类辅助器具适配", "困难残疾人生活补贴"


@pytest.fixture
def tied(runtime: Runtime, desk: Desk, matter: Matter) -> dict[str, int]:
    """Two indicators, of which the rate belongs to 护理."""
    with runtime.database.write() as session:
        rate = Indicator(
            plan_id=matter.plan,
            position=1,
            name="护理类辅助器具适配率",
            measure="%",
            target=">97",
            target_year=2025,
        )
        count = Indicator(plan_id=matter.plan, position=2, name="改造户数", measure="户")
        session.add_all([rate, count])
        session.flush()
        made = {"rate": rate.id, "count": count.id}
    body = {"tasks": [{"indicator_id": made["rate"], "task_id": matter.tasks[CARE]}]}
    answer = desk.send("林", "PUT", f"/plans/{matter.plan}/figures", body)
    assert answer.status_code == 200, answer.text
    return made
