"""A document as a format would give it: paragraphs, and tables with merged cells and pages."""

from collections.abc import Sequence

from app.reading.formats import load
from app.reading.found import Found
from app.reading.indicators import FoundIndicator, find_indicators
from app.reading.layout import flow
from app.reading.matrix import Matrix, read_matrix
from app.reading.outline import Outline, outline
from app.reading.source import Block, Paragraph, Row, SourceText, Span
from app.reading.tables import Tables, find_tables
from app.reading.terms import Role
from app.reading.unfolding import unfold

MERGED = "^"
"""A cell that goes on with the one above it."""

Line = str | Sequence[str]


def source(*lines: Line, pages: Sequence[int] = ()) -> SourceText:
    """A text is a paragraph, a list of texts a row; `pages` are those of the lines."""
    text, blocks = "", list[Block]()
    for index, line in enumerate(lines):
        page = pages[index] if pages else None
        if isinstance(line, str):
            blocks.append(Paragraph(Span(len(text), len(text) + len(line)), page))
            text += line + "\n"
            continue
        cells: list[Span] = []
        for cell in line:
            printed = "" if cell == MERGED else cell
            cells.append(Span(len(text), len(text) + len(printed)))
            text += printed + "\t"
        merged = frozenset(place for place, cell in enumerate(line) if cell == MERGED)
        blocks.append(Row(tuple(cells), page, merged))
        text += "\n"
    return SourceText(text, tuple(blocks))


def tables(*lines: Line, pages: Sequence[int] = ()) -> Tables:
    given = source(*lines, pages=pages)
    return find_tables(given, outline(flow(given)).placed)


def matrix(
    *lines: Line, year: int | None = None, plan_end: int | None = None, pages: Sequence[int] = ()
) -> Matrix:
    read = tables(*lines, pages=pages).read
    return read_matrix(tuple(one for one in read if one.header.is_matrix), year, plan_end)


def tasks(*lines: Line, pages: Sequence[int] = ()) -> tuple[Found, ...]:
    return matrix(*lines, pages=pages).tasks


def units(task: Found, *roles: Role) -> list[str]:
    return [name.raw for name in task.names(*roles)]


def of_text(text: str) -> tuple[SourceText, Outline]:
    """A text file, put together to paragraphs."""
    given = load("plan.txt", text.encode())
    return given, outline(unfold(flow(given)))


def indicators(text: str, plan_end: int = 2025) -> tuple[FoundIndicator, ...]:
    given, order = of_text(text)
    read = find_tables(given, order.placed).read
    return find_indicators(given, order.placed, read, plan_end)
