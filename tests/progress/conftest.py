"""A published plan and its returns."""

from collections.abc import Iterator

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from app.kit import clock
from app.plans.models import Task
from app.units.terms import UnitKind
from app.workdays.models import CalendarYear
from tests.cast import World
from tests.filling import filled
from tests.progress.book import MONDAY, PERIODS, Book, Desk, Matter


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with clock.frozen(MONDAY):
        yield


def _groups(runtime: Runtime, world: World) -> dict[str, int]:
    made = Book(runtime, world, dict(world.units))
    made.add_unit("县级有关部门", UnitKind.GROUP, ("县残联", "县乡村振兴局"))
    made.add_unit("县政府有关部门", UnitKind.GROUP)
    with runtime.database.write() as session:
        session.add_all(CalendarYear(year=year, source="测试") for year in range(2021, 2027))
    return made.units


@pytest.fixture
def book(runtime: Runtime, world: World) -> Book:
    return Book(runtime, world, filled(runtime, _groups, world, at=clock.now()))


def _matter(runtime: Runtime, book: Book) -> Matter:
    plan = book.add_plan()
    book.generate(plan)
    made = book.returns(plan)
    with runtime.database.read() as session:
        tasks = session.exec(select(Task).where(Task.plan_id == plan)).all()
        ids = {task.title: task.id for task in tasks}
    first = PERIODS[0]
    return Matter(plan, ids, made["县残联", first].id, made["县民政局", first].id)


@pytest.fixture
def matter(runtime: Runtime, book: Book) -> Matter:
    return filled(runtime, _matter, book, at=clock.now())


@pytest.fixture
def desk(client: TestClient, world: World) -> Desk:
    return Desk(client, world)
