"""Word documents, .docx and .docm: the text as Word shows it, all changes accepted."""

from app.reading.formats.docx.document import read

__all__ = ["read"]
