"""A PDF file in, its text out."""

from collections import Counter

from app.reading.formats.pdf.composing import compose
from app.reading.formats.pdf.drawn import drawn
from app.reading.formats.pdf.opening import open_pdf
from app.reading.formats.pdf.pages import Page, page_of
from app.reading.formats.pdf.refusing import scanned_pdf, unreadable_pdf
from app.reading.source import Progress, SourceText

_GARBLED_SHARE = 0.3


def read(data: bytes, report: Progress) -> SourceText:
    """Raise `ReadingRefused` for what is damaged, locked, scanned, garbled or beyond all measure.

    `report` gets pages. A page that is only a picture gives no block: its number is missing.
    """
    _, sheets = open_pdf(data)
    pages: list[Page] = []
    faces: Counter[str] = Counter()
    garbled, pictured = 0, False
    for sheet in drawn(sheets):
        pages.append(page_of(sheet))
        faces.update(glyph.face for glyph in sheet.glyphs if glyph.text.strip())
        garbled += sheet.garbled
        pictured = pictured or sheet.pictured
        report(sheet.number, len(sheets))
    if pictured and not faces:
        raise scanned_pdf()
    if garbled > _GARBLED_SHARE * faces.total():
        raise unreadable_pdf()
    return compose(pages, faces)
