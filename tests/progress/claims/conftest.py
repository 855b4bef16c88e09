"""A published plan that names nobody in most of its tasks, and who offers to hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import col, select

from app import wiring
from app.core.actor import SYSTEM, Role
from app.identity import service as identity
from app.jobs.worker import drain
from app.plans.models import Assignment, Task
from app.reading.terms import Role as UnitRole
from tests.progress.book import Book, Desk

WORDS = "托养服务一直由我单位办理，拟先摸清底数。"
OPEN = "加快发展托养和照护服务"
LED = "护理类辅助器具适配"
TITLES = (OPEN, "完善社会保险", "重大疫情中的保护")


@dataclass(frozen=True)
class Fair:
    """What the cast does with the tasks that nobody holds."""

    desk: Desk
    book: Book
    plan: int
    tasks: dict[str, int]

    @property
    def task(self) -> int:
        return self.tasks[OPEN]

    def unit(self, name: str) -> int:
        return self.book.units[name]

    def offer(self, who: str, role: str = "lead", *, task: int | None = None, **more: Any) -> Any:
        body = {"role": role, "words": WORDS} | more
        return self.desk.send(who, "POST", f"/tasks/{task or self.task}/claims", body)

    def offered(self, who: str, role: str = "lead", **more: Any) -> int:
        answer = self.offer(who, role, **more)
        assert answer.status_code == 201, answer.text
        claim_id: int = answer.json()["id"]
        return claim_id

    def settle(
        self,
        *decisions: tuple[int, str] | tuple[int, str, str],
        who: str = "林",
        task: int | None = None,
        etag: str | None = None,
        first: int | None = None,
    ) -> Any:
        body: dict[str, Any] = {"decisions": [_decision(one) for one in decisions]}
        if first is not None:
            body["first"] = first
        return self.desk.send(who, "POST", f"/tasks/{task or self.task}/claims/settle", body, etag)

    def on_task(self, who: str = "林", task: int | None = None) -> Any:
        return self.desk.get(who, f"/tasks/{task or self.task}/claims").json()

    def claimable(self, who: str, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.desk.get(who, "/claimable", **query).json()["items"]
        return found

    def cells(self, task: int | None = None) -> list[tuple[str, str, bool]]:
        """Name, role and whether it files, of who stands in a task."""
        with self.book.runtime.database.read() as session:
            query = select(Assignment).where(
                Assignment.task_id == (task or self.task), col(Assignment.ended_by_id).is_(None)
            )
            found = session.exec(query.order_by(col(Assignment.position))).all()
            return [(one.name, one.role.value, one.is_first_lead) for one in found]

    def work(self) -> None:
        """Let the worker do what is due."""
        drain(self.book.runtime, wiring.HANDLERS)

    def hire(self, name: str, role: Role, unit: str | None, region: int | None = None) -> None:
        """Somebody new in the cast."""
        with self.book.runtime.database.write() as session:
            made = identity.create_token(
                session,
                SYSTEM,
                name=name,
                role=role,
                region_id=region or self.book.world.region,
                unit_id=self.book.units[unit] if unit else None,
            )
            self.book.world.tokens[name] = made.secret


def _decision(given: Sequence[Any]) -> dict[str, Any]:
    claim_id, decision, *note = given
    return {"claim_id": claim_id, "decision": decision, "note": note[0] if note else ""}


@pytest.fixture
def fair(book: Book, desk: Desk) -> Fair:
    lead = (("县残联", UnitRole.LEAD),)
    plan = book.add_plan({LED: lead} | dict.fromkeys(TITLES, ()))
    book.generate(plan)
    with book.runtime.database.read() as session:
        found = session.exec(select(Task).where(Task.plan_id == plan)).all()
        tasks = {task.title: task.id for task in found}
    return Fair(desk, book, plan, tasks)
