"""The sheet of figures in a workbook that comes back."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.progress.exchange.columns import BASIS, INDICATOR_ID, TASK_ID, VALUE
from app.progress.figures import rules
from app.progress.figures.rules import Figure, Measured
from app.progress.figures.schemas import LONGEST_BASIS, LONGEST_VALUE
from app.reading.formats.sheets import Sheet

_ID = re.compile(r"[1-9]\d{0,17}")


@dataclass(frozen=True)
class Asked:
    """The indicators of each row, and what is stored of them: that stays where the workbook has no
    sheet for them.
    """

    indicators: Mapping[int, Sequence[Measured]] = field(default_factory=dict)
    stored: Mapping[int, Mapping[int, Figure]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """`row` is the number that the program shows beside it; `name` the field, where it is one."""

    row: int
    message: str
    task_id: int | None = None
    name: str | None = None


def read(
    sheets: Sequence[Sheet], asked: Asked
) -> tuple[Mapping[int, Mapping[int, Figure]], list[Fault]]:
    """What was typed by task and indicator, and each fault with its row."""
    found = _the_one(sheets)
    if found is None:
        return asked.stored, []
    sheet, head_at = found
    head = [cell.strip() for cell in sheet.rows[head_at]]
    at = {name: head.index(name) for name in (TASK_ID, INDICATOR_ID, VALUE, BASIS)}
    typed: defaultdict[int, dict[int, Figure]] = defaultdict(dict)
    faults: list[Fault] = []
    for place, row in enumerate(sheet.rows):
        cells = {name: row[i].strip() if i < len(row) else "" for name, i in at.items()}
        if place <= head_at or not any(cells.values()):
            continue
        number = sheet.top + place + 1
        known = _known(cells, asked)
        if known is None:
            faults.append(_fault(number, "编号或指标编号不在这份表中，请不要改动这两列"))
            continue
        task_id, one = known
        figure = Figure(cells[VALUE], cells[BASIS])
        typed[task_id][one.id] = figure
        formula = any((place, at[name]) in sheet.formulas for name in (VALUE, BASIS))
        if wrong := "是公式，请改为数值或文字" if formula else _wrong(figure, one):
            faults.append(_fault(number, f"{one.name}：{wrong}", task_id, f"value-{one.id}"))
    return typed, faults


def _fault(row: int, message: str, task_id: int | None = None, name: str | None = None) -> Fault:
    return Fault(row, f"“指标数值”第 {row} 行：{message}", task_id, name)


def _the_one(sheets: Sequence[Sheet]) -> tuple[Sheet, int] | None:
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            if {TASK_ID, INDICATOR_ID, VALUE, BASIS} <= {cell.strip() for cell in row}:
                return sheet, at
    return None


def _known(cells: Mapping[str, str], asked: Asked) -> tuple[int, Measured] | None:
    ids = (cells[TASK_ID], cells[INDICATOR_ID])
    if not all(_ID.fullmatch(one) for one in ids):
        return None
    task_id, id_ = (int(one) for one in ids)
    for one in asked.indicators.get(task_id, ()):
        if one.id == id_:
            return task_id, one
    return None


def _wrong(figure: Figure, of: Measured) -> str:
    if len(figure.value) > LONGEST_VALUE or len(figure.basis) > LONGEST_BASIS:
        return f"数值不能多于 {LONGEST_VALUE} 个字，口径不能多于 {LONGEST_BASIS} 个字"
    try:
        rules.kept(figure, of)
    except ValueError as wrong:
        return str(wrong)
    return ""
