"""The header of a table: which column holds what, in one line of titles or in two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from app.kit.text import squeeze
from app.reading.columns import Column, column_of, without_notes
from app.reading.terms import Role

# In characters, notes in brackets left out; a longer cell is no title of a column.
_TITLE_LENGTH = 20
_NOTED_LENGTH = 60
_YEAR_LENGTH = 4
_LONG_NOTE = re.compile(r"[（(][^（()）]{5,}[)）]")
_TEXTS = frozenset({Column.TASK, Column.MEASURE, Column.GOAL})
_TASK_WORDS = ("任务", "事项", "措施", "举措", "工作")


@dataclass(frozen=True, slots=True)
class Header:
    """The titles of the columns as printed, and what each of them means."""

    titles: tuple[str, ...]
    columns: tuple[Column | Role | None, ...]

    @property
    def is_matrix(self) -> bool:
        return bool(self.texts and self.units)

    @property
    def is_indicators(self) -> bool:
        return not self.is_matrix and {Column.INDICATOR, Column.VALUE} <= set(self.columns)

    @property
    def texts(self) -> tuple[int, ...]:
        """The columns that say what is to be done."""
        return self.all_of(*_TEXTS)

    @property
    def title(self) -> int:
        """The first column of tasks; what stands beside it sets the task out."""
        return next(iter(self.all_of(Column.TASK)), self.texts[0])

    @property
    def units(self) -> tuple[int, ...]:
        return self.all_of(*Role, Column.RESPONSIBILITY)

    def with_untitled(self, *, numbers: bool) -> "Header":
        """A blank first title is that of the numbers, or of the categories."""
        if self.titles[0]:
            return self
        first = Column.NUMBER if numbers else Column.CATEGORY
        return replace(self, columns=(first, *self.columns[1:]))

    def label(self, index: int) -> str:
        """The title without a rule or a note that is printed in it."""
        return _LONG_NOTE.sub("", self.titles[index]) or self.titles[index]

    def all_of(self, *columns: Column | Role) -> tuple[int, ...]:
        return tuple(index for index, one in enumerate(self.columns) if one in columns)

    def first_of(self, column: Column) -> int | None:
        return self.columns.index(column) if column in self.columns else None


def header_of(titles: Sequence[str]) -> Header | None:
    """The header that these cells make, or None."""
    words = tuple(map(squeeze, titles))
    if any(len(word) > _NOTED_LENGTH or len(without_notes(word)) > _TITLE_LENGTH for word in words):
        return None
    header = Header(words, tuple(_settled(words, [column_of(word) for word in words])))
    return header if header.is_matrix or header.is_indicators else None


def header_in(titles: Sequence[str], below: Sequence[str]) -> tuple[Header | None, bool]:
    """The header that a row begins, and whether the row below it is its second line."""
    if not _may_be_titles(titles):
        return None, False
    pairs = list(zip_longest(titles, below, fillvalue=""))
    speaks = any(column_of(title) in _TEXTS | {Column.INDICATOR} for title in titles)
    if speaks and any(below) and all(_may_stand_under(*pair) for pair in pairs):
        merged = [_over(*pair) for pair in pairs]
        if merged != list(below) and (header := header_of(merged)):
            return header, True
    return header_of(titles), False


def _may_be_titles(cells: Sequence[str]) -> bool:
    """A quick look, for tables of many thousand rows."""
    first = cells[0].strip()
    numbered = first.isdecimal() and len(first) < _YEAR_LENGTH
    return not numbered and not any("。" in cell or len(cell) > _NOTED_LENGTH for cell in cells)


def _may_stand_under(over: str, under: str) -> bool:
    """A blank under a title goes on with it, a title under a blank is one of its own."""
    if not under:
        return True
    above, below = column_of(over), column_of(under)
    if below is None or above is below:
        return below is not None
    return above in (None, Column.RESPONSIBILITY) or isinstance(above, Role)


def _over(over: str, under: str) -> str:
    """2020年 over 基期值 are one title; 责任分工 over 牵头单位 says nothing of its own."""
    if under and column_of(over) is column_of(under) is Column.VALUE:
        return squeeze(over + under)
    return under or over


def _settled(
    words: tuple[str, ...], columns: list[Column | Role | None]
) -> list[Column | Role | None]:
    """单位 and 目标 mean what the columns beside them leave open."""
    if Column.INDICATOR in columns:
        return [Column.UNIT_OF_MEASURE if one is Column.UNIT else one for one in columns]
    if _TEXTS & set(columns):
        columns = [Column.GOAL if one is Column.VALUE else one for one in columns]
    role = _role_of_bare_units(words, columns)
    return [
        (role if word != "单位" or role is Role.RESPONSIBLE else Column.UNIT_OF_MEASURE)
        if one is Column.UNIT
        else one
        for word, one in zip(words, columns, strict=True)
    ]


def _role_of_bare_units(words: tuple[str, ...], columns: list[Column | Role | None]) -> Role | None:
    """相关单位 beside 牵头单位 support it; 单位 alone beside tasks hold them jointly."""
    if Role.LEAD in columns:
        return Role.SUPPORTING
    if set(columns) & {*Role, Column.RESPONSIBILITY}:
        return None
    tasks = any(
        column in _TEXTS and word.endswith(_TASK_WORDS)
        for word, column in zip(words, columns, strict=True)
    )
    return Role.RESPONSIBLE if tasks and None not in columns else None
