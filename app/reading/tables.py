"""Tables found by the words of their header, and put together again over page breaks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.kit.text import bare, squeeze
from app.reading.labels import Column, column_of
from app.reading.layout import Flow, Passage
from app.reading.outline import Placed
from app.reading.source import Row, SourceText, Span
from app.reading.terms import Role
from app.reading.unitlist import ends_open

_TITLE_LENGTH = 20
_ROW_NUMBER = re.compile(r"[（(]?(?:\d{1,5}|[一二三四五六七八九十]{1,4})[)）]?[.．、]?")
_TASKS = frozenset({Column.TASK, Column.MEASURE, Column.INDICATOR})
_PAGE_WORDS = frozenset({"附件", "附表", "续表", "续"})


@dataclass(frozen=True, slots=True)
class Header:
    """The titles of the columns as printed, and what each of them means."""

    titles: tuple[str, ...]
    columns: tuple[Column | Role | None, ...]

    @property
    def is_matrix(self) -> bool:
        named = {Column.TASK, Column.MEASURE} & set(self.columns)
        return bool(named) and any(isinstance(column, Role) for column in self.columns)

    @property
    def is_indicators(self) -> bool:
        return {Column.INDICATOR, Column.VALUE} <= set(self.columns)


@dataclass(frozen=True, slots=True)
class TableRow:
    """As many cells as the header has, empty ones included; `beyond` holds what stands further."""

    cells: tuple[Passage, ...]
    beyond: tuple[Passage, ...] = ()
    rejoined: bool = False

    @property
    def span(self) -> Span:
        filled = [cell.span for cell in (*self.cells, *self.beyond) if cell.text]
        return Span(filled[0].start, filled[-1].end)


@dataclass(frozen=True, slots=True)
class Table:
    """`strays` are lines between its rows that belong to no cell."""

    header: Header
    place: Span
    section: tuple[str, ...]
    rows: tuple[TableRow, ...]
    strays: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """`unread` are runs of rows below no header that this reader knows."""

    read: tuple[Table, ...]
    unread: tuple[tuple[Row, ...], ...]


def header_of(titles: Sequence[str]) -> Header | None:
    """The header that these cells make, or None. A second column of tasks holds the measures."""
    words = tuple(map(squeeze, titles))
    if any(len(word) > _TITLE_LENGTH for word in words):
        return None
    columns = [column_of(word) for word in words]
    first = columns.index(Column.TASK) if Column.TASK in columns else len(columns)
    if Column.MEASURE not in columns and Column.TASK in columns[first + 1 :]:
        columns[columns.index(Column.TASK, first + 1)] = Column.MEASURE
    header = Header(words, tuple(columns))
    return header if header.is_matrix or header.is_indicators else None


def find_tables(source: SourceText, placed: Sequence[Placed]) -> Tables:
    finder = _Finder(source)
    skip = False
    for index, one in enumerate(placed):
        if skip:
            skip = False
        elif isinstance(one.block, Row):
            then = placed[index + 1].block if index + 1 < len(placed) else None
            skip = finder.row(one.block, then, one.section)
        else:
            finder.passage(one.block, one.heading)
    finder.close()
    return Tables(tuple(finder.tables), tuple(map(tuple, finder.unread)))


@dataclass(slots=True)
class _Open:
    header: Header
    place: Span
    section: tuple[str, ...]
    lines: list[Flow] = field(default_factory=list)


@dataclass(slots=True)
class _Finder:
    source: SourceText
    tables: list[Table] = field(default_factory=list)
    unread: list[list[Row]] = field(default_factory=list)
    open: _Open | None = None
    in_unread: bool = False

    def row(self, row: Row, then: Flow | None, section: tuple[str, ...]) -> bool:
        """Take a row; True where the row after it is the second line of the same header."""
        header, two_lines = self._header(row, then)
        if header:
            self.in_unread = False
            if not (self.open and self.open.header == header and self.open.section == section):
                self.close()
                self.open = _Open(header, row.span, section)
        elif self.open:
            self.open.lines.append(row)
        elif self.in_unread:
            self.unread[-1].append(row)
        else:
            self.unread.append([row])
            self.in_unread = True
        return two_lines

    def passage(self, passage: Passage, heading: bool) -> None:  # noqa: FBT001 - two kinds of line
        self.in_unread = False
        if heading:
            self.close()
        elif self.open:
            self.open.lines.append(passage)

    def close(self) -> None:
        if self.open is None:
            return
        lines = self.open.lines
        while lines and isinstance(lines[-1], Passage):
            lines.pop()
        rows, strays = _put_together(self.source, lines, self.open)
        self.tables.append(
            Table(self.open.header, self.open.place, self.open.section, rows, strays)
        )
        self.open = None

    def _header(self, row: Row, then: Flow | None) -> tuple[Header | None, bool]:
        titles = [self.source.at(cell) for cell in row.cells]
        below = [self.source.at(cell) for cell in then.cells] if isinstance(then, Row) else []
        filled = [title for title in below if title]
        over_titles = _TASKS & {column_of(title) for title in titles}
        if over_titles and filled and len(below) <= len(titles) and all(map(column_of, filled)):
            below += [""] * (len(titles) - len(below))
            merged = [under or over for over, under in zip(titles, below, strict=True)]
            if merged != below and (header := header_of(merged)):
                return header, True
        return header_of(titles), False


def _put_together(
    source: SourceText, lines: list[Flow], table: _Open
) -> tuple[tuple[TableRow, ...], tuple[Passage, ...]]:
    known = {bare(part) for title in table.section for part in title.split()} | _PAGE_WORDS
    rows: list[TableRow] = []
    strays: list[Passage] = []
    numbered = table.header.columns[0] is Column.NUMBER
    index = 0
    while index < len(lines):
        line = lines[index]
        cells, used = _cells(source, line), 1
        if isinstance(line, Row) and numbered:
            cells, used = _rejoined(source, lines, index, table)
        if isinstance(line, Row):
            if any(cell.text for cell in cells):
                rows.append(_row(cells, len(table.header.columns), rejoined=used > 1))
        elif bare(line.text) not in known:
            strays.append(line)
        index += used
    return tuple(rows), tuple(strays)


def _rejoined(
    source: SourceText, lines: list[Flow], index: int, table: _Open
) -> tuple[list[Passage], int]:
    """A row whose cell was broken over lines: together they have as many cells as the header."""
    width = len(table.header.columns)
    cells, used = _cells(source, lines[index]), 1
    while index + used < len(lines):
        more = _cells(source, lines[index + used])
        if not more[0].text or _ROW_NUMBER.fullmatch(more[0].text) or not _fits(cells, more, width):
            break
        units = isinstance(table.header.columns[len(cells) - 1], Role)
        joint = _joint(cells[-1], more[0], keep_break=units)
        cells, used = [*cells[:-1], joint, *more[1:]], used + 1
    return (cells, used) if len(cells) == width else (_cells(source, lines[index]), 1)


def _fits(cells: list[Passage], more: list[Passage], width: int) -> bool:
    if len(cells) == width:
        return len(more) == 1 and ends_open(cells[-1].text)
    return len(cells) + len(more) - 1 <= width


def _joint(one: Passage, other: Passage, *, keep_break: bool) -> Passage:
    """One cell out of two lines; between units the line break may be all that parts them."""
    end = one.span.end
    pieces, mark = ((Span(end, end + 1),), "\n") if keep_break else ((), "")
    return Passage(one.text + mark + other.text, one.pieces + pieces + other.pieces)


def _cells(source: SourceText, line: Flow) -> list[Passage]:
    if isinstance(line, Passage):
        return [line]
    return [Passage(source.at(cell), (cell,)) for cell in line.cells]


def _row(cells: list[Passage], width: int, *, rejoined: bool) -> TableRow:
    end = cells[-1].span.end
    missing = [Passage("", (Span(end, end),))] * (width - len(cells))
    beyond = tuple(cell for cell in cells[width:] if cell.text)
    return TableRow((*cells[:width], *missing), beyond, rejoined)
