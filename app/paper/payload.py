"""The JSON that the Typst template reads: strings and lists only, in printing order."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any

from app.paper.context import CHANGE_COLUMNS, COLUMNS, SheetContext
from app.paper.rows import SheetRow

Payload = dict[str, Any]
# Characters on a line of each column of the table, see `widths` in sheet.typ; and the height up
# to which a row is kept in one piece: about a third of a page.
LINE_CHARACTERS = (2, 13, 4, 8, 5)
UNBROKEN_LINES = 13


def document(contexts: Sequence[SheetContext]) -> Payload:
    first, day = contexts[0], max(context.printed_on for context in contexts)
    plans = dict.fromkeys(context.quoted_plan for context in contexts)
    marks = dict.fromkeys(mark for context in contexts for mark in context.marks)
    return {
        "title": first.title if len(contexts) == 1 else f"任务清单（{len(contexts)}份）",
        "author": first.office.name,
        "description": "　".join((*plans, *marks)),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "columns": COLUMNS,
        "change_columns": CHANGE_COLUMNS,
        "sheets": [_sheet(index, context) for index, context in enumerate(contexts)],
    }


def keep_last_row_with_receipt(data: Payload, layout: Iterable[dict[str, int]]) -> bool:
    """Moves the last row to the receipt's page where the receipt would stand alone on it.

    A page for signing that shows no task invites a signature for anything. Says whether anything
    was moved; a last row that may be broken itself stays where it is.
    """
    lonely = [found["sheet"] for found in layout if found["receipt"] > found["last"]]
    moved = [data["sheets"][i] for i in lonely if not data["sheets"][i]["rows"][-1]["breakable"]]
    for sheet in moved:
        sheet["split"] = len(sheet["rows"]) - 1
    return bool(moved)


def _sheet(index: int, context: SheetContext) -> Payload:
    return {
        "index": index,
        "title": context.title,
        "plan": context.quoted_plan,
        "marks": "　".join(context.marks),
        "running": context.running_title,
        "salutation": f"{context.unit}：",
        "paragraphs": context.paragraphs,
        "changes": [
            [one.number, one.what, one.before, one.after, one.basis] for one in context.changes
        ],
        "rows": [_row(row) for row in context.rows],
        "split": len(context.rows),
        "note": context.note,
        "receipt": context.receipt_lines,
        "remarks": f"{context.doubt}及理由",
    }


def _row(row: SheetRow) -> Payload:
    return {
        "number": row.number,
        "heading": row.heading,
        "text": row.text.splitlines(),
        "measures": [line for one in row.measure_lines for line in one.splitlines()],
        "role": [row.role_label, *row.role_notes],
        "parts": [
            {"label": part.label, "units": [[unit.name, unit.own] for unit in part.units]}
            for part in row.parts
        ],
        "limit": row.limit,
        "breakable": _height(row) > UNBROKEN_LINES,
    }


def _height(row: SheetRow) -> int:
    """Lines that the tallest cell takes, at most."""
    parts = [part.label + "".join(f"：{unit.name}" for unit in part.units) for part in row.parts]
    task = [row.heading, *row.text.splitlines(), *row.measure_lines]
    cells = ([row.number], task, [row.role_label, *row.role_notes], parts, row.limit)
    return max(
        sum(ceil(len(line) / characters) for line in lines)
        for lines, characters in zip(cells, LINE_CHARACTERS, strict=True)
    )
