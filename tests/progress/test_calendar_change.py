"""When the State Council's notice comes, the due dates that lie ahead follow it."""

from datetime import UTC, date, datetime

import pytest

from app import wiring
from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.jobs import service as jobs
from app.jobs.worker import drain
from app.kit import clock
from app.plans.models import Plan
from app.progress import service
from app.progress.service import Moved
from app.reading.terms import Role
from app.workdays import service as workdays
from tests.progress.book import LATER, Book, Desk, Matter, counted

NOTICE = """date,works,name
2026-01-01,0,元旦
2026-01-02,0,元旦
2026-01-04,1,调休上班
2026-05-01,0,劳动节
2026-10-01,0,国庆节
2026-10-02,0,国庆节
"""
STORM = "date,works,name\n2023-07-12,0,台风停工\n2023-07-13,0,台风停工\n"


def change(runtime: Runtime, text: str, *, add: bool = False) -> None:
    with runtime.database.write() as session:
        workdays.import_file(session, SYSTEM, data=text.encode(), source="通知", add=add)


def recompute(runtime: Runtime) -> Moved:
    with runtime.database.write() as session:
        return service.recompute_due(session, SYSTEM, year=2026)


def test_a_notice_moves_what_is_due_in_its_year_and_nothing_else(
    runtime: Runtime, book: Book, matter: Matter
) -> None:
    before = book.returns(matter.plan)
    change(runtime, NOTICE)
    assert recompute(runtime) == Moved(moved=4, settled=0)
    after = book.returns(matter.plan)
    assert before["县残联", "2025-H2"].due_on == date(2026, 1, 14)
    assert after["县残联", "2025-H2"].due_on == date(2026, 1, 15)
    assert after["县残联", "2025-H2"].version == 2
    moved = {key for key in before if before[key].due_on != after[key].due_on}
    assert {period for _, period in moved} == {"2025-H2"}
    assert len(moved) == 4


def test_running_twice_moves_nothing(runtime: Runtime, book: Book, matter: Matter) -> None:
    change(runtime, NOTICE)
    recompute(runtime)
    assert recompute(runtime) == Moved(0, 0)
    (told,) = book.events("progress.due_moved")
    assert (told["moved"], told["settled"]) == (4, 0)
    runs = {one.run_id for key, one in book.returns(matter.plan).items() if key[1] == "2025-H2"}
    assert runs == {told["run_id"]}


def test_a_date_that_was_right_all_along_becomes_certain(runtime: Runtime, book: Book) -> None:
    plan = book.add_plan(reporting_from=date(2026, 7, 1), period_end=2026)
    book.generate(plan)
    assert not book.returns(plan)["县残联", "2026-H2"].due_confirmed
    change(runtime, NOTICE.replace("2026-", "2027-").replace("2027-05-01,0,劳动节\n", ""))
    with runtime.database.read() as session:
        assert workdays.calendar(session).is_confirmed(date(2027, 1, 15))
    found = recompute(runtime)
    one = book.returns(plan)["县残联", "2026-H2"]
    assert one.due_confirmed
    assert found.moved + found.settled == 4


def test_what_is_overdue_stays_overdue(runtime: Runtime, book: Book, matter: Matter) -> None:
    with clock.frozen(LATER):
        change(runtime, STORM, add=True)
        assert recompute(runtime) == Moved(0, 0)
    assert book.returns(matter.plan)["县残联", "2023-H1"].due_on == date(2023, 7, 14)


def test_a_storm_moves_the_date_of_who_still_owes_only(
    runtime: Runtime, book: Book, desk: Desk, matter: Matter
) -> None:
    desk.submitted("周", matter.civil)
    change(runtime, STORM, add=True)
    assert recompute(runtime) == Moved(moved=3, settled=0)
    returns = book.returns(matter.plan)
    assert returns["县残联", "2023-H1"].due_on == date(2023, 7, 18)
    assert returns["县民政局", "2023-H1"].due_on == date(2023, 7, 14)


def test_no_date_moves_into_the_past(runtime: Runtime, book: Book, matter: Matter) -> None:
    """On 14 July it turns out that people worked on two weekends of the fortnight before."""
    with clock.frozen(datetime(2023, 7, 14, 1, tzinfo=UTC)):
        change(runtime, "date,works,name\n2023-07-01,1,班\n2023-07-08,1,班\n", add=True)
        assert recompute(runtime) == Moved(0, 0)
    assert book.returns(matter.plan)["县残联", "2023-H1"].due_on == date(2023, 7, 14)


def test_plans_with_other_delays_are_counted_each_by_its_own(
    runtime: Runtime, book: Book, matter: Matter
) -> None:
    quick = book.add_plan(due_after=3)
    book.generate(quick)
    change(runtime, NOTICE)
    recompute(runtime)
    assert book.returns(quick)["县残联", "2025-H2"].due_on == date(2026, 1, 6)
    assert book.returns(matter.plan)["县残联", "2025-H2"].due_on == date(2026, 1, 15)


def test_more_returns_cost_no_more_statements(runtime: Runtime, book: Book) -> None:
    counts: list[int] = []
    for matrix in (None, {f"任务{n}": (("县财政局", Role.LEAD),) for n in range(9)}):
        book.generate(book.add_plan(matrix))
        text = STORM if not counts else STORM.replace("07-12", "07-11")
        change(runtime, text, add=True)
        with counted(runtime) as statements:
            assert recompute(runtime).moved
        counts.append(len(statements))
    assert counts[0] == counts[1]


# ---- as jobs ---------------------------------------------------------------------------------


def test_an_import_of_the_calendar_is_followed_by_the_moving_of_dates(
    runtime: Runtime, book: Book, matter: Matter
) -> None:
    drain(runtime, wiring.HANDLERS)
    change(runtime, NOTICE)
    assert drain(runtime, wiring.HANDLERS) == 2, "the dates of returns, and those of notices"
    assert book.returns(matter.plan)["县残联", "2025-H2"].due_on == date(2026, 1, 15)


def test_a_plan_that_cannot_be_dispatched_is_given_up_with_the_reason(
    runtime: Runtime, book: Book
) -> None:
    plan = book.add_plan(reporting_until=date(9999, 12, 31))
    with runtime.database.write() as session:
        jobs.enqueue(session, "progress.generate", {"subject_id": plan})
    drain(runtime, wiring.HANDLERS)
    with runtime.database.read() as session:
        (dead,) = jobs.dead_letters(session)
    assert dead.error is not None
    assert "期数超过 240" in dead.error


@pytest.mark.parametrize("times", [1, 3])
def test_a_published_plan_is_dispatched_by_its_job_once(
    runtime: Runtime, book: Book, times: int
) -> None:
    plan = book.add_plan()
    with runtime.database.write() as session:
        for _ in range(times):
            jobs.enqueue(session, "progress.generate", {"subject_id": plan})
    drain(runtime, wiring.HANDLERS)
    assert len(book.returns(plan)) == 24
    assert len(book.events("progress.generated")) == 1
    with runtime.database.read() as session:
        assert session.get(Plan, plan) is not None
