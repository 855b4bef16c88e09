"""Rows of a responsibility table to tasks with their units."""

import re
from dataclasses import dataclass, field, replace

from app.kit.text import squeeze
from app.reading.cells import mentions_in, unwrapped
from app.reading.columns import Column
from app.reading.dates import due
from app.reading.found import Found, Mention, title_of
from app.reading.layout import Passage
from app.reading.marks import Level, mark_of
from app.reading.source import Span
from app.reading.tables import Table, TableRow, together
from app.reading.terms import DueSource, Role, Source
from app.reading.unitlist import is_nothing

_NUMBER_IN_TEXT = re.compile(r"(?:[（(](\d{1,3})[)）]|(\d{1,3})[.．、](?!\d))\s*")
_ROW_NUMBER = re.compile(r"[（(]?\d{1,5}(?:[-.—]\d{1,3})*[)）]?[.．、]?")
_COUNTED_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）]?、?")
_LONGEST_NUMBER = 20
_DITTO = re.compile(r"[（(]?(?:同上(?:行|栏|格)?|同前)[)）]?[。.]?|[〃″＂\"”]")
_AGAIN = re.compile(r"[（(](?:续|续表|接上页)[)）]$")
_ENDED = re.compile(r"[。！？；;.!?”》）)]$")
_OPEN = re.compile(r"[，、,：:（(“《和及与]$")
_GROUP_LEVELS = (Level.CHAPTER, Level.PART, Level.FIRST, Level.SECOND)
_GROUP_LENGTH = 60
_TITLE_LENGTH = 40
_CERTAIN, _REJOINED, _INHERITED, _NO_TASK = 0.99, 0.9, 0.8, 0.3


