"""What a plan asks of its units in a year, told before it is published."""

from typing import Any

from starlette.testclient import TestClient

from app.plans.terms import PlanState, ReturnPeriod
from app.reading.terms import Role
from tests.progress.book import Book, Desk, Matter
from tests.progress.browser import Browser

TWO = {"托养服务": (("县残联", Role.LEAD), ("县民政局", Role.RESPONSIBLE))}


def draft(book: Book, **more: Any) -> int:
    """Two units, from the second half of 2023 on, with the plan of `matter` before it."""
    return book.add_plan(TWO, state=PlanState.DRAFT, published_at=None, **more)


def test_a_draft_is_weighed_against_the_plan_before_it_and_the_limit_of_the_place(
    desk: Desk, book: Book, matter: Matter
) -> None:
    plan = draft(book, return_period=ReturnPeriod.MONTH)
    told = desk.get("林", f"/plans/{plan}/burden").json()
    by_year = {one["year"]: one["returns"] for one in told["by_year"]}
    assert by_year[2024] == 24, "two units, twelve months"
    assert (told["most"], told["limit"], told["is_over"]) == (24, 200, False)
    # Four units, twice a year: the first half of 2023 is due in July.
    assert told["before"]["plan"]["id"] == matter.plan
    assert {one["year"]: one["returns"] for one in told["before"]["by_year"]}[2024] == 8
    limited = desk.send("管", "PATCH", "/progress/settings", {"burden_limit": 23})
    assert limited.status_code == 200, limited.text
    assert desk.get("林", f"/plans/{plan}/burden").json()["is_over"]


def test_the_first_plan_of_a_place_has_none_before_it(desk: Desk, book: Book) -> None:
    told = desk.get("林", f"/plans/{draft(book)}/burden").json()
    assert told["before"] is None
    assert desk.get("外", f"/plans/{told['plan_id']}/burden").status_code == 404
    assert desk.get("林", "/plans/999999/burden").status_code == 404


def test_a_plan_that_names_nobody_asks_for_nothing(desk: Desk, book: Book) -> None:
    plan = book.add_plan({"托养服务": ()}, state=PlanState.DRAFT, published_at=None)
    told = desk.get("林", f"/plans/{plan}/burden").json()
    assert (told["by_year"], told["most"], told["is_over"]) == ([], 0, False)


def test_the_page_warns_above_the_limit(
    client: TestClient, desk: Desk, book: Book, matter: Matter
) -> None:
    plan = draft(book, return_period=ReturnPeriod.MONTH)
    browser = Browser(client)
    browser.sign_in("林")
    here = f"/plans/{plan}/burden"
    assert "填报偏多" not in browser.page(here)
    desk.send("管", "PATCH", "/progress/settings", {"burden_limit": 23})
    page = browser.page(here)
    assert "超过本地设定的 23 份" in page
    assert "多 16 份" in page
    fragment = client.get(here, headers={"HX-Request": "true"}).text
    assert "填报偏多" in fragment
    assert "<html" not in fragment
    assert f'hx-get="{here}"' in browser.page(f"/plans/{plan}")
