"""How far a task should be is said where a unit fills in how far it is."""

from datetime import date

import pytest
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar
from starlette.testclient import TestClient

from app.plans.models import Amendment, Task
from app.plans.terms import AmendmentKind
from app.reading.terms import Role
from tests.progress.book import PUBLISHED, Book, Desk
from tests.progress.browser import Browser

HINT = "；到本期末按时间进度应完成 50%"


def _first(plan_id: int) -> SelectOfScalar[Task]:
    return select(Task).where(Task.plan_id == plan_id).order_by(col(Task.position))


@pytest.fixture
def plan(book: Book) -> int:
    """For 2021–2025: 甲 is due with it, 乙 is not due on a day."""
    made = book.add_plan(
        {"甲": (("县残联", Role.LEAD),), "乙": (("县残联", Role.LEAD),)}, period_start=2021
    )
    with book.runtime.database.write() as session:
        first = session.exec(_first(made)).first()
        assert first is not None
        first.due_on = date(2025, 12, 31)
    book.generate(made)
    return made


def planned(book: Book, desk: Desk, plan: int) -> list[int | None]:
    one = book.returns(plan)["县残联", "2023-H1"].id
    return [row["planned"] for row in desk.get("陈", f"/returns/{one}").json()["rows"]]


def test_a_form_says_how_far_each_task_should_be_by_the_end_of_its_period(
    client: TestClient, book: Book, desk: Desk, plan: int
) -> None:
    assert planned(book, desk, plan) == [50, None]
    browser = Browser(client)
    browser.sign_in("陈")
    page = browser.page(f"/returns/{book.returns(plan)['县残联', '2023-H1'].id}")
    assert page.count(HINT) == 1


@pytest.mark.parametrize(
    ("kind", "share"), [(AmendmentKind.AMENDMENT, 17), (AmendmentKind.CORRECTION, 50)]
)
def test_a_task_that_an_amendment_added_runs_from_then_and_one_we_had_missed_all_the_while(
    book: Book, desk: Desk, plan: int, kind: AmendmentKind, share: int
) -> None:
    with book.runtime.database.write() as session:
        task = session.exec(_first(plan)).first()
        assert task is not None
        made = Amendment(
            plan_id=plan,
            region_id=task.region_id,
            number=1,
            kind=kind,
            reason="增补",
            effective_on=date(2023, 1, 1),
            made_by="林",
            made_at=PUBLISHED,
        )
        session.add(made)
        session.flush()
        task.added_by_id = made.id
    assert planned(book, desk, plan) == [share, None]
