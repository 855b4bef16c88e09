"""What an amendment of a published plan asks of whom."""

from datetime import date

from sqlmodel import Session, col, select

from app import wiring
from app.core.actor import SYSTEM
from app.jobs.worker import drain
from app.kit import clock
from app.plans import service as plans
from app.plans.models import Assignment, Task
from app.plans.service import Grounds
from app.plans.terms import AmendmentKind
from app.progress.models import Dispatch
from app.progress.service import follow
from app.progress.terms import ReturnState
from app.reading.terms import Role
from tests.progress.book import LATER, Book, Desk, Matter

DECIDED = Grounds(
    "机构改革", basis="巫残工委〔2023〕2号", organ="县残工委", decided_on=date(2023, 7, 10)
)
AMENDMENT = AmendmentKind.AMENDMENT


def assignments(session: Session, book: Book, plan: int, unit: str) -> list[int]:
    query = select(Assignment.id).where(
        col(Assignment.plan_id) == plan, col(Assignment.unit_id) == book.units[unit]
    )
    return list(session.exec(query.order_by(col(Assignment.id))))


def end(book: Book, plan: int, unit: str, grounds: Grounds = DECIDED) -> None:
    """Everything that a unit holds by its own name."""
    with book.runtime.database.write() as session:
        for one in assignments(session, book, plan, unit):
            plans.end_assignment(session, SYSTEM, one, kind=AMENDMENT, grounds=grounds)
    drain(book.runtime, wiring.HANDLERS)


def name(book: Book, plan: int, unit: str) -> None:
    with book.runtime.database.write() as session:
        task = session.exec(select(Task.id).where(Task.plan_id == plan)).first()
        plans.assign_published(
            session,
            SYSTEM,
            task or 0,
            book.units[unit],
            Role.SUPPORTING,
            kind=AMENDMENT,
            grounds=DECIDED,
        )
    drain(book.runtime, wiring.HANDLERS)


def states(book: Book, plan: int, unit: str) -> dict[str, ReturnState]:
    return {period: one.state for (of, period), one in book.returns(plan).items() if of == unit}


def test_a_unit_that_is_named_later_is_asked_from_that_day_on(book: Book, matter: Matter) -> None:
    name(book, matter.plan, "县财政局")
    with book.runtime.database.read() as session:
        query = select(Dispatch).where(Dispatch.unit_id == book.units["县财政局"])
        assert len(session.exec(query).all()) == 1
    asked = states(book, matter.plan, "县财政局")
    assert list(asked) == ["2023-H2", "2024-H1", "2024-H2", "2025-H1", "2025-H2"]


def test_a_unit_whose_last_task_ended_owes_nothing_for_what_lies_ahead(
    book: Book, matter: Matter, desk: Desk
) -> None:
    desk.submitted("周", matter.civil)
    end(book, matter.plan, "县民政局")
    found = states(book, matter.plan, "县民政局")
    assert found.pop("2023-H1") is ReturnState.SUBMITTED
    assert set(found.values()) == {ReturnState.WAIVED}
    one = book.returns(matter.plan)["县民政局", "2023-H2"]
    assert one.review_note == "本单位不再承担本方案的任务：巫残工委〔2023〕2号"
    (told,) = book.events("progress.followed")
    assert (len(told["waived"]), told["asked_again"]) == (5, [])


def test_a_period_that_was_over_before_is_still_told_of(
    book: Book, matter: Matter, desk: Desk
) -> None:
    end(book, matter.plan, "县民政局")
    assert states(book, matter.plan, "县民政局")["2023-H1"] is ReturnState.PENDING
    rows = desk.get("周", f"/returns/{matter.civil}").json()["rows"]
    assert [row["number"] for row in rows] == ["1", "2"]
    desk.submitted("周", matter.civil)


def test_a_member_of_a_group_goes_on_with_what_the_group_holds(book: Book, matter: Matter) -> None:
    end(book, matter.plan, "县残联")
    assert ReturnState.WAIVED not in states(book, matter.plan, "县残联").values()


def test_who_is_named_again_is_asked_again_for_what_lies_ahead(book: Book, matter: Matter) -> None:
    end(book, matter.plan, "县民政局")
    name(book, matter.plan, "县民政局")
    assert set(states(book, matter.plan, "县民政局").values()) == {ReturnState.PENDING}


def test_a_draft_that_was_waived_is_a_draft_when_it_is_asked_for_again(
    book: Book, matter: Matter, desk: Desk
) -> None:
    one = book.returns(matter.plan)["县民政局", "2024-H1"].id
    assert desk.fill("林", one, progress="先写下来").status_code == 200
    end(book, matter.plan, "县民政局")
    assert states(book, matter.plan, "县民政局")["2024-H1"] is ReturnState.WAIVED
    name(book, matter.plan, "县民政局")
    assert states(book, matter.plan, "县民政局")["2024-H1"] is ReturnState.DRAFT
    assert desk.get("林", f"/returns/{one}").json()["state"] == "draft"


def test_following_twice_changes_nothing(book: Book, matter: Matter) -> None:
    end(book, matter.plan, "县民政局")
    before = book.returns(matter.plan)
    with clock.frozen(LATER), book.runtime.database.write() as session:
        done = follow(session, SYSTEM, matter.plan)
    assert (done.waived, done.asked_again) == (0, 0)
    assert book.returns(matter.plan) == before


def test_a_row_that_nobody_filled_goes_and_one_that_was_filled_stays(
    book: Book, matter: Matter, desk: Desk
) -> None:
    second = book.returns(matter.plan)["县民政局", "2023-H2"].id
    first, other, *_ = matter.tasks.values()
    said = {"rows": [{"task_id": first, "progress": "已适配 40 件"}]}
    assert desk.send("周", "PUT", f"/returns/{second}", said).status_code == 200
    with book.runtime.database.write() as session:
        ids = assignments(session, book, matter.plan, "县民政局")
        plans.end_assignment(session, SYSTEM, ids[1], kind=AMENDMENT, grounds=DECIDED)
    drain(book.runtime, wiring.HANDLERS)
    rows = desk.get("周", f"/returns/{second}").json()["rows"]
    assert [row["task_id"] for row in rows] == [first]
    assert other not in [row["task_id"] for row in rows]
