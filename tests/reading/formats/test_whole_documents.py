"""The same plan in another format is the same plan."""

from itertools import groupby
from pathlib import Path

import docx
import pytest
from docx.table import Table

from app.reading import Draft, read_document
from app.reading.draft import DraftTask
from app.reading.terms import Role
from tests.reading.formats.word import saved

SEED = Path(__file__).parents[3] / "seed" / "plans"
HEADER = ("类别", "序号", "工作任务", "牵头单位", "责任单位")


@pytest.fixture(scope="module")
def annex() -> list[DraftTask]:
    tasks = read_document("wushan.txt", (SEED / "wushan.txt").read_bytes()).draft.tasks
    return [task for task in tasks if task.source == "table"]


def units(task: DraftTask, role: Role) -> str:
    return "、".join(one.raw for one in task.assignments if one.role is role)


def category(task: DraftTask) -> str:
    return task.section[-1].split()[-1]


def cells(task: DraftTask) -> tuple[str, ...]:
    return (task.number or "", task.text, units(task, Role.LEAD), units(task, Role.RESPONSIBLE))


def essence(tasks: list[DraftTask]) -> list[object]:
    return [(category(task), task.title, *cells(task)) for task in tasks]


def as_word(tasks: list[DraftTask]) -> bytes:
    document = docx.Document()
    document.add_paragraph("某县“十四五”残疾人保障和发展规划")
    document.add_heading("附件 重点任务分工", 1)
    table = document.add_table(1 + len(tasks), len(HEADER))
    for cell, title in zip(table.rows[0].cells, HEADER, strict=True):
        cell.text = title
    for index, task in enumerate(tasks, 1):
        for cell, text in zip(table.rows[index].cells[1:], cells(task), strict=True):
            cell.text = text
    _merge_categories(table, tasks)
    return saved(document)


def _merge_categories(table: Table, tasks: list[DraftTask]) -> None:
    first = 1
    for name, group in groupby(tasks, category):
        last = first + len(list(group)) - 1
        table.cell(first, 0).merge(table.cell(last, 0))
        table.cell(first, 0).text = name
        first = last + 1


def as_page(tasks: list[DraftTask]) -> bytes:
    rows = ["".join(f"<th>{title}</th>" for title in HEADER)]
    for name, group in groupby(tasks, category):
        members = list(group)
        for index, task in enumerate(members):
            merged = "" if index else f'<td rowspan="{len(members)}">{name}</td>'
            rows.append(merged + "".join(f"<td><p>{text}</p></td>" for text in cells(task)))
    table = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        "<html><head><meta charset=gb2312><script>x</script></head><body>"
        "<h1>某县“十四五”残疾人保障和发展规划</h1><h2>附件 重点任务分工</h2>"
        f"<table>{table}</table></body></html>"
    ).encode("gb18030")


@pytest.mark.parametrize(("name", "written"), [("a.docx", as_word), ("a.html", as_page)])
def test_an_annex_written_as_a_real_table_is_the_same_matrix(
    annex: list[DraftTask], name: str, written: object
) -> None:
    assert callable(written)
    draft: Draft = read_document(name, written(annex)).draft
    assert len(annex) == 30
    assert essence(list(draft.tasks)) == essence(annex)


@pytest.mark.parametrize("plan", ["qinshui", "huining", "zhangdian", "daqing"])
def test_a_plan_of_paragraphs_saved_as_word_is_the_same_plan(plan: str) -> None:
    data = (SEED / f"{plan}.txt").read_bytes()
    document = docx.Document()
    for line in data.decode().splitlines():
        added = document.add_paragraph()
        for index, words in enumerate(line.split("**")):
            added.add_run(words).bold = bool(index % 2)
    one = read_document(f"{plan}.txt", data).draft
    other = read_document(f"{plan}.docx", saved(document)).draft
    assert other.plan == one.plan
    assert [task.text for task in other.tasks] == [task.text for task in one.tasks]
    assert [task.assignments for task in other.tasks] == [task.assignments for task in one.tasks]
