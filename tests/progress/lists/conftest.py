"""A published plan of four tasks and what is owed for it, made from rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

from app.core.runtime import Runtime
from app.kit import clock
from app.kit.identifiers import uuid7
from app.plans.models import Assignment, Evidence, Plan, Task
from app.plans.models import Document as PlanDocument
from app.plans.terms import DocumentKind, PlanState
from app.progress.models import Dispatch, Report, Return
from app.progress.terms import ReturnState
from app.reading import terms as reading
from app.units.models import GroupMember, Unit
from app.units.terms import UnitKind
from tests.cast import World

NOW = datetime(2023, 7, 17, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in Shanghai

LEAD, RESPONSIBLE = reading.Role.LEAD, reading.Role.RESPONSIBLE
LABELS = {LEAD: "牵头单位", RESPONSIBLE: "责任单位"}

# number → the cells in printed order; a name that is no unit stays open.
MATRIX = {
    "1": [("县残联", LEAD), ("县民政局", RESPONSIBLE)],
    "2": [("县民政局", LEAD), ("县残联", RESPONSIBLE), ("县人社力社保局", RESPONSIBLE)],
    "3": [("县残联", LEAD), ("县残联", RESPONSIBLE)],
    "4": [("县民政局", LEAD), ("县级有关部门", RESPONSIBLE)],
}


@dataclass(frozen=True)
class Case:
    plan: int
    draft: int
    tasks: dict[str, int]
    group: int
    due: int


def _plan(session: Session, world: World, state: PlanState) -> Plan:
    plan = Plan(
        uid=str(uuid7()),
        region_id=world.region,
        state=state,
        title="巫山县“十四五”残疾人保障和发展规划",
        period_start=2021,
        period_end=2025,
        created_by="林",
        created_at=NOW,
        updated_at=NOW,
    )
    session.add(plan)
    session.flush()
    return plan


def _tasks(session: Session, world: World, plan: Plan, units: dict[str, int]) -> dict[str, int]:
    made = {}
    for position, (number, cells) in enumerate(MATRIX.items()):
        task = Task(
            plan_id=plan.id,
            region_id=world.region,
            number=number,
            position=position,
            kind=reading.TaskKind.TASK,
            title=f"第{number}项任务",
            text=f"第{number}项任务。",
            source=reading.Source.TABLE,
            due_on=date(2025, 12, 31) if number != "4" else None,
            due_source=reading.DueSource.PLAN,
            updated_at=datetime(2023, 1, int(number), tzinfo=UTC),
        )
        session.add(task)
        session.flush()
        made[number] = task.id
        for place, (name, role) in enumerate(cells):
            session.add(
                Assignment(
                    task_id=task.id,
                    plan_id=plan.id,
                    region_id=world.region,
                    unit_id=units.get(name),
                    position=place,
                    role=role,
                    printed_label=LABELS[role],
                    raw=name,
                    name=name,
                    is_first_lead=place == 0,
                    collective=name == "县级有关部门",
                )
            )
    return made


def _group(session: Session, world: World) -> Unit:
    group = Unit(
        region_id=world.region,
        name="县级有关部门",
        folded="县级有关部门",
        pinyin="zzz",
        initials="xjygbm",
        kind=UnitKind.GROUP,
        rank=900,
        updated_at=NOW,
    )
    session.add(group)
    session.flush()
    session.add(GroupMember(group_id=group.id, unit_id=world.units["县教委"]))
    return group


def _proof(session: Session, world: World, plan: Plan, task_id: int) -> None:
    document = PlanDocument(
        uid=str(uuid7()),
        plan_id=plan.id,
        region_id=world.region,
        kind=DocumentKind.MAIN,
        name="wushan.txt",
        size=1,
        sha256="0" * 64,
        created_at=NOW,
    )
    session.add(document)
    session.flush()
    session.add(
        Evidence(
            task_id=task_id,
            document_id=document.id,
            role=reading.EvidenceRole.RESPONSIBILITY,
            start=10,
            end=14,
            quote="县残联\t县民政局",
        )
    )


@pytest.fixture
def case(runtime: Runtime, world: World) -> Case:
    """县残联 owes the first half of 2023, due on the Friday before `NOW`; it said something of
    task 1 for the half before.
    """
    with clock.frozen(NOW), runtime.database.write() as session:
        plan, draft = (
            _plan(session, world, state) for state in (PlanState.PUBLISHED, PlanState.DRAFT)
        )
        group = _group(session, world)
        units = world.units | {"县级有关部门": group.id}
        tasks = _tasks(session, world, plan, units)
        _tasks(session, world, draft, units)
        _proof(session, world, plan, tasks["1"])
        owner = world.units["县残联"]
        common: dict[str, Any] = {"plan_id": plan.id, "unit_id": owner, "region_id": world.region}
        session.add(Dispatch(**common, dispatched_at=NOW))
        handed = Return(
            **common,
            period="2022-H2",
            period_start=date(2022, 7, 1),
            period_end=date(2022, 12, 31),
            opens_on=date(2022, 12, 20),
            due_on=date(2023, 1, 16),
            state=ReturnState.ACCEPTED,
            updated_at=NOW,
        )
        due = Return(
            **common,
            period="2023-H1",
            period_start=date(2023, 1, 1),
            period_end=date(2023, 6, 30),
            opens_on=date(2023, 6, 20),
            due_on=date(2023, 7, 14),
            updated_at=NOW,
        )
        session.add_all([handed, due])
        session.flush()
        session.add(
            Report(
                return_id=handed.id,
                task_id=tasks["1"],
                unit_id=owner,
                region_id=world.region,
                progress="已建立台账",
                percent=40,
            )
        )
        return Case(plan.id, draft.id, tasks, group.id, due.id)
