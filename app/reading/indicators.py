"""The table of main indicators (专栏1 主要指标), by the words of its header."""

import re
from dataclasses import dataclass, replace

from app.kit.text import squeeze
from app.reading.labels import Column
from app.reading.layout import Passage
from app.reading.source import Span
from app.reading.tables import Table, TableRow
from app.reading.terms import Attribute

_NUMBER = re.compile(r"(\d{1,3})[.．、]?\s*")
_MEASURE = re.compile(r"[（(]([^（()）]{1,12})[)）]$")
_YEAR = re.compile(r"20\d\d")
_BASELINE = re.compile(r"基|现状|实际")
_NO_VALUE = re.compile(r"[-—–―－/\s]*")
_ATTRIBUTES = (("约束", Attribute.BINDING), ("预期", Attribute.ANTICIPATORY))


@dataclass(frozen=True, slots=True)
class FoundIndicator:
    number: str | None
    name: str
    measure: str | None
    baseline: str | None
    baseline_year: int | None
    target: str | None
    target_year: int | None
    attribute: Attribute | None
    span: Span


def read_indicators(table: Table, plan_end: int | None) -> tuple[FoundIndicator, ...]:
    """Rows in order. A row with a name alone goes on with the name above it (a page broke it)."""
    rows: list[TableRow] = []
    for row in table.rows:
        if rows and _goes_on(table, row):
            rows[-1] = _with_name(table, rows[-1], row)
        elif _at(table, row, Column.INDICATOR):
            rows.append(row)
    return tuple(_indicator(table, row, plan_end) for row in rows)


def _goes_on(table: Table, row: TableRow) -> bool:
    numbered = _NUMBER.match(_at(table, row, Column.INDICATOR) or _at(table, row, Column.NUMBER))
    return not numbered and not any(value for _, value in _values(table, row))


def _with_name(table: Table, row: TableRow, more: TableRow) -> TableRow:
    index = table.header.columns.index(Column.INDICATOR)
    one, other = row.cells[index], more.cells[index]
    whole = Passage(one.text + other.text, one.pieces + other.pieces)
    return replace(row, cells=(*row.cells[:index], whole, *row.cells[index + 1 :]))


def _indicator(table: Table, row: TableRow, plan_end: int | None) -> FoundIndicator:
    name = _at(table, row, Column.INDICATOR)
    number = _NUMBER.match(_at(table, row, Column.NUMBER)) or _NUMBER.match(name)
    name = name if _at(table, row, Column.NUMBER) else _NUMBER.sub("", name, count=1)
    measure = _MEASURE.search(name)
    values = _values(table, row)
    base = next((one for one in values if _is_baseline(one[0], values, plan_end)), None)
    target = next((one for one in reversed(values) if one is not base), (None, None))
    attribute = _at(table, row, Column.ATTRIBUTE)
    return FoundIndicator(
        number=number[1] if number else None,
        name=name[: measure.start()] if measure else name,
        measure=measure[1] if measure else _at(table, row, Column.UNIT_OF_MEASURE) or None,
        baseline=base[1] if base else None,
        baseline_year=_year(base[0]) if base and base[1] else None,
        target=target[1],
        target_year=(_year(target[0]) or plan_end) if target[0] and target[1] else None,
        attribute=next((kind for word, kind in _ATTRIBUTES if word in attribute), None),
        span=row.span,
    )


def _values(table: Table, row: TableRow) -> list[tuple[str, str | None]]:
    """The titles of the columns of values with what stands below them, dashes as None."""
    return [
        (title, None if _NO_VALUE.fullmatch(cell.text) else squeeze(cell.text))
        for title, column, cell in zip(
            table.header.titles, table.header.columns, row.cells, strict=True
        )
        if column is Column.VALUE
    ]


def _is_baseline(title: str, values: list[tuple[str, str | None]], plan_end: int | None) -> bool:
    """By its word, or as the first of several years where it is not the year of the target."""
    if _BASELINE.search(title):
        return True
    first = len(values) > 1 and values[0][0] == title
    return first and _year(title) is not None and _year(title) != plan_end


def _year(title: str) -> int | None:
    found = _YEAR.search(title)
    return int(found[0]) if found else None


def _at(table: Table, row: TableRow, column: Column) -> str:
    columns = table.header.columns
    return squeeze(row.cells[columns.index(column)].text) if column in columns else ""
