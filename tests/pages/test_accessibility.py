"""The pages in a real browser: axe finds nothing, nothing scrolls sideways on a telephone, and the
way to a unit's list can be gone with the keyboard alone.
"""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from app import seeding, wiring
from app.core.settings import Settings
from app.kit import clock
from app.main import create_app
from app.seeding.people import PASSWORD
from tests.test_demo import TODAY

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

# Without these Chromium looks for its maker's servers, which no test may.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "lin": [
        "/plans",
        "/plans/1",
        "/plans/new",
        "/plans/1/network",
        "/units",
        "/returns",
        "/tasks/6",
    ],
    "chen": ["/", "/returns", "/units/25/sheet?plan=1"],
}
OPEN_PAGES = ["/sign-in", "/api/docs", "/nothing"]


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("site")
    shutil.copy(sqlite_template, place / "taskmatrix.db")
    runtime = wiring.build(Settings(data_dir=place, database_url="", demo_today=TODAY))
    seeding.seed(runtime, wiring.HANDLERS)
    server = uvicorn.Server(uvicorn.Config(create_app(runtime), port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    clock.pin_day(TODAY)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    clock.pin_day(None)
    runtime.database.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()


def signed_in(browser: Browser, site: str, login: str | None, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 844}).new_page()
    if login is not None:
        page.goto(f"{site}/sign-in")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
    return page


def addresses() -> Iterator[tuple[str | None, str]]:
    for path in OPEN_PAGES:
        yield None, path
    for login, paths in PAGES.items():
        yield from ((login, path) for path in paths)


@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, site: str, width: int
) -> None:
    axe = Axe()
    pages = {login: signed_in(browser, site, login, width) for login in (None, *PAGES)}
    for login, path in addresses():
        page = pages[login]
        page.goto(site + path)
        found = axe.run(page)
        assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
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


def test_chen_reaches_her_list_with_the_keyboard_alone(browser: Browser, site: str) -> None:
    page = browser.new_context(viewport={"width": 1200, "height": 844}).new_page()
    page.goto(f"{site}/sign-in")
    page.wait_for_function("document.activeElement.id === 'login'")
    page.keyboard.type("chen")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/*")
    assert page.inner_text("h1") == "县残联任务清单"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.context.close()


def test_nothing_is_asked_of_another_host(browser: Browser, site: str) -> None:
    page = signed_in(browser, site, "lin", 1200)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES["lin"]:
        page.goto(site + path)
    assert [url for url in asked if not url.startswith((site, "data:"))] == []
    page.context.close()
