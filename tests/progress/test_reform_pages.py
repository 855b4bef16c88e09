"""The form of a reform in words, its preview, and the command line."""

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from app.cli import _unit_id, build
from app.core.console import Console
from app.reading.terms import Role
from app.units.terms import UnitKind
from tests.kinds import ON_BOTH, on_sqlite
from tests.progress.book import Book
from tests.progress.browser import Browser
from tests.signing_in import hidden

__all__ = ["on_sqlite"]  # what the pages ask of the other kind is tried in `test_demo`

FORM = {
    "kind": "merge",
    "predecessors": "县乡村振兴局",
    "successors": "县农业农村委",
    "effective_on": "2023-06-01",
    "basis": "《巫山县机构改革方案》",
}


@pytest.fixture
def ready(book: Book) -> Book:
    book.add_unit("县农业农村委", UnitKind.GOVERNMENT_DEPARTMENT)
    book.add_plan(
        {"防止返贫监测": (("县乡村振兴局", Role.LEAD), ("县农业农村委", Role.RESPONSIBLE))}
    )
    return book


@pytest.fixture
def browser(client: TestClient) -> Browser:
    return Browser(client)


@ON_BOTH
def test_the_form_shows_what_follows_before_it_is_confirmed(ready: Book, browser: Browser) -> None:
    browser.sign_in("林")
    blank = browser.page("/reforms/new")
    shown = browser.post("/reforms/new", blank, **FORM)
    assert shown.status_code == 200
    assert "既牵头又在其他栏" in shown.text
    assert "确认登记" in shown.text
    assert "还没有登记过改革" in browser.page("/reforms")
    seen = hidden(shown.text, "seen")
    changed = browser.post("/reforms/new", shown.text, **FORM, note="另注", seen=seen)
    assert "确认登记" in changed.text
    done = browser.post("/reforms/new", shown.text, **FORM, seen=seen)
    assert done.status_code == 303
    page = browser.page(done.headers["location"])
    assert "合并：县乡村振兴局 → 县农业农村委" in page
    assert "原县乡村振兴局" in browser.page(f"/units/{ready.units['县农业农村委']}")
    assert "并入" in browser.page(f"/units/{ready.units['县乡村振兴局']}")
    gone = browser.post(done.headers["location"].split("?")[0] + "/take_back", page)
    assert gone.headers["location"] == "/reforms?notice=reform_taken_back"


def test_a_refused_form_keeps_what_was_typed(ready: Book, browser: Browser) -> None:
    browser.sign_in("林")
    blank = browser.page("/reforms/new")
    refused = browser.post("/reforms/new", blank, **{**FORM, "successors": "县农业局"})
    assert refused.status_code == 422
    assert "县农业局" in refused.text
    assert "如果是新设的单位，请选择它的类别" in refused.text
    wrong = browser.post("/reforms/new", blank, **{**FORM, "effective_on": "明天"})
    assert "生效日期应为日期" in wrong.text
    split = browser.post(
        "/reforms/new", blank, **{**FORM, "successors": "新局", "unit_kind": "institution"}
    )
    assert "新设单位：新局" in split.text


def test_only_who_may_order_sees_the_form(ready: Book, browser: Browser) -> None:
    browser.sign_in("陈")
    assert browser.client.get("/reforms/new").status_code == 403
    assert "登记一次改革" not in browser.page("/reforms")


def test_a_merge_is_tried_on_a_page(ready: Book, browser: Browser) -> None:
    browser.sign_in("林")
    asked = "/network/what_if?units=县乡村振兴局&into=县农业农村委"
    assert "既牵头又在其他栏" in browser.page(asked)
    unknown = browser.client.get("/network/what_if?units=没有这个局&into=县农业农村委")
    assert unknown.status_code == 404
    assert "没有这个局" in unknown.text


def test_the_command_line_previews_orders_and_takes_back(ready: Book) -> None:
    cli = build("units")
    cli.callback()(lambda: None)  # the console is the test's own
    console = Console(build=lambda _: ready.runtime, unit_id=_unit_id)

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli, ["units", "reform", *words], obj=console)

    merge = ["merge", "县乡村振兴局", "--into", "县农业农村委", "--on", "2023-06-01"]
    merge += ["--basis", "方案", "--region", "巫山县"]
    tried = run(*merge, "--dry-run")
    assert tried.exit_code == 0, tried.output
    assert "既牵头又在其他栏：1 防止返贫监测" in tried.stdout
    assert run("list").stdout == ""
    assert "已登记" in run(*merge).stdout
    assert "县乡村振兴局\t县农业农村委" in run("list").stdout
    assert "已撤回" in run("take-back", "1").stdout
    assert run("list").stdout == ""
