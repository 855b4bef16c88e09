"""The pages in a real browser: axe finds nothing, nothing scrolls sideways on a telephone, and the
way to a unit's list can be gone with the keyboard alone.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from app.seeding.people import PASSWORD
from tests.pages.browsing import NEEDS_CHROMIUM, signed_in

pytestmark = NEEDS_CHROMIUM

PAGES = {
    "lin": [
        "/todo",
        "/instructions",
        "/instructions/new?task=6",
        "/instructions/1",
        "/calls",
        "/calls/new?unit=4",
        "/plans",
        "/plans/1",
        "/plans/new",
        "/plans/1/changes",
        "/plans/1/changes/new?task=6",
        "/plans/1/reporting",
        "/plans/1/figures",
        "/plans/1/network",
        "/plans/1/network/analysis",
        "/network",
        "/plans/1/coverage?with=3",
        "/tasks/6/precedents",
        "/units",
        "/units/25/profile",
        "/units/import",
        "/portfolios",
        "/returns",
        "/dispatches/1",
        "/disputes",
        "/tasks/6",
        "/tasks/6/measures",
        "/messages",
        "/messages/1",
        "/me/addresses",
        "/channels",
        "/deliveries",
        "/notices",
        "/notices/new",
        "/notices/new?unit=4",
        "/notices/3/paper",
        "/notices/4",
        "/notices/4/edit",
        "/reminders/ladder",
        "/calendar",
        "/pending",
        "/reforms/new",
    ],
    "sun": ["/plans/4/lint", "/lint/settings", "/progress/settings"],
    "admin": ["/channels/new?kind=http", "/channels/new?kind=dingtalk", "/notices/settings"],
    "niu": ["/claimable", "/claims"],
    "ma": ["/claims"],
    "chen": ["/todo", "/instructions/1", "/units/25", "/returns", "/units/25/sheet?plan=1"],
}
MOST_STEPS = 60
SHARES = 6
"""Of the pages, so that whoever runs tests side by side need not wait for all of them."""
DESK, TELEPHONE = 1200, 390
OPEN_PAGES = ["/sign-in", "/api/docs", "/nothing"]


def addresses() -> Iterator[tuple[str | None, str]]:
    for path in OPEN_PAGES:
        yield None, path
    for login, paths in PAGES.items():
        yield from ((login, path) for path in paths)


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, site: str, share: int
) -> None:
    axe = Axe()
    mine = list(addresses())[share::SHARES]
    assert mine
    pages = {login: signed_in(browser, site, login, DESK) for login, _ in mine}
    for login, path in mine:
        page = pages[login]
        page.goto(site + path)
        for width in (DESK, TELEPHONE):
            page.set_viewport_size({"width": width, "height": 844})
            found = axe.run(page)
            assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
        page.set_viewport_size({"width": DESK, "height": 844})
    for page in pages.values():
        page.context.close()


def test_a_form_to_fill_is_accessible_too(browser: Browser, site: str) -> None:
    page = signed_in(browser, site, "chen", 390)
    page.goto(f"{site}/units/25")
    page.click("main table a[href^='/returns/']")
    page.wait_for_load_state()
    assert page.query_selector("textarea") is not None
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()


def test_proposals_are_made_and_taken_with_the_keyboard_alone(browser: Browser, site: str) -> None:
    page = signed_in(browser, site, "yu", 390, scripts=True)
    page.goto(f"{site}/plans/2/proposals")
    page.focus("button[value=propose]")
    page.keyboard.press("Enter")
    page.wait_for_url("**notice=proposed")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    first = page.locator("input[name=pick]").first
    first.focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # in a field it settles nothing, and keeps what was ticked
    assert "按回车不会采纳" in page.inner_text(".refused")
    assert first.is_checked()
    page.focus("button[value=accept]")
    page.keyboard.press("Enter")
    page.wait_for_url("**notice=proposals_accepted")
    assert page.inner_text(".notice") == "已采纳，成为责任分工。"
    page.context.close()


def test_chen_reaches_her_list_with_the_keyboard_alone(browser: Browser, site: str) -> None:
    page = browser.new_context(viewport={"width": 1200, "height": 844}).new_page()
    page.goto(f"{site}/sign-in")
    page.wait_for_function("document.activeElement.id === 'login'")
    page.keyboard.type("chen")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/todo")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if "/units/" in page.evaluate("document.activeElement.getAttribute('href') || ''"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/**")
    assert page.inner_text("h1") == "县残联任务清单"
    page.context.close()


def test_nothing_is_asked_of_another_host(browser: Browser, site: str) -> None:
    page = signed_in(browser, site, "lin", 1200)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES["lin"]:
        page.goto(site + path)
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    page.context.close()
