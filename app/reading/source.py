"""What a file format gives to the layers above it: one text, and where its blocks stand in it."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int], None]
"""Called with (done, total); the units are the caller's own: steps, pages, sheets."""


def silent(_done: int, _total: int) -> None:
    """For a caller who does not ask how far it is."""


@dataclass(frozen=True, slots=True)
class Span:
    """Code points `start` to `end` (exclusive) of the text that was read."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line or paragraph without tabular structure, white space at its ends left out."""

    span: Span
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. An empty cell has an empty span; trailing cells may be missing.

    `continued` are the indexes of the cells that only go on with the cell above them, because
    the document merged the two; their own spans are empty.
    """

    cells: tuple[Span, ...]
    page: int | None = None
    continued: frozenset[int] = frozenset()

    @property
    def span(self) -> Span:
        return Span(self.cells[0].start, self.cells[-1].end)


Block = Paragraph | Row


@dataclass(frozen=True, slots=True)
class SourceText:
    """`text` is what offsets count in; blocks stand in reading order and do not overlap.

    `bold` are the parts that the document prints in bold type, in order and apart from each other;
    `unread_pages` the pages that are pictures without a text.
    """

    text: str
    blocks: tuple[Block, ...]
    bold: tuple[Span, ...] = ()
    unread_pages: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page of the block that holds the offset; a format tells all pages or none."""
        if not self.blocks or self.blocks[0].page is None:
            return None
        index = bisect_right(self.blocks, offset, key=lambda block: block.span.start)
        return self.blocks[index - 1].page if index else None

    def at(self, span: Span) -> str:
        return self.text[span.start : span.end]
