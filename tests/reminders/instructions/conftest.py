"""An instruction of a leader of 巫山县, and what people do with it over REST."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.kit import clock
from app.workdays.models import CalendarYear
from tests.cast import World
from tests.progress.book import MONDAY, Book, Desk

TEXT = "请县残联牵头，会同县民政局核实两项补贴漏发情况，限期整改。"
DUE = date(2023, 7, 21)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


@pytest.fixture
def book(runtime: Runtime, world: World) -> Book:
    with runtime.database.write() as session:
        session.add_all(CalendarYear(year=year, source="测试") for year in range(2021, 2027))
    return Book(runtime, world, dict(world.units))


@dataclass(frozen=True)
class Office:
    """林 types what 领 wrote; 县残联 (陈) leads, 县民政局 (周) helps."""

    desk: Desk
    book: Book

    def unit(self, name: str) -> int:
        return self.book.units[name]

    def body(self, *names: str, **more: Any) -> dict[str, Any]:
        return {
            "text": TEXT,
            "given_on": "2023-07-07",
            "given_by": "领",
            "unit_ids": [self.unit(name) for name in names or ("县残联", "县民政局")],
            "due_on": DUE.isoformat(),
            **more,
        }

    def give(self, *names: str, who: str = "林", **more: Any) -> Any:
        return self.desk.send(who, "POST", "/instructions", self.body(*names, **more))

    def given(self, *names: str, **more: Any) -> int:
        made = self.give(*names, **more)
        assert made.status_code == 201, made.text
        return int(made.json()["id"])

    def act(self, who: str, one: int, action: str, etag: str | None = None, /, **body: Any) -> Any:
        return self.desk.send(who, "POST", f"/instructions/{one}/{action}", body, etag)

    def done(self, who: str, one: int, action: str, /, **body: Any) -> dict[str, Any]:
        answer = self.act(who, one, action, **body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def states(self, one: int) -> list[str]:
        told = self.desk.get("林", f"/instructions/{one}").json()
        return [told["state"], *(unit["state"] for unit in told["units"])]


@pytest.fixture
def office(client: TestClient, world: World, book: Book) -> Office:
    return Office(Desk(client, world), book)
