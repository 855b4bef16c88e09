"""The sheet as plain text, for a terminal and a screen reader."""

import unicodedata
from collections.abc import Callable
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.paper import SheetContext, SheetReceipt, SheetRow, sheet_text

MakeRow = Callable[..., SheetRow]
MakeSheet = Callable[..., SheetContext]


def test_a_task_is_read_in_one_go(sheet: MakeSheet, row: MakeRow) -> None:
    task = row("3", text="继续实施“阳光家园计划”。", title="托养", light_label="逾期3个工作日")
    lines = sheet_text(sheet((task,))).splitlines()
    start = lines.index("序号3：托养")
    assert lines[start + 1 : start + 7] == [
        "    继续实施“阳光家园计划”。",
        "    承担职责：牵头单位（首位）",
        "    牵头单位：县残联（本单位）、县民政局",
        "    责任单位：县财政局",
        "    完成时限：2025年底前",
        "    进展状态：逾期3个工作日",
    ]


def test_the_head_says_what_it_is_and_for_whom(sheet: MakeSheet) -> None:
    text = sheet_text(sheet(2, stage_label="征求意见稿", demo_banner="演示数据"))
    assert text.startswith("【征求意见稿】\n【演示数据】\n县残联任务清单\n《巫山县")
    assert text.endswith("\n")


def test_the_receipt_has_a_line_for_everything_to_be_written(sheet: MakeSheet) -> None:
    text = sheet_text(sheet())
    assert "签收人：＿＿＿＿" in text
    assert "签收日期：　　年　　月　　日" in text
    assert "异议及理由：＿＿＿＿" in text


def test_a_receipt_given_on_screen_is_printed(sheet: MakeSheet) -> None:
    text = sheet_text(sheet(receipt=SheetReceipt("陈", date(2022, 5, 6))))
    assert "签收人：陈\n" in text
    assert "签收日期：2022年5月6日\n" in text


def test_a_unit_without_tasks_gets_no_receipt(sheet: MakeSheet) -> None:
    assert "签收" not in sheet_text(sheet(0))


def test_a_task_in_several_paragraphs_keeps_them(sheet: MakeSheet, row: MakeRow) -> None:
    assert "序号1：甲\n    乙\n" in sheet_text(sheet((row(text="甲\r\n\r\n乙"),)))


def test_a_task_without_text_still_has_its_number(sheet: MakeSheet, row: MakeRow) -> None:
    assert "序号7：\n    承担职责" in sheet_text(sheet((row("7", text=""),)))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None)))
def test_nothing_gives_orders_to_a_terminal(sheet: MakeSheet, row: MakeRow, text: str) -> None:
    printed = sheet_text(sheet((row(text=text, number=text, due=text),), unit=text))
    assert not {unicodedata.category(c) for c in printed if c != "\n"} & {"Cc", "Cf"}
