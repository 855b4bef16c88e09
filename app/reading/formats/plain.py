"""Text files, .txt and .md: bytes in UTF-8, GB18030 or marked UTF-16; tables by tabs or pipes.

Of Markdown the marks of headings, tables and bold type are known: **县民政局** is bold.
"""

import re
from collections.abc import Iterator

from app.kit.text import count_chinese
from app.reading.refusals import ReadingRefused
from app.reading.source import Block, Paragraph, Progress, Row, SourceText, Span

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Word's cell mark (BEL) and the like come along when text is copied; each becomes one space.
_CONTROLS = dict.fromkeys((*range(1, 9), *range(14, 32), *range(0x7F, 0xA0), 0xFEFF), " ")
_CONTROLS |= {0x0B: "\n", 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
# Markdown tables break a line within a cell so.
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# A spreadsheet puts a cell of several lines into quotes.
_QUOTED = r"\"[^\"\t\f]{1,600}\"(?=[\t\n]|$)"
_LINE_OR_PAGE_END = re.compile(rf"(?:\t{_QUOTED}|[^\n\f\t]+|\t)+|\f")
_RULE_ROW = re.compile(r"[\s|:-]+")
_BLANKS = " \u00a0\u3000"
# Two stars on each side; one star alone marks the lead in some plans, and stays. A pair may go on
# over line breaks within a paragraph, but neither over a blank line nor into another cell.
_STARS = re.compile(
    r"(?<!\*)\*\*(?![\s*、，,；;。：:）)])"
    r"([^*\n\f\t|]+(?:\n[ \u3000]*[^*\s|][^*\n\f\t|]*){0,3})(?<!\s)\*\*(?!\*)"
)
# What a text in another Chinese encoding (Big5) or no text at all turns into under GB18030.
_RARE_SHARE = 0.1


def read(data: bytes, _report: Progress) -> SourceText:
    text, bold = _without_stars(clean(decode(data)))
    return SourceText(text, tuple(_blocks(text)), bold)


def _refuse() -> ReadingRefused:
    return ReadingRefused(
        "unknown_encoding",
        "读不出文字",
        "文件不是 UTF-8 或 GB18030（GBK）编码的文本。请用 Word、WPS 或记事本打开原件，"
        "另存为“纯文本 .txt”，编码选 UTF-8，再上传。",
    )


def decode(data: bytes) -> str:
    """Raise `ReadingRefused` for bytes that are no text, or in an encoding that is not known."""
    marked = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    for codec in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (codec != "gb18030" or _is_common(text)):
            return text
    raise _refuse()


def _is_common(text: str) -> bool:
    common = text.encode("gb2312", errors="ignore").decode("gb2312")
    return len(text) - len(common) <= _RARE_SHARE * len(text) and count_chinese(common) > 0


def clean(text: str) -> str:
    """One kind of line end, no control characters; after this no offset changes any more."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)
    return _BREAK.sub(" ", text)


def _without_stars(text: str) -> tuple[str, tuple[Span, ...]]:
    parts, bold = [], []
    length = done = 0
    for found in _STARS.finditer(text):
        before = text[done : found.start()]
        start = length + len(before)
        length = start + len(found[1])
        parts += [before, found[1]]
        bold.append(Span(start, length))
        done = found.end()
    return "".join((*parts, text[done:])), tuple(bold)


def _blocks(text: str) -> Iterator[Block]:
    page = 1 if "\f" in text else None
    row_end = -1
    for line in _LINE_OR_PAGE_END.finditer(text):
        if line[0] == "\f":
            page = (page or 1) + 1
        elif line[0].strip():
            below_row = line.start() == row_end + 1
            for block in _block(line[0], line.start(), page, below_row=below_row):
                row_end = line.end() if isinstance(block, Row) else -1
                yield block


def _block(line: str, offset: int, page: int | None, *, below_row: bool) -> Iterator[Block]:
    """A line is a row where tabs or pipes part it; one indented by a tab is a paragraph.

    A tab at the end of a line counts where the line above is a row: its last cell is empty.
    """
    stripped = line.strip(_BLANKS)
    start = offset + line.index(stripped)
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1:
        if not _RULE_ROW.fullmatch(stripped):
            yield Row(_cells(stripped[1:-1], start + 1, "|"), page)
        return
    cells = _cells(stripped, start, "\t")
    filled = [cell for cell in cells if cell.end > cell.start]
    ends_empty = below_row and stripped.endswith("\t")
    if len(filled) > 1 or stripped.count("\t") > 1 or ends_empty:
        yield Row(cells, page)
    elif filled:
        words = _without_hashes(filled[0], text_of=line, offset=offset)
        if words.end > words.start:
            yield Paragraph(words, page)


def _cells(line: str, offset: int, separator: str) -> tuple[Span, ...]:
    cells = []
    for part in line.split(separator):
        words = part.strip()
        quoted = "\n" in words and words.startswith('"') and words.endswith('"')
        start = offset + part.index(words) + quoted
        cells.append(Span(start, start + len(words) - 2 * quoted))
        offset += len(part) + 1
    return tuple(cells)


def _without_hashes(span: Span, text_of: str, offset: int) -> Span:
    """A Markdown heading or quotation stands without its marks."""
    content = text_of[span.start - offset : span.end - offset]
    title = re.match(r"(?:>\s?)*(?:#{1,6}\s+)?", content)
    return Span(span.start + title.end(), span.end) if title else span
