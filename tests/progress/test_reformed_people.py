"""Who worked for a unit that a reform ends works for its successor, and so does a plan's office."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from app.core.actor import Credentials, Role
from app.core.errors import AppError
from app.identity.models import Membership, Person
from app.identity.sessions import authenticate, sign_in
from app.kit import clock
from app.plans import jobs
from app.plans.models import Plan
from app.units import jobs as unit_jobs
from tests.cast import PASSWORD
from tests.kinds import on_sqlite
from tests.progress.book import Book, Desk
from tests.progress.test_nothing_is_lost import BOTH, reform

__all__ = ["on_sqlite"]

AUGUST = datetime(2023, 8, 1, 1, tzinfo=UTC)


def acts_for(book: Book, who: str) -> int | None:
    """The unit for which somebody works who signs in now."""
    with book.runtime.database.read() as session:
        login = session.get_one(Person, book.world.people[who]).login
    secret = sign_in(book.runtime, login, PASSWORD, "127.0.0.1")
    with book.runtime.database.read() as session:
        return authenticate(session, Credentials(None, secret, None)).actor.unit_id


def memberships(session: Session, book: Book, who: str) -> list[tuple[int | None, Any, Any]]:
    query = select(Membership).where(Membership.person_id == book.world.people[who])
    found = session.exec(query.order_by(col(Membership.id))).all()
    return [(one.unit_id, one.valid_from, one.valid_until) for one in found]


def office(book: Book, plan: int) -> int | None:
    with book.runtime.database.read() as session:
        return session.get_one(Plan, plan).office_id


def test_the_liaison_of_a_merged_unit_works_for_the_successor_from_its_day_on(
    book: Book, desk: Desk
) -> None:
    old, new = book.units["县民政局"], book.units["县教委"]
    with book.runtime.database.read() as session:
        before = memberships(session, book, "周")
    made = reform(desk, book, "merge", "县民政局", "县教委", on="2023-08-01")
    assert acts_for(book, "周") == old
    with clock.frozen(AUGUST):
        assert acts_for(book, "周") == new
        assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
        assert acts_for(book, "周") == old
    with book.runtime.database.read() as session:
        assert memberships(session, book, "周") == before
    (told,) = book.events("memberships.handed_on")
    (undone,) = book.events("memberships.handed_back")
    assert told["people"] == undone["people"]
    assert list(told["people"].values()) == ["周"]
    assert (told["unit_id"], told["since"]) == (new, "2023-08-01")


def acts_as(book: Book, who: str) -> int | None:
    """The unit for which somebody's machine works now."""
    with book.runtime.database.read() as session:
        bearer = Credentials(book.world.tokens[who], None, None)
        return authenticate(session, bearer).actor.unit_id


def listed(desk: Desk, who: str) -> int | None:
    found = desk.get("管", "/tokens").json()["items"]
    unit_id: int | None = next(one["unit_id"] for one in found if one["name"] == who)
    return unit_id


def test_a_token_of_a_merged_unit_acts_for_the_successor_from_its_day_on(
    book: Book, desk: Desk
) -> None:
    old, new, last = (book.units[one] for one in ("县民政局", "县教委", "县财政局"))
    made = reform(desk, book, "merge", "县民政局", "县教委", on="2023-08-01")
    assert acts_as(book, "周") == listed(desk, "周") == old
    with clock.frozen(AUGUST):
        assert acts_as(book, "周") == listed(desk, "周") == new
        assert desk.get("周", f"/units/{new}/tasks").status_code == 200
        second = reform(desk, book, "merge", "县教委", "县财政局", on="2023-08-02")
        assert acts_as(book, "周") == new
    with clock.frozen(AUGUST + timedelta(days=1)):
        assert acts_as(book, "周") == last
        for one in (second, made):
            assert desk.send("林", "DELETE", f"/reforms/{one}").status_code == 204
        assert acts_as(book, "周") == listed(desk, "周") == old
    first, then = book.events("tokens.handed_on")
    assert list(first["tokens"].values()) == list(then["tokens"].values()) == ["周"]
    assert (first["unit_id"], first["since"], then["unit_id"]) == (new, "2023-08-01", last)
    back = book.events("tokens.handed_back")
    assert [one["unit_id"] for one in back] == [last, new]


def test_a_token_that_was_made_after_the_reform_was_ordered_goes_on_as_well(
    book: Book, desk: Desk
) -> None:
    """A split: it goes with the people, to whom the coordinator named."""
    former = book.units["县乡村振兴局"]
    heirs = [{"unit_id": book.units[one]} for one in ("县教委", "县财政局")]
    body: dict[str, Any] = {
        "kind": "split",
        "effective_on": "2023-08-01",
        "basis": "方案",
        "predecessors": [former],
        "successors": [heirs[0], {**heirs[1], "takes_over": True}],
    }
    assert desk.send("林", "POST", "/reforms", body).status_code == 201
    for name in ("新", "废"):
        asked = {"name": name, "role": "liaison", "unit_id": former}
        made = desk.send("管", "POST", "/tokens", asked).json()
        book.world.tokens[name] = made["secret"]
    assert desk.send("管", "DELETE", f"/tokens/{made['id']}").status_code == 204
    for _ in range(2):
        unit_jobs.carry_out_reforms(book.runtime, {})
    assert acts_as(book, "新") == former
    with clock.frozen(AUGUST):
        assert acts_as(book, "新") == book.units["县财政局"]
    (told,) = book.events("tokens.handed_on")
    assert list(told["tokens"].values()) == ["新"], "what was revoked goes nowhere"


