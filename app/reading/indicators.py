"""The main indicators of a plan (专栏1 主要指标), from a table or from what is left of one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.kit.text import squeeze
from app.reading.columns import Column
from app.reading.headers import Header
from app.reading.indicator_lines import Entry, entries
from app.reading.layout import Passage, passage_at
from app.reading.outline import Placed
from app.reading.overlaps import Overlaps
from app.reading.source import Row, SourceText, Span
from app.reading.tables import Table, TableRow
from app.reading.terms import Attribute

_NUMBER = re.compile(r"[（(]?(\d{1,3})(?:[)）]|[.．、](?!\d)|$)\s*")
_MEASURE = re.compile(
    r"[（(](?!含|不含|其中|累计|年均|五年|按|以|常住|户籍|新增)([^（()）\d]{1,8})[)）]$"
)
_WITH_MEASURE = re.compile(
    r"(?P<amount>[><≥≤＞＜≧≦]*=?\d[\d.,]*)(?P<measure>[%％‰]|(?!左右|以上|以下|以内)[\u4e00-\u9fff]{1,4})"
)
_YEAR = re.compile(r"20\d\d")
_BASELINE = re.compile(r"基|现状|实际|完成")
_NO_VALUE = re.compile(r"[-—–―－/\s]*")
_ATTRIBUTES = (("约束", Attribute.BINDING), ("预期", Attribute.ANTICIPATORY))

# Parts as near as a tab, a blank and a line break stand on one line or in one row.
_NEXT_TO = 3

Values = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class FoundIndicator:
    """`places` are the parts of the text that it was read from, in order."""

    number: str | None
    name: str
    measure: str | None
    baseline: str | None
    baseline_year: int | None
    target: str | None
    target_year: int | None
    attribute: Attribute | None
    places: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return Span(self.places[0].start, self.places[-1].end)


def find_indicators(
    source: SourceText, placed: Sequence[Placed], tables: Sequence[Table], plan_end: int | None
) -> tuple[FoundIndicator, ...]:
    """All indicators in the order of the text: those of tables, and those of lines beside them."""
    read = [table for table in tables if table.header.is_indicators]
    found = [one for table in read for one in read_indicators(table, plan_end)]
    taken = Overlaps(map(_extent, tables))
    blocks = [
        block
        for one in placed
        if not taken.meeting(Span(_start(one), _start(one)))
        for block in _blocks(source, one)
    ]
    found += [_indicator(entry, plan_end) for entry in entries(blocks)]
    return tuple(sorted(found, key=lambda one: one.span.start))


def read_indicators(table: Table, plan_end: int | None) -> tuple[FoundIndicator, ...]:
    """Rows in order. What a page broke goes on with the row above it."""
    return tuple(_indicator(entry, plan_end) for entry in _of_table(table))


def _extent(table: Table) -> Span:
    ends = [row.span.end for row in table.rows]
    return Span(table.place.start, max([table.place.end, *ends]))


def _start(placed: Placed) -> int:
    return placed.block.span.start


def _blocks(source: SourceText, placed: Placed) -> Iterator[tuple[Passage, ...]]:
    """The cells of a row together, the lines of a paragraph each alone."""
    if isinstance(placed.block, Row):
        yield tuple(passage_at(source, cell) for cell in placed.block.cells)
    else:
        yield from ((passage_at(source, line),) for line in placed.block.pieces)


def _of_table(table: Table) -> list[Entry]:
    found: list[Entry] = []
    entries = [_entry(table.header, row) for row in table.rows]
    attribute, numbered = "", any(entry.number for entry in entries)
    for row, entry in zip(table.rows, entries, strict=True):
        attribute = entry.attribute or (attribute if _is_merged(table.header, row) else "")
        if found and _goes_on(entry, numbered=numbered):
            found[-1] = _joined(found[-1], entry)
        elif entry.name:
            found.append(replace(entry, attribute=attribute))
    return found


def _is_merged(header: Header, row: TableRow) -> bool:
    return header.first_of(Column.ATTRIBUTE) in row.continued


def _entry(header: Header, row: TableRow) -> Entry:
    name = _cell(header, row, Column.INDICATOR)
    count = _NUMBER.match(squeeze(_text(_cell(header, row, Column.NUMBER))))
    if not count and name and (count := _NUMBER.match(name.text)):
        name = name.cut(count.end())
    values = [
        (header.titles[index], (row.cells[index],) if row.cells[index].text else ())
        for index in header.all_of(Column.VALUE, Column.GROWTH)
    ]
    measure = squeeze(_text(_cell(header, row, Column.UNIT_OF_MEASURE)))
    return Entry(
        number=count[1] if count else None,
        name=(name,) if name and name.text else (),
        values=tuple(values),
        attribute=squeeze(_text(_cell(header, row, Column.ATTRIBUTE))),
        measure=measure or None,
        parts=tuple(row.filled),
    )


def _cell(header: Header, row: TableRow, column: Column) -> Passage | None:
    index = header.first_of(column)
    return row.cells[index] if index is not None else None


def _text(cell: Passage | None) -> str:
    return cell.text if cell else ""


def _goes_on(entry: Entry, *, numbered: bool) -> bool:
    """Words alone go on with the row above; so do values alone, which a page cut off."""
    values = any(parts for _, parts in entry.values)
    if entry.number:
        return False
    return not values or (numbered and not entry.name and not entry.attribute)


def _joined(one: Entry, other: Entry) -> Entry:
    pairs = zip(one.values, other.values, strict=True)
    return replace(
        one,
        name=(*one.name, *other.name),
        values=tuple((title, (*parts, *more)) for (title, parts), (_, more) in pairs),
        attribute=one.attribute or other.attribute,
        parts=(*one.parts, *other.parts),
    )


def _indicator(entry: Entry, plan_end: int | None) -> FoundIndicator:
    name = "".join(squeeze(part.text) for part in entry.name)
    in_name = _MEASURE.search(name)
    printed = in_name[1] if in_name else entry.measure
    values = [(title, _value(parts)) for title, parts in entry.values]
    base = next((one for one in values if _is_baseline(one[0], values, plan_end)), None)
    target = _target([one for one in values if one is not base], plan_end)
    measure, (baseline, aim) = _measured(printed, (base[1] if base else None, target[1]))
    return FoundIndicator(
        number=entry.number,
        name=name[: in_name.start()] if in_name else name,
        measure=measure,
        baseline=baseline,
        baseline_year=_year(base[0]) if base and baseline else None,
        target=aim,
        target_year=(_year(target[0]) or plan_end) if aim else None,
        attribute=next((kind for word, kind in _ATTRIBUTES if word in entry.attribute), None),
        places=tuple(_places(entry.parts)),
    )


def _value(parts: tuple[Passage, ...]) -> str | None:
    text = "".join(squeeze(part.text) for part in parts)
    return None if _NO_VALUE.fullmatch(text) else text


def _target(values: Values, plan_end: int | None) -> tuple[str, str | None]:
    """The value of the plan's last year, else the last one printed: a growth where it is all."""
    filled = [one for one in values if one[1]]
    best = [one for one in filled if "目标" in one[0] or (plan_end and _year(one[0]) == plan_end)]
    return next(reversed(best or filled), ("", None))


