"""The walk through the body: paragraphs, tables, content controls and text boxes, in order."""

import re
from collections.abc import Iterator

from app.reading.formats.assembling import Assembly, Run, in_one_line
from app.reading.formats.docx.names import (
    ALTERNATE,
    CONTROL,
    PARAGRAPH,
    REMOVED,
    TABLE,
    Element,
    W,
    branch,
    value,
)
from app.reading.formats.docx.numbering import Numbering
from app.reading.formats.docx.package import Package, open_package
from app.reading.formats.docx.paragraphs import Fields, Reader
from app.reading.formats.docx.styles import Styles
from app.reading.formats.docx.tables import Cells, cells_of
from app.reading.formats.grid import Placed, put_table
from app.reading.source import Progress, SourceText

_DROPPED = REMOVED | {f"{W}{name}" for name in ("sectPr", "sdtPr", "sdtEndPr", "tcPr", "altChunk")}
_GALLERY = f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"
_REPORT_EVERY = 200
_WIDE_END = re.compile(r"[、）．。：]\s*$")


def read(data: bytes, report: Progress) -> SourceText:
    """`report` counts the paragraphs and tables of the body. Pages are not known: a .docx does
    not keep them. Raises ReadingRefused for what is no whole Word document.
    """
    package = open_package(data)
    fields = Fields()
    source = _Document(package, fields).read(report)
    # A field without an end would hide all that follows it.
    return _Document(package, None).read(report) if fields.unfinished else source


class _Document:
    def __init__(self, package: Package, fields: Fields | None) -> None:
        self._body = package.body
        self._styles = Styles(package.styles, package.theme)
        self._numbering = Numbering(package.numbering, self._styles)
        self._reader = Reader(self._styles, fields)
        self._assembly = Assembly()
        self._joined: list[Run] = []

    def read(self, report: Progress) -> SourceText:
        parts = list(_parts(self._body))
        for done, part in enumerate(parts):
            if done % _REPORT_EVERY == 0:
                report(done, len(parts))
            self._put(part)
        self._assembly.paragraph(self._joined)
        report(len(parts), len(parts))
        return self._assembly.source()

    def _put(self, part: Element) -> None:
        if part.tag == TABLE:
            self._assembly.paragraph(self._joined)
            self._joined = []
            self._put_table(part)
            return
        runs, boxes = self._paragraph(part)
        if _is_removed_end(part):
            self._joined = runs
        else:
            self._assembly.paragraph(runs)
        for box in boxes:
            self._put_all(box)

    def _put_all(self, parent: Element) -> None:
        for part in _parts(parent):
            self._put(part)

    def _put_table(self, table: Element) -> None:
        """A table of one column only frames its text, which a 专栏 often is."""
        rows = cells_of(table)
        if all(len(cells) <= 1 for cells in rows):
            for cells in rows:
                for cell in cells:
                    self._put_all(() if cell.element is None else cell.element)
        else:
            put_table(self._assembly, [self._placed(cells) for cells in rows])

    def _placed(self, cells: Cells) -> list[Placed]:
        return [
            Placed(cell.column, cell.span, self._content(cell.element), cell.element is None)
            for cell in cells
        ]

    def _content(self, parent: Element | None) -> list[Run]:
        """All that stands in a cell, a line for each paragraph and each row of a table in it."""
        runs: list[Run] = []
        for part in () if parent is None else _parts(parent):
            if part.tag == TABLE:
                for cells in cells_of(part):
                    line = [run for cell in cells for run in self._content(cell.element)]
                    runs += [*in_one_line(line), Run("\n")]
                continue
            own, boxes = self._paragraph(part, in_cell=True)
            runs += [*own, Run("\n")]
            for box in boxes:
                runs += self._content(box)
        return runs

    def _paragraph(
        self, paragraph: Element, *, in_cell: bool = False
    ) -> tuple[list[Run], list[Element]]:
        """With its number in front; a number that stands alone is one only in a cell (序号)."""
        properties = paragraph.find(f"{W}pPr")
        style = value(properties, "pStyle")
        runs, boxes = self._reader.read(paragraph, style)
        if self._styles.is_contents(style):
            return [], boxes
        runs, self._joined = self._joined + runs, []
        if _is_removed_end(paragraph):
            return runs, boxes
        label = self._numbering.label(properties, style)
        first = next((run.text.lstrip()[0] for run in runs if run.text.strip()), "")
        if label and (first or in_cell):
            runs = [Run(_label(label, first)), *runs]
        return runs, boxes


def _label(label: str, first: str) -> str:
    """Apart from the text where the two would run together: 1. before 2025年 is not 1.2025年."""
    bare = label.rstrip()
    if first.isdigit():
        return f"{bare} "
    return bare if _WIDE_END.search(bare) else label


def _parts(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables in the element, whatever else they are wrapped in."""
    for child in parent:
        if child.tag in (PARAGRAPH, TABLE):
            yield child
        elif child.tag == ALTERNATE:
            chosen = branch(child)
            yield from _parts(() if chosen is None else chosen)
        elif child.tag not in _DROPPED and not _is_contents(child):
            yield from _parts(child)


def _is_contents(element: Element) -> bool:
    gallery = element.find(_GALLERY) if element.tag == CONTROL else None
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"


def _is_removed_end(paragraph: Element) -> bool:
    """A tracked change removed the end of the paragraph: it goes on in the one after it."""
    marks = paragraph.find(f"{W}pPr/{W}rPr")
    return marks is not None and any(mark.tag in REMOVED for mark in marks)
