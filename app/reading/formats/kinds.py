"""What a file is: by its content, and by its name only where the content leaves it open."""

import re
from enum import StrEnum
from pathlib import PurePath

from app.reading.formats import archive, compound
from app.reading.refusals import ReadingRefused, encrypted

_READABLE = "请另存为 .docx、.pdf（带文字层）、.xlsx 或 .txt，再上传。"
_HEAD = 1024
_BLANKS = b" \t\r\n\x00\xef\xbb\xbf"


class Kind(StrEnum):
    """The value is the module of `app.reading.formats` that reads it."""

    TEXT = "plain"
    WORD = "docx"
    SHEET = "sheets"
    PDF = "pdf"
    WEB = "html"
    OFFICE = "office"


_PICTURE = ("图片", "请用文字识别（OCR）软件转成文字，核对后存为 .docx 或 .txt，再上传。")
_PACKED = ("压缩包", "请先解压，再上传里面的规划文件；一次上传一个文件。")
_MAIL_PAGE = ("单个网页文件（.mht）", "请用浏览器或 Word 打开，另存为 .docx 或 .html，再上传。")
_SLIDES = ("演示文稿", "请上传规划正文，或者把其中的文字复制到 .docx 再上传。")
_OFD = ("OFD 版式文件", "请用 OFD 阅读器打开，导出为带文字层的 .pdf 或 .docx，再上传。")
_CEB = ("CEB 书生、方正版式文件", "请用原来的阅读器打开，导出为带文字层的 .pdf，再上传。")
_EXCEL_XML = ("2003 版 Excel 的 XML 文件", "请用 Excel 或 WPS 打开，另存为 .xlsx，再上传。")

_MARKS = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"BM", _PICTURE),
    (b"RIFF", _PICTURE),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"\x1f\x8b", _PACKED),
    (b"Founder CEB", _CEB),
    (b"%!PS", ("PostScript 文件", _READABLE)),
)
# A bitmap and a RIFF file are told from a text that begins so by their first length.
_WITH_LENGTH = frozenset({b"BM", b"RIFF"})
_MAIL = re.compile(rb"(?:mime-version|from|date|subject|content-type):", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PIECE_OF_HTML = re.compile(
    rb"<(?:head|body|meta|title|style|table|div|p|span|font|br|center|h\d)\b|<!--",
    re.IGNORECASE,
)
_TEXTS = frozenset({"", ".txt", ".text", ".md", ".csv", ".tsv"})
_WEB_NAMES = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_SHEET_NAMES = frozenset({".csv", ".tsv", ".xls", ".xlsx", ".xlsm", ".et"})

_MAIN_PARTS = (
    (rb"wordprocessingml\.(?:document|template)\.main\+xml", Kind.WORD),
    (rb"ms-word\.(?:document|template)\.macroEnabled\w*\.main\+xml", Kind.WORD),
    (rb"spreadsheetml\.(?:sheet|template)\.main\+xml", Kind.SHEET),
    (rb"ms-excel\.(?:sheet|template)\.(?:macroEnabled|binary\.macroEnabled)\.main", Kind.SHEET),
)


def kind_of(name: str, data: bytes) -> Kind:
    """Raise `ReadingRefused` for what cannot be read: it is named, with what to do."""
    start = data[:_HEAD].lstrip(_BLANKS)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_archive(data)
    if start.startswith(compound.MARK):
        return _of_compound(data)
    if start.startswith(b"%PDF-") or (b"%PDF-" in start and b"%%EOF" in data[-_HEAD:]):
        return Kind.PDF
    if start.startswith(b"{\\rtf"):
        return Kind.OFFICE
    for mark, named in _MARKS:
        if data.startswith(mark) and (mark not in _WITH_LENGTH or b"\x00" in data[:16]):
            raise _unreadable(*named)
    if data[4:8] == b"ftyp":
        raise _unreadable(*_PICTURE)
    return _of_text(PurePath(name).suffix.lower(), data)


def _unreadable(kind: str, advice: str) -> ReadingRefused:
    return ReadingRefused("unsupported_format", "暂不能读这种文件", f"这是{kind}。{advice}")


def _of_archive(data: bytes) -> Kind:
    with archive.open_archive(data) as opened:
        kind = _kind_of_parts(
            archive.small_part(opened, "[Content_Types].xml"),
            archive.small_part(opened, "mimetype").strip(),
        )
        if kind is None:
            raise _unreadable(*(_OFD if "OFD.xml" in opened.namelist() else _PACKED))
        archive.check(opened, data)
    return kind


def _kind_of_parts(types: bytes, mimetype: bytes) -> Kind | None:
    """By the type of the main part: a document may hold a sheet, and a sheet a document."""
    for pattern, kind in _MAIN_PARTS:
        if re.search(pattern, types):
            return kind
    if b"presentationml" in types or mimetype.endswith(b".presentation"):
        raise _unreadable(*_SLIDES)
    open_document = b"application/vnd.oasis.opendocument."
    if mimetype.startswith(open_document + b"spreadsheet"):
        return Kind.SHEET
    return Kind.OFFICE if mimetype.startswith(open_document + b"text") else None


def _of_compound(data: bytes) -> Kind:
    opened = compound.open_compound(data)
    names = opened.streams.keys()
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise encrypted("这个 Office 文件")
    if "WordDocument" in names:
        if opened.is_encrypted_word():
            raise encrypted("这个 Word 文件")
        return Kind.OFFICE
    if names & {"Workbook", "Book"}:
        return Kind.SHEET
    if "PowerPoint Document" in names:
        raise _unreadable(*_SLIDES)
    raise _unreadable("一种不认识的旧版 Office 文件", _READABLE)


def _of_text(suffix: str, data: bytes) -> Kind:
    """Marked-up text is known by its marks; a page may be saved as .xls or .doc."""
    start = _as_ascii(data[: 8 * _HEAD])
    if start.startswith(b"<?xml") and not _HTML.search(start):
        return _of_xml(start)
    if _MAIL.match(start) and b"mime-version:" in start.lower():
        raise _unreadable(*_MAIL_PAGE)
    if suffix in _WEB_NAMES or _HTML.match(start) or start.startswith(b"<?xml"):
        return Kind.WEB
    if suffix not in _TEXTS and _PIECE_OF_HTML.match(start):
        return Kind.WEB
    return Kind.SHEET if suffix in _SHEET_NAMES else Kind.TEXT


def _of_xml(start: bytes) -> Kind:
    if b"Word.Document" in start or b"wordprocessingml" in start or b"opendocument.text" in start:
        return Kind.OFFICE
    if b"Excel.Sheet" in start:
        raise _unreadable(*_EXCEL_XML)
    raise _unreadable(" XML 数据文件", _READABLE)


def _as_ascii(start: bytes) -> bytes:
    """Without the zeros of UTF-16, whose letters are then those of ASCII, and without its mark."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\x00", b"")
    return start.lstrip(_BLANKS)
