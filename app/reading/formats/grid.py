"""Rows of a table whose cells span columns, to rows with one cell for each column."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.reading.formats.assembling import CELLS_LIMIT, Assembly, Content, too_many_cells

WIDEST_SPAN = 63
"""Columns. Word's tables have no more; a file that claims more would only fill the memory."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell that begins in `column` of the table's grid and covers `span` columns of it.

    `continued`: the cell only goes on with the one above it.
    """

    column: int
    span: int
    content: Content
    continued: bool = False


def put_table(assembly: Assembly, rows: Iterable[Sequence[Placed]]) -> None:
    """Columns of the grid in which no cell begins are none that a reader sees: they go."""
    kept = list(_limited(rows))
    starts = sorted({cell.column for row in kept for cell in row})
    for row in kept:
        width = bisect_left(starts, max(cell.column + cell.span for cell in row))
        cells: list[Content] = [""] * width
        continued: set[int] = set()
        for cell in row:
            first = bisect_left(starts, cell.column)
            cells[first] = cell.content
            if cell.continued:
                continued.update(range(first, bisect_left(starts, cell.column + cell.span)))
        assembly.row(cells, continued=continued)


def _limited(rows: Iterable[Sequence[Placed]]) -> Iterator[Sequence[Placed]]:
    """Cells that span rows and columns can fill a table beyond all measure."""
    count = 0
    for row in rows:
        count += len(row)
        if count > CELLS_LIMIT:
            raise too_many_cells()
        if row:
            yield row
