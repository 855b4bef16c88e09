"""A plan with days by which its tasks are to be done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from app.jobs.worker import drain
from app.kit import clock
from app.plans.models import Task
from app.progress.settings.models import ProgressSetting
from app.wiring import HANDLERS
from tests.progress.book import Book, Desk, Matter

DUE = date(2023, 12, 31)
FIRST = "护理类辅助器具适配"
"""县残联 leads, 县民政局 stands beside."""


@dataclass
class Office:
    """What people do with the tasks of 巫山's plan."""

    book: Book
    desk: Desk
    matter: Matter

    def id(self, title: str = FIRST) -> int:
        return self.matter.tasks[title]

    def act(
        self, who: str, action: str, title: str = FIRST, *, etag: str | None = None, **said: Any
    ) -> Any:
        path = f"/tasks/{self.id(title)}/{action}"
        return self.desk.send(who, "POST", path, said, etag=etag)

    def done(self, who: str, action: str, title: str = FIRST, **said: Any) -> dict[str, Any]:
        answer = self.act(who, action, title, **said)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def refused(self, who: str, action: str, title: str = FIRST, **said: Any) -> tuple[int, str]:
        answer = self.act(who, action, title, **said)
        return answer.status_code, answer.json()["code"]

    def life(self, who: str = "林", title: str = FIRST) -> dict[str, Any]:
        answer = self.desk.get(who, f"/tasks/{self.id(title)}/life")
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def ask(self, who: str = "陈", day: str = "2024-06-30", **said: Any) -> Any:
        body = {"extended_to": day, "reason": "设备招标流标", **said}
        return self.desk.send(who, "POST", f"/tasks/{self.id()}/extensions", body)

    def write_off_is_on(self) -> None:
        with self.book.runtime.database.write() as session:
            session.add(
                ProgressSetting(
                    region_id=self.book.world.region,
                    given={"write_off": True},
                    updated_by="管",
                    updated_at=clock.now(),
                )
            )

    def work(self) -> None:
        """The jobs that wait."""
        drain(self.book.runtime, HANDLERS)


@pytest.fixture
def office(book: Book, matter: Matter, desk: Desk) -> Office:
    with book.runtime.database.write() as session:
        for task in session.scalars(select(Task).where(col(Task.plan_id) == matter.plan)):
            task.due_on = DUE
    return Office(book, desk, matter)
