"""PDF with a text layer. Tables by their rules; those without rules are read as paragraphs."""

from app.reading.formats.pdf.document import read

__all__ = ["read"]
