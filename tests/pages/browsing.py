"""A real browser, signed in as one of the demo's people."""

import shutil

import pytest
from playwright.sync_api import Browser, Page

from app.seeding.people import PASSWORD, PLACES

DRAFT = len(PLACES) + 1
"""The plan that `add_draft` adds to those of the demo."""

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

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


def signed_in(
    browser: Browser, site: str, login: str | None, width: int, *, scripts: bool = True
) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, java_script_enabled=scripts
    )
    page = context.new_page()
    if login is not None:
        page.goto(f"{site}/sign-in")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_load_state()
    return page
