"""Marks of secrecy, as GB/T 9704 prints them at the top of a page: alone, or with ★ and a term."""

import re
from collections.abc import Iterator

from app.kit.text import squeeze
from app.reading.refusals import ReadingRefused
from app.reading.source import Block, Row, SourceText

_FIRST_LINES, _FIRST_OF_PAGE = 15, 4
_MARK_LENGTH = 60
# A row of more cells is data; so is one that counts. A copy's number has six digits.
_MOST_CELLS = 3
_COUNT = re.compile(r"[（(]?\d{1,4}[)）.．、]?")
_BRACKETS = str.maketrans("", "", "〔〕[]［］【】（）()「」{}｛｝")
_STAR = "[★☆*＊⭐✩✭]"
_DAYS = r"[\d一二三四五六七八九十〇年月日个天周小时至到.\-—]{1,22}(?:以?前|止)?"
_TERM = rf"(?:长期|永久|[启解][用密]前|{_DAYS})"
_LEVEL = rf"(?:(?:密级|(?:保密|秘密|涉密)等级)[:：]?)?{_STAR}*(?:绝密|机密|秘密)(?:级|件)?"
_URGENT = r"(?:特急|加急|特提|平急|急件|紧急|限时)"
_BESIDE = (
    rf"(?:(?:紧急程度[:：]?)?{_URGENT}|保密期限[:：]?{_TERM}|(?:份号|编号|[Nn][Oo][.．]?|№)[:：]?\d+"
    r"|\d{6}|内部资料|注意保存|不得外传|严禁外传)"
)
_BETWEEN = r"[、，,;；/|·]?"
_STARRED = re.compile(rf"{_LEVEL}{_STAR}+{_TERM}?|{_STAR}+(?:绝密|机密|秘密)")
_MARK = re.compile(
    rf"(?:{_BESIDE}{_BETWEEN})*{_LEVEL}(?:{_STAR}+{_TERM}?)?(?:{_BETWEEN}{_BESIDE})*"
)
_APART = re.compile(r"\s{2,}|[\t\u3000]")


def refuse_classified(source: SourceText) -> None:
    """Raises ReadingRefused for a text that bears a mark; words about secrecy are none."""
    for block, on_top in _with_places(source):
        if block.span.end - block.span.start > _MARK_LENGTH:
            continue
        mark = next((line for line in _lines(source, block) if _is_mark(line, on_top)), None)
        if mark:
            raise ReadingRefused(
                "classified",
                "文件标有密级",
                f"文中有密级标志“{squeeze(mark)}”。涉密文件不得放进本系统，内容没有保留，"
                "请按保密规定处理。",
            )


def _with_places(source: SourceText) -> Iterator[tuple[Block, bool]]:
    """Each block, and whether it stands at the top of a page or of the document."""
    above, page, since = 0, None, 0
    for index, block in enumerate(source.blocks):
        turned = block.page != page or "\f" in source.text[above : block.span.start]
        since = 0 if turned else since + 1
        above, page = block.span.end, block.page
        yield block, index < _FIRST_LINES or since < _FIRST_OF_PAGE


def _lines(source: SourceText, block: Block) -> Iterator[str]:
    """The whole line or row, and what stands apart in it."""
    if not isinstance(block, Row):
        yield from source.at(block.span).splitlines()
        return
    cells = [text for cell in block.cells if (text := source.at(cell).strip())]
    yield "\t".join(cells)
    if len(cells) <= _MOST_CELLS and not _COUNT.fullmatch(cells[0] if cells else ""):
        yield from cells


def _is_mark(line: str, on_top: bool) -> bool:  # noqa: FBT001 - a place is on top or not
    if on_top and _MARK.fullmatch(_plain(line)):
        return True
    return any(_STARRED.fullmatch(_plain(part)) for part in (line, *_APART.split(line)))


def _plain(line: str) -> str:
    return squeeze(line).translate(_BRACKETS)
