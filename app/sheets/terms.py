from enum import StrEnum


class SheetFormat(StrEnum):
    HTML = "html"
    PDF = "pdf"
    TXT = "txt"
