"""A return as a workbook: written from what is stored, read into a draft or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from app.core.actor import Actor
from app.kit.clock import printed_date
from app.progress import service
from app.progress.exchange import reading, writing
from app.progress.exchange.columns import ASKED
from app.progress.exchange.figures import Asked
from app.progress.exchange.reading import Filled, SheetRefusedError
from app.progress.exchange.writing import FigureLine, Line
from app.progress.figures import items as figure_items
from app.progress.figures.rules import Figure
from app.progress.forms import Typed, carried, stored
from app.progress.joining import NO_CHANGE, TEXTS
from app.progress.messages import LABELS, STAGES, period_label, task_name
from app.progress.parts.messages import STANDINGS
from app.progress.parts.rules import Entry
from app.progress.service import WholeReturn
from app.progress.terms import TaskStage

MOST_BESIDE = 30_000
"""Letters in one cell, of the 32,767 that a workbook can hold."""


@dataclass(frozen=True)
class WrittenSheet:
    """`name` is how the file is to be called, in Chinese."""

    name: str
    data: bytes


def written(session: Session, actor: Actor, return_id: int) -> WrittenSheet:
    found = service.get(session, actor, return_id)
    row = found.item.row
    title = f"{row.unit_name}{period_label(row.period)}进展情况表"
    lines = [_line(found, one) for one in found.rows]
    figures = [one for said in found.rows for one in _figures(found, said)]
    form = (row.id, row.version)
    data = writing.as_xlsx(f"{row.plan_title}　{title}", form, lines, figures)
    return WrittenSheet(f"{title}.xlsx", data)


def _line(found: WholeReturn, row: Row[Any]) -> Line:
    role = found.roles.get(row.task_id)
    label = role.printed_label if role else ""
    if row.task_id in found.shared.parts:
        day = found.item.row.parts_due_on
        label += f"（配合部分，{printed_date(day)}前报）" if day else "（配合部分）"
    fills = carried(row, found.before.get(row.task_id))
    said: dict[str, Any] = {name: getattr(fills, name) for name in ASKED}
    said["percent"] = int(fills.percent) if fills.percent else None
    said["stage"] = STAGES[TaskStage(fills.stage)] if fills.stage else ""
    thread = found.shared.threads.get(row.task_id, ())
    beside = "\n".join(_told(one) for one in thread)[:MOST_BESIDE]
    return Line((row.task_id, row.number or "", row.title, label), said, beside)


def _told(one: Entry) -> str:
    """县民政局（已报送）：已核对名册。存在问题：……"""
    text = one.text
    said = [(f"{NO_CHANGE}：{text.no_change_reason}" if text.no_change else "") + text.progress]
    said += [f"{LABELS[name]}：{getattr(text, name)}" for name in TEXTS[1:] if getattr(text, name)]
    return f"{one.unit}（{STANDINGS[one.standing]}）" + ("：" if any(said) else "") + " ".join(said)


def _figures(found: WholeReturn, row: Row[Any]) -> Iterator[FigureLine]:
    tied = found.indicators.get(row.task_id, ())
    before = found.before.get(row.task_id)
    fills = carried(row, before).figures
    for one in figure_items.of_row(tied, None, before):
        id_, last = one["indicator_id"], one["before"]
        target = one["target"] or ""
        given = (row.task_id, id_, row.title, one["name"], one["measure"] or "", target)
        typed = fills.get(id_, Figure())
        yield FigureLine((*given, last["value"] if last else ""), typed.value, typed.basis)


def read(found: WholeReturn, data: bytes) -> Filled:
    """Raise `SheetRefusedError` for what is no sheet of this return."""
    names = {row.task_id: task_name(row) for row in found.rows}
    kept = {row.task_id: stored(row).figures for row in found.rows}
    return reading.parse(data, found.item.row.id, names, Asked(found.indicators, kept))


def _typed(task_id: int, typed: Typed) -> dict[str, Any]:
    figures = [{"indicator_id": id_, **vars(one)} for id_, one in typed.figures.items()]
    plain = {name: text for name, text in vars(typed).items() if name != "figures"}
    return {"task_id": task_id, **plain, "indicators": figures}


def save(session: Session, actor: Actor, return_id: int, filled: Filled) -> None:
    """All rows as a draft. Raise `SheetRefusedError` with each fault and its row, `StaleError`
    when somebody changed the return since the sheet was written out.
    """
    if filled.faults:
        errors = [
            {"loc": ["row", one.row, *([one.name] if one.name else [])], "msg": one.message}
            for one in filled.faults
        ]
        rows = [_typed(task_id, typed) for task_id, typed in filled.typed.items()]
        raise SheetRefusedError(f"共 {len(errors)} 处", errors=errors, rows=rows)
    service.save(session, actor, return_id, filled.said, expected=filled.version)
