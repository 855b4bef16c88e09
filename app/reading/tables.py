"""Tables found by the words of their header, and put together again over page breaks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.kit.text import bare
from app.reading.columns import Column
from app.reading.headers import Header, header_in
from app.reading.layout import Flow, Passage, passage_at
from app.reading.outline import Placed
from app.reading.source import Row, SourceText, Span
from app.reading.unitlist import ends_open

_ROW_NUMBER = re.compile(r"[（(]?(?:\d{1,5}|[一二三四五六七八九十]{1,4})[)）]?[.．、]?")
_PAGE_WORDS = re.compile(r"附[件表]\d*|续表?\d*|续上表|接上表|接上页|续上页|表\d*")
_NOTE = re.compile(r"(?:备?注|说明|填表说明)\s*[:：]")
# A line between the rows of a table of indicators: （二）约束性指标.
_KIND = re.compile(r".{0,12}指标\s*(?:[（(].{1,8}[)）])?\s*")
_TOTAL = re.compile(r"[总合小共]\s*计\s*[:：]?")
_AMOUNT = re.compile(r"共?\s*\d+\s*\w{0,3}")
_LONGEST_UNITS = 400


@dataclass(frozen=True, slots=True)
class TableRow:
    """As many cells as the header has, empty ones included; `beyond` holds what stands further.

    `continued` are the indexes of cells that the document merged with the ones above them,
    `after_break` says that a page break stands before the row, `rejoined` that lines were joined.
    """

    cells: tuple[Passage, ...]
    beyond: tuple[Passage, ...] = ()
    rejoined: bool = False
    continued: frozenset[int] = frozenset()
    after_break: bool = False

    @property
    def filled(self) -> tuple[Passage, ...]:
        return tuple(cell for cell in self.cells if cell.text)

    @property
    def span(self) -> Span:
        filled = [cell.span for cell in (*self.cells, *self.beyond) if cell.text]
        return Span(filled[0].start, filled[-1].end)


@dataclass(frozen=True, slots=True)
class Table:
    """`strays` are lines between its rows that belong to no cell.

    `said` is what may state a rule for all rows: the header, 责任单位（列第一位者为牵头单位）, and
    the notes, 注：….
    """

    header: Header
    place: Span
    section: tuple[str, ...]
    rows: tuple[TableRow, ...]
    strays: tuple[Passage, ...]
    said: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """`unread` are runs of rows below no header that this reader knows."""

    read: tuple[Table, ...]
    unread: tuple[tuple[Row, ...], ...]


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
    """`breaks` are the indexes of the lines before which the header was printed again."""

    header: Header
    place: Span
    section: tuple[str, ...]
    lines: list[Flow] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Finder:
    source: SourceText
    tables: list[Table] = field(default_factory=list)
    unread: list[list[Row]] = field(default_factory=list)
    open: _Open | None = None
    in_unread: bool = False

    def row(self, row: Row, then: Flow | None, section: tuple[str, ...]) -> bool:
        """Take a row; True where the row after it is the second line of the same header."""
        below = [self.source.at(cell) for cell in then.cells] if isinstance(then, Row) else []
        header, two_lines = header_in([self.source.at(cell) for cell in row.cells], below)
        if header:
            self._begin(header, row, section)
        elif self.open:
            self.open.lines.append(row)
        elif self.in_unread:
            self.unread[-1].append(row)
        elif self.tables and _follows(_cells(self.source, row), self.tables[-1].header):
            self.open = _Open(self.tables[-1].header, row.span, section, [row])
        else:
            self.unread.append([row])
            self.in_unread = True
        return two_lines

    def _begin(self, header: Header, row: Row, section: tuple[str, ...]) -> None:
        if self.in_unread and all(len(_filled(one)) == 1 for one in self.unread[-1]):
            self.unread.pop()  # the table's own title, in a row merged over all its columns
        self.in_unread = False
        if self.open and self.open.header == header and self.open.section == section:
            self.open.breaks.add(len(self.open.lines))
            return
        self.close()
        self.open = _Open(header, row.span, section)

    def passage(self, passage: Passage, heading: bool) -> None:  # noqa: FBT001 - two kinds of line
        self.in_unread = False
        among = self.open and self.open.header.is_indicators and _KIND.fullmatch(passage.text)
        if heading and not among:
            self.close()
        elif self.open:
            self.open.lines.append(passage)

    def close(self) -> None:
        if self.open is None:
            return
        lines = self.open.lines
        while lines and isinstance(lines[-1], Passage) and not _NOTE.match(lines[-1].text):
            lines.pop()
        self.tables.append(_put_together(self.source, self.open))
        self.open = None


def _filled(row: Row) -> list[Span]:
    return [cell for cell in row.cells if cell.end > cell.start]


def _follows(cells: list[Passage], header: Header) -> bool:
    """Rows below a page break or a heading that print no header, but fit that of the last table."""
    if not header.is_matrix or not len(header.columns) - 1 <= len(cells) <= len(header.columns):
        return False
    number = header.first_of(Column.NUMBER)
    counts = [cells[number].text] if number is not None and number < len(cells) else []
    words = any(cells[index].text for index in header.texts if index < len(cells))
    units = [cells[index].text for index in header.units if index < len(cells)]
    short = all(len(text) <= _LONGEST_UNITS and "。" not in text.rstrip("。") for text in units)
    return (
        words and any(units) and short and all(_ROW_NUMBER.fullmatch(one.strip()) for one in counts)
    )


def _put_together(source: SourceText, table: _Open) -> Table:
    known = {bare(part) for title in table.section for part in title.split()}
    rows: list[TableRow] = []
    strays: list[Passage] = []
    index, page = 0, None
    while index < len(table.lines):
        line, used = table.lines[index], 1
        if isinstance(line, Row):
            after = bool(table.breaks & {index}) or (line.page is not None and line.page != page)
            row, used = _row(source, table, index, after_break=after and bool(rows))
            rows += [row] if row.filled or row.beyond else []
            page = line.page
        elif bare(line.text) not in known and not _PAGE_WORDS.fullmatch(bare(line.text)):
            strays.append(line)
        index += used
    notes = tuple(one for one in strays if _NOTE.match(one.text))
    notes += tuple(row.filled[0] for row in rows if _is_note(row))
    return Table(
        table.header.with_untitled(numbers=any(map(_has_number, rows))),
        table.place,
        table.section,
        tuple(row for row in rows if not (_is_note(row) or _is_total(row))),
        tuple(one for one in strays if one not in notes),
        (passage_at(source, table.place), *notes),
    )


def _has_number(row: TableRow) -> bool:
    return bool(_ROW_NUMBER.fullmatch(row.cells[0].text.strip()))


def _is_note(row: TableRow) -> bool:
    return len(row.filled) == 1 and bool(_NOTE.match(row.filled[0].text))


def _is_total(row: TableRow) -> bool:
    """合计 | 2项."""
    first, *rest = row.filled or (row.beyond[0],)
    return bool(_TOTAL.fullmatch(first.text.strip())) and all(
        _AMOUNT.fullmatch(cell.text.strip()) for cell in rest
    )


def _row(
    source: SourceText, table: _Open, index: int, *, after_break: bool
) -> tuple[TableRow, int]:
    """The row that begins in a line, and how many lines it takes."""
    cells, used = _cells(source, table.lines[index]), 1
    if table.header.columns[0] is Column.NUMBER:
        cells, used = _rejoined(source, table, index)
    line, width = table.lines[index], len(table.header.columns)
    end = cells[-1].span.end
    missing = [Passage("", (Span(end, end),))] * (width - len(cells))
    beyond = tuple(cell for cell in cells[width:] if cell.text)
    continued = line.continued if isinstance(line, Row) else frozenset[int]()
    whole = (*cells[:width], *missing)
    return TableRow(whole, beyond, used > 1, continued, after_break), used


def _rejoined(source: SourceText, table: _Open, index: int) -> tuple[list[Passage], int]:
    """A row whose cell was broken over lines: together they have as many cells as the header."""
    width = len(table.header.columns)
    cells, used = _cells(source, table.lines[index]), 1
    while index + used < len(table.lines):
        more = _cells(source, table.lines[index + used])
        if not more[0].text or _begins(more[0].text) or not _fits(cells, more, width):
            break
        units = len(cells) - 1 in table.header.units
        joint = together(cells[-1], more[0], between="\n" if units else "")
        cells, used = [*cells[:-1], joint, *more[1:]], used + 1
    return (cells, used) if len(cells) == width else (_cells(source, table.lines[index]), 1)


def _begins(text: str) -> bool:
    return bool(_ROW_NUMBER.fullmatch(text) or _NOTE.match(text))


def _fits(cells: list[Passage], more: list[Passage], width: int) -> bool:
    if len(cells) == width:
        return len(more) == 1 and ends_open(cells[-1].text)
    return len(cells) + len(more) - 1 <= width


def together(one: Passage, other: Passage, between: str = "") -> Passage:
    """One cell out of two; `between` is one character at most, it stands for a line break."""
    end = one.span.end
    pieces = (Span(end, end + len(between)),) if between else ()
    return Passage(one.text + between + other.text, one.pieces + pieces + other.pieces)


def _cells(source: SourceText, line: Flow) -> list[Passage]:
    if isinstance(line, Passage):
        return [line]
    return [passage_at(source, cell) for cell in line.cells]
