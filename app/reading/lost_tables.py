"""Tables of responsibility of which a conversion has left only lines: a word a line, or blanks.

header = title {title}      row = number words {units | time}
Read only where it is plain: one column of words, and perhaps one of categories before it, beside
numbers, units and times, and each row in turn. Anything else stays lines, and the clerk is told.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.kit.text import squeeze
from app.reading.columns import Column, column_of
from app.reading.dates import due
from app.reading.headers import Header, header_of
from app.reading.layout import passage_at
from app.reading.marks import Level, mark_of
from app.reading.source import Block, Paragraph, Row, SourceText, Span
from app.reading.terms import DueSource, Role
from app.reading.unitlist import ends_open, names

_LEAST_TITLES, _MOST_TITLES = 3, 9
_LEAST_ROWS = 2
_NEAR = 4
_TITLE, _TIME, _CATEGORY, _HEADER = 20, 24, 12, 80
_COUNT = re.compile(
    r"(?P<count>\d{1,3})[.．、]?(?:\s*(?P<words>[\u4e00-\u9fff“（《].*))?", re.DOTALL
)
_NOTHING = re.compile(r"[-—/－]+|无")
_PAGE = re.compile(r"[-—–－]\s*\d{1,4}\s*[-—–－]")
_HELD = frozenset({Column.NUMBER, Column.DUE, Column.REMARK})


@dataclass(frozen=True, slots=True)
class _Head:
    """A header in lines: `used` of them; `split` where its titles stand on one line."""

    header: Header
    cells: tuple[Span, ...]
    used: int
    split: bool


def regained(source: SourceText) -> SourceText:
    """The same text with rows instead of the lines of such a table."""
    blocks: list[Block] = []
    index = 0
    while index < len(source.blocks):
        head = _head_at(source, index)
        rows, used = _rows(source, index + head.used, head) if head else ([], 0)
        if head and sum(isinstance(row, Row) for row in rows) >= _LEAST_ROWS:
            blocks += [Row(head.cells, source.blocks[index].page), *rows]
            index += head.used + used
        else:
            blocks.append(source.blocks[index])
            index += 1
    return replace(source, blocks=tuple(blocks))


def lost_headers(source: SourceText) -> Iterator[Span]:
    """Lines of titles one of which is that of a role: what is left of a header."""
    for block in source.blocks:
        line = source.at(block.span)
        if not isinstance(block, Paragraph) or len(line) > _HEADER:
            continue
        columns = [column_of(word) for word in line.split()]
        if len(columns) >= _LEAST_TITLES and any(isinstance(one, Role) for one in columns):
            yield block.span


def _head_at(source: SourceText, index: int) -> _Head | None:
    one_line = _parts(source, source.blocks[index])
    if len(one_line) >= _LEAST_TITLES:
        header = _plain_header([source.at(part) for part in one_line])
        return _Head(header, tuple(one_line), 1, split=True) if header else None
    cells: list[Span] = []
    for block in source.blocks[index : index + _MOST_TITLES]:
        if not isinstance(block, Paragraph) or not _is_title(source.at(block.span)):
            break
        cells.append(block.span)
    header = _plain_header([source.at(cell) for cell in cells])
    return _Head(header, tuple(cells), len(cells), split=False) if header else None


def _parts(source: SourceText, block: Block) -> list[Span]:
    if not isinstance(block, Paragraph):
        return []
    start = block.span.start
    found = re.finditer(r"\S+", source.at(block.span))
    return [Span(start + one.start(), start + one.end()) for one in found]


def _is_title(text: str) -> bool:
    word = squeeze(text)
    return len(word) <= _TITLE and column_of(word) is not None


def _plain_header(titles: list[str]) -> Header | None:
    if len(titles) < _LEAST_TITLES or not all(map(_is_title, titles)):
        return None
    header = header_of(titles)
    if header is None or not header.is_matrix or header.first_of(Column.NUMBER) != 0:
        return None
    others = set(header.columns) - _HELD - {header.columns[i] for i in header.units}
    others -= {Column.CATEGORY}
    category = header.first_of(Column.CATEGORY)
    title = 1 if category is None else 2
    plain = len(header.texts) == 1 and header.texts[0] == title and category in (None, 1)
    return header if plain and len(others) == 1 else None


def _rows(source: SourceText, start: int, head: _Head) -> tuple[list[Block], int]:
    """The rows from a block on, repeated headers included, and how many blocks they take."""
    rows: list[Block] = []
    index, count = start, 0
    while index < len(source.blocks):
        again = _head_at(source, index)
        if again and again.header == head.header:
            rows.append(Row(again.cells, source.blocks[index].page))
            index += again.used
        elif _is_page(source, index):
            index += 1
        elif (row := _row_at(source, index, head, count + 1)) is not None:
            rows.append(row[0])
            index, count = index + row[1], count + 1
        else:
            break
    return ([], 0) if _goes_on(source, index, count + 1) else (rows, index - start)


def _goes_on(source: SourceText, index: int, number: int) -> bool:
    """Whether the count goes on after a line that fits no cell: then nothing of it is certain."""
    for block in source.blocks[index : index + _NEAR]:
        found = re.match(r"(\d{1,3})(?!\d)", source.at(block.span))
        if found and int(found[1]) == number:
            return True
    return False


def _is_page(source: SourceText, index: int) -> bool:
    return bool(_PAGE.fullmatch(source.at(source.blocks[index].span).strip()))


def _row_at(source: SourceText, index: int, head: _Head, number: int) -> tuple[Row, int] | None:
    block = source.blocks[index]
    tokens = _tokens(source, block, head)
    found = _COUNT.fullmatch(source.at(tokens[0])) if tokens else None
    if found is None or int(found["count"]) != number:
        return None
    count = Span(tokens[0].start, tokens[0].start + found.end("count"))
    rest = tokens[1:]
    if found["words"]:
        rest = [Span(tokens[0].start + found.start("words"), tokens[0].end), *rest]
    used = 1
    for more in _following(source, index, head, number + 1):
        told = head.header.title == 1 or not all(_is_held(source, [one]) for one in rest)
        if told and _is_full(source, rest) and not _is_held(source, more):
            break
        rest, used = [*rest, *more], used + 1
    cells = _cells(source, rest, head.header)
    return (Row((count, *cells), block.page), used) if cells else None


def _tokens(source: SourceText, block: Block, head: _Head) -> list[Span]:
    if not isinstance(block, Paragraph):
        return []
    return _parts(source, block) if head.split else [block.span]


def _following(source: SourceText, index: int, head: _Head, number: int) -> Iterator[list[Span]]:
    """The lines below that may belong to the row: up to the next number, heading or header."""
    for at in range(index + 1, len(source.blocks)):
        tokens = _tokens(source, source.blocks[at], head)
        text = source.at(tokens[0]) if tokens else ""
        count = _COUNT.fullmatch(text)
        if not tokens or (count and int(count["count"]) == number) or _is_page(source, at):
            return
        if mark_of(text).level < Level.NUMBERED or _is_title(text):
            return
        yield tokens


def _is_full(source: SourceText, tokens: list[Span]) -> bool:
    """Whether units stand at the end, and no list of them goes on below."""
    return _is_held(source, tokens[-1:]) and not ends_open(source.at(tokens[-1]))


def _is_held(source: SourceText, tokens: list[Span]) -> bool:
    return bool(tokens) and all(
        _is_units(source, one) or _is_time(source.at(one)) for one in tokens
    )


def _is_units(source: SourceText, token: Span) -> bool:
    text = source.at(token)
    if _NOTHING.fullmatch(text.strip()):
        return True
    found = names(passage_at(source, token))
    return bool(found) and "。" not in text and all(name.named for name in found)


def _is_time(text: str) -> bool:
    day, by = due(text, None)
    return len(text) <= _TIME and (day is not None or by is DueSource.ONGOING)


def _cells(source: SourceText, tokens: list[Span], header: Header) -> tuple[Span, ...] | None:
    """The cells after the number; None where they do not fit the columns."""
    first = next((i for i in range(1, len(tokens) + 1) if _all_held(source, tokens[i:])), None)
    if not tokens or first is None:
        return None
    times = [one for one in tokens[first:] if not _is_units(source, one)]
    lists = _lists(source, [one for one in tokens[first:] if one not in times])
    if len(lists) > len(header.units) or len(times) > len(header.all_of(Column.DUE)):
        return None
    end = tokens[-1].end
    placed = dict(zip(header.units, lists, strict=False))
    placed |= dict(zip(header.all_of(Column.DUE), times, strict=False))
    begin = 0
    if header.first_of(Column.CATEGORY) is not None and first > 1:
        begin = int(_is_category(source.at(tokens[0])))
        placed |= {1: tokens[0]} if begin else {}
    placed[header.title] = Span(tokens[begin].start, tokens[first - 1].end)
    empty = Span(end, end)
    return tuple(placed.get(index, empty) for index in range(1, len(header.columns)))


def _is_category(text: str) -> bool:
    """A short word on a line of its own before the task: 监管执法."""
    return len(text) <= _CATEGORY and not re.search(r"[。，；：]", text)


def _all_held(source: SourceText, tokens: list[Span]) -> bool:
    return not tokens or _is_held(source, tokens)


def _lists(source: SourceText, tokens: list[Span]) -> list[Span]:
    """A list that ends with a separator goes on in the next token."""
    lists: list[Span] = []
    for token in tokens:
        if lists and ends_open(source.at(lists[-1])):
            lists[-1] = Span(lists[-1].start, token.end)
        else:
            lists.append(token)
    return lists
