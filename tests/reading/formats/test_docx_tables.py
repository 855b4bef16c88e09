"""Tables as offices make them: merged, dragged out of line, nested."""

from dataclasses import dataclass

import docx
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reading.source import Row
from tests.reading.formats.word import (
    bold,
    cell,
    cells,
    package,
    paragraph,
    read_word,
    row,
    run,
    saved,
    shown,
    table,
)

START, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def one(text: str, properties: str = "") -> str:
    return cell(paragraph(run(text)), properties=properties)


def read_rows(*rows: str, widths: tuple[int, ...] = ()) -> list[str | tuple[str, ...]]:
    return shown(read_word(package(table(*rows, widths=widths))))


def test_a_category_merged_downwards_goes_on_until_its_merge_ends() -> None:
    assert read_rows(
        row(cells("类别", "任务")),
        row(one("养老", START) + cells("甲")),
        row(one("", ON) + cells("乙")),
        row(one("就业", START) + cells("丙")),
        row(one("", ON) + cells("丁")),
        row(one("戊") + cells("己")),
    ) == [("类别", "任务"), ("养老", "甲"), ("↑", "乙"), ("就业", "丙"), ("↑", "丁"), ("戊", "己")]


def test_a_cell_over_several_columns_stands_in_the_first() -> None:
    assert read_rows(
        row(cells("类别", "任务", "单位")), row(one("一、养老", span(2)) + cells("县民政局"))
    ) == [("类别", "任务", "单位"), ("一、养老", "", "县民政局")]


def test_a_merge_in_the_old_form_is_read_too() -> None:
    start, on = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    merged = row(one("一、养老", start) + one("藏", on) + cells("县民政局"))
    assert read_rows(row(cells("类别", "任务", "单位")), merged)[1] == ("一、养老", "", "县民政局")


def test_a_merge_that_goes_on_with_nothing_is_a_cell_of_its_own() -> None:
    assert read_rows(row(one("甲", ON) + cells("乙")), row(cells("丙", "丁"))) == [
        ("甲", "乙"),
        ("丙", "丁"),
    ]


def test_rows_that_begin_late_or_end_early_keep_their_columns() -> None:
    assert read_rows(
        row(cells("甲", "乙", "丙")),
        row(cells("丁"), '<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        row(cells("戊")),
    ) == [("甲", "乙", "丙"), ("", "丁"), ("戊",)]


def test_edges_dragged_a_little_out_of_line_are_one_edge() -> None:
    dragged = (600, 3000, 120, 2880)
    assert read_rows(
        row(cells("序号") + one("任务", span(2)) + cells("单位")),
        row(cells("1", "甲") + one("县民政局", span(2))),
        row(one("一、养老", span(4))),
        widths=dragged,
    ) == [("序号", "任务", "单位"), ("1", "甲", "县民政局"), ("一、养老", "", "")]


def test_a_narrow_column_that_holds_something_stays_a_column() -> None:
    assert read_rows(
        row(cells("甲", "乙", "丙")), row(one("丁", span(2)) + cells("戊")), widths=(900, 100, 900)
    ) == [("甲", "乙", "丙"), ("丁", "", "戊")]


def test_rows_of_equally_many_cells_have_the_same_columns_whatever_their_spans() -> None:
    assert read_rows(
        row(cells("序号", "任务", "单位")),
        row(cells("1") + one("甲", span(2)) + cells("县民政局")),
    ) == [("序号", "任务", "单位"), ("1", "甲", "县民政局")]


def test_a_removed_row_is_not_read_and_wrapped_ones_are() -> None:
    wrapped = f"<w:sdt><w:sdtContent>{row(cells('丙', '丁'))}</w:sdtContent></w:sdt>"
    inner = f"<w:sdt><w:sdtPr/><w:sdtContent>{cells('己')}</w:sdtContent></w:sdt>"
    assert read_rows(
        row(cells("甲", "乙"), '<w:del w:id="1"/>'), wrapped, row(cells("戊") + inner)
    ) == [("丙", "丁"), ("戊", "己")]


def test_a_cell_keeps_its_lines_its_bold_and_a_table_inside_it() -> None:
    inner = table(row(cells("甲", "乙")), row(cells("丙", "丁")))
    unit = paragraph(run("县民政局", "<w:b/>"), "<w:r><w:br/></w:r>", run("县残联"))
    source = read_word(package(table(row(cells("1") + cell(unit, inner, paragraph(run("完")))))))
    assert shown(source) == [("1", "县民政局\n县残联\n甲 乙\n丙 丁\n完")]
    assert bold(source) == ["县民政局"]


def test_a_table_of_one_column_only_frames_its_paragraphs_and_tables() -> None:
    inner = table(row(cells("序号", "任务")), row(cells("1", "甲")))
    frame = table(row(cells("专栏1 重点项目")), row(cell(paragraph(run("1.乙")), inner)))
    assert shown(read_word(package(frame))) == [
        "专栏1 重点项目",
        "1.乙",
        ("序号", "任务"),
        ("1", "甲"),
    ]


def test_absurd_spans_fill_no_memory() -> None:
    wide = span(999_999_999)
    rows = [row(one("甲", wide) + one("乙", span(-5))) for _ in range(50)]
    assert read_rows(*rows, row(cells("丙"))) == [("甲", "乙")] * 50 + [("丙",)]


@dataclass(frozen=True)
class Merged:
    top: int
    left: int
    bottom: int
    right: int

    def holds(self, at: tuple[int, int]) -> bool:
        return self.top <= at[0] <= self.bottom and self.left <= at[1] <= self.right


ROWS, COLUMNS = 5, 4
merges = st.builds(
    lambda top, left, tall, wide: Merged(
        top, left, min(top + tall, ROWS - 1), min(left + wide, COLUMNS - 1)
    ),
    st.integers(1, ROWS - 1),
    st.integers(0, COLUMNS - 1),
    st.integers(0, 3),
    st.integers(0, 3),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(merges, max_size=5))
def test_any_merges_written_by_another_program_are_read_back(wanted: list[Merged]) -> None:
    apart: list[Merged] = []
    for area in wanted:
        inside = [(r, c) for r in range(ROWS) for c in range(COLUMNS) if area.holds((r, c))]
        if not any(other.holds(at) for other in apart for at in inside):
            apart.append(area)
    document = docx.Document()
    written = document.add_table(ROWS, COLUMNS)
    for area in apart:
        written.cell(area.top, area.left).merge(written.cell(area.bottom, area.right))
    expected = [[f"第{r}行{c}列" for c in range(COLUMNS)] for r in range(ROWS)]
    for r in range(ROWS):
        for c in range(COLUMNS):
            area = next((area for area in apart if area.holds((r, c))), Merged(r, c, r, c))
            if (area.top, area.left) == (r, c):
                written.cell(r, c).text = expected[r][c]
            else:
                expected[r][c] = "↑" if r > area.top else ""
    rows = shown(read_word(saved(document)))
    assert rows == [tuple(cells) for cells in expected if any(set(cells) - {"", "↑"})]


def test_a_row_s_cells_never_overlap() -> None:
    source = read_word(package(table(row(cells("甲", "", "乙")), row(cells("", "丙", "")))))
    for block in source.blocks:
        assert isinstance(block, Row)
        assert all(a.end < b.start for a, b in zip(block.cells, block.cells[1:], strict=False))
