"""Rows of a responsibility table to tasks with their units."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.kit.text import squeeze
from app.reading.dates import due
from app.reading.found import Found, Mention, title_of
from app.reading.labels import Column
from app.reading.layout import Passage
from app.reading.marks import Level, mark_of
from app.reading.source import Span
from app.reading.tables import Table, TableRow
from app.reading.terms import Role, Source
from app.reading.unitlist import ends_open, names

_NUMBER_IN_TEXT = re.compile(r"(?:[（(](\d{1,3})[)）]|(\d{1,3})[.．、](?!\d))\s*")
_GROUP_LEVELS = (Level.CHAPTER, Level.PART, Level.FIRST, Level.SECOND)
_CERTAIN, _REJOINED, _NO_TASK = 0.99, 0.9, 0.3


@dataclass(frozen=True, slots=True)
class Leftover:
    """A row that gave no task: a number alone."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Matrix:
    tasks: tuple[Found, ...]
    leftovers: tuple[Leftover, ...]


def read_matrix(tables: tuple[Table, ...], year: int | None) -> Matrix:
    """All responsibility tables in order; `year` is that of a one-year plan, for due dates."""
    tasks: list[Found] = []
    leftovers: list[Leftover] = []
    for index, table in enumerate(tables):
        reader = _TableReader(table, index, year)
        for row in table.rows:
            reader.take(row)
        tasks += reader.tasks
        leftovers += reader.leftovers
    return Matrix(tuple(tasks), tuple(leftovers))


@dataclass(slots=True)
class _TableReader:
    """Reads rows in order; what stands merged over several rows is carried downwards."""

    table: Table
    index: int
    year: int | None
    tasks: list[Found] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    group: str = ""
    category: str = ""
    above: Passage | None = None

    def take(self, row: TableRow) -> None:
        if self._is_group(row):
            self.group, self.category = mark_of(squeeze(self._filled(row)[0].text)).title, ""
            return
        category = self._cell(row, Column.CATEGORY)
        if category and category.text:
            self.category = squeeze(category.text)
        number, text, title = self._task(row)
        if text.text or self._units(row):
            self._keep(row, number, text, title)
        else:
            self.leftovers.append(Leftover("".join(c.text for c in row.cells), row.span))

    def _keep(self, row: TableRow, number: str | None, text: Passage, title: str) -> None:
        units = self._units(row)
        if not text.text and number is None and self._goes_on():
            self.tasks[-1] = self._with_more_units(self.tasks[-1], units)
            return
        certain = _REJOINED if row.rejoined else _CERTAIN
        task = Found(
            number=number,
            title=title,
            text=text,
            section=tuple(filter(None, (*self.table.section, self.group, self.category))),
            source=Source.TABLE,
            where=f"第 {number} 项" if number else f"第 {len(self.tasks) + 1} 行",
            mentions=tuple(self._mentions(units)),
            responsibility=tuple(cell for _, cell in units),
            table=self.index,
            grouped=bool(self.group or self.category),
            confidence=certain if text.text else _NO_TASK,
        )
        self.tasks.append(self._with_time(task, row))

    def _with_time(self, task: Found, row: TableRow) -> Found:
        cell = self._cell(row, Column.DUE)
        if cell is None or not cell.text:
            return task
        due_on, due_source = due(cell.text, self.year)
        return replace(task, due_text=cell.text, due_on=due_on, due_source=due_source)

    def _task(self, row: TableRow) -> tuple[str | None, Passage, str]:
        """Number, text and title. With a column of measures the task is the title over them."""
        task, measure = self._cell(row, Column.TASK), self._cell(row, Column.MEASURE)
        if task and measure and not task.text and measure.text:
            task = self.above
        self.above = task
        words = (cell for cell in (measure, task) if cell and cell.text)
        number, text = self._number(row, next(words, task or row.cells[0]))
        return number, text, title_of((task if task and measure else text).text)

    def _number(self, row: TableRow, text: Passage) -> tuple[str | None, Passage]:
        cell = self._cell(row, Column.NUMBER)
        if cell is not None:
            return squeeze(cell.text).rstrip(".．、") or None, text
        found = _NUMBER_IN_TEXT.match(text.text)
        if not found:
            return None, text
        return found[1] or found[2], text.cut(found.end())

    def _units(self, row: TableRow) -> list[tuple[int, Passage]]:
        """The filled cells of units, each with its column."""
        return [
            (index, cell)
            for index, cell in enumerate(row.cells)
            if isinstance(self.table.header.columns[index], Role) and cell.text
        ]

    def _mentions(self, units: list[tuple[int, Passage]]) -> Iterator[Mention]:
        for index, cell in units:
            role = self.table.header.columns[index]
            if isinstance(role, Role):
                label = self.table.header.titles[index]
                yield from (Mention(name, role, label) for name in names(cell))

    def _goes_on(self) -> bool:
        """Whether the last task's list of units was cut by a page: it ends with a separator."""
        cells = self.tasks[-1].responsibility if self.tasks else ()
        return bool(cells) and ends_open(cells[-1].text)

    def _with_more_units(self, task: Found, units: list[tuple[int, Passage]]) -> Found:
        return replace(
            task,
            mentions=(*task.mentions, *self._mentions(units)),
            responsibility=(*task.responsibility, *(cell for _, cell in units)),
            confidence=_REJOINED,
        )

    def _is_group(self, row: TableRow) -> bool:
        """A row that holds nothing but a heading: 一、健全残疾人社会保障体系."""
        filled = self._filled(row)
        return len(filled) == 1 and mark_of(filled[0].text).level in _GROUP_LEVELS

    def _filled(self, row: TableRow) -> list[Passage]:
        return [cell for cell in row.cells if cell.text]

    def _cell(self, row: TableRow, column: Column) -> Passage | None:
        columns = self.table.header.columns
        return row.cells[columns.index(column)] if column in columns else None
