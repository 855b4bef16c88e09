"""A call is about matters that its typist may read, and the last one is the one made last."""

from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.core.runtime import Runtime
from tests.cast import World
from tests.kinds import ON_BOTH, on_sqlite
from tests.progress.book import Book
from tests.progress.browser import Browser
from tests.reminders.calls.test_calls import county, note
from tests.reminders.conftest import County, new_plan, new_return
from tests.reminders.instructions.conftest import Office, book, monday, office

__all__ = ["book", "county", "monday", "office", "on_sqlite"]

SECRET = "外县涉密方案"


@pytest.fixture
def foreign(book: Book, runtime: Runtime, world: World) -> str:
    """A return that 县民政局 owes to another county, whose people alone may read it."""
    with runtime.database.write() as session:
        plan = new_plan(session, world.elsewhere, SECRET)
        unit = world.units["县民政局"]
        return f"return:{new_return(session, plan, unit, world.elsewhere, date(2023, 7, 7))}"


def test_a_matter_of_another_region_is_not_there(office: Office, foreign: str) -> None:
    refused = note(office, matters=[foreign])
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_matter")
    assert f"没有 {foreign} 这件事项" in refused.text
    one = note(office, about="催").json()["id"]
    change = office.desk.send("林", "PATCH", f"/calls/{one}", {"matters": [foreign]})
    assert (change.status_code, change.json()["code"]) == (422, "wrong_matter")


def test_a_matter_of_another_unit_is_not_named(office: Office, county: County) -> None:
    other = f"return:{county.owes('县残联', date(2023, 7, 7))}"
    refused = note(office, matters=[other])
    assert [one["msg"] for one in refused.json()["errors"]] == [f"没有 {other} 这件事项"]


def test_no_page_names_a_matter_of_another_region(
    client: TestClient, office: Office, foreign: str
) -> None:
    browser = Browser(client)
    browser.sign_in("林")
    unit = office.unit("县民政局")
    for path in (
        f"/calls?subject={foreign}",
        f"/calls/new?unit={unit}&subject={foreign}",
        f"/calls/new?subject={foreign}",
    ):
        assert SECRET not in browser.page(path), path
    assert f"unit={unit}" not in browser.page(f"/calls/beside?subject={foreign}")


@ON_BOTH
def test_the_last_call_is_the_one_made_last(office: Office, county: County) -> None:
    """Not the one that was entered last: a day that was forgotten, a word that was mended."""
    county.owes("县教委", date(2023, 7, 14))
    unit = office.unit("县教委")

    def called() -> str:
        [told] = office.desk.get("林", "/reminders/unreached").json()["items"]
        answer: str = told["called"]["answer"]
        return answer

    def said(answer: str, at: str, **more: int) -> int:
        when = f"2023-07-{at}:00+08:00"
        given: dict[str, Any] = {
            "unit_id": unit,
            "about": "催",
            "answer": answer,
            "promised_on": None,
            **more,
        }
        made = note(office, called_at=when, **given)
        assert made.status_code == 201, made.text
        return int(made.json()["id"])

    early = said("周五报。", "06T09:00")
    late = said("周一报。", "07T09:00")
    said("没有接通。", "05T15:00")
    assert called() == "周一报。", "an entry that comes late is of its own day"
    said("实为周四报。", "06T09:00", corrects_id=early)
    assert called() == "周一报。"
    said("其实没有接通。", "06T08:00", corrects_id=late)
    assert called() == "实为周四报。", "what was corrected does not count"
