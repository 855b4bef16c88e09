"""A unit says no to a row; the coordinator upholds it or gives the row to another."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from app import wiring
from app.jobs.worker import drain
from app.kit import clock
from app.plans.models import Amendment, Assignment
from tests.progress.book import Book, Desk, Matter

AIDS = "护理类辅助器具适配"
REASON = "护理类器具由残联适配，我局没有这项职能。"


@dataclass(frozen=True)
class Quarrel:
    """县民政局 is 责任单位 of the aids, which 县残联 leads."""

    desk: Desk
    book: Book
    matter: Matter
    dispatch: int
    row: int

    def unit(self, name: str) -> int:
        return self.book.units[name]

    def dispute(self, who: str = "周", **more: Any) -> Any:
        body = {"assignment_id": self.row, "reason": REASON, **more}
        return self.desk.send(who, "POST", f"/dispatches/{self.dispatch}/dispute", body)

    def reassign(self, dispute: int, unit: str, who: str = "林", etag: str | None = None) -> Any:
        body = {
            "unit_id": self.unit(unit),
            "basis": "县残工委办公室协调意见",
            "organ": "县残工委办公室",
            "decided_on": "2023-07-10",
        }
        return self.desk.send(who, "POST", f"/disputes/{dispute}/reassign", body, etag)


def row_of(desk: Desk, task: int, unit: str) -> int:
    """As whoever calls the service learns it."""
    cells = desk.get("林", f"/tasks/{task}").json()["assignments"]
    found: int = next(one["id"] for one in cells if one["unit"] == unit)
    return found


@pytest.fixture
def quarrel(desk: Desk, book: Book, matter: Matter) -> Quarrel:
    found = desk.get("林", "/dispatches", unit=book.units["县民政局"]).json()["items"]
    return Quarrel(desk, book, matter, found[0]["id"], row_of(desk, matter.tasks[AIDS], "县民政局"))


def test_a_disputed_row_that_is_upheld_stays(quarrel: Quarrel) -> None:
    made = quarrel.dispute(proposed_unit_id=quarrel.unit("县残联"))
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["state"], told["unit"]["name"], told["raised_by"]) == ("open", "县民政局", "周")
    assert told["proposed_unit"]["name"] == "县残联"
    assert told["task"]["id"] == quarrel.matter.tasks[AIDS]
    upheld = quarrel.desk.send(
        "林", "POST", f"/disputes/{told['id']}/uphold", {"note": "原件印明。"}, '"1"'
    )
    assert upheld.status_code == 200, upheld.text
    assert (upheld.json()["state"], upheld.json()["note"]) == ("upheld", "原件印明。")
    again = quarrel.reassign(told["id"], "县财政局")
    assert (again.status_code, again.json()["code"]) == (409, "dispute_ended")
    assert again.json()["current"] == upheld.json(), "what stands now comes with the refusal"
    with quarrel.book.runtime.database.read() as session:
        assert session.get_one(Assignment, quarrel.row).ended_by_id is None
    raised, decided = (quarrel.book.events(f"dispute.{one}") for one in ("raised", "decided"))
    assert raised[0]["reason"] == REASON
    assert decided[0]["state"] == ["open", "upheld"]


def test_a_row_that_goes_to_another_ends_and_the_other_is_dispatched(quarrel: Quarrel) -> None:
    dispute = quarrel.dispute().json()["id"]
    answer = quarrel.reassign(dispute, "县财政局")
    assert answer.status_code == 200, answer.text
    assert answer.json()["new_unit"]["name"] == "县财政局"
    drain(quarrel.book.runtime, wiring.HANDLERS)
    with quarrel.book.runtime.database.read() as session:
        old = session.get_one(Assignment, quarrel.row)
        amendment = session.get_one(Amendment, old.ended_by_id)
        new = session.exec(
            select(Assignment).where(col(Assignment.added_by_id) == amendment.id)
        ).one()
    assert "县民政局2023-07-10提出异议" in amendment.reason
    assert (new.unit_id, new.role) == (quarrel.unit("县财政局"), old.role)
    dispatched = quarrel.desk.get("林", "/dispatches", unit=quarrel.unit("县财政局")).json()
    assert len(dispatched["items"]) == 1
    tasks = quarrel.desk.get("周", f"/units/{quarrel.unit('县民政局')}/tasks").json()["items"]
    assert AIDS not in {one["title"] for one in tasks}


def test_a_lead_that_a_person_chose_goes_on_filing_after_it_is_reassigned(
    quarrel: Quarrel,
) -> None:
    dispatch = quarrel.desk.get("林", "/dispatches", unit=quarrel.unit("县残联")).json()
    lead = row_of(quarrel.desk, quarrel.matter.tasks[AIDS], "县残联")
    path = f"/dispatches/{dispatch['items'][0]['id']}/dispute"
    body = {"assignment_id": lead, "reason": "应由财政部门牵头"}
    dispute = quarrel.desk.send("陈", "POST", path, body).json()["id"]
    assert quarrel.reassign(dispute, "县财政局").status_code == 200
    with quarrel.book.runtime.database.read() as session:
        amended = session.get_one(Assignment, lead).ended_by_id
        new = session.exec(select(Assignment).where(col(Assignment.added_by_id) == amended)).one()
    assert new.is_first_lead


def test_after_the_window_nothing_is_disputed(quarrel: Quarrel) -> None:
    with clock.frozen(datetime(2023, 7, 18, 1, 0, tzinfo=UTC)):
        late = quarrel.dispute()
    assert (late.status_code, late.json()["code"]) == (409, "window_closed")
    assert "2023年7月17日" in late.json()["detail"]


def test_a_row_that_came_later_may_be_disputed_as_long_after_it_came(quarrel: Quarrel) -> None:
    """县教委 has its dispatch since 10 July; this row came to it on 21 July."""
    dispute = quarrel.dispute().json()["id"]
    school = quarrel.unit("县教委")
    held = quarrel.desk.get("林", "/dispatches", unit=school).json()["items"][0]["id"]
    with clock.frozen(datetime(2023, 7, 21, 1, 0, tzinfo=UTC)):
        assert quarrel.reassign(dispute, "县教委").status_code == 200
    new = row_of(quarrel.desk, quarrel.matter.tasks[AIDS], "县教委")
    old = row_of(quarrel.desk, quarrel.matter.tasks["残疾儿童义务教育"], "县教委")

    def say(row: int, day: int) -> Any:
        body = {"assignment_id": row, "reason": "不是我们的", "said_by": "办公室老刘"}
        with clock.frozen(datetime(2023, 7, day, 9, 0, tzinfo=UTC)):
            return quarrel.desk.send("林", "POST", f"/dispatches/{held}/dispute", body)

    assert say(old, 28).json()["code"] == "window_closed"
    late = say(new, 31).json()
    assert (late["code"], late["detail"]) == ("window_closed", "至2023年7月28日止")
    assert say(new, 28).status_code == 201


def test_a_coordinator_writes_down_who_said_it(quarrel: Quarrel) -> None:
    without = quarrel.dispute("林")
    assert (without.status_code, without.json()["code"]) == (422, "sayer_needed")
    told = quarrel.dispute("林", said_by="老刘").json()
    assert (told["raised_by"], told["entered_by"]) == ("老刘", "林")


@pytest.mark.parametrize(("who", "status"), [("陈", 404), ("外", 404), ("领", 403), ("管", 403)])
def test_others_do_not_dispute_for_a_unit(quarrel: Quarrel, who: str, status: int) -> None:
    assert quarrel.dispute(who).status_code == status
    dispute = quarrel.dispute().json()["id"]
    assert quarrel.reassign(dispute, "县财政局", who).status_code == status
    reading = quarrel.desk.get(who, f"/disputes/{dispute}").status_code
    assert reading == (404 if status == 404 else 200)


def test_what_cannot_be_disputed_is_refused(quarrel: Quarrel) -> None:
    of_another = row_of(quarrel.desk, quarrel.matter.tasks[AIDS], "县残联")
    for body, code in (
        ({"assignment_id": of_another}, "not_your_row"),
        ({"assignment_id": 10**15}, "not_your_row"),
        ({"proposed_unit_id": quarrel.unit("县民政局")}, "same_unit"),
        ({"proposed_unit_id": 10**15}, "not_found"),
        ({"reason": " \n"}, "invalid"),
        ({"reason": "长" * 501}, "invalid"),
    ):
        answer = quarrel.dispute(**body)
        assert answer.json()["code"] == code, (body, answer.text)
    assert quarrel.dispute().status_code == 201
    twice = quarrel.dispute()
    assert (twice.status_code, twice.json()["code"]) == (409, "disputed_already")


def test_a_dispute_is_withdrawn_by_its_unit_and_raised_again(quarrel: Quarrel) -> None:
    dispute = quarrel.dispute().json()["id"]
    path = f"/disputes/{dispute}/withdraw"
    assert quarrel.desk.send("林", "POST", path).status_code == 403
    assert quarrel.desk.send("周", "POST", path, etag='"9"').status_code == 412
    assert quarrel.desk.send("周", "POST", path, etag='"1"').json()["state"] == "withdrawn"
    assert quarrel.dispute().status_code == 201
    listed = quarrel.desk.get("林", "/disputes", count=True, plan=quarrel.matter.plan).json()
    assert (listed["total"], listed["items"][0]["state"]) == (2, "open")


def test_a_reassignment_to_itself_or_without_grounds_is_refused(quarrel: Quarrel) -> None:
    dispute = quarrel.dispute().json()["id"]
    assert quarrel.reassign(dispute, "县民政局").json()["code"] == "same_unit"
    body = {"unit_id": quarrel.unit("县财政局"), "basis": "意见", "organ": "县残工委"}
    path = f"/disputes/{dispute}/reassign"
    late = quarrel.desk.send("林", "POST", path, {**body, "decided_on": "2099-01-01"})
    assert (late.status_code, late.json()["code"]) == (422, "grounds")
    assert quarrel.desk.get("林", f"/disputes/{dispute}").json()["state"] == "open"


def test_what_a_unit_that_ended_disputed_is_found_under_its_successor(quarrel: Quarrel) -> None:
    dispute = quarrel.dispute().json()["id"]
    quarrel.desk.reform("merge", quarrel.unit("县民政局"), quarrel.unit("县财政局"))
    found = quarrel.desk.get("林", "/disputes", unit=quarrel.unit("县财政局")).json()["items"]
    assert [one["id"] for one in found] == [dispute]
