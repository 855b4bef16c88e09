"""The review of a draft in a real browser, with scripts and without, by mouse and by keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.pages.browsing import DRAFT, NEEDS_CHROMIUM, signed_in

pytestmark = NEEDS_CHROMIUM

REVIEW = f"/plans/{DRAFT}/review"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    made = signed_in(browser, site, "lin", 1200)
    made.goto(site + REVIEW)
    yield made
    made.context.close()


@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_nothing_on_the_review_and_in_its_forms(
    browser: Browser, site: str, width: int
) -> None:
    page = signed_in(browser, site, "lin", width)
    page.goto(site + REVIEW)
    first = page.get_attribute("article.task", "id")
    place = page.get_attribute("dl.cells a", "href")
    number = str(first).removeprefix("task-")
    for path in (
        f"/plans/{DRAFT}",
        REVIEW,
        f"{REVIEW}?only=1",
        f"{REVIEW}?edit={number}#mend-{number}",
        place,
    ):
        page.goto(f"{site}{path}")
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.context.close()


def test_the_forms_open_in_place_and_take_the_focus(page: Page) -> None:
    address = page.url
    page.focus("article.task >> text=修改")
    page.keyboard.press("Enter")
    page.wait_for_selector(".mend")
    page.wait_for_function("document.activeElement.id.startsWith('mend-')")
    assert page.url == address
    assert page.locator(".mend").count() == 1
    assert Axe().run(page).violations_count == 0


def test_without_scripts_several_units_are_saved_by_one_button(browser: Browser, site: str) -> None:
    page = signed_in(browser, site, "lin", 390, scripts=False)
    page.goto(site + REVIEW)
    page.click("article.task >> nth=-1 >> text=修改")
    page.fill(".units input[name=unit] >> nth=0", "县民政局")
    page.select_option(".units select[name=role] >> nth=0", "responsible")
    page.fill(".units input[name=new_unit]", "县财政局")
    page.click("button >> text=保存责任单位")
    page.wait_for_load_state()
    assert "责任单位已保存" in page.inner_text("article.task >> nth=-1")
    shown = page.locator(".units input[name=unit]")
    assert [shown.nth(n).input_value() for n in (0, 2)] == ["县民政局", "县财政局"]
    page.context.close()


def test_a_cell_leads_to_its_words_in_the_whole_text(page: Page) -> None:
    page.click("dl.cells a >> nth=1")
    page.wait_for_selector("mark#place")
    assert page.inner_text("mark#place").endswith("县残联")
    assert page.evaluate("document.activeElement.id") == "place", "the keyboard goes on from there"
    top = page.eval_on_selector("#place", "one => one.getBoundingClientRect().top")
    assert 0 <= top < 844


def test_without_scripts_a_task_is_put_right_and_the_page_returns_to_it(
    browser: Browser, site: str
) -> None:
    page = signed_in(browser, site, "lin", 390, scripts=False)
    page.goto(f"{site}{REVIEW}?only=1")
    page.click("article.task >> nth=0 >> text=修改")
    page.click("summary >> text=拆成两项")
    page.check("input[name=offset]")
    page.click("button >> text=拆开")
    page.wait_for_load_state()
    assert "notice=task_split" in page.url
    assert page.url.endswith(f"#{page.get_attribute('article.task >> nth=0', 'id')}")
    assert "任务已拆分" in page.inner_text("article.task >> nth=0")
    page.click("article.task >> nth=0 >> button >> text=核对无误")
    page.wait_for_load_state()
    assert page.inner_text("#done") == "已核 1 / 4"
    page.context.close()