@dataclass(frozen=True, slots=True)
class Leftover:
    """A row that gave no task: a number alone."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Matrix:
    tasks: tuple[Found, ...]
    leftovers: tuple[Leftover, ...]


def read_matrix(tables: tuple[Table, ...], year: int | None, plan_end: int | None = None) -> Matrix:
    """All responsibility tables in order; `year` is that of a one-year plan, for due dates."""
    tasks: list[Found] = []
    leftovers: list[Leftover] = []
    for index, table in enumerate(tables):
        reader = _TableReader(table, index, year, plan_end)
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
    plan_end: int | None
    tasks: list[Found] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)
    groups: list[tuple[Level, str]] = field(default_factory=list)
    categories: dict[int, str] = field(default_factory=dict)
    above: dict[int, Passage] = field(default_factory=dict)
    printed: dict[int, Passage] = field(default_factory=dict)

    def take(self, row: TableRow) -> None:
        row = self._spelled_out(row)
        group = self._group(row)
        if group:
            self._open_group(*group)
            return
        self._open_categories(row)
        number, text, title = self._task(row)
        own = bool(self._own(row, self.table.header.texts))
        if self.tasks and number is None and self._goes_on(row):
            self._add(row)
        elif own or text.text or self._own(row, self.table.header.units):
            self._keep(row, number, text, title)
        else:
            self.leftovers.append(Leftover("".join(c.text for c in row.cells), row.span))

    def _spelled_out(self, row: TableRow) -> TableRow:
        """With the cell above for 同上 and 〃, where units, times or categories stand."""
        header, cells = self.table.header, list(row.cells)
        for index in (*header.units, *header.all_of(Column.DUE, Column.CATEGORY)):
            if _DITTO.fullmatch(squeeze(cells[index].text)):
                cells[index] = self.printed.get(index, cells[index])
            elif cells[index].text:
                self.printed[index] = cells[index]
        return replace(row, cells=tuple(cells))

    def _keep(self, row: TableRow, number: str | None, text: Passage, title: str) -> None:
        cells, inherited = self._cells_of_units(row)
        rejoined = _REJOINED if row.rejoined else _CERTAIN
        certain = _INHERITED if inherited and not row.continued else rejoined
        task = Found(
            number=number,
            title=title,
            text=text,
            section=(*self.table.section, *self._path()),
            source=Source.TABLE,
            where=f"第 {number} 项" if number else f"第 {len(self.tasks) + 1} 行",
            mentions=self._mentions(cells),
            responsibility=tuple(cells.values()),
            table=self.index,
            grouped=bool(self._path()),
            confidence=certain if text.text else _NO_TASK,
        )
        self.tasks.append(self._with_time(task, row))
        self.above |= cells

    def _path(self) -> tuple[str, ...]:
        groups = (title for _, title in self.groups)
        return tuple(filter(None, (*groups, *self.categories.values())))

    def _group(self, row: TableRow) -> tuple[Level, str] | None:
        """A row that holds nothing but a heading: 一、健全残疾人社会保障体系."""
        filled = row.filled
        words = filled[-1].text.rstrip() if filled else ""
        if not words or len(words) > _GROUP_LENGTH or "。" in words[:-1]:
            return None
        mark = mark_of(words)
        if len(filled) == 1:
            if mark.level in _GROUP_LEVELS:
                return mark.level, mark_of(squeeze(words)).title
            number = self.table.header.first_of(Column.NUMBER)
            alone = number is not None and bool(row.cells[number].text)
            return (Level.PLAIN, squeeze(words)) if alone and not _is_number(words) else None
        return self._counted_group(row, words)

    def _counted_group(self, row: TableRow, words: str) -> tuple[Level, str] | None:
        """一 | 健全社会保障体系, above rows that count 1, 2, 3."""
        number = self.table.header.first_of(Column.NUMBER)
        count = squeeze(row.cells[number].text) if number is not None else ""
        if not _COUNTED_NUMBER.fullmatch(count) or len(row.filled) != 2:  # noqa: PLR2004 - the number and the heading
            return None
        if self._own(row, self.table.header.units) or not self._counts_in_digits():
            return None
        level = Level.SECOND if count.startswith(("（", "(")) else Level.FIRST
        mark = count if count.endswith(("、", "）", ")")) else f"{count}、"
        return level, mark + squeeze(words)

    def _counts_in_digits(self) -> bool:
        number = self.table.header.first_of(Column.NUMBER)
        cells = (row.cells[number].text for row in self.table.rows if number is not None)
        return any(cell.strip().isdecimal() for cell in cells)

    def _open_group(self, level: Level, title: str) -> None:
        title = _AGAIN.sub("", title)
        if (level, title) not in self.groups:
            self.groups = [(one, name) for one, name in self.groups if one < level]
            self.groups.append((level, title))
        self.categories.clear()
        self.above.clear()

    def _open_categories(self, row: TableRow) -> None:
        """A new outer category ends the inner ones; a merged or blank cell goes on."""
        columns = self.table.header.all_of(Column.CATEGORY)
        for place, index in enumerate(columns):
            name = _AGAIN.sub("", squeeze(row.cells[index].text))
            if name and name != self.categories.get(index):
                for inner in columns[place + 1 :]:
                    self.categories.pop(inner, None)
                self.categories[index] = name

    def _task(self, row: TableRow) -> tuple[str | None, Passage, str]:
        """Number, text and title. Where other columns set the task out, it is the title of them."""
        header = self.table.header
        texts = [row.cells[index] for index in self._own(row, header.texts)]
        title = row.cells[header.title]
        if title.text:
            self.above[header.title] = title
            if len(texts) > 1 and len(title.text) <= _TITLE_LENGTH:
                texts.remove(title)
        elif texts:
            title = self.above.get(header.title, title)
        text = unwrapped(texts[0] if texts else title)
        for more in texts[1:]:
            text = together(text, unwrapped(more), between="\n")
        number, text = self._number(row, text)
        return (
            number,
            text,
            title_of((unwrapped(title) if title.text and len(header.texts) > 1 else text).text),
        )

    def _number(self, row: TableRow, text: Passage) -> tuple[str | None, Passage]:
        column = self.table.header.first_of(Column.NUMBER)
        if column is not None:
            number = squeeze(row.cells[column].text)
            number = number.rstrip(".．、")
            return number if 0 < len(number) <= _LONGEST_NUMBER else None, text
        found = _NUMBER_IN_TEXT.match(text.text)
        if not found:
            return None, text
        return found[1] or found[2], text.cut(found.end())

    def _own(self, row: TableRow, columns: tuple[int, ...]) -> list[int]:
        return [index for index in columns if row.cells[index].text]

    def _goes_on(self, row: TableRow) -> bool:
        """Whether a row without a number belongs to the task above it.

        It does with units alone, and with words where a page break cut a sentence in two.
        """
        texts = self._own(row, self.table.header.texts)
        if not texts:
            return bool(self._own(row, self.table.header.units))
        if self.table.header.first_of(Column.NUMBER) is None or row.continued - {0}:
            return False
        last = self.tasks[-1].text.text.rstrip()
        cut = bool(_OPEN.search(last)) or (row.after_break and not _ENDED.search(last))
        return cut and texts[-1] == self.table.header.texts[-1] and len(texts) == 1

    def _add(self, row: TableRow) -> None:
        """More words and more units for the last task; a name may be cut in two."""
        last = self.tasks[-1]
        text = last.text
        for index in self._own(row, self.table.header.texts):
            text = together(text, unwrapped(row.cells[index]))
        more = {index: row.cells[index] for index in self._own(row, self.table.header.units)}
        kept = {
            index: together(self.above[index], cell, between="\n") if index in self.above else cell
            for index, cell in more.items()
        }
        order = {index: kept.get(index, self.above.get(index)) for index in self.table.header.units}
        cells = {index: cell for index, cell in order.items() if cell and cell.text}
        self._more_time(row)
        whole = len(self.table.header.texts) == 1
        self.tasks[-1] = replace(
            last,
            text=text,
            title=title_of(text.text) if whole else last.title,
            mentions=self._mentions(cells),
            responsibility=(*last.responsibility, *more.values()),
            confidence=last.confidence if row.continued else min(last.confidence, _REJOINED),
        )
        self.above |= kept

    def _more_time(self, row: TableRow) -> None:
        column = self.table.header.first_of(Column.DUE)
        if column is not None and row.cells[column].text:
            self.above[column] = row.cells[column]

    def _cells_of_units(self, row: TableRow) -> tuple[dict[int, Passage], bool]:
        """The filled cells of units by column, and whether some are those of the row above.

        A cell merged downwards holds for each of its rows. A text has lost which cells were
        merged: there a measure without any unit has those of the measure above it.
        """
        units = self.table.header.units
        own = {index: row.cells[index] for index in self._own(row, units)}
        merged = row.continued
        if not own and not merged and self._is_measure_below(row):
            merged = frozenset(units)
        carried = {i: self.above[i] for i in units if i in merged and i in self.above}
        for index in units:
            if index not in merged:
                self.above.pop(index, None)
        cells = {index: own.get(index) or carried.get(index) for index in units}
        return {index: cell for index, cell in cells.items() if cell}, bool(carried)

    def _is_measure_below(self, row: TableRow) -> bool:
        header = self.table.header
        others = [index for index in header.texts if index != header.title]
        return bool(others and self._own(row, tuple(others))) and not row.cells[header.title].text

    def _mentions(self, cells: dict[int, Passage]) -> tuple[Mention, ...]:
        found: list[Mention] = []
        for index, cell in cells.items():
            column, label = self.table.header.columns[index], self.table.header.label(index)
            found += mentions_in(cell, column if isinstance(column, Role) else None, label)
        return tuple(found)

    def _with_time(self, task: Found, row: TableRow) -> Found:
        column = self.table.header.first_of(Column.DUE)
        if column is None:
            return task
        cell = row.cells[column]
        if not cell.text and (column in row.continued or self._is_measure_below(row)):
            cell = self.above.get(column, cell)
        self.above[column] = cell
        if is_nothing(cell.text):
            return task
        due_on, due_source = due(cell.text, self.year, self.plan_end)
        if due_on is None and due_source is DueSource.PLAN:
            return task
        return replace(task, due_text=unwrapped(cell).text, due_on=due_on, due_source=due_source)


def _is_number(words: str) -> bool:
    return bool(_ROW_NUMBER.fullmatch(words.strip()) or _COUNTED_NUMBER.fullmatch(words.strip()))