def _measured(
    measure: str | None, values: tuple[str | None, str | None]
) -> tuple[str | None, tuple[str | None, ...]]:
    """124户 is 124 of the measure 户, unless the indicator is printed in another measure."""
    found = [_WITH_MEASURE.fullmatch(value) if value else None for value in values]
    printed = {one["measure"] for one in found if one}
    if len(printed) != 1 or (measure and printed != {measure}):
        return measure, values
    amounts = (one["amount"] if one else value for one, value in zip(found, values, strict=True))
    return printed.pop(), tuple(amounts)


def _is_baseline(title: str, values: Values, plan_end: int | None) -> bool:
    """By its word, or as the first of several years where it is not the year of the target."""
    if _BASELINE.search(title):
        return True
    first = len(values) > 1 and values[0][0] == title
    return first and _year(title) is not None and _year(title) != plan_end


def _year(title: str) -> int | None:
    found = _YEAR.search(title)
    return int(found[0]) if found else None


def _places(parts: tuple[Passage, ...]) -> Iterator[Span]:
    """Parts that stand on one line or in one row are one place."""
    spans = sorted((part.span for part in parts), key=lambda span: span.start)
    open_span: Span | None = None
    for span in spans:
        if open_span and span.start - open_span.end <= _NEXT_TO:
            open_span = Span(open_span.start, max(open_span.end, span.end))
            continue
        if open_span:
            yield open_span
        open_span = span
    if open_span:
        yield open_span
