"""签收: once, with name and time."""

from datetime import UTC, datetime

import pytest

from app.kit import clock
from tests.progress.book import Book, Desk, Matter


def dispatch_of(desk: Desk, unit: int) -> int:
    found = desk.get("林", "/dispatches", unit=unit).json()["items"]
    assert len(found) == 1
    return int(found[0]["id"])


def test_the_liaison_signs_once_and_the_first_signature_stands(
    desk: Desk, book: Book, matter: Matter
) -> None:
    one = dispatch_of(desk, book.units["县残联"])
    first = desk.send("陈", "POST", f"/dispatches/{one}/acknowledge")
    assert first.status_code == 200
    assert first.json()["acknowledged_by"] == "陈"
    assert first.json()["acknowledged_at"] == "2023-07-10T09:00:00+08:00"
    with clock.frozen(datetime(2023, 8, 1, tzinfo=UTC)):
        again = desk.send("陈", "POST", f"/dispatches/{one}/acknowledge")
    assert again.json() == first.json()
    (told,) = book.events("dispatch.acknowledged")
    assert told["unit_ids"] == [book.units["县残联"]]


def test_the_coordinator_sees_who_has_not_signed(desk: Desk, book: Book, matter: Matter) -> None:
    one = dispatch_of(desk, book.units["县残联"])
    desk.send("陈", "POST", f"/dispatches/{one}/acknowledge")
    unsigned = desk.get("林", "/dispatches", acknowledged=False, plan=matter.plan).json()["items"]
    signed = desk.get("林", "/dispatches", acknowledged=True).json()["items"]
    assert {item["unit"]["name"] for item in unsigned} == {"县民政局", "县教委", "县乡村振兴局"}
    assert [item["unit"]["name"] for item in signed] == ["县残联"]
    assert all(item["acknowledged_at"] is None for item in unsigned)


@pytest.mark.parametrize(
    ("who", "status"), [("林", 403), ("领", 403), ("管", 403), ("周", 404), ("外", 404)]
)
def test_nobody_signs_for_another_unit(
    desk: Desk, book: Book, matter: Matter, who: str, status: int
) -> None:
    one = dispatch_of(desk, book.units["县残联"])
    answer = desk.send(who, "POST", f"/dispatches/{one}/acknowledge")
    assert answer.status_code == status
    assert desk.send("陈", "POST", "/dispatches/999999/acknowledge").status_code == 404
    assert book.events("dispatch.acknowledged") == []


def test_what_a_unit_that_ended_did_not_sign_is_found_under_its_successor(
    desk: Desk, book: Book, matter: Matter
) -> None:
    one = dispatch_of(desk, book.units["县教委"])
    desk.reform("merge", book.units["县教委"], book.units["县财政局"])
    assert (
        dispatch_of(desk, book.units["县财政局"]) == dispatch_of(desk, book.units["县教委"]) == one
    )


def test_dispatches_come_in_pages(desk: Desk, matter: Matter) -> None:
    first = desk.get("林", "/dispatches", limit=3).json()
    second = desk.get("林", "/dispatches", limit=3, cursor=first["next"]).json()
    assert len(first["items"] + second["items"]) == 4
    assert second["next"] is None
    narrowed = desk.get("林", "/dispatches", limit=3, cursor=first["next"], acknowledged=False)
    assert narrowed.status_code == 400
