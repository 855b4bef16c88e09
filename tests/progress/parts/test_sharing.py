"""Due dates follow who leads, whatever changed that."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import col, select, update

from app.core.actor import SYSTEM
from app.core.runtime import Runtime
from app.kit import clock
from app.plans.models import Assignment
from app.plans.terms import ReturnPeriod
from app.progress import service
from app.progress.models import Return
from app.workdays import service as workdays
from tests.progress.book import LATER, MATRIX, PERIODS, Book, Desk, Matter

FIRST = PERIODS[0]
DUE, PARTS = date(2023, 7, 14), date(2023, 7, 11)
WEDNESDAY = datetime(2023, 7, 12, 1, 0, tzinfo=UTC)


def dates(book: Book, plan: int, period: str = FIRST) -> dict[str, tuple[Any, ...]]:
    """By unit: when the form is due, when its parts are, whether it is nothing but parts."""
    return {
        unit: (one.due_on, one.parts_due_on, one.only_parts)
        for (unit, key), one in book.returns(plan).items()
        if key == period
    }


BOTH, ONLY, WRITER = (DUE, PARTS, False), (PARTS, None, True), (DUE, None, False)
MERGED = {"县残联": BOTH, "县民政局": BOTH, "县教委": WRITER, "县乡村振兴局": ONLY}
EACH = dict.fromkeys(MERGED, WRITER)


def lead(runtime: Runtime, plan: int, title: str, unit: int) -> None:
    """Another first lead, as an amendment would leave it."""
    task = list(MATRIX).index(title) + 1
    of = (col(Assignment.plan_id) == plan, col(Assignment.position) >= 1)
    with runtime.database.write() as session:
        ids = session.exec(
            select(Assignment.task_id)
            .where(Assignment.plan_id == plan)
            .distinct()
            .order_by(col(Assignment.task_id))
        ).all()
        mine = (*of, col(Assignment.task_id) == ids[task - 1])
        session.execute(update(Assignment).where(*mine).values(is_first_lead=False))
        session.execute(
            update(Assignment)
            .where(*mine, col(Assignment.unit_id) == unit)
            .values(is_first_lead=True)
        )


def change(desk: Desk, book: Book, plan: int, **body: Any) -> None:
    answer = desk.send("林", "PUT", f"/plans/{plan}/reporting", body)
    assert answer.status_code == 200, answer.text
    book.generate(plan)


def test_dates_go_by_what_a_unit_is_in_the_period_and_a_second_run_moves_none(
    book: Book, merged: Matter
) -> None:
    assert dates(book, merged.plan) == MERGED
    assert dates(book, merged.plan, "2024-H1")["县乡村振兴局"][0] == date(2024, 7, 9)
    book.generate(merged.plan)
    assert dates(book, merged.plan) == MERGED
    assert book.events("progress.shared") == []
    assert {one.version for one in book.returns(merged.plan).values()} == {1}


def test_a_plan_changes_to_each_and_back(desk: Desk, book: Book, merged: Matter) -> None:
    change(desk, book, merged.plan, fills="each")
    assert dates(book, merged.plan) == EACH
    (told,) = book.events("progress.shared")
    assert told["moved"][FIRST] == 3, "县教委 had the later date all along"
    change(desk, book, merged.plan, fills="merged")
    assert dates(book, merged.plan) == MERGED
    change(desk, book, merged.plan, parts_workdays=4)
    assert dates(book, merged.plan)["县乡村振兴局"] == (date(2023, 7, 10), None, True)
    change(desk, book, merged.plan, parts_workdays=0)
    assert dates(book, merged.plan)["县残联"] == (DUE, DUE, False)


def test_who_leads_since_a_change_has_the_later_date_and_who_leads_no_more_the_earlier(
    runtime: Runtime, book: Book, merged: Matter
) -> None:
    group = book.units["县级有关部门"]
    lead(runtime, merged.plan, "残疾儿童义务教育", group)
    book.generate(merged.plan)
    found = dates(book, merged.plan)
    assert found["县教委"] == ONLY
    assert found["县乡村振兴局"] == WRITER, "all members of the group file for it"
    lead(runtime, merged.plan, "残疾儿童义务教育", 0)
    book.generate(merged.plan)
    found = dates(book, merged.plan)
    assert (found["县教委"], found["县乡村振兴局"]) == (WRITER, WRITER), "without one, each its own"


def test_no_date_moves_into_the_past_and_nobody_is_late_by_a_change(
    runtime: Runtime, book: Book, merged: Matter
) -> None:
    with clock.frozen(WEDNESDAY):
        lead(runtime, merged.plan, "残疾儿童义务教育", book.units["县级有关部门"])
        book.generate(merged.plan)
        found = dates(book, merged.plan)
        assert found["县教委"] == (DUE, None, True), "the day of its part was yesterday"
        assert found["县乡村振兴局"] == WRITER, "overdue with its part, it has time for its row"
        assert found["县残联"] == BOTH
        assert dates(book, merged.plan, "2023-H2")["县教委"][2]


def test_nobody_is_asked_for_a_part_whose_day_had_passed_when_the_plan_went_out(
    book: Book,
) -> None:
    with clock.frozen(WEDNESDAY):
        plan = book.add_plan(first_leads=True)
        book.generate(plan)
        found = dates(book, plan)
        assert found["县乡村振兴局"] == (DUE, None, True)
        assert found["县残联"] == (DUE, DUE, False)
        book.generate(plan)
        assert book.events("progress.shared") == []


def test_the_rule_shows_the_day_of_parts_that_the_forms_have(
    desk: Desk, book: Book, merged: Matter
) -> None:
    with clock.frozen(WEDNESDAY):
        late = book.add_plan(first_leads=True, published_at=WEDNESDAY)
        book.generate(late)
        for plan, day in ((late, DUE), (merged.plan, PARTS)):
            shown = desk.get("林", f"/plans/{plan}/reporting").json()["returns"][0]
            assert shown["parts_due_on"] == day.isoformat()
            assert dates(book, plan)["县残联"][1] == day
        for fills in ("each", "merged"):
            change(desk, book, merged.plan, fills=fills)
        shown = desk.get("林", f"/plans/{merged.plan}/reporting").json()["returns"][0]
        assert shown["parts_due_on"] is dates(book, merged.plan)["县残联"][1] is None


def test_a_date_that_a_person_named_and_what_was_handed_in_stay(
    desk: Desk, book: Book, merged: Matter
) -> None:
    desk.submitted("陈", merged.federation)
    desk.submitted("周", merged.civil)
    back = {"reason": "请补充", "due_on": "2023-07-20"}
    assert desk.send("林", "POST", f"/returns/{merged.civil}/return", back).status_code == 200
    change(desk, book, merged.plan, fills="each")
    found = dates(book, merged.plan)
    assert found["县残联"] == BOTH
    assert found["县民政局"] == (date(2023, 7, 20), None, False), "no row of it is a part now"
    assert found["县乡村振兴局"] == WRITER


def test_a_form_that_came_back_after_its_period_was_due_follows_as_well(
    desk: Desk, book: Book, merged: Matter
) -> None:
    desk.submitted("周", merged.civil)
    back = {"reason": "请补充", "due_on": "2023-07-20"}
    assert desk.send("林", "POST", f"/returns/{merged.civil}/return", back).status_code == 200
    with clock.frozen(LATER):
        change(desk, book, merged.plan, fills="each")
        found = dates(book, merged.plan)
        assert found["县民政局"] == (date(2023, 7, 20), None, False)
        assert found["县残联"] == BOTH, "it is late by now"
        book.generate(merged.plan)
        assert len(book.events("progress.shared")) == 1


def test_a_form_with_a_day_of_its_own_tells_what_it_is_by_now(
    desk: Desk, book: Book, merged: Matter
) -> None:
    only = book.returns(merged.plan)["县乡村振兴局", FIRST].id
    with book.runtime.database.write() as session:
        session.get_one(Return, only).due_set = True
        session.get_one(Return, only).due_on = date(2023, 7, 20)
        session.get_one(Return, merged.civil).due_set = True
        session.get_one(Return, merged.civil).due_on = date(2023, 7, 10)
    change(desk, book, merged.plan, fills="each")
    found = dates(book, merged.plan)
    assert found["县乡村振兴局"] == (date(2023, 7, 20), None, False)
    assert found["县民政局"] == (date(2023, 7, 10), None, False)
    change(desk, book, merged.plan, fills="merged")
    found = dates(book, merged.plan)
    assert found["县乡村振兴局"] == (date(2023, 7, 20), None, True)
    assert found["县民政局"] == (date(2023, 7, 10), date(2023, 7, 10), False), "never after it"


def test_the_calendar_moves_parts_as_well(runtime: Runtime, book: Book, merged: Matter) -> None:
    storm = "date,works,name\n2023-07-11,0,台风停工\n"
    with runtime.database.write() as session:
        workdays.import_file(session, SYSTEM, data=storm.encode(), source="通知", add=True)
    with runtime.database.write() as session:
        assert service.recompute_due(session, SYSTEM, year=2023).moved == 4
    due, parts = date(2023, 7, 17), date(2023, 7, 12)
    assert dates(book, merged.plan) == {
        "县残联": (due, parts, False),
        "县民政局": (due, parts, False),
        "县教委": (due, None, False),
        "县乡村振兴局": (parts, None, True),
    }
    book.generate(merged.plan)
    assert book.events("progress.shared") == []


def test_the_burden_counts_one_form_a_unit_a_period_whoever_fills(desk: Desk, book: Book) -> None:
    plan = book.add_plan(first_leads=True, return_period=ReturnPeriod.MONTH)
    merged = desk.get("林", f"/plans/{plan}/burden").json()["by_year"]
    desk.send("林", "PUT", f"/plans/{plan}/reporting", {"fills": "each"})
    assert desk.get("林", f"/plans/{plan}/burden").json()["by_year"] == merged


def test_the_preview_tells_whose_parts_would_be_due_when(
    desk: Desk, book: Book, merged: Matter
) -> None:
    path = f"/plans/{merged.plan}/reporting"
    for ahead, day in ((4, "2023-07-10"), (5, PARTS.isoformat())):  # the fifth day has passed
        shown = desk.send("林", "POST", f"{path}/preview", {"parts_workdays": ahead}).json()
        first = shown["returns"][0]
        assert (first["parts_due_on"], first["parts_units"]) == (day, 3)
    kept = desk.get("林", path).json()
    assert (kept["fills"], kept["parts_workdays"], kept["version"]) == ("merged", 3, 0)
    each = desk.send("林", "POST", f"{path}/preview", {"fills": "each"}).json()
    assert each["returns"][0]["parts_due_on"] is None
    for body in ({"parts_workdays": 21}, {"parts_workdays": -1}, {"fills": "both"}):
        assert desk.send("林", "PUT", path, body).status_code == 422
    change(desk, book, merged.plan, parts_workdays=5)
    assert dates(book, merged.plan)["县残联"][1] == PARTS
