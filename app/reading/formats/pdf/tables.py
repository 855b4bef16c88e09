"""A table over several pages as one: its header once, rows cut by a page's end joined."""

from collections.abc import Sequence
from dataclasses import replace

from app.reading.formats.pdf.cells import text_of
from app.reading.formats.pdf.rows import Part, PrintedRow, rows_of
from app.reading.formats.pdf.splits import Columns, columns_of, is_split

_HEADER_ROWS = 3


def table_rows(parts: Sequence[Part]) -> list[PrintedRow]:
    first, *others = rows_of(parts)
    pages = [_without_header(rows, first[:_HEADER_ROWS]) for rows in others]
    columns = columns_of([row for rows in (first, *pages) for row in rows])
    for rows in pages:
        _append(first, rows, columns)
    return first


def _without_header(rows: list[PrintedRow], first: list[PrintedRow]) -> list[PrintedRow]:
    """Without the rows that print the first ones again, be it without the title above them."""
    for start in range(len(first)):
        again = 0
        for row, header in zip(rows, first[start:], strict=False):
            if row.texts != header.texts or not row.filled:
                break
            again += 1
        if again:
            kept = rows[again:]
            return [replace(kept[0], open_top=rows[0].open_top), *kept[1:]] if kept else []
    return rows


def _append(whole: list[PrintedRow], rows: list[PrintedRow], columns: Columns) -> None:
    if not rows:
        return
    above, below = whole[-1], rows[0]
    if is_split(above, below, columns):
        whole[-1] = _joined(above, below)
    else:
        whole.append(_going_on(above, below))
    whole += rows[1:]


def _joined(above: PrintedRow, below: PrintedRow) -> PrintedRow:
    """Cell by cell; a merged cell that is printed again on the new page stands once."""
    cells = tuple(
        one if text_of(one) == text_of(other) else one + other
        for one, other in zip(above.cells, below.cells, strict=True)
    )
    return replace(
        above,
        cells=cells,
        texts=tuple(map(text_of, cells)),
        tall=above.tall | below.tall,
        open_bottom=below.open_bottom,
    )


def _going_on(above: PrintedRow, below: PrintedRow) -> PrintedRow:
    """An empty cell that is merged on either side of the page's end goes on with the one above.

    So does one that prints the merged cell's text again.
    """
    merged = above.tall | below.tall
    again = {
        column
        for column in merged & above.tall & below.filled & above.filled
        if above.texts[column] == below.texts[column]
    }
    going_on = (merged - below.filled - below.covered) | again
    cells = tuple(() if column in again else cell for column, cell in enumerate(below.cells))
    return replace(
        below,
        cells=cells,
        texts=tuple(map(text_of, cells)),
        continued=below.continued | going_on,
    )
