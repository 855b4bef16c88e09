"""The text of a document in pages and paragraphs, with one place in it marked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.plans.drafts.review import Segment


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`cells` are more than one in a table."""

    cells: tuple[tuple[Segment, ...], ...]

    @property
    def marked(self) -> bool:
        return any(one.marked for cell in self.cells for one in cell)


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    paragraphs: tuple[Paragraph, ...]


def pages(text: str, start: int, end: int) -> list[Page]:
    """`start` and `end` count code points of the text; nothing is marked where they are equal."""
    found: list[Page] = []
    passed = 0
    for number, page in enumerate(text.split("\f"), 1):
        found.append(Page(number, tuple(_paragraphs(page, start - passed, end - passed))))
        passed += len(page) + 1
    return found


def _paragraphs(page: str, start: int, end: int) -> Iterator[Paragraph]:
    passed = 0
    for line in page.split("\n"):
        if line.strip():
            yield Paragraph(tuple(_cells(line, start - passed, end - passed)))
        passed += len(line) + 1


def _cells(line: str, start: int, end: int) -> Iterator[tuple[Segment, ...]]:
    passed = 0
    for cell in line.split("\t"):
        yield tuple(_segments(cell, start - passed, end - passed))
        passed += len(cell) + 1


def _segments(text: str, start: int, end: int) -> Iterator[Segment]:
    here, there = max(0, min(start, len(text))), max(0, min(end, len(text)))
    if text[:here]:
        yield Segment(text[:here])
    if here < there:
        yield Segment(text[here:there], marked=True)
    if text[there:]:
        yield Segment(text[max(here, there) :])
