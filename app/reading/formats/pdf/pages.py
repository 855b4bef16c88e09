"""A sheet as a reader sees it: lines of text and ruled tables, from top to bottom."""

from dataclasses import dataclass

from app.reading.formats.pdf.grids import Grid, grids_of
from app.reading.formats.pdf.lines import Line, lines_of
from app.reading.formats.pdf.sheet import Glyph, Sheet

_ASCENT = 0.85


@dataclass(frozen=True, slots=True)
class Frame:
    """A ruled box around text; the text within has its own margins."""

    x0: float
    x1: float
    top: float


@dataclass(frozen=True, slots=True)
class Printed:
    """A line outside of tables."""

    line: Line
    frame: Frame | None = None

    @property
    def top(self) -> float:
        return self.line.base - _ASCENT * self.line.size


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table, or what stands of it on one page; `texts` are the lines of each cell of `grid`."""

    grid: Grid
    texts: tuple[tuple[Line, ...], ...]

    @property
    def top(self) -> float:
        return self.grid.ys[0]


Item = Printed | Ruled


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    width: float
    height: float
    items: tuple[Item, ...]


def page_of(sheet: Sheet) -> Page:
    grids = grids_of(sheet.rules)
    free, held = _spread(sheet, grids)
    items: list[Item] = [Printed(line) for line in lines_of(free)]
    for grid, cells in zip(grids, held, strict=True):
        items += _of_grid(grid, cells)
    items.sort(key=lambda item: item.top)
    return Page(sheet.number, sheet.width, sheet.height, tuple(items))


def _spread(sheet: Sheet, grids: list[Grid]) -> tuple[list[Glyph], list[list[list[Glyph]]]]:
    """The glyphs of each cell of each grid, and those that stand in none.

    Turned glyphs outside of cells are stamps and marks on the edge.
    """
    free: list[Glyph] = []
    held: list[list[list[Glyph]]] = [[[] for _ in grid.cells] for grid in grids]
    for glyph in sheet.glyphs:
        x = (glyph.x0 + glyph.x1) / 2
        cells = ((at, grid.cell_at(x, glyph.middle)) for at, grid in enumerate(grids))
        at, cell = next(((at, cell) for at, cell in cells if cell is not None), (0, None))
        if cell is not None:
            held[at][cell].append(glyph)
        elif not glyph.aside:
            free.append(glyph)
    return free, held


def _of_grid(grid: Grid, cells: list[list[Glyph]]) -> list[Item]:
    """One column is no table: it is a frame around paragraphs. One without text is a drawing."""
    texts = tuple(tuple(lines_of(glyphs)) for glyphs in cells)
    if not any(texts):
        return []
    if len(grid.xs) > 2:  # noqa: PLR2004 - the rules around one column
        return [Ruled(grid, texts)]
    frames = (Frame(grid.xs[0], grid.xs[1], grid.ys[cell.row]) for cell in grid.cells)
    return [
        Printed(line, frame) for frame, lines in zip(frames, texts, strict=True) for line in lines
    ]
