"""原 and 现 on the sheet of a unit, in every format."""

from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.plans import service as plans
from app.plans.amending.schemas import AmendmentIn, CorrectionIn
from app.plans.models import Assignment, Plan, Task
from app.plans.terms import PlanState
from app.reading.terms import DueSource, Role, TaskKind
from tests.cast import World
from tests.progress.book import PUBLISHED

BASIS = "巫残工委〔2023〕2号（县残工委2023年3月1日决定）"


@pytest.fixture
def plan(runtime: Runtime, world: World) -> int:
    """One task of 县残联 (lead) and 县民政局, due in 2023."""
    with runtime.database.write() as session:
        made = Plan(
            uid="0197f1d2-7c1e-7a60-9d0e-3c5b8f6f2a99",
            region_id=world.region,
            state=PlanState.PUBLISHED,
            title="巫山县“十四五”残疾人保障和发展规划",
            issued_on=date(2022, 4, 14),
            period_end=2025,
            created_by="林",
            created_at=PUBLISHED,
            updated_at=PUBLISHED,
            published_at=PUBLISHED,
        )
        session.add(made)
        session.flush()
        task = Task(
            plan_id=made.id,
            region_id=world.region,
            number="3",
            position=1,
            kind=TaskKind.TASK,
            title="阳光家园",
            text="继续实施“阳光家园计划”项目",
            due_on=date(2023, 12, 31),
            due_text="2023年底前",
            due_source=DueSource.PRINTED,
            updated_at=PUBLISHED,
        )
        session.add(task)
        session.flush()
        for place, (name, role) in enumerate(
            (("县残联", Role.LEAD), ("县民政局", Role.RESPONSIBLE)), 1
        ):
            session.add(
                Assignment(
                    task_id=task.id,
                    plan_id=made.id,
                    region_id=world.region,
                    unit_id=world.units[name],
                    position=place,
                    role=role,
                    printed_label="牵头单位" if role is Role.LEAD else "责任单位",
                    raw=name,
                    name=name,
                    is_first_lead=role is Role.LEAD,
                )
            )
        return made.id


def decide(runtime: Runtime, plan_id: int, world: World) -> None:
    """The due date goes to 2024, and 县民政局 gives way to 县财政局."""
    with runtime.database.write() as session:
        task, civil = _ids(session, plan_id, world)
        given = AmendmentIn.model_validate(
            {
                "basis": "巫残工委〔2023〕2号",
                "organ": "县残工委",
                "decided_on": "2023-03-01",
                "reason": "工期顺延",
                "changes": [
                    {
                        "action": "change_task",
                        "task_id": task,
                        "due_on": "2024-12-31",
                        "due_text": "2024年底前",
                    },
                    {
                        "action": "change_assignment",
                        "assignment_id": civil,
                        "unit_id": world.units["县财政局"],
                    },
                ],
            }
        )
        plans.amend(session, SYSTEM, plan_id, given)


def _ids(session: Session, plan_id: int, world: World) -> tuple[int, int]:
    civil = select(Assignment).where(
        col(Assignment.plan_id) == plan_id,
        col(Assignment.unit_id) == world.units["县民政局"],
    )
    one = session.exec(civil).one()
    return one.task_id, one.id


def printed(client: TestClient, world: World, unit: str, plan_id: int, kind: str) -> bytes:
    answer = client.get(
        f"/api/v1/units/{world.units[unit]}/sheet",
        params={"format": kind, "plan": plan_id},
        headers=world.bearer("林"),
    )
    assert answer.status_code == 200, answer.text
    return answer.content


def test_the_sheet_prints_before_and_after_with_the_ground(
    runtime: Runtime, world: World, client: TestClient, plan: int
) -> None:
    before = printed(client, world, "县残联", plan, "txt").decode()
    assert "调整依据" not in before
    decide(runtime, plan, world)
    text = printed(client, world, "县残联", plan, "txt").decode()
    assert f"序号3，完成时限：原“2023年底前”，现“2024年底前”。调整依据：{BASIS}。" in text
    assert "原“责任单位：县民政局”，现“责任单位：县财政局”" in text
    assert "有2处调整涉及你单位" in text
    assert "完成时限：2024年底前" in text
    page = printed(client, world, "县残联", plan, "html").decode()
    assert all(word in page for word in ("2023年底前", "2024年底前", BASIS))
    pdf = printed(client, world, "县残联", plan, "pdf")
    with pdfplumber.open(BytesIO(pdf)) as found:
        drawn = "".join("".join((one.extract_text() or "").split()) for one in found.pages)
    assert "调整依据" in drawn
    assert "2023年底前2024年底前" in drawn


def test_who_lost_a_task_reads_what_became_of_it(
    runtime: Runtime, world: World, client: TestClient, plan: int
) -> None:
    decide(runtime, plan, world)
    text = printed(client, world, "县民政局", plan, "txt").decode()
    assert "没有列明由你单位承担的工作任务" in text
    assert "原“责任单位：县民政局”，现“责任单位：县财政局”" in text


def test_a_correction_just_prints_what_is_right(
    runtime: Runtime, world: World, client: TestClient, plan: int
) -> None:
    with runtime.database.write() as session:
        task, _ = _ids(session, plan, world)
        step = {"action": "change_task", "task_id": task, "due_text": "2024年底前"}
        given = CorrectionIn.model_validate({"reason": "读错了", "changes": [step]})
        plans.correct(session, SYSTEM, plan, given, files=runtime.files)
    text = printed(client, world, "县残联", plan, "txt").decode()
    assert "完成时限：2024年底前" in text
    assert "调整依据" not in text
