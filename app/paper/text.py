"""The task list as plain text: one task after the other, as a screen reader says it."""

from collections.abc import Iterator

from app.paper.context import SheetContext
from app.paper.glyphs import visible
from app.paper.rows import SheetChange, SheetPart, SheetRow

INDENT = "    "


def sheet_text(context: SheetContext) -> str:
    """Lines end with a line feed and are not wrapped: a terminal and a reader do that better."""
    return "".join(f"{line}\n" for line in _lines(context))


def _lines(sheet: SheetContext) -> Iterator[str]:
    yield from (f"【{_flat(mark)}】" for mark in sheet.marks)
    yield from (_flat(line) for line in (sheet.title, sheet.quoted_plan, "", f"{sheet.unit}："))
    yield from (INDENT + _flat(paragraph) for paragraph in sheet.paragraphs)
    yield from (INDENT + _flat(_change(one)) for one in sheet.changes)
    for row in sheet.rows:
        yield ""
        yield from _row(row)
    if sheet.rows:
        yield from ("", _flat(sheet.note), "", "签收回执")
        yield from _receipt(sheet)


def _change(one: SheetChange) -> str:
    return (
        f"序号{one.number}，{one.what}：原“{one.before}”，现“{one.after}”。调整依据：{one.basis}。"
    )


def _row(row: SheetRow) -> Iterator[str]:
    first, *others = [line for line in (row.heading, *visible(row.text).split("\n")) if line] or [
        ""
    ]
    yield f"序号{_flat(row.number)}：{_flat(first)}"
    yield from (INDENT + _flat(line) for line in others)
    yield f"{INDENT}承担职责：{_flat(row.role_label + ''.join(row.role_notes))}"
    yield from (INDENT + _flat(_part(part)) for part in row.parts)
    if row.due:
        yield f"{INDENT}完成时限：{_flat(row.due)}"
    if row.light_label:
        yield f"{INDENT}进展状态：{_flat(row.light_label)}"
    yield from (INDENT + _flat(line) for line in row.measure_lines)


def _part(part: SheetPart) -> str:
    names = (unit.name + ("（本单位）" if unit.own else "") for unit in part.units)
    return f"{part.label}：{'、'.join(names)}"


def _receipt(sheet: SheetContext) -> Iterator[str]:
    pairs = [line[side : side + 2] for side in (0, 2) for line in sheet.receipt_lines]
    for label, content in (*pairs, (f"{sheet.doubt}及理由", "")):
        yield f"{_flat(label)}：{_flat(content) or '＿＿＿＿＿＿＿＿'}"


def _flat(text: str) -> str:
    """On one line, without what a terminal would obey."""
    return visible(text).replace("\n", "")
