"""A published plan, written straight into the tables, and its returns."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy import event
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.journal.models import JournalEvent
from app.plans.filers.models import GroupFiling
from app.plans.filers.terms import Filing
from app.plans.models import Assignment, Plan, Task
from app.plans.terms import PlanState
from app.progress import service
from app.progress.models import Return
from app.reading.terms import DueSource, Role, Source, TaskKind
from app.units.models import GroupMember, Unit
from app.units.terms import UnitKind
from tests.cast import World

LABELS = {Role.LEAD: "牵头单位", Role.RESPONSIBLE: "责任单位", Role.SUPPORTING: "配合单位"}
PUBLISHED = datetime(2023, 3, 1, 1, 0, tzinfo=UTC)
MONDAY = datetime(2023, 7, 10, 1, 0, tzinfo=UTC)
"""Before the first return, of the first half of 2023, is due on Friday 14 July."""
LATER = datetime(2023, 7, 19, 1, 0, tzinfo=UTC)
"""Three working days after it was."""

BY_TELEPHONE = {"on_behalf_of": "办公室老刘", "way": "telephone"}
"""Whose words 林 enters."""

Cells = Sequence[tuple[str, Role]]
MATRIX: dict[str, Cells] = {
    "护理类辅助器具适配": (("县残联", Role.LEAD), ("县民政局", Role.RESPONSIBLE)),
    "困难残疾人生活补贴": (("县民政局", Role.LEAD), ("县残联", Role.RESPONSIBLE)),
    "残疾儿童义务教育": (("县教委", Role.LEAD), ("县级有关部门", Role.RESPONSIBLE)),
    "无障碍环境建设": (
        ("县残联", Role.LEAD),
        ("县移民局", Role.RESPONSIBLE),
        ("县政府有关部门", Role.SUPPORTING),
    ),
}
"""县级有关部门 is a group of 县残联 and 县乡村振兴局; 县政府有关部门 is one without members, and no
unit is called 县移民局.
"""
ASKED = ("县残联", "县民政局", "县教委", "县乡村振兴局")
PERIODS = ("2023-H1", "2023-H2", "2024-H1", "2024-H2", "2025-H1", "2025-H2")


@dataclass
class Book:
    """Writes plans and reads what became of them."""

    runtime: Runtime
    world: World
    units: dict[str, int] = field(default_factory=dict)

    def add_plan(
        self,
        matrix: Mapping[str, Cells] | None = None,
        *,
        files: Filing | None = Filing.ALL,
        first_leads: bool = False,
        **changes: Any,
    ) -> int:
        """`files` is what the coordinator chose for every group; None where he has not. With
        `first_leads` the first printed unit of each task is its 主牵头.
        """
        facts: dict[str, Any] = {
            "uid": str(uuid4()),
            "region_id": self.world.region,
            "state": PlanState.PUBLISHED,
            "title": "巫山县“十四五”残疾人保障和发展规划",
            "issued_on": date(2022, 4, 14),
            "period_end": 2025,
            "created_by": "林",
            "created_at": PUBLISHED,
            "updated_at": PUBLISHED,
            "published_at": PUBLISHED,
        }
        with self.runtime.database.write() as session:
            plan = Plan(**(facts | changes))
            session.add(plan)
            session.flush()
            for position, (title, cells) in enumerate((matrix or MATRIX).items(), 1):
                self._task(session, plan, (position, title), cells, first_leads=first_leads)
            if files is not None:
                self._choose(session, plan, files)
            return plan.id

    def _choose(self, session: Session, plan: Plan, mode: Filing) -> None:
        kinds = select(Unit.id).where(Unit.kind == UnitKind.GROUP)
        session.add_all(
            GroupFiling(
                plan_id=plan.id,
                group_id=group,
                mode=mode,
                decided_by="林",
                decided_at=PUBLISHED,
            )
            for group in session.exec(kinds).all()
        )

    def _task(
        self,
        session: Session,
        plan: Plan,
        named: tuple[int, str],
        cells: Cells,
        *,
        first_leads: bool,
    ) -> None:
        position, title = named
        task = Task(
            plan_id=plan.id,
            region_id=plan.region_id,
            number=str(position),
            position=position,
            kind=TaskKind.TASK,
            title=title,
            text=title,
            source=Source.TABLE,
            due_source=DueSource.PLAN,
            updated_at=PUBLISHED,
        )
        session.add(task)
        session.flush()
        for place, (name, role) in enumerate(cells, 1):
            session.add(
                Assignment(
                    task_id=task.id,
                    plan_id=plan.id,
                    region_id=plan.region_id,
                    unit_id=self.units.get(name),
                    position=place,
                    role=role,
                    printed_label=LABELS[role],
                    raw=name,
                    name=name,
                    is_first_lead=first_leads and place == 1,
                )
            )

    def add_unit(self, name: str, kind: UnitKind, members: Sequence[str] = ()) -> None:
        with self.runtime.database.write() as session:
            unit = Unit(
                region_id=self.world.region,
                name=name,
                pinyin=name,
                kind=kind,
                rank=900 + len(self.units),
                updated_at=PUBLISHED,
            )
            session.add(unit)
            session.flush()
            self.units[name] = unit.id
            for member in members:
                session.add(GroupMember(group_id=unit.id, unit_id=self.units[member]))

    def join(self, group: str, unit: str) -> None:
        with self.runtime.database.write() as session:
            session.add(GroupMember(group_id=self.units[group], unit_id=self.units[unit]))

    def generate(self, plan_id: int, *, backfill: bool = False) -> service.Generated:
        with self.runtime.database.write() as session:
            return service.generate(session, SYSTEM, plan_id, backfill=backfill)

    def returns(self, plan_id: int) -> dict[tuple[str, str], Return]:
        """By name of the unit and period."""
        names = {unit_id: name for name, unit_id in self.units.items()}
        with self.runtime.database.read() as session:
            found = session.exec(select(Return).where(Return.plan_id == plan_id)).all()
            return {(names[one.unit_id], one.period): one for one in found}

    def events(self, kind: str) -> list[dict[str, Any]]:
        with self.runtime.database.read() as session:
            query = select(JournalEvent).where(JournalEvent.kind == kind)
            found = session.exec(query.order_by(col(JournalEvent.seq))).all()
            return [
                {"actor": one.actor_name, "unit_ids": one.unit_ids, **_json(one.body)}
                for one in found
            ]


def _json(body: str | None) -> dict[str, Any]:
    read: dict[str, Any] = orjson.loads(body or "{}")
    return read


@dataclass(frozen=True)
class Matter:
    """A plan with its returns. `federation` is the one of 县残联 for the first half of 2023."""

    plan: int
    tasks: dict[str, int]
    federation: int
    civil: int


@dataclass
class Desk:
    """What a person of the cast does over REST."""

    client: TestClient
    world: World

    def get(self, who: str, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", params=query, headers=self.world.bearer(who))

    def send(
        self, who: str, method: str, path: str, body: Any = None, etag: str | None = None
    ) -> Any:
        headers = self.world.bearer(who) | ({"If-Match": etag} if etag else {})
        return self.client.request(method, f"/api/v1{path}", json=body, headers=headers)

    def fill(self, who: str, return_id: int, **changes: Any) -> Any:
        """Say something of every task."""
        rows = self.get(who, f"/returns/{return_id}").json()["rows"]
        said = [{"task_id": row["task_id"], "progress": "已完成过半", **changes} for row in rows]
        words = BY_TELEPHONE if who == "林" else {}
        return self.send(who, "PUT", f"/returns/{return_id}", {"rows": said, **words})

    def reform(self, kind: str, old: int, *new: int, on: str = "2023-06-01") -> int:
        """林 orders it; its id."""
        body = {
            "kind": kind,
            "effective_on": on,
            "basis": "机构改革方案",
            "predecessors": [old],
            "successors": [{"unit_id": one} for one in new],
        }
        made = self.send("林", "POST", "/reforms", body)
        assert made.status_code == 201, made.text
        return int(made.json()["id"])

    def submitted(self, who: str, return_id: int) -> None:
        assert self.fill(who, return_id).status_code == 200
        assert self.send(who, "POST", f"/returns/{return_id}/submit").status_code == 200


@contextmanager
def counted(runtime: Runtime) -> Iterator[list[str]]:
    """The statements that the block sends to the database."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SELECT 1")):
            seen.append(statement)

    event.listen(runtime.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(runtime.database.engine, "before_cursor_execute", note)
