"""The settings of a place over REST and on their page: who changes them, what is refused."""

import re

from app.core.actor import Role
from tests.plans.browser import Browser
from tests.plans.desk import Desk

PATH = "/progress/settings"


def test_what_is_named_is_changed_told_and_null_is_the_default_again(desk: Desk) -> None:
    assert desk.get(PATH)["version"] == 0
    given = {"clearing": True, "due_soon": 5, "lights": {"overdue": {"name": "超期"}}}
    first = desk.send("PATCH", PATH, given, headers={"If-Match": '"0"'})
    assert (first["clearing"], first["due_soon"], first["version"]) == (True, 5, 1)
    assert {"light": "overdue", "name": "超期", "colour": "red"} in first["lights"]
    second = desk.send("PATCH", PATH, {"due_soon": None})
    assert (second["due_soon"], second["version"]) == (3, 2)
    assert desk.send("PATCH", PATH, {"due_soon": 3})["version"] == 2, "nothing changed"
    told, back = desk.events("progress.settings_changed")
    assert told["changes"]["due_soon"] == [None, 5]
    assert back["changes"] == {"due_soon": [5, None]}
    stale = desk.send("PATCH", PATH, {"behind": 9}, headers={"If-Match": '"1"'}, status=412)
    assert stale["current"] == {"version": 2}


def test_who_reads_and_who_writes(desk: Desk) -> None:
    desk.hire("办", Role.COORDINATOR, unit="县残联")
    here = f"{PATH}?region={desk.world.region}"
    for who, reads, writes in (
        ("管", 200, 200),
        ("领", 200, 403),
        ("办", 200, 403),
        ("陈", 403, 403),
        ("外", 404, 404),
    ):
        desk.get(PATH, who=who, status=reads, region=desk.world.region)
        desk.send("PATCH", here, {"due_soon": 4}, who=who, status=writes)


# ---- the page --------------------------------------------------------------------------------


def fields_of(page: str) -> dict[str, str]:
    """The form as a browser would send it back untouched."""
    inputs = re.findall(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"', page)
    chosen = re.findall(
        r'<select name="([^"]+)".*?<option value="([^"]+)" selected>', page, re.DOTALL
    )
    return dict([*inputs, *chosen]) | {"version": "0"}


def test_a_form_saves_and_a_refused_one_keeps_what_was_typed(browser: Browser, desk: Desk) -> None:
    fields = fields_of(browser.page(PATH))
    fields = {
        name: value for name, value in fields.items() if name not in {"clearing", "write_off"}
    }
    changed: dict[str, str | list[str]] = {**fields, "clearing": "1", "due_soon": "5"}
    for name, wrong, said in (
        ("due_soon", "很多", "期限前几个工作日起，算即将到期：应为整数"),
        ("name-done", "一二三四五六七八九", "已办：不能多于 8 个字"),
        ("name-done", "逾期", "两种灯的名称相同"),
        ("behind", "40", "严重滞后"),
    ):
        answer = browser.send(PATH, PATH, **{**changed, name: wrong})
        assert answer.status_code == 422
        assert said in answer.text
        assert f'value="{wrong}"' in answer.text
        assert re.search(r'name="clearing" value="1" checked', answer.text)
    assert browser.send(PATH, PATH, **changed).headers["Location"].startswith(f"{PATH}?notice=")
    found = desk.get(PATH)
    assert (found["clearing"], found["write_off"], found["due_soon"]) == (True, False, 5)
    assert browser.send(PATH, PATH, **changed).status_code == 412, "the form is of version 0"


def test_readers_see_plain_values_and_no_form(browser: Browser) -> None:
    browser.sign_in("领")
    page = browser.page(PATH)
    assert "只有管理员" in page
    assert ">保存<" not in page
    assert "严重逾期" in page
    browser.sign_in("陈")
    browser.page(PATH, 403)
