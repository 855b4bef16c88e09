"""Whole documents printed and read back."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.reading import Draft, read_document
from app.reading.terms import Role, Source
from tests.reading.formats.typeset import printed, read_back, rows

WUSHAN = Path(__file__).parents[3] / "seed" / "plans" / "wushan.txt"
PLAN = """
#for it in data {
  if type(it) == str { par(it) } else {
    let first = it.first()
    sheet((11mm, 1fr) + (38mm,) * (first.len() - 2), table.header(..first), ..it.slice(1).flatten())
  }
}
"""


def blocks(text: str) -> Iterator[str | list[list[str]]]:
    """Paragraphs and tables of a plan given as text; tables that its pages had cut are one."""
    table: list[list[str]] = []
    for line in filter(str.strip, text.replace("\f", "").split("\n")):
        cells = line.split("\t")
        if line.startswith("序号\t"):
            if table and table[0] != cells:
                yield table
                table = []
            table = table or [cells]
        elif table and re.fullmatch(r"\d+", cells[0]):
            table.append([*cells, "", ""][: len(table[0])])
        elif not table or "重点任务分工" not in line:
            if table:
                yield table
                table = []
            yield line.strip()
    yield table


def test_the_plan_of_a_county_printed_as_pdf_reads_like_its_text() -> None:
    text = WUSHAN.read_text("utf-8")
    by_text = read_document("plan.txt", text.encode()).draft
    by_pdf = read_document("plan.pdf", printed(PLAN, list(blocks(text)))).draft
    assert by_pdf.plan == by_text.plan
    assert facts(by_pdf) == facts(by_text)
    assert len([task for task in by_pdf.tasks if task.source is Source.TABLE]) == 30
    assert [one.name for one in by_pdf.indicators] == [one.name for one in by_text.indicators]
    places = [place for task in by_pdf.tasks for place in task.evidence]
    assert all(place.page for place in places)


def facts(draft: Draft) -> list[Any]:
    return [
        (
            task.number,
            "".join(task.text.split()),
            task.due_on,
            [(one.raw, one.role, one.first) for one in task.assignments],
        )
        for task in draft.tasks
        if task.source is Source.TABLE
    ]


# A case is printed in 100 ms; to make it small would take minutes, and it is small as it is.
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
SLOW = [HealthCheck.too_slow]
WORDS = [
    "推进",
    "落实",
    "残疾人",
    "服务体系",
    "2025年",
    "《条例》",
    "“阳光家园”",
    "（试点）",
    "，",
    "、",
]
STEMS = "民政财卫教司审农林水商交应急人社统计文旅体退役医保信访"


def sentences() -> st.SearchStrategy[str]:
    parts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=90)
    return parts.map(lambda words: "加强" + "".join(words).rstrip("，、") + "工作。")


def unit_lists() -> st.SearchStrategy[list[str]]:
    unit = st.text(alphabet=STEMS, min_size=2, max_size=6).map(lambda stem: f"县{stem}局")
    return st.lists(unit, max_size=9, unique=True)


@st.composite
def matrices(draw: st.DrawFn) -> list[tuple[str, list[str], list[str]]]:
    row = st.tuples(sentences(), unit_lists(), unit_lists())
    return draw(st.lists(row, min_size=3, max_size=14))


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(matrices())
def test_a_matrix_printed_over_several_pages_and_read_back_is_the_same(
    matrix: list[tuple[str, list[str], list[str]]],
) -> None:
    header = ["序号", "工作任务", "牵头单位", "责任单位"]
    table = [
        [str(number), text, "、".join(leads), "、".join(others)]
        for number, (text, leads, others) in enumerate(matrix, start=1)
    ]
    data = printed(PLAN, ["某县残疾人工作方案", "附件", "重点任务分工", [header, *table]])
    draft = read_document("plan.pdf", data).draft
    units = [
        [
            [one.raw for one in task.assignments if (one.role is Role.LEAD) is lead]
            for lead in (True, False)
        ]
        for task in draft.tasks
    ]
    assert [task.text for task in draft.tasks] == [row[1] for row in table]
    assert [task.number for task in draft.tasks] == [row[0] for row in table]
    assert units == [[leads, others] for _, leads, others in matrix]


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=SLOW)
@given(st.lists(st.lists(sentences(), min_size=3, max_size=3), min_size=2, max_size=14))
def test_cells_of_rows_that_are_not_cut_come_back_as_they_are(matrix: list[list[str]]) -> None:
    source = "#sheet((1fr, 1fr, 1fr), ..data.flatten().map(it => table.cell(breakable: false, it)))"
    assert rows(read_back(source, matrix)) == matrix
