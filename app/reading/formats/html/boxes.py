"""What a page is made of, as it is read: boxes of lines and tables, a cell being a box too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.reading.formats.assembling import Run, in_one_line
from app.reading.formats.grid import WIDEST_SPAN, Placed

_SPACE = " \t\r\n\f"
_GAP = re.compile(f"[{_SPACE}]+")
# Characters that fill a square, and the quotes, dashes and dots that Chinese text shares.
_WIDE = (
    "\u1100-\u115f\u2014-\u2026\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f"
    "\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003fffd"
)
_IS_WIDE = re.compile(f"[{_WIDE}]")
_SOURCE_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t\r\f]*\n[{_SPACE}]*(?=[{_WIDE}])")
# Characters, some three pages.
_ARTICLE = 2000

Line = list[Run]


@dataclass(slots=True)
class Box:
    """`size` counts its characters; `headed`, `tabled`: whether a heading, a table that is more
    than a few words stands in it.
    """

    blocks: "list[Line | Table]" = field(default_factory=list)
    line: Line = field(default_factory=list)
    gap: str = ""
    label: str = ""
    size: int = 0
    headed: bool = False
    tabled: bool = False

    def write(self, text: str, *, bold: bool, face: str) -> None:
        """As a browser does it: white space is one space, and a line end of the source between
        two Chinese characters is nothing.
        """
        words = text.strip(_SPACE)
        before, _, after = text.partition(words) if words else (text, "", "")
        if before:
            self.gap = "\n" if "\n" in before or self.gap == "\n" else " "
        if words:
            inner = _GAP.sub(" ", _SOURCE_BREAK.sub("", words))
            self._put(Run(self._space(inner[0]) + inner, bold, face))
        if after:
            self.gap = "\n" if "\n" in after else " "

    def write_as_it_is(self, text: str, *, bold: bool, face: str) -> None:
        if text:
            self._put(Run(text, bold, face))

    def end_line(self) -> None:
        if self.line:
            self.blocks.append(self.line)
        self.line, self.gap = [], ""

    def take(self, other: "Box") -> None:
        """All that stands in the other box, as if it stood here."""
        self.blocks += other.blocks
        self.size += other.size
        self.headed = self.headed or other.headed
        self.tabled = self.tabled or other.tabled

    def put(self, table: "Table") -> None:
        self.blocks.append(table)
        self.size += sum(cell.size for cell in table.cells)
        self.tabled = self.tabled or sum(len(row) > 1 for row in table.rows) > 1

    def content(self) -> Line:
        """As the content of a cell: a line for each line and for each row of a table in it."""
        runs: Line = []
        for block in self.blocks:
            for line in block.lines() if isinstance(block, Table) else (block,):
                runs += [Run("\n"), *line] if runs else line
        return runs

    def _put(self, run: Run) -> None:
        if self.label:
            self.line.append(Run(self.label))
            self.label = ""
        self.line.append(run)
        self.size += len(run.text)
        self.gap = ""

    def _space(self, then: str) -> str:
        last = self.line[-1].text[-1] if self.line else "\n"
        if not self.gap or last == "\n":
            return ""
        wide = _IS_WIDE.match(last) and _IS_WIDE.match(then)
        return "" if self.gap == "\n" and wide else " "


@dataclass(slots=True)
class Cell(Box):
    columns: int = 1
    rows: int = 1


@dataclass(slots=True)
class Table:
    rows: list[list[Cell]] = field(default_factory=list)
    framing: bool = False
    """Whether it says itself that it only places things."""

    def add(self, cell: Cell) -> None:
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(cell)

    @property
    def cells(self) -> Iterator[Cell]:
        return (cell for row in self.rows for cell in row)

    @property
    def is_frame(self) -> bool:
        """Whether it only places things on the page, and is no table that a person would see."""
        if self.framing or not any(len(row) > 1 for row in self.rows):
            return True
        return any(cell.headed or cell.tabled for cell in self.cells) or self._is_page()

    def _is_page(self) -> bool:
        """Whether one cell of it holds an article, and the others what stands around it."""
        sizes = [cell.size for cell in self.cells]
        return max(sizes) > max(_ARTICLE, sum(sizes) / 2)

    def close(self) -> None:
        """Nothing but lines is left in its cells, so that no depth of nesting does harm."""
        for cell in self.cells:
            cell.blocks = [cell.content()]

    def lines(self) -> Iterator[Line]:
        for row in self.rows:
            yield in_one_line([run for cell in row for run in (*cell.content(), Run("\n"))])

    def placed(self) -> Iterator[list[Placed]]:
        """The rows with every cell in its column; one that spans rows goes on in those below."""
        below: dict[int, tuple[int, int]] = {}
        for row in self.rows:
            cells: list[Placed] = []
            column = 0
            for cell in row:
                while column in below:
                    column += below[column][0]
                cells.append(Placed(column, cell.columns, cell.content()))
                column += cell.columns
            cells += [Placed(at, span, "", continued=True) for at, (span, _) in below.items()]
            yield cells
            below = {at: (span, left - 1) for at, (span, left) in below.items() if left > 1}
            new = [placed for placed in cells if not placed.continued]
            for placed, cell in zip(new, row, strict=True):
                if cell.rows > 1 and placed.column < WIDEST_SPAN:
                    below[placed.column] = (placed.span, cell.rows - 1)
