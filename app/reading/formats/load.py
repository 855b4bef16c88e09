"""Which format a file is in, by its name and by its first bytes, and the reader for it."""

import re
from collections.abc import Callable
from pathlib import PurePath

from app.reading.formats import plain
from app.reading.refusals import ReadingRefused
from app.reading.source import Progress, SourceText, silent

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes. The plans of a province with all annexes stay below a tenth of it as text."""

Reader = Callable[[bytes, Progress], SourceText]

_READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".text": plain.read,
    ".md": plain.read,
}
_OTHER_SUFFIXES = re.compile(
    r"\.(?:docx?|wps|wpt|rtf|odt|ofd|ceb|pdf|xlsx?|et|csv|ods|pptx?|dps|html?|mht|xml|json"
    r"|zip|rar|7z|gz|jpe?g|png|gif|bmp|tiff?)"
)
_SIGNATURES = (
    (b"pk\x03\x04", "压缩包或新版 Office 文件（.docx、.xlsx）"),
    (b"pk\x05\x06", "空的压缩包"),
    (b"%pdf", "PDF 文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件（.doc、.xls、.wps）"),
    (b"{\\rtf", "RTF 文件"),
    (b"\x89png", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"gif8", "图片"),
    (b"ii*\x00", "图片"),
    (b"rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"<!doctype", "网页文件"),
    (b"<html", "网页文件"),
)
_ADVICE = (
    "目前读纯文本（.txt、.md）。请用 Word、WPS 或阅读器打开原件，全选复制到记事本"
    "（表格各列会以制表符分开），另存为编码 UTF-8 的 .txt，再上传。"
)


def load(name: str, data: bytes, report: Progress = silent) -> SourceText:
    """Raises ReadingRefused for a file that is empty, too large, not text, or in another format."""
    if len(data) > FILE_LIMIT:
        raise ReadingRefused(
            "file_too_large",
            "文件太大",
            f"文件有 {len(data) / 1048576:.1f} MB，上限是 {FILE_LIMIT // 1048576} MB。"
            "请只上传规划正文和任务分工附件，图片和扫描页不要放在一起。",
        )
    if not data.strip():
        raise ReadingRefused("empty_file", "文件是空的", "文件里没有内容，请核对后重新上传。")
    source = _reader(name, data)(data, report)
    if not source.blocks:
        raise ReadingRefused("empty_file", "文件是空的", "文件里没有文字，请核对后重新上传。")
    return source


def _reader(name: str, data: bytes) -> Reader:
    """By the first bytes before the name: a file may claim a type that it is not."""
    start = data[:256].lstrip().lower()
    suffix = PurePath(name).suffix.lower()
    found = next((kind for mark, kind in _SIGNATURES if start.startswith(mark)), None)
    if found is None and _OTHER_SUFFIXES.fullmatch(suffix):
        found = f" {suffix} 文件"
    if found:
        raise ReadingRefused("unsupported_format", "暂不能读这种文件", f"这是{found}。{_ADVICE}")
    return _READERS.get(suffix, plain.read)
