"""Ruled tables of one or more pages to rows with the same columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.reading.formats.pdf.cells import Content, contents, text_of
from app.reading.formats.pdf.pages import Ruled

# Points. The same column on two pages, and the same table.
_SAME_COLUMN, _SAME_WIDTH = 6.0, 10.0


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """Cells by column. `continued`: merged with the cell above; `tall`: so, or with the one below;
    `covered`: part of the cell to its left. `open_top` and `open_bottom`: no rule closes the row.
    """

    page: int
    cells: tuple[Content, ...]
    continued: frozenset[int]
    tall: frozenset[int]
    covered: frozenset[int]
    open_top: bool = False
    open_bottom: bool = False
    texts: tuple[str, ...] = field(default=(), compare=False)

    @property
    def filled(self) -> frozenset[int]:
        return frozenset(column for column, text in enumerate(self.texts) if text)


Part = tuple[int, Ruled]
"""A page, and what stands on it of a table."""


def is_same_table(one: Ruled, other: Ruled) -> bool:
    """Whether one goes on with the columns of the other; margins may differ from page to page."""
    if abs(_width(one) - _width(other)) > _SAME_WIDTH:
        return False
    few, many = sorted((_starts(one), _starts(other)), key=len)
    return all(_nearest(many, start) is not None for start in few)


def rows_of(parts: Sequence[Part]) -> list[list[PrintedRow]]:
    """The rows of each part, all with the same columns. A column without any text is none."""
    texts = [contents(table) for _, table in parts]
    starts: list[float] = []
    for (_, table), cells in zip(parts, texts, strict=True):
        for place, cell in zip(_places(table), cells, strict=True):
            if cell and _nearest(starts, place) is None:
                starts.append(place)
    starts.sort()
    return [
        list(_rows(page, table, cells, starts))
        for (page, table), cells in zip(parts, texts, strict=True)
    ]


def _width(table: Ruled) -> float:
    return table.grid.xs[-1] - table.grid.xs[0]


def _places(table: Ruled) -> list[float]:
    """Where each cell begins, from the left side of the table."""
    xs = table.grid.xs
    return [xs[cell.column] - xs[0] for cell in table.grid.cells]


def _starts(table: Ruled) -> list[float]:
    return sorted(set(_places(table)))


def _nearest(starts: Sequence[float], place: float) -> int | None:
    distances = [(abs(start - place), index) for index, start in enumerate(starts)]
    distance, index = min(distances, default=(_SAME_COLUMN + 1, 0))
    return index if distance <= _SAME_COLUMN else None


def _rows(
    page: int, table: Ruled, cells: Sequence[Content], starts: Sequence[float]
) -> Iterator[PrintedRow]:
    grid = table.grid
    last = len(grid.owner) - 1
    for row, owners in enumerate(grid.owner):
        made: list[Content] = [()] * len(starts)
        continued, tall, covered = set[int](), set[int](), set[int]()
        for number in dict.fromkeys(owners):
            cell = grid.cells[number]
            columns = list(_covered(table, cell.column, cell.column_end, starts))
            if cell.row < row:
                continued.update(columns)
            elif columns and cells[number]:
                made[columns[0]] = cells[number]
            if cell.row_end - cell.row > 1:
                tall.update(columns)
            covered.update(columns[1:])
        yield PrintedRow(
            page=page,
            cells=tuple(made),
            continued=frozenset(continued),
            tall=frozenset(tall),
            covered=frozenset(covered),
            open_top=row == 0 and grid.open_top,
            open_bottom=row == last and grid.open_bottom,
            texts=tuple(map(text_of, made)),
        )


def _covered(table: Ruled, first: int, end: int, starts: Sequence[float]) -> Iterator[int]:
    """The columns that a cell covers: all that begin between its sides."""
    xs = table.grid.xs
    left, right = xs[first] - xs[0] - _SAME_COLUMN, xs[end] - xs[0] - _SAME_COLUMN
    for column, start in enumerate(starts):
        if left <= start < right:
            yield column
