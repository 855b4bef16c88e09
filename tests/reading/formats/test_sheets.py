from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.reading import ReadingRefused, read_document
from app.reading.formats import load, sheets
from app.reading.formats.workbook import printed
from app.reading.source import Row, SourceText

HEADER = ["序号", "工作任务", "牵头单位", "责任单位"]
FIRST = ["1", "发放两项补贴", "县民政局", "县财政局、县残联"]


def workbook(fill: Callable[[Any], None]) -> bytes:
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as made:
        fill(made)
    return held.getvalue()


def filled(*rows: list[Any]) -> bytes:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill)


def told(source: SourceText) -> list[str | list[str]]:
    """A paragraph as its text, a row as its cells."""
    return [
        [source.at(cell) for cell in block.cells]
        if isinstance(block, Row)
        else source.at(block.span)
        for block in source.blocks
    ]


def refusal(name: str, data: bytes) -> str:
    with pytest.raises(ReadingRefused) as caught:
        load(name, data)
    assert caught.value.detail.endswith("。")
    return caught.value.code


# ---- workbooks -------------------------------------------------------------------------------


def test_the_lines_above_the_table_are_its_title_and_the_rest_are_rows() -> None:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        sheet.merge_range(0, 0, 1, 3, "某县2026年助残工作任务分工表")
        sheet.write_string(2, 3, "2026年1月10日")
        sheet.write_row(4, 0, HEADER)
        sheet.merge_range(5, 0, 5, 3, "一、社会保障")
        sheet.write_row(6, 0, FIRST)
        sheet.write_string(7, 0, "注：排在第一位的为主牵头。")

    assert told(load("分工.xlsx", workbook(fill))) == [
        "某县2026年助残工作任务分工表",
        "2026年1月10日",
        HEADER,
        ["一、社会保障", "", "", ""],
        FIRST,
        "注：排在第一位的为主牵头。",
    ]


def test_a_matrix_in_a_workbook_becomes_tasks_with_their_units() -> None:
    draft = read_document(
        "a.xlsx", filled(["某县2026年助残工作任务清单"], HEADER, [1, *FIRST[1:]])
    ).draft
    assert draft.plan.title == "某县2026年助残工作任务清单"
    (task,) = draft.tasks
    assert (task.number, task.text) == ("1", "发放两项补贴")
    assert [one.unit for one in task.assignments] == ["县民政局", "县财政局", "县残联"]


def test_a_category_merged_downwards_goes_on_in_the_rows_below_it() -> None:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(2, 1, ["类别", "任务", "单位"])
        sheet.merge_range(3, 1, 5, 1, "社会保障")
        for row in (3, 4, 5):
            sheet.write_row(row, 2, [f"任务{row}", "县残联"])

    source = load("a.xlsx", workbook(fill))
    rows = [block for block in source.blocks if isinstance(block, Row)]
    assert [row.continued for row in rows] == [set(), set(), {0}, {0}]
    assert told(source)[1:3] == [["社会保障", "任务3", "县残联"], ["", "任务4", "县残联"]]


def test_several_sheets_stand_under_their_names_and_hidden_or_empty_ones_are_left_out() -> None:
    def fill(made: Any) -> None:
        for name in ("重点任务", "空表", "底稿", "主要指标", "Sheet5"):
            sheet = made.add_worksheet(name)
            if name != "空表":
                sheet.write_row(0, 0, [name + "甲", "乙"])
            if name == "底稿":
                sheet.hide()

    steps: list[tuple[int, int]] = []
    source = load("a.xlsx", workbook(fill), lambda done, total: steps.append((done, total)))
    assert told(source) == [
        "重点任务",
        ["重点任务甲", "乙"],
        "主要指标",
        ["主要指标甲", "乙"],
        ["Sheet5甲", "乙"],
    ]
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_a_line_break_inside_a_cell_is_kept() -> None:
    source = load("a.xlsx", filled(HEADER, ["1", "发放补贴", "县民政局\n县残联", "无"]))
    assert told(source)[1] == ["1", "发放补贴", "县民政局\n县残联", "无"]


FORMATS = [
    (1.0, None, "1"),
    (0.1 + 0.2, None, "0.3"),
    (12345678901.0, None, "12345678901"),
    (0.95, "0%", "95%"),
    (0.9567, "0.00%", "95.67%"),
    (90.0, '"≥"0"%"', "≥90%"),
    (7.0, "000", "007"),
    (2.5, "0", "3"),
    (-2.5, "0", "-3"),
    (1.005, "0.00", "1.01"),
    (0.285, "0%", "29%"),
    (1e20, "0", "100000000000000000000"),
    (-3.5, "0.0", "-3.5"),
    (1234567.0, "#,##0", "1,234,567"),
    (30.0, '0"项";-0"项"', "30项"),
    (5.0, "General", "5"),
    (True, None, "TRUE"),
    (date(2025, 12, 31), None, "2025年12月31日"),
    (date(2025, 12, 1), 'yyyy"年"m"月"', "2025年12月"),
    (date(2025, 12, 1), "[$-804]yyyy/m;@", "2025年12月"),
    (date(2025, 1, 1), 'yyyy"年"', "2025年"),
    (date(2025, 12, 31), 'm"月"d"日"', "2025年12月31日"),
    (datetime(2025, 12, 31), "yyyy/m/d", "2025年12月31日"),  # noqa: DTZ001 - as a sheet has it
    (datetime(2025, 12, 31, 8, 30), None, "2025年12月31日08:30"),  # noqa: DTZ001 - likewise
    (time(8, 30), None, "08:30"),
    (timedelta(hours=30), None, "30:00"),
]


