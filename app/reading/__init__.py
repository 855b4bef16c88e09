"""A file in, a draft out: pure, without database or web."""

from app.reading.draft import Draft
from app.reading.reader import Reading, read_document
from app.reading.refusals import ReadingRefused

__all__ = ["Draft", "Reading", "ReadingRefused", "read_document"]
