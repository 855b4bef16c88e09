import pytest

from app.reading.formats import load
from app.reading.layout import flow
from app.reading.lost_tables import regained
from app.reading.matrix import read_matrix
from app.reading.outline import outline
from app.reading.source import Row
from app.reading.tables import find_tables
from app.reading.terms import Role
from tests.reading.printed import units

HEAD = "某县规划\n一、总体要求\n把各项任务落到实处。\n附件\n任务分工\n"
WANTED = [
    ("1", "健全机制，落实政策。", ["县民政局"], ["县残联", "县财政局"]),
    ("2", "发展托养，扶持机构。", ["县残联"], []),
    ("3", "开展培训。", ["县残联"], ["县教委", "各乡镇"]),
]

LOST = {
    "a word a line": """序号
工作任务
牵头单位
责任单位
1
健全机制，落实政策。
县民政局
县残联、县财政局
2
发展托养，
扶持机构。
县残联
无
3
开展培训。
县残联
县教委、
各乡镇
三、保障措施
县政府要加强领导。""",
    "blanks between the cells": """序号 工作任务 牵头单位 责任单位
1 健全机制，落实政策。 县民政局 县残联、县财政局
2 发展托养，
扶持机构。 县残联
- 3 -
序号 工作任务 牵头单位 责任单位
3 开展培训。 县残联 县教委、
各乡镇
县政府要加强领导，确保各项任务落到实处。""",
    "numbers before the words": """序号
重点任务
牵头单位
配合单位
1.健全机制，落实政策。
县民政局
县残联、县财政局
2.发展托养，扶持机构。
县残联
—
3.开展培训。
县残联
县教委、各乡镇""",
}


@pytest.mark.parametrize("lines", LOST.values(), ids=LOST)
def test_a_table_of_which_only_lines_are_left_is_read(lines: str) -> None:
    source = regained(load("plan.txt", (HEAD + lines).encode()))
    read = find_tables(source, outline(flow(source)).placed).read
    others = (Role.RESPONSIBLE, Role.SUPPORTING)
    assert [
        (one.number, one.text.text, units(one, Role.LEAD), units(one, *others))
        for one in read_matrix(read, None).tasks
    ] == WANTED


@pytest.mark.parametrize(
    "lines",
    [
        "序号 工作任务 牵头单位\n1 健全， 县民政局\n落实。\n2 托养。 县残联\n3 培训。 县残联",
        "序号\n工作任务\n牵头单位\n略",
        "各单位 工作任务 牵头单位\n1 健全机制。 县民政局\n2 发展托养。 县残联",
    ],
    ids=["a cell goes on below the units", "no rows", "no numbers"],
)
def test_what_is_not_plain_stays_lines(lines: str) -> None:
    source = load("plan.txt", (HEAD + lines).encode())
    assert regained(source).blocks == source.blocks


def test_the_text_and_its_offsets_stay_as_they_are() -> None:
    source = load("plan.txt", (HEAD + LOST["a word a line"]).encode())
    found = regained(source)
    assert found.text == source.text
    starts = [block.span.start for block in found.blocks]
    assert starts == sorted(starts)
    row = next(block for block in found.blocks if isinstance(block, Row))
    assert [found.at(cell) for cell in row.cells] == ["序号", "工作任务", "牵头单位", "责任单位"]


def test_a_column_of_categories_that_only_their_first_rows_fill() -> None:
    lines = ["序号", "类别", "工作任务", "牵头单位", "完成时限"]
    lines += ["1", "一网通办", "健全工作机制，统一标准。", "县民政局", "2026年6月"]
    lines += ["2", "发展托养服务。", "县残联、县民政局", "持续推进"]
    source = load("plan.txt", (HEAD + "\n".join(lines)).encode())
    rows = [block for block in regained(source).blocks if isinstance(block, Row)]
    assert [[source.at(cell) for cell in row.cells] for row in rows[1:]] == [
        ["1", "一网通办", "健全工作机制，统一标准。", "县民政局", "2026年6月"],
        ["2", "", "发展托养服务。", "县残联、县民政局", "持续推进"],
    ]
