"""Parts have reminders of their own, as long as they are not filed."""

from datetime import date

from starlette.testclient import TestClient

from app.kit import clock
from app.progress.models import Return
from app.progress.terms import ReturnState
from tests.cast import World
from tests.reminders.conftest import County, morning

DUE, PARTS = date(2023, 7, 14), date(2023, 7, 11)
BEFORE, AFTER = date(2023, 7, 10), date(2023, 7, 12)
FILED = morning(BEFORE)


def test_a_part_is_told_of_by_its_own_day_and_the_form_by_its_own(county: County) -> None:
    county.owes("县残联", DUE, parts_due_on=PARTS)
    county.remind(BEFORE)
    text = county.text("陈", BEFORE)
    assert "1份配合部分未报送、1份进展情况表未报送" in str(county.letter("陈", BEFORE)["subject"])
    assert "2023年上半年配合部分，供牵头单位汇总" in text
    assert "2023年7月11日" in text
    county.remind(AFTER)
    county.remind(date(2023, 7, 13))
    told = {(one.subject_kind, one.due_on, one.step) for one in county.told_directly()}
    assert told == {
        ("return", DUE, -7),
        ("parts", PARTS, -1),
        ("parts", PARTS, 1),
        ("return", DUE, -1),
    }


def test_who_filed_the_parts_or_the_form_is_not_reminded_of_them(county: County) -> None:
    ahead = county.owes("县残联", DUE, parts_due_on=PARTS)
    handed = county.owes("县民政局", DUE, parts_due_on=PARTS)
    county.owes("县教委", DUE, parts_due_on=DUE)
    county.change(Return, ahead, parts_filed_at=FILED)
    county.settle(handed, ReturnState.SUBMITTED)
    county.remind(AFTER)
    assert [one for one in county.reminders() if one.subject_kind == "parts"] == []


def test_what_was_filed_between_sweep_and_digest_is_left_out(county: County) -> None:
    one = county.owes("县残联", DUE, parts_due_on=PARTS)
    with clock.frozen(morning(AFTER)):
        county.sweep(AFTER)
        county.change(Return, one, parts_filed_at=FILED)
        county.deliver("陈", AFTER)
    assert "配合部分" not in county.text("陈", AFTER)


def test_the_to_do_list_has_the_part_beside_the_form(
    client: TestClient, world: World, county: County
) -> None:
    one = county.owes("县残联", DUE, parts_due_on=PARTS)
    with clock.frozen(morning(AFTER)):
        items = client.get("/api/v1/todo", headers=world.bearer("陈")).json()["items"]
    assert [(item["key"], item["due_on"]) for item in items] == [
        (f"parts:{one}", "2023-07-11"),
        (f"return:{one}", "2023-07-14"),
    ]
    assert items[0]["overdue_workdays"] == 1


def test_once_the_form_is_late_its_parts_are_not_spoken_of_any_more(
    client: TestClient, world: World, county: County
) -> None:
    one = county.owes("县残联", DUE, parts_due_on=PARTS)
    late = date(2023, 7, 18)
    county.remind(late)
    assert {(one.subject_kind, one.step) for one in county.told_directly()} == {("return", 1)}
    with clock.frozen(morning(late)):
        items = client.get("/api/v1/todo", headers=world.bearer("陈")).json()["items"]
    assert [item["key"] for item in items] == [f"return:{one}"]


def test_what_was_to_be_said_of_a_part_is_left_out_when_its_form_has_become_late(
    county: County,
) -> None:
    county.owes("县残联", DUE, parts_due_on=PARTS)
    with clock.frozen(morning(AFTER)):
        county.sweep(AFTER)
    with clock.frozen(morning(date(2023, 7, 17))):
        county.sweep(date(2023, 7, 17))
        county.deliver("陈", date(2023, 7, 17))
    assert "配合部分" not in county.text("陈", date(2023, 7, 17))


def test_a_form_that_was_sent_back_is_due_as_a_whole(county: County) -> None:
    """Its parts had their day; nobody tells a leader of them in the middle of a week."""
    one = county.owes("县残联", date(2023, 7, 28), parts_due_on=PARTS)
    county.settle(one, ReturnState.RETURNED)
    county.remind(date(2023, 7, 27))
    assert {(told.subject_kind, told.step) for told in county.reminders()} == {("return", -1)}
