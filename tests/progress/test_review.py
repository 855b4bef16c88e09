"""How a coordinator accepts a return, sends it back, or waives it."""

from typing import Any

import pytest

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.kit import clock
from app.progress import service
from tests.cast import World, bearer
from tests.progress.book import LATER, Book, Desk, Matter


def act(desk: Desk, who: str, matter: Matter, action: str, **body: Any) -> Any:
    return desk.send(who, "POST", f"/returns/{matter.federation}/{action}", body or None)


def test_the_coordinator_accepts_what_was_handed_in(desk: Desk, book: Book, matter: Matter) -> None:
    desk.submitted("陈", matter.federation)
    answer = act(desk, "林", matter, "accept", note="情况属实")
    assert answer.status_code == 200
    whole = answer.json()
    assert (whole["state"], whole["state_label"]) == ("accepted", "已通过")
    assert (whole["reviewed_by"], whole["review_note"]) == ("林", "情况属实")
    assert whole["reviewed_at"] == "2023-07-10T09:00:00+08:00"
    assert answer.headers["etag"] == f'"{whole["version"]}"'
    (told,) = book.events("return.accepted")
    assert (told["state"], told["own_unit"]) == (["submitted", "accepted"], False)


def test_accepting_needs_no_body(desk: Desk, matter: Matter) -> None:
    desk.submitted("陈", matter.federation)
    assert act(desk, "林", matter, "accept").json()["review_note"] is None


def test_a_return_is_sent_back_with_a_reason_and_another_date(
    desk: Desk, book: Book, matter: Matter
) -> None:
    desk.submitted("陈", matter.federation)
    with clock.frozen(LATER):
        answer = act(desk, "林", matter, "return", reason="请补充受益人数", due_on="2023-07-24")
        whole = answer.json()
        assert (whole["state"], whole["due_on"]) == ("returned", "2023-07-24")
        assert (whole["review_note"], whole["light"]) == ("请补充受益人数", "due_soon")
        whole = desk.get("陈", f"/returns/{matter.federation}").json()
        assert whole["allowed"] == ["save", "submit"]
    (told,) = book.events("return.returned")
    assert told["due_on"] == ["2023-07-14", "2023-07-24"]


def test_without_another_date_what_is_past_is_due_again_in_three_working_days(
    desk: Desk, matter: Matter
) -> None:
    desk.submitted("陈", matter.federation)
    with clock.frozen(LATER):
        whole = act(desk, "林", matter, "return", reason="请补充").json()
    assert (whole["due_on"], whole["light"]) == ("2023-07-24", "due_soon")


def test_handed_in_again_the_old_reason_is_gone_and_the_journal_keeps_it(
    desk: Desk, book: Book, matter: Matter
) -> None:
    desk.submitted("陈", matter.federation)
    act(desk, "林", matter, "return", reason="请补充")
    assert desk.fill("陈", matter.federation, progress="补充如下").json()["state"] == "returned"
    whole = desk.send("陈", "POST", f"/returns/{matter.federation}/submit").json()
    assert (whole["state"], whole["review_note"], whole["reviewed_by"]) == ("submitted", None, None)
    assert book.events("return.returned")[0]["reason"] == "请补充"


def test_a_return_is_waived_with_a_reason_and_is_no_longer_owed(
    desk: Desk, book: Book, matter: Matter
) -> None:
    with clock.frozen(LATER):
        whole = act(desk, "林", matter, "waive", reason="机构改革，本期由县民政局填报").json()
        assert (whole["state"], whole["light"]) == ("waived", "done")
        overdue = desk.get("林", "/returns", overdue=True).json()["items"]
        assert matter.federation not in {one["id"] for one in overdue}
    assert book.events("return.waived")[0]["state"] == ["pending", "waived"]


def test_a_waived_return_can_be_asked_for_again(desk: Desk, matter: Matter) -> None:
    act(desk, "林", matter, "waive", reason="免报")
    assert desk.fill("陈", matter.federation).json()["code"] == "waived"
    act(desk, "林", matter, "return", reason="仍需填报")
    desk.submitted("陈", matter.federation)


