"""A workbook back in: what was typed, by task, and every fault with the row that it stands in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from app.core.errors import InvalidError
from app.progress.exchange import figures
from app.progress.exchange.columns import ASKED, DRAFT, FORM, TASK_ID, YES
from app.progress.exchange.figures import Asked, Fault
from app.progress.figures.rules import Figure
from app.progress.forms import Typed
from app.progress.messages import LABELS, STAGES
from app.progress.service import Said
from app.reading.formats.sheets import Sheet, open_workbook
from app.reading.refusals import ReadingRefused
from app.web.messages import validation_message

NO_FIGURES = Asked()
FILE_LIMIT = 4 * 1024 * 1024
MOST_FAULTS = 200
_NUMBER = re.compile(r"[1-9]\d{0,17}")
_TICKS = {YES, "√", "✓", "1", "TRUE", "Y", "y"}
_STAGES = {label: stage.value for stage, label in STAGES.items()}
_CROSSES = {"", "否", "0", "FALSE", "N", "n"}


class SheetRefusedError(InvalidError):
    code, title = "sheet_refused", "表格有错，什么也没有保存"


@dataclass(frozen=True)
class Filled:
    """`typed` is by task, as a form would have it; `said` is empty where there are faults."""

    version: int
    typed: Mapping[int, Typed]
    said: Sequence[Said]
    faults: Sequence[Fault]


def parse(
    data: bytes, return_id: int, known: Mapping[int, str], asked: Asked = NO_FIGURES
) -> Filled:
    """`known` are the tasks of the return, `asked` its figures. Raise `SheetRefusedError` for what
    is no sheet of it.
    """
    if len(data) > FILE_LIMIT:
        raise SheetRefusedError(f"文件超过 {FILE_LIMIT // 2**20} MB，不会是一份进展情况表")
    if not data.startswith(b"PK"):
        raise SheetRefusedError("文件不是 .xlsx，请在下载的表格里填好再传回")
    try:
        sheets = open_workbook(data)
    except ReadingRefused as refused:
        raise SheetRefusedError(f"{refused.title}，打不开这个表格") from refused
    reader = _Reader(*_the_one(sheets), known)
    reader.figures, reader.faults = figures.read(sheets, asked)
    return reader.read(return_id)


def _the_one(sheets: Sequence[Sheet]) -> tuple[Sheet, int]:
    """The sheet that has our heads, and the row that they stand in."""
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            if TASK_ID in row and len({*row} & {*ASKED.values()}) > 1:
                return sheet, at
    raise SheetRefusedError("没有找到表头，请在从本页下载的表格里填写")


class _Reader:
    def __init__(self, sheet: Sheet, head_at: int, known: Mapping[int, str]) -> None:
        self.sheet, self.head_at, self.known = sheet, head_at, known
        head = [cell.strip() for cell in sheet.rows[head_at]]
        missing = [name for name in (TASK_ID, *ASKED.values()) if name not in head]
        if missing:
            raise SheetRefusedError(f"缺少这些列：{'、'.join(missing)}；请用重新下载的表格")
        self.columns = {name: head.index(title) for name, title in ASKED.items()}
        self.id_at = head.index(TASK_ID)
        self.faults: list[Fault] = []
        self.figures: Mapping[int, Mapping[int, Figure]] = {}
        self.typed: dict[int, Typed] = {}
        self.said: list[Said] = []

    def read(self, return_id: int) -> Filled:
        version = self._version(return_id)
        for at, row in enumerate(self.sheet.rows):
            if at > self.head_at and any(cell.strip() for cell in row):
                self._row(at, row)
        faults = self.faults[:MOST_FAULTS]
        return Filled(version, self.typed, [] if faults else self.said, faults)

    def _version(self, return_id: int) -> int:
        above = [cell.strip() for row in self.sheet.rows[: self.head_at] for cell in row]
        form, draft = (_after(above, name) for name in (FORM, DRAFT))
        if form is None or draft is None:
            raise SheetRefusedError("表头上方的表号和稿次不见了，请用重新下载的表格")
        if form != return_id:
            raise SheetRefusedError(f"这是另一份表（表号 {form}），不是这一份（表号 {return_id}）")
        return draft

    def _row(self, at: int, row: Sequence[str]) -> None:
        number = self.sheet.top + at + 1
        task_id = self._task(number, _cell(row, self.id_at))
        if task_id is None:
            return
        for name, column in self.columns.items():
            if (at, column) in self.sheet.formulas:
                self._fault(number, f"{LABELS[name]}：是公式，请改为数值或文字", task_id, name)
        typed, wrong = _typed(row, self.columns)
        typed = replace(typed, figures=self.figures.get(task_id, {}))
        self.typed[task_id] = typed
        if wrong:
            self._fault(number, f"{LABELS['no_change']}：应填“是”或空着", task_id, "no_change")
        try:
            self.said.append(typed.said(task_id))
        except ValidationError as refused:
            for one in refused.errors():
                name = str(one["loc"][0])
                told = f"{LABELS.get(name, name)}：{validation_message(one)}"
                self._fault(number, told, task_id, name)

    def _task(self, number: int, text: str) -> int | None:
        if not _NUMBER.fullmatch(text):
            self._fault(number, f"{TASK_ID}“{text[:20]}”不是编号，请不要改动这一列")
            return None
        task_id = int(text)
        if task_id not in self.known:
            self._fault(number, f"编号 {task_id} 的任务不在这份表中，可能是从别的表复制来的")
            return None
        if task_id in self.typed:
            self._fault(number, f"编号 {task_id} 的任务在前面已经出现过", task_id)
            return None
        return task_id

    def _fault(
        self, row: int, message: str, task_id: int | None = None, name: str | None = None
    ) -> None:
        called = f"（{self.known[task_id]}）" if task_id is not None else ""
        self.faults.append(Fault(row, f"第 {row} 行{called}{message}", task_id, name))


def _typed(row: Sequence[str], columns: Mapping[str, int]) -> tuple[Typed, bool]:
    """What stands in a row, and whether its tick is none."""
    cells: dict[str, Any] = {name: _cell(row, at) for name, at in columns.items()}
    tick = cells.pop("no_change")
    cells["stage"] = _STAGES.get(cells["stage"], cells["stage"])
    typed = Typed(**cells)
    typed = replace(typed, percent=typed.percent.removesuffix("%").strip())
    return replace(typed, no_change=tick in _TICKS), tick not in _TICKS | _CROSSES


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def _after(cells: Sequence[str], name: str) -> int | None:
    """The number in the cell behind the one that says `name`."""
    for cell, value in pairwise(cells):
        if cell == name and _NUMBER.fullmatch(value):
            return int(value)
    return None