def test_a_session_that_was_opened_for_the_former_unit_ends_with_it(book: Book, desk: Desk) -> None:
    with book.runtime.database.read() as session:
        login = session.get_one(Person, book.world.people["周"]).login
    secret = sign_in(book.runtime, login, PASSWORD, "127.0.0.1")
    reform(desk, book, "merge", "县民政局", "县教委")
    with book.runtime.database.read() as session, pytest.raises(AppError):
        authenticate(session, Credentials(None, secret, None))
    assert acts_for(book, "周") == book.units["县教委"]


def test_of_a_split_the_coordinator_names_who_takes_over(book: Book, desk: Desk) -> None:
    plan = book.add_plan(BOTH, office_id=book.units["县民政局"])
    body: dict[str, Any] = {
        "kind": "split",
        "effective_on": "2023-06-01",
        "basis": "方案",
        "predecessors": [book.units["县民政局"]],
        "successors": [
            {"unit_id": book.units["县教委"]},
            {"unit_id": book.units["县财政局"], "takes_over": True},
        ],
    }
    assert desk.send("林", "POST", "/reforms/preview", body).json()["takes_over"] == "县财政局"
    assert desk.send("林", "POST", "/reforms", body).status_code == 201
    assert acts_for(book, "周") == office(book, plan) == book.units["县财政局"]
    body["successors"] = [{**one, "takes_over": True} for one in body["successors"]]
    body["predecessors"] = [book.units["县残联"]]
    assert desk.send("林", "POST", "/reforms", body).status_code == 422


def test_a_plan_is_run_by_the_successor_of_its_office_from_that_day_on(
    book: Book, desk: Desk
) -> None:
    plan = book.add_plan(BOTH, office_id=book.units["县残联"])
    made = reform(desk, book, "merge", "县残联", "县教委", on="2023-08-01")
    assert office(book, plan) == book.units["县残联"]
    with clock.frozen(AUGUST):
        for _ in range(2):
            jobs.move_offices(book.runtime, {})
            assert office(book, plan) == book.units["县教委"]
        assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
        assert office(book, plan) == book.units["县残联"]
    moves = [one["changes"]["office_id"] for one in book.events("plan.changed")]
    there = [book.units["县残联"], book.units["县教委"]]
    assert moves == [there, there[::-1]]


def test_an_office_goes_through_two_reforms_and_back_one_by_one(book: Book, desk: Desk) -> None:
    plan = book.add_plan(BOTH, office_id=book.units["县残联"])
    reform(desk, book, "merge", "县残联", "县教委", on="2023-06-01")
    second = reform(desk, book, "merge", "县教委", "县财政局", on="2023-07-01")
    assert office(book, plan) == acts_for(book, "陈") == book.units["县财政局"]
    assert desk.send("林", "DELETE", f"/reforms/{second}").status_code == 204
    assert office(book, plan) == acts_for(book, "陈") == book.units["县教委"]


def test_an_end_that_was_set_since_stays_when_the_reform_is_taken_back(
    book: Book, desk: Desk
) -> None:
    made = reform(desk, book, "merge", "县民政局", "县教委")
    with book.runtime.database.write() as session:
        query = select(Membership).where(Membership.unit_id == book.units["县教委"])
        session.exec(query).one().valid_until = date(2023, 7, 31)
    assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
    with book.runtime.database.read() as session:
        (only,) = memberships(session, book, "周")
    assert (only[0], only[2]) == (book.units["县民政局"], date(2023, 7, 31))


def test_who_came_after_the_reform_was_ordered_goes_on_as_well(book: Book, desk: Desk) -> None:
    made = reform(desk, book, "merge", "县财政局", "县教委", on="2023-08-01")
    with book.runtime.database.write() as session:
        session.add(
            Membership(
                person_id=book.world.people["周"],
                role=Role.LIAISON,
                region_id=book.world.region,
                unit_id=book.units["县财政局"],
                valid_from=date(2023, 7, 1),
            )
        )
    for _ in range(2):
        unit_jobs.carry_out_reforms(book.runtime, {})
    with book.runtime.database.read() as session:
        (_, ends, begins) = memberships(session, book, "周")
    assert ends == (book.units["县财政局"], date(2023, 7, 1), date(2023, 7, 31))
    assert begins == (book.units["县教委"], date(2023, 8, 1), None)
    assert desk.send("林", "DELETE", f"/reforms/{made}").status_code == 204
    with book.runtime.database.read() as session:
        assert memberships(session, book, "周")[1:] == [(ends[0], date(2023, 7, 1), None)]