@pytest.mark.parametrize(
    ("action", "body", "code"),
    [
        ("accept", {}, "not_submitted"),
        ("return", {"reason": "x"}, "not_submitted"),
    ],
)
def test_what_was_not_handed_in_cannot_be_reviewed(
    desk: Desk, matter: Matter, action: str, body: dict[str, str], code: str
) -> None:
    answer = act(desk, "林", matter, action, **body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


def test_what_was_handed_in_cannot_be_waived_and_not_accepted_twice(
    desk: Desk, matter: Matter
) -> None:
    desk.submitted("陈", matter.federation)
    assert act(desk, "林", matter, "waive", reason="x").json()["code"] == "already_submitted"
    act(desk, "林", matter, "accept")
    assert act(desk, "林", matter, "accept").json()["code"] == "already_accepted"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reason": ""},
        {"reason": " \u3000\n"},
        {"reason": "长" * 501},
        {"reason": "x", "due_on": "2023-02-30"},
        {"reason": "x", "due_on": "2023-07-09"},
        {"reason": "x", "due_on": "9999-99-99"},
        {"reason": "x", "other": 1},
    ],
)
def test_sending_back_needs_a_reason_and_a_date_that_lies_ahead(
    desk: Desk, matter: Matter, body: dict[str, Any]
) -> None:
    desk.submitted("陈", matter.federation)
    answer = desk.send("林", "POST", f"/returns/{matter.federation}/return", body)
    assert answer.status_code == 422
    assert desk.get("陈", f"/returns/{matter.federation}").json()["state"] == "submitted"


@pytest.mark.parametrize(
    ("who", "status"), [("陈", 403), ("领", 403), ("管", 403), ("周", 404), ("外", 404)]
)
@pytest.mark.parametrize("action", ["accept", "return", "waive"])
def test_only_the_coordinator_of_the_plan_reviews(
    desk: Desk, matter: Matter, who: str, status: int, action: str
) -> None:
    desk.submitted("陈", matter.federation)
    body = {} if action == "accept" else {"reason": "x"}
    answer = desk.send(who, "POST", f"/returns/{matter.federation}/{action}", body)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "not_your_plan"


def test_a_coordinator_of_another_office_reads_but_does_not_review(
    desk: Desk, book: Book, world: World
) -> None:
    plan = book.add_plan(office_id=world.units["县残联"])
    book.generate(plan)
    one = book.returns(plan)["县民政局", "2023-H1"].id
    desk.submitted("周", one)
    for unit, status in (("县教委", 403), ("县残联", 200)):
        headers = bearer(book.runtime, book.world, Role.COORDINATOR, unit)
        assert desk.client.get(f"/api/v1/returns/{one}", headers=headers).status_code == 200
        answer = desk.client.post(f"/api/v1/returns/{one}/accept", headers=headers)
        assert answer.status_code == status


def test_an_office_that_accepts_its_own_return_is_marked_and_wants_a_second_person(
    desk: Desk, book: Book, world: World
) -> None:
    plan = book.add_plan(office_id=world.units["县残联"])
    book.generate(plan)
    one = book.returns(plan)["县残联", "2023-H1"].id
    desk.submitted("陈", one)
    headers = bearer(book.runtime, book.world, Role.COORDINATOR, "县残联")
    accept, confirm = f"/api/v1/returns/{one}/accept", f"/api/v1/returns/{one}/confirm"
    alone = desk.client.post(accept, headers=headers)
    assert (alone.status_code, alone.json()["code"]) == (409, "second_person")
    desk.client.post(confirm, headers=headers)
    itself = desk.client.post(accept, headers=headers)
    assert (itself.status_code, itself.json()["code"]) == (409, "second_person")
    assert desk.send("陈", "POST", f"/returns/{one}/confirm").status_code == 403
    seen = desk.send("领", "POST", f"/returns/{one}/confirm").json()
    assert (seen["state"], seen["confirmed_by"]) == ("submitted", "领")
    answer = desk.client.post(accept, headers=headers)
    assert answer.json()["reviewed_by"] == "县残联督办（自审）"
    other = book.returns(plan)["县民政局", "2023-H1"].id
    desk.submitted("周", other)
    assert desk.send("领", "POST", f"/returns/{other}/confirm").json()["code"] == "not_own_review"
    assert book.events("return.accepted")[0]["own_unit"] is True


def test_a_review_of_an_older_version_is_told_what_stands_now(desk: Desk, matter: Matter) -> None:
    desk.submitted("陈", matter.federation)
    path = f"/returns/{matter.federation}/accept"
    answer = desk.send("林", "POST", path, etag='"2"')
    assert answer.status_code == 412
    assert answer.json()["current"]["state"] == "submitted"
    etag = f'"{answer.json()["current"]["version"]}"'
    assert desk.send("林", "POST", path, etag=etag).status_code == 200
    twice = desk.send("林", "POST", path)
    assert (twice.status_code, twice.json()["current"]["state"]) == (409, "accepted")


def test_a_date_named_by_a_person_is_not_moved_by_the_calendar(
    desk: Desk, runtime: Runtime, matter: Matter
) -> None:
    desk.submitted("陈", matter.federation)
    act(desk, "林", matter, "return", reason="x", due_on="2023-07-15")
    with runtime.database.write() as session:
        service.recompute_due(session, SYSTEM, year=2023)
    assert desk.get("陈", f"/returns/{matter.federation}").json()["due_on"] == "2023-07-15"
