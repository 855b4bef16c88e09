"""Pages to one text: paragraphs that go on over page ends, and tables put together."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from app.reading.formats.assembling import Assembly, Run
from app.reading.formats.pdf.cells import words_of
from app.reading.formats.pdf.furniture import without_furniture
from app.reading.formats.pdf.lines import Words
from app.reading.formats.pdf.margins import Placed, place
from app.reading.formats.pdf.pages import Item, Page, Printed, Ruled
from app.reading.formats.pdf.paragraphs import Habits, habits_of, paragraphs
from app.reading.formats.pdf.rows import Part, is_same_table
from app.reading.formats.pdf.sheet import BLACK, PLAIN, STRONG
from app.reading.formats.pdf.tables import table_rows
from app.reading.source import SourceText

_WEIGHTS = {PLAIN: 0, BLACK: 1, STRONG: 2}
_TABLE_GOES_ON = re.compile(r"(?:.{0,20}[（(])?续表?[一二三四五六七八九十\d]*[)）]?")

Block = list[Placed] | list[Part]


def compose(pages: Sequence[Page], faces: Counter[str]) -> SourceText:
    """`faces` counts the glyphs of each face: bold is what is heavier than most of the text."""
    usual = _WEIGHTS[faces.most_common(1)[0][0]] if faces else 0
    pages = [_without_continuation(page) for page in without_furniture(pages)]
    placed = place(pages)
    habits = habits_of([line for lines in placed.values() for line in lines])
    assembly = Assembly()
    for lines, parts in _blocks(pages, placed):
        _write(assembly, lines, habits, usual)
        if parts:
            for row in table_rows(parts):
                cells = [_runs(words_of(cell), usual) for cell in row.cells]
                assembly.row(cells, page=row.page, continued=row.continued)
    return assembly.source()


def _write(assembly: Assembly, lines: list[Placed], habits: Habits, usual: int) -> None:
    for passage in paragraphs(lines, habits):
        assembly.paragraph(_runs(passage.words, usual), page=passage.page)


def _without_continuation(page: Page) -> Page:
    """Without 续表 over a table that goes on at the top of a page."""
    first, then = page.items[:1], page.items[1:2]
    if not (first and then and isinstance(first[0], Printed) and isinstance(then[0], Ruled)):
        return page
    if not _TABLE_GOES_ON.fullmatch("".join(first[0].line.text.split())):
        return page
    return Page(page.number, page.width, page.height, page.items[1:])


def _blocks(
    pages: Sequence[Page], placed: dict[int, list[Placed]]
) -> Iterator[tuple[list[Placed], list[Part]]]:
    """Lines up to a table, and the table with its parts on the pages that follow."""
    lines: list[Placed] = []
    parts: list[Part] = []
    for page in pages:
        waiting = iter(placed[page.number])
        for item in page.items:
            if parts and not _goes_on(parts[-1], page.number, item):
                yield lines, parts
                lines, parts = [], []
            if isinstance(item, Ruled):
                parts.append((page.number, item))
            else:
                lines.append(next(waiting))
    yield lines, parts


def _goes_on(last: Part, page: int, item: Item) -> bool:
    number, table = last
    return isinstance(item, Ruled) and page == number + 1 and is_same_table(table, item)


def _runs(words: Words, usual: int) -> list[Run]:
    runs: list[Run] = []
    at = 0
    for bold, faces in groupby(words.faces, key=lambda face: _WEIGHTS.get(face, 0) > usual):
        length = len(list(faces))
        runs.append(Run(words.text[at : at + length], bold))
        at += length
    return runs
