"""The sheet of figures in a workbook that comes back."""

import re
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
    """The indicators of each row, and what is stored in it, also of indicators that belong to
    another task now: that stays where the workbook does not speak of it.
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
    typed = {task_id: _tied(task_id, asked) for task_id in asked.stored}
    found = _the_one(sheets)
    if found is None:
        return typed, []
    sheet, head_at = found
    head = [cell.strip() for cell in sheet.rows[head_at]]
    at = {name: head.index(name) for name in (TASK_ID, INDICATOR_ID, VALUE, BASIS)}
    seen: set[tuple[int, Measured]] = set()
    faults: list[Fault] = []
    for place, row in enumerate(sheet.rows):
        cells = {name: row[i].strip() if i < len(row) else "" for name, i in at.items()}
        if place <= head_at or not any(cells.values()) or _belongs_elsewhere(cells, asked):
            continue
        number = sheet.top + place + 1
        known = _known(cells, asked)
        if known is None:
            faults.append(_fault(number, "编号或指标编号不在这份表中，请不要改动这两列"))
            continue
        task_id, one = known
        figure = Figure(cells[VALUE], cells[BASIS])
        formula = any((place, at[name]) in sheet.formulas for name in (VALUE, BASIS))
        wrong = "是公式，请改为数值或文字" if formula else _wrong(figure, one)
        if known in seen:
            wrong = "在前面已经出现过"
        else:
            typed.setdefault(task_id, {})[one.id] = figure
        seen.add(known)
        if wrong:
            faults.append(_fault(number, f"{one.name}：{wrong}", task_id, f"value-{one.id}"))
    return typed, faults


def _tied(task_id: int, asked: Asked) -> dict[int, Figure]:
    mine = {one.id for one in asked.indicators.get(task_id, ())}
    return {id_: one for id_, one in asked.stored[task_id].items() if id_ in mine}


def _belongs_elsewhere(cells: Mapping[str, str], asked: Asked) -> bool:
    """Whether the row tells nothing new, of an indicator that has gone to another task."""
    ids = _ids(cells)
    if ids is None or ids[0] not in asked.stored or _known(cells, asked) is not None:
        return False
    stored = asked.stored[ids[0]].get(ids[1])
    return not cells[VALUE] or stored == Figure(cells[VALUE], cells[BASIS])


def _fault(row: int, message: str, task_id: int | None = None, name: str | None = None) -> Fault:
    return Fault(row, f"“指标数值”第 {row} 行：{message}", task_id, name)


def _the_one(sheets: Sequence[Sheet]) -> tuple[Sheet, int] | None:
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            if {TASK_ID, INDICATOR_ID, VALUE, BASIS} <= {cell.strip() for cell in row}:
                return sheet, at
    return None


def _ids(cells: Mapping[str, str]) -> tuple[int, int] | None:
    """Of the task and of the indicator."""
    task_id, id_ = cells[TASK_ID], cells[INDICATOR_ID]
    return (int(task_id), int(id_)) if _ID.fullmatch(task_id) and _ID.fullmatch(id_) else None


def _known(cells: Mapping[str, str], asked: Asked) -> tuple[int, Measured] | None:
    ids = _ids(cells)
    if ids is None:
        return None
    task_id, id_ = ids
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
