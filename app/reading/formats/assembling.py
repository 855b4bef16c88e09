"""One text with its blocks, put together from paragraphs and rows in reading order.

A format's reader does no counting of offsets:

    assembly = Assembly()
    assembly.paragraph("一、总体要求", page=1)
    assembly.paragraph([Run("县民政局", bold=True), Run("、县残联负责")], page=1)
    assembly.row(["类别", "工作任务", "牵头单位"], page=1)
    assembly.row(["", "发放补贴", "县民政局"], page=2, continued={0})
    source = assembly.source()
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from app.reading.refusals import ReadingRefused
from app.reading.source import Block, Paragraph, Row, SourceText, Span


class Run(NamedTuple):
    """`face` is the name of the typeface of its Chinese characters, where the file names it."""

    text: str
    bold: bool = False
    face: str = ""


Content = str | Sequence[Run]
"""A plain string, or runs that follow each other without anything between them."""

CELLS_LIMIT = 1_000_000
"""Of one document. The list of a province's tasks has some ten thousand."""

_CLEAN: dict[int, str | None] = dict.fromkeys((*range(32), *range(0x7F, 0xA0)), " ")
_CLEAN |= dict.fromkeys((0x0A, 0x0B, 0x0D, 0x85, 0x2028, 0x2029), "\n") | {0x09: "\t"}
# Invisible ones would part the characters of a name; a lone surrogate cannot be stored as UTF-8.
_CLEAN |= dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_CLEAN |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_LINE = re.compile(r"[^\n]+")
# 黑体 is a face of its own and has no bold cut: in a rule like 标黑体的为牵头 it is what is meant
# as often as bold type. Where the whole document is set in it, it distinguishes nothing.
_HEAVY_FACE = re.compile(r"黑体|SimHei|HeiTi|FZHei|FZHT", re.IGNORECASE)
_PLAIN, _BOLD, _HEAVY = "pbh"
_MARKED = re.compile(f"{_BOLD}+|{_HEAVY}+")


class _Line(NamedTuple):
    """`weights` has one letter for each character of `text`."""

    text: str
    weights: str


class Assembly:
    """Takes blocks in reading order; white space at the ends of each line is left out.

    A line break parts a paragraph in two and stays inside a cell; a tab inside a cell becomes a
    space. What holds no visible character (a blank line, a row of empty cells) is left out.
    `page` counts from 1; a format gives it for all blocks or for none.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._page: int | None = None
        self._blocks: list[Block] = []
        self._marked: list[tuple[Span, str]] = []
        self._heavy = 0
        self._cells = 0

    def paragraph(self, content: Content, page: int | None = None) -> None:
        for line in _lines(content):
            self._part_from_above(page)
            self._blocks.append(Paragraph(self._put(line), page))

    def row(
        self, cells: Sequence[Content], page: int | None = None, continued: Collection[int] = ()
    ) -> None:
        """`cells` has one entry for each column of the table: a cell merged over several columns
        stands in the first of them, the others are empty. `continued` are the indexes of cells
        that only go on with the cell above; what they hold is left out.

        Raises ReadingRefused (too_many_rows) beyond CELLS_LIMIT.
        """
        lines = [
            _Line("", "") if index in continued else _cell(content)
            for index, content in enumerate(cells)
        ]
        if not any(line.text for line in lines):
            return
        self._cells += len(lines)
        if self._cells > CELLS_LIMIT:
            raise too_many_cells()
        self._part_from_above(page)
        spans = []
        for index, line in enumerate(lines):
            if index:
                self._append("\t")
            spans.append(self._put(line))
        self._blocks.append(Row(tuple(spans), page, frozenset(continued)))

    def source(self) -> SourceText:
        return SourceText("".join(self._parts), tuple(self._blocks), tuple(self._bold()))

    def _part_from_above(self, page: int | None) -> None:
        if self._blocks:
            self._append("\n" if page == self._page else "\f")
        self._page = page

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _put(self, line: _Line) -> Span:
        start = self._length
        for part in _MARKED.finditer(line.weights):
            words = line.text[part.start() : part.end()]
            if words.strip():
                first = start + part.start() + len(words) - len(words.lstrip())
                span = Span(first, first + len(words.strip()))
                self._marked.append((span, part[0][0]))
        self._heavy += line.weights.count(_HEAVY)
        self._append(line.text)
        return Span(start, self._length)

    def _bold(self) -> list[Span]:
        wanted = (_BOLD, _HEAVY) if 2 * self._heavy < self._length else (_BOLD,)
        spans: list[Span] = []
        for span, weight in self._marked:
            if weight in wanted:
                if spans and spans[-1].end == span.start:
                    span = Span(spans.pop().start, span.end)  # noqa: PLW2901 - one longer span
                spans.append(span)
        return spans


def too_many_cells() -> ReadingRefused:
    return ReadingRefused(
        "too_many_rows",
        "表格太大",
        f"文件里的表格超过 {CELLS_LIMIT // 10_000} 万个单元格。"
        "请只留任务分工表，删去多余的行列，另存后重新上传。",
    )


def in_one_line(runs: Sequence[Run]) -> list[Run]:
    """With a space for each line break, as the row of a table inside a cell is read."""
    return [run._replace(text=run.text.replace("\n", " ")) for run in runs]


def _lines(content: Content) -> Iterator[_Line]:
    runs = [Run(content)] if isinstance(content, str) else content
    pieces = [(run.text.replace("\r\n", "\n").translate(_CLEAN), _weight(run)) for run in runs]
    text = "".join(piece for piece, _ in pieces)
    weights = "".join(weight * len(piece) for piece, weight in pieces)
    for line in _LINE.finditer(text):
        words = line[0].strip()
        if words:
            start = line.start() + line[0].index(words)
            yield _Line(words, weights[start : start + len(words)])


def _weight(run: Run) -> str:
    if run.bold:
        return _BOLD
    return _HEAVY if run.face and _HEAVY_FACE.search(run.face) else _PLAIN


def _cell(content: Content) -> _Line:
    lines = list(_lines(content))
    text = "\n".join(line.text for line in lines)
    return _Line(text.replace("\t", " "), _PLAIN.join(line.weights for line in lines))
