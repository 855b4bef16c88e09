"""A table's rows and cells, by its elements: merged, irregular, and out of line ones too."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.reading.formats.docx.names import (
    ALTERNATE,
    REMOVED,
    Element,
    W,
    branch,
    number,
    value,
)
from app.reading.formats.grid import WIDEST_SPAN

_ROW, _CELL = f"{W}tr", f"{W}tc"
_DROPPED = REMOVED | {f"{W}{name}" for name in ("tblPr", "tblGrid", "trPr", "tblPrEx", "sdtPr")}
# In twentieths of a point: no column that holds a printed character is so narrow, so that edges
# nearer than this are one edge that somebody dragged out of line.
_ONE_EDGE = 200
_UNKNOWN_WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """Begins in `column` of the grid; `element` is None where it goes on with the cell above."""

    element: Element | None
    column: int
    span: int


Cells = list[Cell]


def cells_of(table: Element) -> list[Cells]:
    """The rows of the table, without those that a tracked change removed."""
    rows: list[Cells] = []
    shapes: list[tuple[int, int]] = []
    above: frozenset[int] = frozenset()
    for row in _found(table, _ROW):
        properties = row.find(f"{W}trPr")
        if properties is not None and properties.find(f"{W}del") is not None:
            continue
        before = _columns(number(properties, "gridBefore"), 0)
        cells, above = _row(row, before, above)
        rows.append(cells)
        shapes.append((before, len(cells)))
    return _in_line(table, rows, alike=len(set(shapes)) == 1)


def _found(parent: Element, wanted: str) -> Iterator[Element]:
    """The rows or cells in the element, content controls and the like looked through."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag == ALTERNATE:
            chosen = branch(child)
            yield from _found(() if chosen is None else chosen, wanted)
        elif child.tag not in _DROPPED and child.tag not in (_ROW, _CELL):
            yield from _found(child, wanted)


def _row(row: Element, column: int, above: frozenset[int]) -> tuple[Cells, frozenset[int]]:
    """The row's cells, and the columns in which one begins that the row below may go on with."""
    cells: Cells = []
    open_below: set[int] = set()
    for element in _found(row, _CELL):
        properties = element.find(f"{W}tcPr")
        span = _columns(number(properties, "gridSpan"), 1)
        if cells and _merge(properties, "hMerge") == "continue":
            cells[-1] = replace(cells[-1], span=column + span - cells[-1].column)
            column += span
            continue
        merge = _merge(properties, "vMerge")
        goes_on = merge == "continue" and column in above
        if merge:
            open_below.add(column)
        cells.append(Cell(None if goes_on else element, column, span))
        column += span
    return cells, frozenset(open_below)


def _merge(properties: Element | None, name: str) -> str | None:
    """A merge without a value goes on (ECMA-376, 17.4.84); None where there is none."""
    child = None if properties is None else properties.find(W + name)
    return None if child is None else value(properties, name) or "continue"


def _columns(count: int | None, least: int) -> int:
    return min(max(least, count or 0), WIDEST_SPAN)


def _in_line(table: Element, rows: list[Cells], *, alike: bool) -> list[Cells]:
    """With edges that were dragged a little out of line put together again.

    Rows of equally many cells have the same columns, whatever the spans say.
    """
    if alike:
        return [
            [replace(cell, column=index, span=1) for index, cell in enumerate(cells)]
            for cells in rows
        ]
    edges = _edges(table, max((c.column for cells in rows for c in cells), default=0))
    near: dict[int, int] = {}
    last = -1
    for column in sorted({cell.column for cells in rows for cell in cells}):
        if last < 0 or edges[column] - edges[last] >= _ONE_EDGE:
            last = column
        near[column] = last
    moved = [[_moved(cell, near) for cell in cells] for cells in rows]
    distinct = all(len({cell.column for cell in cells}) == len(cells) for cells in moved)
    return moved if distinct else rows


def _moved(cell: Cell, near: dict[int, int]) -> Cell:
    column, end = near[cell.column], cell.column + cell.span
    return replace(cell, column=column, span=max(1, near.get(end, end) - column))


def _edges(table: Element, last: int) -> list[int]:
    """Where the columns of the grid begin, 0 to `last`, from the left."""
    widths = [_width(column) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
    edges = [0]
    for index in range(last):
        width = widths[index] if index < len(widths) else 0
        edges.append(edges[-1] + (width or _UNKNOWN_WIDTH))
    return edges


def _width(column: Element) -> int:
    width = column.get(f"{W}w", "")
    return int(width) if width.isascii() and width.isdigit() and len(width) < 7 else 0  # noqa: PLR2004 - no paper is wider