@pytest.mark.parametrize(("value", "code", "shown"), FORMATS)
def test_a_figure_is_read_as_the_sheet_prints_it(
    value: object, code: str | None, shown: str
) -> None:
    assert printed(value, code) == shown


def test_the_formats_of_a_workbook_are_found_cell_by_cell() -> None:
    def fill(made: Any) -> None:
        for name, code in (("甲", "0%"), ("乙", "0.0%")):
            sheet = made.add_worksheet(name)
            sheet.write_row(2, 2, ["基本康复服务覆盖率", "年底值"])
            sheet.write_number(3, 27, 0.9, made.add_format({"num_format": code}))
            sheet.write_number(4, 27, 0.9)
            month = made.add_format({"num_format": 'yyyy"年"m"月"'})
            sheet.write_datetime(4, 3, datetime(2025, 12, 1), month)  # noqa: DTZ001 - as above

    text = load("a.xlsx", workbook(fill)).text
    assert "90%" in text
    assert "90.0%" in text
    assert text.count("0.9\n") == 1, "without a format it stays a fraction"
    assert text.count("2025年12月\t") == 2


def test_of_a_formula_the_value_is_read_and_nothing_is_computed() -> None:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["甲", "乙"])
        sheet.write_formula(1, 0, '=HYPERLINK("http://127.0.0.1/","县残联")', value="县残联")
        sheet.write_formula(1, 1, "=1+1", value=7)

    assert told(load("a.xlsx", workbook(fill)))[1] == ["县残联", "7"]


def test_ten_thousand_rows_are_read() -> None:
    rows = [[number, f"任务{number}", "县残联", "县民政局"] for number in range(1, 10_001)]
    source = load("a.xlsx", filled(HEADER, *rows))
    assert len(source.blocks) == 10_001
    assert told(source)[-1] == ["10000", "任务10000", "县残联", "县民政局"]


def test_more_than_fifty_thousand_rows_are_refused() -> None:
    rows = [[number] for number in range(50_001)]
    assert refusal("a.xlsx", filled(*rows)) == "too_many_rows"
    assert refusal("a.csv", "任务,单位\n".encode() * 50_001) == "too_many_rows"


def test_a_stray_cell_in_the_last_row_and_column_does_not_end_the_service() -> None:
    def fill(made: Any) -> None:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_string(1_048_575, 16_383, "。")

    assert refusal("a.xlsx", workbook(fill)) == "too_many_rows"


def test_a_sheet_that_takes_for_ever_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(600)", encoding="utf-8")
    monkeypatch.setattr(sheets, "_PROGRAM", slow)
    monkeypatch.setattr(sheets, "SECONDS", 0.2)
    assert refusal("a.xlsx", filled(HEADER)) == "too_many_rows"


def test_a_workbook_with_a_broken_sheet_is_damage() -> None:
    data = filled(HEADER)
    assert refusal("a.xlsx", data[: len(data) // 2]) == "damaged_file"


# ---- text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_any_common_form_reads_the_same(delimiter: str, codec: str) -> None:
    rows = [HEADER, FIRST, ["2", '"甲,乙;丙"\n丁', "无", ""]]
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
    text = "\r\n".join(delimiter.join(row) for row in quoted)
    assert told(load("a.csv", text.encode(codec))) == rows


def test_a_quote_that_never_closes_swallows_nothing() -> None:
    source = load("a.csv", '序号,任务\n1,"十四五"规划\n2,"未完\n3,丙\n'.encode())
    assert told(source)[2:] == [["2", '"未完'], ["3", "丙"]]


def test_text_that_was_saved_under_the_name_of_a_workbook_is_read_as_its_rows() -> None:
    source = load("导出.xls", "序号\t任务\t牵头\n1\t甲\t县残联\n".encode("gb18030"))
    assert told(source) == [["序号", "任务", "牵头"], ["1", "甲", "县残联"]]


def test_the_title_line_of_a_csv_is_no_row() -> None:
    assert (
        told(load("a.csv", "某县分工表,,\n任务,牵头,配合\n甲,乙,丙\n".encode()))[0] == "某县分工表"
    )


CELL = st.text(alphabet="甲乙丙丁县局一二。、（）12", min_size=1, max_size=8).filter(
    lambda text: not text.startswith("（")
)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_is_written_as_csv_is_read_back(rows: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in rows)
    assert told(load("a.csv", text.encode("utf-8-sig"))) == rows
