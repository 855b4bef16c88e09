from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from app.reading.columns import Column
from app.reading.headers import header_of
from app.reading.terms import Role
from tests.reading.printed import MERGED, tables, tasks, units

HEADER = ["序号", "工作任务", "牵头单位", "责任单位"]
ONE = ["1", "甲任务。", "县残联", "县教委"]
TWO = ["2", "乙任务。", "县教委", ""]


def columns(*titles: str) -> tuple[Column | Role | None, ...] | None:
    header = header_of(titles)
    return header.columns if header else None


def test_a_column_of_units_alone_is_one_of_units_beside_tasks_only() -> None:
    assert columns("序号", "工作任务", "单位") == (Column.NUMBER, Column.TASK, Role.RESPONSIBLE)
    assert columns("序号", "指标", "单位", "目标值") == (
        Column.NUMBER,
        Column.INDICATOR,
        Column.UNIT_OF_MEASURE,
        Column.VALUE,
    )
    assert columns("项目", "单位", "数量", "金额") is None


def test_units_of_measure_and_supporting_units_beside_a_column_of_leads() -> None:
    assert columns("任务", "单位", "牵头单位") == (Column.TASK, Column.UNIT_OF_MEASURE, Role.LEAD)
    assert columns("任务", "牵头单位", "相关部门") == (Column.TASK, Role.LEAD, Role.SUPPORTING)


def test_a_long_cell_is_no_title_but_a_title_may_print_a_rule() -> None:
    assert columns("序号", "为重度残疾人提供护理类辅助器具适配服务任务", "牵头单位") is None
    header = header_of(["工作任务", "责任单位（排在第一位的为牵头单位，下同）"])
    assert header is not None
    assert header.label(1) == "责任单位"


def test_a_header_of_two_lines_with_merged_cells() -> None:
    found = tasks(
        ["序号", "工作任务", "责任分工", "", "完成时限"],
        [MERGED, MERGED, "牵头单位", "配合单位", MERGED],
        ["1", "甲任务。", "县残联", "县教委", "2025年"],
    )
    assert [units(task, Role.LEAD) for task in found] == [["县残联"]]
    assert found[0].due_text == "2025年"


def test_a_heading_below_the_header_is_not_its_second_line() -> None:
    found = tasks(HEADER, ["社会保障领域", "", "", ""], ONE)
    assert found[0].section == ("社会保障领域",)


def test_the_title_of_a_table_in_a_row_of_its_own_is_not_reported() -> None:
    found = tables(["某县重点任务分工表", "", "", ""], HEADER, ONE)
    assert len(found.read) == 1
    assert found.unread == ()


def test_rows_without_a_header_follow_the_columns_of_the_table_above_the_heading() -> None:
    first, second = tables(HEADER, ONE, "二、就业创业", TWO, ["3", "丙任务。", "", "县教委"]).read
    assert second.header == first.header
    assert second.section == ("二、就业创业",)
    assert [row.cells[0].text for row in second.rows] == ["2", "3"]


def test_rows_of_another_kind_do_not_follow_the_columns_of_a_table_above() -> None:
    found = tables(HEADER, ONE, "二、资金", ["年度", "资金", "来源", "备注"], ["2021", "9", "", ""])
    assert len(found.read) == 1
    assert len(found.unread) == 1


def test_a_note_below_the_rows_is_no_row_and_may_state_a_rule() -> None:
    (table,) = tables(HEADER, ONE, ["注：列第一位的为牵头单位。", "", "", ""]).read
    assert len(table.rows) == 1
    assert [one.text for one in table.said][1:] == ["注：列第一位的为牵头单位。"]
    (other,) = tables(HEADER, ONE, "注：列第一位的为牵头单位。").read
    assert other.said[1].text == "注：列第一位的为牵头单位。"
    assert other.strays == ()


def test_the_words_that_a_page_prints_above_a_table_are_no_stray_lines() -> None:
    (table,) = tables(HEADER, ONE, "续表", HEADER, TWO).read
    assert table.strays == ()
    assert [row.after_break for row in table.rows] == [False, True]


def test_a_new_page_is_a_break() -> None:
    (table,) = tables(HEADER, ONE, TWO, pages=(1, 1, 2)).read
    assert [row.after_break for row in table.rows] == [False, True]


def test_a_first_column_without_a_title_holds_numbers_or_categories() -> None:
    (numbers,) = tables(["", "工作任务", "牵头单位"], ["1", "甲任务。", "县残联"]).read
    (kinds,) = tables(["", "工作任务", "牵头单位"], ["就业", "甲任务。", "县残联"]).read
    assert numbers.header.columns[0] is Column.NUMBER
    assert kinds.header.columns[0] is Column.CATEGORY


