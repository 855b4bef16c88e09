"""A plan written straight into the tables, for tests that are not about how it got there."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import event
from sqlmodel import Session

from app.core.runtime import Runtime
from app.kit import clock
from app.plans.models import Assignment, Plan, Task
from app.plans.terms import PlanState
from app.reading.terms import DueSource, Role, Source, TaskKind
from app.units.models import Unit
from app.units.terms import UnitKind
from tests.cast import World

LABELS = {Role.LEAD: "牵头单位", Role.RESPONSIBLE: "责任单位", Role.SUPPORTING: "参与单位"}
LEAD, RESPONSIBLE, SUPPORTING = Role.LEAD, Role.RESPONSIBLE, Role.SUPPORTING


@dataclass
class Rows:
    """`units` are ids by name; a name that is not among them is printed but not certain."""

    session: Session
    region_id: int
    units: dict[str, int]
    positions: dict[int, int] = field(default_factory=dict)

    def plan(self, **changes: Any) -> int:
        facts: dict[str, Any] = {
            "uid": str(uuid4()),
            "region_id": self.region_id,
            "state": PlanState.PUBLISHED,
            "title": "巫山县“十四五”残疾人保障和发展规划",
            "document_number": "巫山府发〔2022〕9号",
            "issuer": "巫山县人民政府",
            "issued_on": date(2022, 4, 14),
            "reporting_until": date(2025, 12, 31),
            "created_by": "林",
            "created_at": clock.now(),
            "updated_at": clock.now(),
        }
        plan = Plan(**(facts | changes))
        self.session.add(plan)
        self.session.flush()
        return plan.id

    def task(self, plan_id: int, *cells: tuple[str, Role], **changes: Any) -> int:
        """The first lead stands first."""
        position = self.positions[plan_id] = self.positions.get(plan_id, 0) + 1
        facts: dict[str, Any] = {
            "plan_id": plan_id,
            "region_id": self.region_id,
            "number": str(position),
            "position": position,
            "kind": TaskKind.TASK,
            "title": f"任务{position}",
            "text": f"任务{position}的全文。",
            "source": Source.TABLE,
            "due_source": DueSource.PLAN,
            "updated_at": clock.now(),
        }
        task = Task(**(facts | changes))
        self.session.add(task)
        self.session.flush()
        self._assign(task, cells)
        return task.id

    def group(self, name: str) -> int:
        """A 集合单位, without members."""
        group = Unit(
            region_id=self.region_id,
            name=name,
            pinyin=name,
            kind=UnitKind.GROUP,
            rank=900,
            updated_at=clock.now(),
        )
        self.session.add(group)
        self.session.flush()
        self.units[name] = group.id
        return group.id

    def join(self, task_id: int, plan_id: int, name: str, role: Role, **changes: Any) -> None:
        """One more unit of a task."""
        facts: dict[str, Any] = {
            "task_id": task_id,
            "plan_id": plan_id,
            "region_id": self.region_id,
            "unit_id": self.units.get(name),
            "position": 9,
            "role": role,
            "printed_label": LABELS[role],
            "raw": name,
            "name": name,
        }
        self.session.add(Assignment(**(facts | changes)))
        self.session.flush()

    def _assign(self, task: Task, cells: Sequence[tuple[str, Role]]) -> None:
        first = next((name for name, role in cells if role is LEAD), None)
        for position, (name, role) in enumerate(cells, 1):
            self.session.add(
                Assignment(
                    task_id=task.id,
                    plan_id=task.plan_id,
                    region_id=self.region_id,
                    unit_id=self.units.get(name),
                    position=position,
                    role=role,
                    printed_label=LABELS[role],
                    raw=name,
                    name=name,
                    is_first_lead=role is LEAD and name == first,
                )
            )
        self.session.flush()


Writing = Callable[[], AbstractContextManager[Rows]]


@contextmanager
def written(runtime: Runtime, world: World) -> Iterator[Rows]:
    """Rows of 巫山县, committed at the end of the block."""
    with runtime.database.write() as session:
        yield Rows(session, world.region, dict(world.units))


@contextmanager
def statements(runtime: Runtime) -> Iterator[list[str]]:
    """The SQL that is executed inside the block."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(runtime.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(runtime.database.engine, "before_cursor_execute", note)
