"""A PDF file in, its text out."""

from collections import Counter
from dataclasses import replace

from app.reading.formats.pdf.composing import compose
from app.reading.formats.pdf.drawn import drawn
from app.reading.formats.pdf.opening import open_pdf
from app.reading.formats.pdf.pages import Page, page_of
from app.reading.formats.pdf.refusing import scanned_pdf, unreadable_pdf
from app.reading.source import Progress, SourceText

_GARBLED_SHARE = 0.3


def read(data: bytes, report: Progress) -> SourceText:
    """Raise `ReadingRefused` for what is damaged, locked, scanned, garbled or beyond all measure.

    `report` gets pages.
    """
    _, sheets = open_pdf(data)
    pages: list[Page] = []
    faces: Counter[str] = Counter()
    garbled = 0
    pictures: list[int] = []
    for sheet in drawn(sheets):
        pages.append(page_of(sheet))
        faces.update(glyph.face for glyph in sheet.glyphs if glyph.text.strip())
        garbled += sheet.garbled
        if sheet.pictured and not any(glyph.text.strip() for glyph in sheet.glyphs):
            pictures.append(sheet.number)
        report(sheet.number, len(sheets))
    if pictures and not faces:
        raise scanned_pdf()
    if garbled > _GARBLED_SHARE * faces.total():
        raise unreadable_pdf()
    return replace(compose(pages, faces), unread_pages=tuple(pictures))
