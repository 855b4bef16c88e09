"""Web pages: the text that a browser shows, and nothing that a page does."""

from app.reading.formats.html.page import read

__all__ = ["read"]
