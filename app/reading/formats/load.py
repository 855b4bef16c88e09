"""A file in, its text out: the limits that hold for every format, and the reader of each."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from app.kit.radicals import unradical
from app.reading.formats.kinds import kind_of
from app.reading.refusals import ReadingRefused
from app.reading.source import Progress, SourceText, silent

FILE_LIMIT = 20 * 1024 * 1024
"""Bytes. The plans of a province with all annexes stay below a tenth of it as text."""
TEXT_LIMIT = 5_000_000
"""Characters, some 8,000 printed pages."""

Reader = Callable[[bytes, Progress], SourceText]


def load(name: str, data: bytes, report: Progress = silent) -> SourceText:
    """Raise `ReadingRefused` for a file that is empty, too large, broken, or of a kind not read.

    `report` gets pages or sheets, from the formats that have them.
    """
    if len(data) > FILE_LIMIT:
        raise ReadingRefused(
            "file_too_large",
            "文件太大",
            f"文件有 {len(data) / 1048576:.1f} MB，上限是 {FILE_LIMIT // 1048576} MB。"
            "请只上传规划正文和任务分工附件，图片和扫描页不要放在一起。",
        )
    if not data.strip():
        raise ReadingRefused("empty_file", "文件是空的", "文件里没有内容，请核对后重新上传。")
    return _checked(_reader(name, data)(data, report))


def _reader(name: str, data: bytes) -> Reader:
    """The module is imported when its format is met: a text waits for no library."""
    reader: Reader = import_module(f"app.reading.formats.{kind_of(name, data)}").read
    return reader


def _checked(source: SourceText) -> SourceText:
    if not source.blocks:
        raise ReadingRefused("empty_file", "文件是空的", "文件里没有文字，请核对后重新上传。")
    if len(source.text) > TEXT_LIMIT:
        raise ReadingRefused(
            "text_too_long",
            "文字太多",
            f"文件里有 {len(source.text)} 个字符，上限是 {TEXT_LIMIT // 10_000} 万。"
            "请只上传规划正文和任务分工附件。",
        )
    # One character for one, so that every place stays where it was.
    return replace(source, text=unradical(source.text))