@dataclass(frozen=True)
class Wanted:
    """A task of a made-up matrix: category, words, leads, others."""

    category: str
    words: str
    leads: tuple[str, ...]
    others: tuple[str, ...]


NAMES = ("县残联", "县民政局", "县财政局", "县教委", "县卫生健康委", "各乡镇")
UNITS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True).map(tuple)
WORDS = st.lists(st.sampled_from("扶持培育机构规范服务保障救助"), min_size=6, max_size=20)
TASKS = st.builds(
    Wanted,
    st.sampled_from(["保障", "就业"]),
    WORDS.map(lambda letters: "".join(letters) + "。"),
    UNITS,
    st.one_of(st.just(()), UNITS),
)
TITLES = {
    "number": ("序号", "编号"),
    "category": ("类别", "重点领域"),
    "words": ("工作任务", "重点事项", "目标任务"),
    "leads": ("牵头单位", "牵头部门", "主责单位"),
    "others": ("责任单位", "配合单位", "参与单位"),
    "person": ("责任人", "分管领导"),
}


@given(data=st.data(), wanted=st.lists(TASKS, min_size=1, max_size=8))
def test_a_matrix_printed_with_any_order_of_columns_merges_and_breaks_reads_back(
    data: st.DataObject, wanted: list[Wanted]
) -> None:
    columns = data.draw(st.permutations(list(TITLES)))
    header = [data.draw(st.sampled_from(TITLES[column])) for column in columns]
    lines: list[list[str]] = [header]
    for index, one in enumerate(wanted):
        merged = index > 0 and wanted[index - 1].category == one.category
        if index and data.draw(st.booleans()):
            lines.append(header)
            merged = False
        cells = {
            "number": str(index + 1),
            "category": MERGED if merged else one.category,
            "words": one.words,
            "leads": data.draw(st.sampled_from("、，\n")).join(one.leads),
            "others": "、".join(one.others) or data.draw(st.sampled_from(["", "无", "—"])),
            "person": "王五",
        }
        lines.append([cells[column] for column in columns])
    found = tasks(*lines)
    assert [
        (task.number, task.section[-1], task.text.text, tuple(units(task, Role.LEAD)))
        for task in found
    ] == [
        (str(index), one.category, one.words, one.leads)
        for index, one in enumerate(wanted, start=1)
    ]
    others = (Role.RESPONSIBLE, Role.SUPPORTING)
    assert [tuple(units(task, *others)) for task in found] == [one.others for one in wanted]


def test_rows_below_a_heading_may_leave_out_the_number_in_the_last_column() -> None:
    found = tasks(
        ["工作任务", "牵头单位", "序号"],
        ["发放补贴", "县民政局", "1"],
        "二、其他",
        ["检查评估", "县残联"],
    )
    assert [(task.number, units(task)) for task in found] == [
        ("1", ["县民政局"]),
        (None, ["县残联"]),
    ]


def test_a_row_of_totals_is_no_task() -> None:
    total = ["合计", "2项", "", "5个单位"]
    assert [task.number for task in tasks(HEADER, ONE, TWO, total)] == ["1", "2"]
    assert len(tasks(HEADER, ONE, ["2", "合计2项任务。", "县教委", ""])) == len([ONE, TWO])


def test_the_sign_for_the_same_as_above_takes_the_cell_above() -> None:
    found = tasks(
        ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"],
        ["1", "发放补贴。", "县民政局", "县残联", "2023年6月"],
        ["2", "完善制度。", "同上", "", "同上"],
        ["二、其他", "", "", "", ""],
        ["3", "检查评估。", "〃", "同上", "（同上）"],
    )
    assert [units(task, Role.LEAD) for task in found] == [["县民政局"]] * 3
    assert [units(task, Role.SUPPORTING) for task in found] == [["县残联"], [], ["县残联"]]
    assert {task.due_text for task in found} == {"2023年6月"}


def test_the_sign_in_the_first_row_means_nothing() -> None:
    (task,) = tasks(["工作任务", "牵头单位"], ["发放补贴。", "同上"])
    assert units(task) == []


def test_a_line_break_within_a_sentence_of_a_cell_is_none_but_one_after_it_parts_paragraphs() -> (
    None
):
    (task,) = tasks(HEADER, ["1", "健全机制，落\n实政策。\n发展托养。", "县残联", ""])
    assert task.text.text == "健全机制，落实政策。\n发展托养。"
    assert task.text.place(7) == task.text.pieces[1].start + 1
