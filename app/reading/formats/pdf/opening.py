"""A PDF opened by pdfminer, with bounds where a file could make it work without end."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from typing import Any

from pdfminer.pdfdocument import (
    PDFDocument,
    PDFEncryptionError,
    PDFNoPageLabels,
    PDFNoValidXRef,
    PDFXRefStream,
)
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser, PDFSyntaxError
from pdfminer.pdftypes import PDFObjRef, dict_value, int_value, resolve1

from app.reading.formats.pdf.refusing import (
    PAGES_LIMIT,
    damaged_pdf,
    encrypted_pdf,
    too_complex,
    too_many_pages,
)
from app.reading.formats.pdf.streams import Scale, weighed
from app.reading.refusals import ReadingRefused

# On a broken file it writes a line for each operator; what is to be said stands in the refusal.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

OBJECTS_LIMIT = 1_000_000
_XREFS_LIMIT = 500
_RANGES_LIMIT = 20_000
_LONGEST_CHAIN = 20
_PARSED_LIMIT = 128 * 1024 * 1024
_START = re.compile(rb"startxref\s+(\d{1,10})\b")
_LINE_END = re.compile(rb"[\r\n]")
_LONGEST_LINE = 8 * 1024 * 1024
_OBJECT = re.compile(rb"\s*(\d{1,10})\s+\d{1,10}\s+obj\b")


class _Parser(PDFParser):
    def __init__(self, data: bytes) -> None:
        self.scale = Scale()
        super().__init__(BytesIO(data))

    def push(self, *objs: Any) -> None:
        super().push(*weighed(objs, self.scale))


class Document(PDFDocument):
    """Raises `ReadingRefused` from its methods, besides what pdfminer raises for broken files."""

    def __init__(self, data: bytes, *, scan: bool) -> None:
        """`scan`: do not trust the table of places, look for the objects themselves."""
        self.data = data
        self.scan = scan
        self.parsed = 0
        super().__init__(_Parser(data))
        streams = [xref for xref in self.xrefs if isinstance(xref, PDFXRefStream)]
        ranges = [one for xref in streams for one in xref.ranges]
        objects = sum(count for _, count in ranges)
        if max(len(self.xrefs) - _XREFS_LIMIT, len(ranges) - _RANGES_LIMIT) > 0:
            raise damaged_pdf()
        if objects > OBJECTS_LIMIT:
            raise damaged_pdf()

    def find_xref(self, _parser: PDFParser) -> int:
        """By pdfminer's way, line by line, a file without line ends would take minutes."""
        found = _START.match(self.data, max(self.data.rfind(b"startxref"), 0))
        if not found or self.scan:
            raise PDFNoValidXRef("no startxref")
        return int(found[1])

    def _getobj_parse(self, pos: int, objid: int) -> object:
        """Only where the object stands: pdfminer would go through the rest of the file for it."""
        found = _OBJECT.match(self.data, pos)
        if not found or int(found[1]) != objid:
            raise PDFSyntaxError(f"no object {objid} at {pos}")
        parsed = super()._getobj_parse(pos, objid)
        parser = self._parser
        self.parsed += max(parser.bufpos - pos, 0) if parser else 0
        if self.parsed > _PARSED_LIMIT:
            raise too_complex()
        return parsed

    def getobj(self, objid: int) -> object:
        """Never a reference: two that name each other would be followed without end."""
        found = super().getobj(objid)
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(found, PDFObjRef):
                return found
            found = super().getobj(found.objid)
        raise damaged_pdf()

    def get_page_labels(self) -> Iterator[str]:
        raise PDFNoPageLabels


@contextmanager
def damage_refused() -> Iterator[None]:
    """A damaged file makes pdfminer raise whatever its code meets: KeyError, struct.error, …"""
    try:
        yield
    except ReadingRefused:
        raise
    except PDFEncryptionError as locked:
        raise encrypted_pdf() from locked
    except Exception as broken:
        raise damaged_pdf() from broken


def open_pdf(data: bytes) -> tuple[Document, list[PDFPage]]:
    """Raises `ReadingRefused` for what is no PDF, has a password, pages missing or too many."""
    if max(map(len, _LINE_END.split(data))) > _LONGEST_LINE:
        raise damaged_pdf()
    try:
        return _opened(data[max(data.find(b"%PDF-"), 0) :], scan=False)
    except ReadingRefused as refused:
        if refused.code != damaged_pdf().code:
            raise
    return _opened(data, scan=True)


def _opened(data: bytes, *, scan: bool) -> tuple[Document, list[PDFPage]]:
    with damage_refused():
        document = Document(data, scan=scan)
        pages = list(islice(PDFPage.create_pages(document), PAGES_LIMIT + 1))
        promised = int_value(dict_value(document.catalog.get("Pages")).get("Count"))
        if max(len(pages), promised) > PAGES_LIMIT:
            raise too_many_pages()
        if not pages or len(pages) < promised or any(map(_lacks_content, pages)):
            raise damaged_pdf()
        return document, pages


def _lacks_content(page: PDFPage) -> bool:
    """Whether the page names a content that the file does not hold: a download was cut short."""
    return any(resolve1(stream) is None for stream in page.contents)
