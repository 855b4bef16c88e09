"""What a published plan asks of whom, and when."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from app.core.actor import Actor, ActorKind, Role
from app.core.errors import ForbiddenError, NotFoundError
from app.core.runtime import Runtime
from app.kit import clock
from app.plans.terms import PlanState, ReturnPeriod
from app.progress import jobs as progress_jobs
from app.progress import service
from app.progress.periods import TooManyPeriodsError
from app.progress.service import Generated
from app.progress.terms import ReturnState
from app.reading.terms import Role as TaskRole
from app.reading.terms import Stage
from app.units.terms import UnitKind
from tests.progress.book import ASKED, LATER, PERIODS, Book, counted


def test_each_unit_with_a_role_gets_one_dispatch_and_a_return_for_each_period(book: Book) -> None:
    plan = book.add_plan()
    assert book.generate(plan) == Generated(dispatches=4, returns=24)
    returns = book.returns(plan)
    assert {unit for unit, _ in returns} == set(ASKED)
    assert Counter(period for _, period in returns) == dict.fromkeys(PERIODS, 4)


def test_a_return_of_2023_is_due_ten_working_days_after_its_half_year(book: Book) -> None:
    plan = book.add_plan()
    book.generate(plan)
    one = book.returns(plan)["县残联", "2023-H1"]
    assert (one.period_start, one.period_end) == (date(2023, 1, 1), date(2023, 6, 30))
    assert (one.opens_on, one.due_on) == (date(2023, 6, 20), date(2023, 7, 14))
    assert (one.state, one.version, one.due_confirmed) == (ReturnState.PENDING, 1, True)


def test_running_twice_adds_nothing_and_tells_nothing(book: Book) -> None:
    plan = book.add_plan()
    book.generate(plan)
    before = book.returns(plan)
    assert book.generate(plan) == Generated(0, 0)
    assert book.returns(plan) == before
    assert len(book.events("progress.generated")) == 1


def test_one_event_tells_of_the_run_and_its_id_stands_on_the_rows(book: Book) -> None:
    plan = book.add_plan()
    book.generate(plan)
    (told,) = book.events("progress.generated")
    assert (told["dispatches"], told["returns"], told["left_out"]) == (4, 24, 2)
    assert told["periods"] == list(PERIODS)
    assert sorted(told["unit_ids"]) == sorted(book.units[name] for name in ASKED)
    assert {one.run_id for one in book.returns(plan).values()} == {told["run_id"]}


def test_nobody_is_late_with_what_was_due_before_the_plan_was_published(book: Book) -> None:
    plan = book.add_plan(reporting_from=date(2021, 1, 1))
    book.generate(plan)
    assert min(period for _, period in book.returns(plan)) == "2023-H1"


def test_a_return_due_on_the_very_day_of_publishing_is_asked_for(book: Book) -> None:
    """8 o'clock in Shanghai on 13 January 2023 is still the 12th elsewhere."""
    morning = datetime(2023, 1, 12, 23, 30, tzinfo=UTC)
    plan = book.add_plan(published_at=morning)
    with clock.frozen(morning):
        book.generate(plan)
    assert min(period for _, period in book.returns(plan)) == "2022-H2"


def test_with_backfill_the_whole_past_is_there(book: Book) -> None:
    plan = book.add_plan()
    book.generate(plan)
    assert book.generate(plan, backfill=True) == Generated(dispatches=0, returns=8)
    assert min(period for _, period in book.returns(plan)) == "2022-H1"


def test_a_unit_that_joins_a_group_later_is_asked_by_the_next_run(book: Book) -> None:
    plan = book.add_plan()
    book.generate(plan)
    book.join("县级有关部门", "县人力社保局")
    assert book.generate(plan) == Generated(dispatches=1, returns=6)


def test_who_joins_a_group_is_asked_next_morning_but_not_for_what_is_past(book: Book) -> None:
    plan = book.add_plan()
    book.generate(plan)
    book.join("县级有关部门", "县人力社保局")
    with clock.frozen(LATER):
        progress_jobs.catch_up(book.runtime, {})
        progress_jobs.catch_up(book.runtime, {})
    periods = sorted(period for unit, period in book.returns(plan) if unit == "县人力社保局")
    assert periods == list(PERIODS[1:])
    assert len(book.events("progress.generated")) == 2


def test_a_unit_that_holds_a_task_twice_is_asked_once(book: Book) -> None:
    matrix = {
        "两次": (
            ("县残联", TaskRole.LEAD),
            ("县残联", TaskRole.RESPONSIBLE),
            ("县级有关部门", TaskRole.SUPPORTING),
        )
    }
    plan = book.add_plan(matrix)
    assert book.generate(plan) == Generated(dispatches=2, returns=12)


@pytest.mark.parametrize("stage", [Stage.CONSULTATION, Stage.REVIEW])
def test_a_plan_that_is_not_issued_asks_for_nothing(book: Book, stage: Stage) -> None:
    plan = book.add_plan(stage=stage)
    assert book.generate(plan) == Generated(0, 0)
    assert book.events("progress.generated") == []


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.READING, PlanState.REFUSED])
def test_a_plan_that_is_not_published_asks_for_nothing(book: Book, state: PlanState) -> None:
    plan = book.add_plan(state=state, published_at=None)
    assert book.generate(plan) == Generated(0, 0)
    with pytest.raises(NotFoundError):
        book.generate(plan + 1000)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR, Role.LIAISON])
def test_only_the_service_itself_generates(book: Book, role: Role) -> None:
    plan = book.add_plan()
    person = Actor(ActorKind.PERSON, 1, role, "林", region_id=book.world.region)
    with book.runtime.database.write() as session, pytest.raises(ForbiddenError):
        service.generate(session, person, plan)
    with book.runtime.database.write() as session, pytest.raises(ForbiddenError):
        service.recompute_due(session, person, year=2027)


@pytest.mark.parametrize(
    ("period", "keys"),
    [(ReturnPeriod.MONTH, 31), (ReturnPeriod.QUARTER, 11), (ReturnPeriod.YEAR, 3)],
)
def test_the_plan_says_how_often_it_asks(book: Book, period: ReturnPeriod, keys: int) -> None:
    plan = book.add_plan(return_period=period)
    assert book.generate(plan).returns == 4 * keys


def test_a_plan_for_centuries_is_refused_and_nothing_is_left_of_it(book: Book) -> None:
    plan = book.add_plan(reporting_until=date(9999, 12, 31))
    with pytest.raises(TooManyPeriodsError):
        book.generate(plan)
    assert book.returns(plan) == {}


def test_more_units_and_tasks_cost_no_more_statements(runtime: Runtime, book: Book) -> None:
    small = book.add_plan()
    for number in range(40):
        book.add_unit(f"单位{number}", UnitKind.GOVERNMENT_DEPARTMENT)
    names = [f"单位{number}" for number in range(40)]
    large = book.add_plan(
        {f"任务{n}": tuple((name, TaskRole.LEAD) for name in names) for n in range(5)}
    )
    counts = []
    for plan in (small, large):
        with counted(runtime) as statements:
            book.generate(plan)
        counts.append(len(statements))
    assert counts[0] == counts[1]
