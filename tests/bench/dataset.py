"""A province in small: 100k tasks, 500k assignments, 2k units, in bulk and without a story."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlmodel import col

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.identity import service as identity
from app.identity.terms import RegionLevel
from app.kit import clock
from app.kit.identifiers import uuid7
from app.plans.models import Assignment, Plan, Task
from app.plans.terms import PlanState, TaskState
from app.progress.models import Report, Return
from app.progress.terms import ReturnState
from app.reading import terms as reading
from app.units.models import Unit
from app.units.terms import UnitKind

PLANS, TASKS_A_PLAN, UNITS, UNITS_A_TASK = 1000, 100, 2000, 5
CHUNK = 20_000


@dataclass(frozen=True)
class Filled:
    region: int
    unit: int
    token: str


def place(runtime: Runtime) -> int:
    """A county with its units and plans, and without tasks; its id."""
    with runtime.database.write() as session:
        region = identity.add_region(
            session, SYSTEM, code="500237", name="巫山县", level=RegionLevel.COUNTY
        )
    _bulk(runtime.database.engine, Unit, _units(region.id))
    _bulk(runtime.database.engine, Plan, _plans(region.id))
    return region.id


def fill(runtime: Runtime) -> Filled:
    with runtime.database.write() as session:
        region = identity.add_region(
            session, SYSTEM, code="500237", name="巫山县", level=RegionLevel.COUNTY
        )
        token = identity.create_token(
            session, SYSTEM, name="bench", role=Role.COORDINATOR, region_id=region.id
        )
    engine = runtime.database.engine
    _bulk(engine, Unit, _units(region.id))
    _bulk(engine, Plan, _plans(region.id))
    _bulk(engine, Task, _tasks(region.id))
    _bulk(engine, Assignment, _assignments(region.id))
    return Filled(region.id, 1, token.secret)


def owe_returns(runtime: Runtime, region: int, *, returns: int, overdue: int) -> None:
    """`returns` forms of which `overdue` were due yesterday; the rest was handed in."""
    _bulk(runtime.database.engine, Return, _returns(region, returns, overdue))


def report(runtime: Runtime, filled: Filled) -> None:
    """What the unit said of its tasks in the forms that it handed in, some of it too little."""
    said: Any = (
        select(
            col(Return.id).label("return_id"),
            col(Task.id).label("task_id"),
            col(Return.unit_id),
            col(Return.region_id),
            (col(Task.id) % 60).label("percent"),
        )
        .join(Task, col(Task.plan_id) == col(Return.plan_id))
        .join(Assignment, col(Assignment.task_id) == col(Task.id))
        .where(
            col(Return.unit_id) == filled.unit,
            col(Assignment.unit_id) == filled.unit,
            col(Return.state) == ReturnState.ACCEPTED,
        )
    )
    texts = ("progress", "problems", "coordination", "next_steps", "no_change_reason")
    blank = {**dict.fromkeys(texts, ""), "no_change": False}
    with runtime.database.engine.begin() as connection:
        rows = [{**row._mapping, **blank} for row in connection.execute(said)]
        connection.execute(insert(Report), rows)


def _bulk(engine: Engine, table: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, CHUNK)):
        with engine.begin() as connection:
            connection.execute(insert(table), chunk)


def _units(region: int) -> Iterator[dict[str, Any]]:
    for number in range(1, UNITS + 1):
        name = f"单位{number:04}"
        yield {
            "id": number,
            "region_id": region,
            "name": name,
            "folded": name,
            "pinyin": f"danwei{number:04}",
            "initials": "dw",
            "kind": UnitKind.GOVERNMENT_DEPARTMENT,
            "rank": number,
            "vertical": False,
            "version": 1,
            "updated_at": clock.now(),
        }


def _plans(region: int) -> Iterator[dict[str, Any]]:
    for number in range(1, PLANS + 1):
        yield {
            "id": number,
            "uid": str(uuid7()),
            "region_id": region,
            "state": PlanState.PUBLISHED,
            "title": f"第{number}号工作方案",
            "period_start": 2021,
            "period_end": 2025,
            "created_by": "bench",
            "created_at": clock.now(),
            "updated_at": clock.now(),
        }


def _tasks(region: int) -> Iterator[dict[str, Any]]:
    for number in range(PLANS * TASKS_A_PLAN):
        yield {
            "id": number + 1,
            "plan_id": number // TASKS_A_PLAN + 1,
            "region_id": region,
            "number": str(number % TASKS_A_PLAN + 1),
            "position": number % TASKS_A_PLAN,
            "kind": reading.TaskKind.TASK,
            "title": f"为符合条件的残疾人提供第{number}项基本公共服务",
            "text": f"为符合条件的残疾人提供第{number}项基本公共服务，合理提高标准。" * 2,
            "section": ["附件 重点任务分工"],
            "source": reading.Source.TABLE,
            "state": TaskState.IN_PROGRESS,
            "due_on": date(2025, 12, 31),
            "due_source": reading.DueSource.PLAN,
            "updated_at": clock.now(),
        }


def _assignments(region: int) -> Iterator[dict[str, Any]]:
    for task in range(PLANS * TASKS_A_PLAN):
        for position in range(UNITS_A_TASK):
            # A stride that shares no factor with the number of units spreads them evenly.
            unit = (task * UNITS_A_TASK + position * 397) % UNITS + 1
            leads = position == 0
            yield {
                "task_id": task + 1,
                "plan_id": task // TASKS_A_PLAN + 1,
                "region_id": region,
                "unit_id": unit,
                "position": position,
                "role": reading.Role.LEAD if leads else reading.Role.RESPONSIBLE,
                "printed_label": "牵头单位" if leads else "责任单位",
                "raw": f"单位{unit:04}",
                "name": f"单位{unit:04}",
                "is_first_lead": leads,
                "collective": False,
            }


def _returns(region: int, returns: int, overdue: int) -> Iterator[dict[str, Any]]:
    yesterday = clock.today() - timedelta(days=1)
    for number in range(returns):
        owed = number < overdue
        yield {
            "plan_id": number // UNITS + 1,
            "unit_id": number % UNITS + 1,
            "region_id": region,
            "period": "2023-H1",
            "period_start": date(2023, 1, 1),
            "period_end": date(2023, 6, 30),
            "opens_on": date(2023, 6, 20),
            "due_on": yesterday,
            "state": ReturnState.PENDING if owed else ReturnState.ACCEPTED,
            "updated_at": clock.now(),
        }
