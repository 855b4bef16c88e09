from app.reading.source import Paragraph, Row, SourceText
from tests.reading.formats.typeset import bold, cells, paragraphs, read_back, rows

HEADER = ["序号", "工作任务", "牵头单位", "责任单位"]
ANNEX = "#sheet((11mm, 1fr, 30mm, 40mm), table.header(..data.first()), ..data.slice(1).flatten())"
LONG = "加强残疾人康复服务机构建设，落实康复救助制度，为有需求的残疾人提供基本康复服务。"


def continued(source: SourceText) -> list[set[int]]:
    return [set(block.continued) for block in source.blocks if isinstance(block, Row)]


def test_cells_come_back_in_reading_order_with_the_empty_ones() -> None:
    matrix = [HEADER, ["1", LONG, "县残联", ""], ["2", "开展救助。", "", "县民政局、县财政局"]]
    assert rows(read_back(ANNEX, matrix)) == matrix


def test_a_table_stands_between_the_lines_above_and_below_it() -> None:
    source = read_back(f"上文。\n\n{ANNEX}\n\n下文。", [HEADER, ["1", LONG, "县残联", "县教委"]])
    kinds = [type(block) for block in source.blocks]
    assert kinds == [Paragraph, Row, Row, Paragraph]
    assert paragraphs(source) == ["上文。", "下文。"]
    assert {block.page for block in source.blocks} == {1}


def test_the_header_printed_on_each_page_stands_once() -> None:
    matrix = [HEADER, *([str(n), LONG * 2, "县残联", "县民政局"] for n in range(1, 40))]
    source = read_back(ANNEX, matrix)
    assert rows(source) == matrix
    assert source.blocks[-1].page == 7


def test_a_row_cut_by_the_end_of_the_page_is_one_row_on_the_page_where_it_begins() -> None:
    tall = ["2", LONG * 12, "县残联", "县民政局、县财政局"]
    matrix = [HEADER, ["1", LONG * 6, "县残联", "县民政局"], tall, ["3", LONG, "县教委", ""]]
    source = read_back(ANNEX, matrix)
    assert rows(source) == matrix
    assert [block.page for block in source.blocks] == [1, 1, 1, 2]


def test_a_row_cut_in_its_units_joins_them_too() -> None:
    units = "、".join(
        f"县{name}局" for name in "民政财政教育司法农业水利商务交通应急统计文旅体育" * 8
    )
    matrix = [HEADER, ["1", LONG * 4, "县残联", "县民政局"], ["2", LONG, "县残联", units]]
    assert rows(read_back(ANNEX, matrix)) == matrix


def test_two_rows_on_either_side_of_the_end_of_the_page_stay_two() -> None:
    """Without numbers, and with blanks in the second."""
    bare = "#sheet((1fr, 30mm, 40mm), ..data.map(it => table.cell(breakable: false, it)))"
    matrix = [["工作任务", "牵头单位", "责任单位"]]
    matrix += [[LONG * 2, f"县甲{n}局", "县民政局" if n % 3 else ""] for n in range(12)]
    assert rows(read_back(bare, cells(matrix))) == matrix


def test_a_cut_row_without_numbers_is_joined_by_its_unfinished_sentence() -> None:
    bare = "#sheet((1fr, 30mm, 40mm), ..data)"
    matrix = [["工作任务", "牵头单位", "责任单位"]]
    matrix += [[LONG * 4 + f"第{n}年", f"县甲{n}局", "县民政局"] for n in range(9)]
    assert rows(read_back(bare, cells(matrix))) == matrix


MERGED = """
#sheet((16mm, 11mm, 1fr, 30mm), table.header([类别], [序号], [工作任务], [责任单位]),
  ..for (category, many) in data.groups {
    (table.cell(rowspan: many, align: horizon, category),)
    for n in range(many) { ([#n], table.cell(breakable: false, data.text), [县残联]) }
  })
"""


def test_a_merged_category_stands_in_its_first_row_and_goes_on_in_the_others() -> None:
    source = read_back(MERGED, {"groups": [["就业", 3], ["康复", 1], ["教育", 2]], "text": LONG})
    assert [row[0] for row in rows(source)] == ["类别", "就业", "", "", "康复", "教育", ""]
    assert continued(source) == [set(), set(), {0}, {0}, set(), set(), {0}]


