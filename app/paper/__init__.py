"""Paper: typed facts in, bytes out. No database, no web; Typst is loaded for a PDF only."""

from app.paper.context import NextReturn, SheetContext, SheetOffice, SheetReceipt
from app.paper.fonts import FontsDirectoryError
from app.paper.glyphs import missing_glyphs
from app.paper.notice import NoticeContext, NoticeLine
from app.paper.notice_pdf import notice_pdf, notice_text
from app.paper.pdf import NothingToPrintError, sheet_pdf, sheets_pdf
from app.paper.rows import SheetChange, SheetMeasure, SheetPart, SheetRow, SheetUnit
from app.paper.text import sheet_text

__all__ = [
    "FontsDirectoryError",
    "NextReturn",
    "NothingToPrintError",
    "NoticeContext",
    "NoticeLine",
    "SheetChange",
    "SheetContext",
    "SheetMeasure",
    "SheetOffice",
    "SheetPart",
    "SheetReceipt",
    "SheetRow",
    "SheetUnit",
    "missing_glyphs",
    "notice_pdf",
    "notice_text",
    "sheet_pdf",
    "sheet_text",
    "sheets_pdf",
]
