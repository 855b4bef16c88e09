"""A sheet as a file."""

import re
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.paper import SheetContext, SheetOffice, SheetPart, SheetRow, SheetUnit
from app.sheets.printing import file_name, headers, printed
from app.sheets.terms import SheetFormat


def sheet(**changes: Any) -> SheetContext:
    part = SheetPart("牵头单位", (SheetUnit("县残联", own=True),))
    row = SheetRow("1", "任务的全文。", "牵头单位", (part,), is_first_lead=True)
    facts: dict[str, Any] = {
        "unit": "县残联",
        "region": "巫山县",
        "plan_title": "巫山县“十四五”残疾人保障和发展规划",
        "office": SheetOffice("巫山县人民政府"),
        "printed_on": date(2023, 5, 15),
        "rows": (row,),
    }
    return SheetContext(**(facts | changes))


def test_a_file_is_named_after_unit_and_plan() -> None:
    name = file_name(sheet(), SheetFormat.PDF)
    assert name == "县残联任务清单（巫山县“十四五”残疾人保障和发展规划）.pdf"


@pytest.mark.parametrize(
    ("kind", "media", "shown"),
    [
        (SheetFormat.HTML, "text/html; charset=utf-8", "inline"),
        (SheetFormat.PDF, "application/pdf", "attachment"),
        (SheetFormat.TXT, "text/plain; charset=utf-8", "attachment"),
    ],
)
def test_a_browser_shows_the_page_and_saves_the_others_under_the_chinese_name(
    kind: SheetFormat, media: str, shown: str
) -> None:
    told = headers(sheet(), kind)
    assert told["Content-Type"] == media
    assert told["Cache-Control"] == "no-store"
    matched = re.fullmatch(
        r"(\w+); filename=\"sheet\.\w+\"; filename\*=UTF-8''([!-~]+)", told["Content-Disposition"]
    )
    assert matched is not None
    assert matched[1] == shown
    assert unquote(matched[2]) == file_name(sheet(), kind)


@given(unit=st.text(), title=st.text())
def test_whatever_a_unit_and_a_plan_are_called_the_file_can_be_written(
    unit: str, title: str
) -> None:
    context = sheet(unit=unit, plan_title=title)
    name = file_name(context, SheetFormat.HTML)
    assert len(name.encode("utf-8")) <= 255
    assert not re.search(r'[\x00-\x1f/\\:*?"<>|]', name)
    assert headers(context, SheetFormat.HTML)["Content-Disposition"].isascii()


def test_who_prints_a_character_that_no_font_has_is_told() -> None:
    made = printed(sheet(unit="县\ue123联"), SheetFormat.PDF, None)
    assert made.undrawable == "\ue123"
    assert made.data.startswith(b"%PDF")
    assert printed(sheet(), SheetFormat.PDF, None).undrawable == ""


def test_text_and_page_say_the_same() -> None:
    text = printed(sheet(), SheetFormat.TXT, None).data.decode()
    page = printed(sheet(), SheetFormat.HTML, None).data.decode()
    for words in ("县残联任务清单", "任务的全文。", "签收回执"):
        assert words in text
        assert words in page


def test_hostile_words_are_only_words() -> None:
    words = '<script>alert(1)</script>#read("/etc/passwd"){{ 7*7 }}'
    page = printed(sheet(plan_title=words), SheetFormat.HTML, None).data.decode()
    assert "<script" not in page
    assert "{{ 7*7 }}" in page
    assert printed(sheet(plan_title=words), SheetFormat.PDF, None).data.startswith(b"%PDF")