def test_a_merged_category_that_goes_on_over_the_page_is_not_printed_twice() -> None:
    source = read_back(
        MERGED, {"groups": [["就业", 3], ["康复", 19], ["教育", 2]], "text": LONG * 2}
    )
    table = rows(source)
    assert [row[0] for row in table if row[0]] == ["类别", "就业", "康复", "教育"]
    assert all(row[2] == LONG * 2 for row in table[1:])
    first_of_page = next(at for at, block in enumerate(source.blocks) if block.page == 2)
    assert continued(source)[first_of_page] == {0}


def test_a_cell_merged_over_columns_stands_in_the_first_of_them() -> None:
    source = read_back(
        """
        #sheet((1fr, 1fr, 1fr), table.cell(rowspan: 2)[任务], table.cell(colspan: 2)[责任分工],
          [牵头单位], [配合单位], table.cell(colspan: 3)[一、社会保障],
          [发放补贴], [民政局], [残联])
        """
    )
    assert rows(source) == [
        ["任务", "责任分工", ""],
        ["", "牵头单位", "配合单位"],
        ["一、社会保障", "", ""],
        ["发放补贴", "民政局", "残联"],
    ]
    assert continued(source)[1] == {0}


def test_a_line_that_ends_early_in_a_cell_keeps_its_break() -> None:
    units = ["县民政局", "县财政局", "县残联"]
    for align in ("left", "center"):
        lines = f"align({align}, data.join(linebreak()))"
        source = read_back(f"#sheet((1fr, 40mm), [任务], [单位], [救助], {lines})", units)
        assert rows(source)[1] == ["救助", "\n".join(units)]


def test_units_on_full_lines_without_a_mark_between_them_are_not_glued_together() -> None:
    source = read_back(
        "#sheet((1fr, 60pt), [任务], [单位], [救助], data.join(linebreak()))",
        [
            "县民政局",
            "县财政局",
        ],
    )
    assert rows(source)[1] == ["救助", "县民政局\n县财政局"]


def test_a_line_broken_by_the_width_of_its_cell_is_joined() -> None:
    units = "县人力资源和社会保障局、县农业农村委员会、县机关事务管理中心"
    for align in ("left", "center", "right"):
        narrow = f"#sheet((1fr, 27mm), [任务], [单位], [救助], align({align}, data))"
        assert rows(read_back(narrow, units))[1] == ["救助", units]


def test_a_table_open_at_its_sides_has_its_outer_columns() -> None:
    source = read_back(
        """
        #set table(stroke: (x, y) => (top: 0.5pt, bottom: 0.5pt, left: if x > 0 { 0.5pt }))
        #{ set text(12pt); set par(first-line-indent: 0em)
           table(columns: (20mm, 1fr, 30mm), [序号], [指标], [目标值], [1], [覆盖率], [95%]) }
        """
    )
    assert rows(source) == [["序号", "指标", "目标值"], ["1", "覆盖率", "95%"]]


def test_rules_drawn_as_thin_boxes_in_pieces_and_twice_are_rules() -> None:
    source = read_back(
        """
        #set text(12pt)
        #let at(x, y, it) = place(top + left, dx: x, dy: y, it)
        #let box-rule(w, h) = rect(width: w, height: h, fill: black)
        #block(width: 150mm, height: 20mm, {
          for y in (0mm, 10mm, 20mm) {
            for x in range(15) { at(x * 10mm, y, box-rule(10mm, 0.6pt)) }
            at(0mm, y + 1.5pt, line(length: 150mm, stroke: 0.5pt))
          }
          for x in (0mm, 50mm, 150mm) { at(x, 0mm, box-rule(0.6pt, 20mm)) }
          at(2mm, 3mm)[任务]; at(52mm, 3mm)[单位]; at(2mm, 13mm)[救助]; at(52mm, 13mm)[县民政局]
        })
        """
    )
    assert rows(source) == [["任务", "单位"], ["救助", "县民政局"]]


def test_bold_units_in_cells_are_told() -> None:
    source = read_back(
        """
        #par(data)
        #sheet((1fr, 50mm), [任务], [责任单位], [救助],
          [#text(font: "Noto Sans SC")[县民政局]、县残联])
        """,
        LONG,
    )
    assert bold(source) == ["县民政局"]


def test_two_tables_on_pages_that_follow_stay_two_where_their_columns_differ() -> None:
    source = read_back(
        """
        #sheet((20mm, 1fr), [序号], [指标], [1], [覆盖率])
        #pagebreak()
        #sheet((1fr, 1fr, 1fr), [任务], [牵头], [配合], [救助], [民政局], [残联])
        """
    )
    assert [len(row) for row in rows(source)] == [2, 2, 3, 3]
