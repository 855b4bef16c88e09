"""Which files a return takes, told by their content and not by their name. Pure."""

import unicodedata
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePosixPath
from types import MappingProxyType
from zipfile import BadZipFile, ZipFile

from app.core.errors import ConflictError, InvalidError

FILE_LIMIT = 20 * 1024 * 1024
MOST_FILES = 30
LONGEST_NAME = 120


class EmptyFileError(InvalidError):
    code, title = "empty_file", "文件是空的，或者没有选择文件"


class FileTooLargeError(InvalidError):
    code, title = "file_too_large", f"附件超过 {FILE_LIMIT // 2**20} MB，没有保存"


class FileKindError(InvalidError):
    code, title = (
        "file_kind",
        "这种文件不能作附件；可以用 PDF、OFD、Word、Excel、WPS 文字和表格、JPG、PNG",
    )


class FileNameError(InvalidError):
    code, title = "file_name", "文件的内容与名称的后缀不符，没有保存"


class TooManyFilesError(ConflictError):
    code, title = "too_many_files", f"一份表最多 {MOST_FILES} 个附件"


_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        "png": "image/png",
        "jpg": "image/jpeg",
        "docx": f"{_OFFICE}wordprocessingml.document",
        "xlsx": f"{_OFFICE}spreadsheetml.sheet",
        "ofd": "application/ofd",
        "ole": "application/octet-stream",
    }
)
"""What a file is sent out as. Never by the name that it came with."""
_ENDINGS: Mapping[str, frozenset[str]] = {
    "pdf": frozenset({"pdf"}),
    "png": frozenset({"png"}),
    "jpg": frozenset({"jpg", "jpeg"}),
    "docx": frozenset({"docx"}),
    "xlsx": frozenset({"xlsx"}),
    "ofd": frozenset({"ofd"}),
    # Word, Excel and WPS of before 2007 share one container.
    "ole": frozenset({"doc", "xls", "wps", "et"}),
}
_WORDS = {"ole": "旧式的 Word、Excel 或 WPS 文件"}
_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
)
_ZIP = b"PK\x03\x04"
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "OFD.xml": "ofd"}


def check(name: str, data: bytes) -> tuple[str, str]:
    """The name as it is kept, and the kind of file. Raise what is wrong with it."""
    if not data:
        raise EmptyFileError
    if len(data) > FILE_LIMIT:
        raise FileTooLargeError
    kept = plain_name(name)
    kind = next((kind for sign, kind in _SIGNS if data.startswith(sign)), None)
    kind = _zipped(data) if data.startswith(_ZIP) else kind
    if kind is None:
        raise FileKindError(kept)
    ending = PurePosixPath(kept).suffix.lstrip(".").lower()
    if ending not in _ENDINGS[kind]:
        raise FileNameError(f"{kept} 的内容是{_WORDS.get(kind, f' {kind.upper()}')}")
    return kept, kind


def check_count(there: int) -> None:
    if there >= MOST_FILES:
        raise TooManyFilesError


def plain_name(name: str) -> str:
    """Without folders and control characters, and not endless; the ending stays."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{ending[:8]}" if dot else kept[:LONGEST_NAME]


def _zipped(data: bytes) -> str | None:
    """By the parts that the container names; nothing is unpacked."""
    try:
        with ZipFile(BytesIO(data)) as parts:
            names = set(parts.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return next((kind for part, kind in _PARTS.items() if part in names), None)
