"""Lines put together again to paragraphs, without what the page added: numbers and contents.

Conversions from PDF break a sentence at a page end (the rest of the file being whole paragraphs)
or at the end of every line. Both are joined, and each piece keeps its place in the text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from app.kit.text import squeeze
from app.reading.labels import ends_with_label, opens_with_label
from app.reading.source import Block, Paragraph, Row, SourceText, Span
from app.reading.unitname import ends_like_unit

_PAGE_NUMBER = re.compile(r"[-—–－―·•]+\d{1,4}[-—–－―·•]+|第\d{1,4}页(?:[/，,]?共\d{1,4}页)?")
_BARE_NUMBER = re.compile(r"\d{1,3}(?:/\d{1,3})?")
_CONTENTS_LINE = re.compile(
    r"(?:第.{1,4}[章节篇]|[一二三四五六七八九十]+、|[（(].{1,3}[)）]|附件|专栏)"
)
_CONTENTS_END = re.compile(r"(?:[.．·…]{2,}|\t)[\s.．·…]*\d{1,4}$")
_START = re.compile(
    r"第[一二三四五六七八九十百]+(?:[章节篇]|部分)"
    r"|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])"
    r"|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|[（(]?\d{1,3}[)）.．、](?!\d)"
    r"|专栏\s*\d*|附件|——|[一二三四五六七八九十]是"
)
_CLOSED = re.compile(r"(?:[。！？；：!?;:…”’》）)]|的(?:通知|意见|方案|规划|计划))$")
_UNJOINED_HEADING = re.compile(r"专栏|附件|[（(][一二三四五六七八九十]{1,3}[)）]|第.{1,3}[章节篇]")

# A line of at least this width that does not end a sentence was cut by the page.
_LONG_LINE = 40
_LONGEST_ENTRY = 200
_FEW_LINES = 20
_SAME_WIDTH = 8
_WRAPPED_SHARE = 0.4
_FEW_BEYOND = 0.1
# A page takes 22 to 45 characters a line; paragraphs that nothing wraps are wider.
_NARROWEST, _WIDEST = 32, 96
_FEW_FULL, _FULL_LINES = 8, 0.2
_FULL_SHARE = 0.8
_LONGEST_BRACKET = 200
_LAST_LINES = 8
# A line that ends so is not the end of anything.
_LISTING = "、，,"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph without its line breaks; `pieces` say where its characters stand."""

    text: str
    pieces: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return Span(self.pieces[0].start, self.pieces[-1].end)

    def place(self, index: int) -> int:
        """Where the character at `index` of `text` stands in the text that was read."""
        for piece in self.pieces:
            if index < piece.end - piece.start:
                return piece.start + index
            index -= piece.end - piece.start
        return self.pieces[-1].end

    def slice(self, start: int, end: int) -> "Passage":
        """The characters from `start` to `end` (exclusive), with their places."""
        pieces: list[Span] = []
        before = 0
        for piece in self.pieces:
            length = piece.end - piece.start
            begin, stop = max(start - before, 0), min(end - before, length)
            if begin < stop:
                pieces.append(Span(piece.start + begin, piece.start + stop))
            before += length
        at = self.place(start)
        return Passage(self.text[start:end], tuple(pieces) or (Span(at, at),))

    def trimmed(self) -> "Passage":
        """Without white space and parting marks at its end."""
        return self.slice(0, len(self.text.rstrip(" \t\u3000\n：:，,；;")))

    def cut(self, count: int) -> "Passage":
        """Without its first `count` characters."""
        return self.slice(count, len(self.text))


Flow = Passage | Row


def passage_at(source: SourceText, span: Span) -> Passage:
    return Passage(source.at(span), (span,))


def joined(passages: Sequence[Passage]) -> Passage:
    pieces = tuple(piece for passage in passages for piece in passage.pieces)
    return Passage("".join(passage.text for passage in passages), pieces)


def flow(source: SourceText) -> tuple[Flow, ...]:
    blocks = [block for block in source.blocks if not _is_furniture(source, block)]
    return tuple(_joined(source, blocks, _wrap_width(source, blocks)))


def width(text: str) -> int:
    """In columns of a fixed-width page: a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def _is_furniture(source: SourceText, block: Block) -> bool:
    line = source.at(block.span)
    short = squeeze(line) if len(line) < _LONG_LINE else ""
    if _PAGE_NUMBER.fullmatch(short) or short == "目录":
        return True
    entry = len(line) <= _LONGEST_ENTRY and _CONTENTS_LINE.match(line)
    return bool(entry and _CONTENTS_END.search(line))


def _wrap_width(source: SourceText, blocks: list[Block]) -> int | None:
    """The line width of a text that breaks every line, or None: most are as wide, few wider."""
    widths = [width(source.at(block.span)) for block in blocks if isinstance(block, Paragraph)]
    if len(widths) < _FEW_LINES:
        return None
    usual = Counter(widths).most_common(1)[0][0]
    alike = sum(abs(one - usual) <= _SAME_WIDTH for one in widths)
    beyond = sum(one > usual + _SAME_WIDTH for one in widths)
    wrapped = alike >= _WRAPPED_SHARE * len(widths) and beyond <= _FEW_BEYOND * len(widths)
    if wrapped and usual >= _NARROWEST:
        return usual
    widest = max(widths)
    full = sum(one > widest - _SAME_WIDTH for one in widths)
    narrow = _NARROWEST <= widest <= _WIDEST
    return widest if narrow and full >= max(_FEW_FULL, _FULL_LINES * len(widths)) else None


def _joined(source: SourceText, blocks: list[Block], wrap: int | None) -> Iterator[Flow]:
    open_lines: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            if open_lines and _is_bare_number(source, block, open_lines, wrap):
                continue
            if open_lines and not _goes_on(source, open_lines, block, wrap):
                yield _passage(source, open_lines)
                open_lines = []
            open_lines.append(block)
            continue
        if open_lines:
            yield _passage(source, open_lines)
            open_lines = []
        yield block
    if open_lines:
        yield _passage(source, open_lines)


def _is_bare_number(
    source: SourceText, block: Paragraph, lines: list[Paragraph], wrap: int | None
) -> bool:
    """7 or 7 / 12 between the halves of a sentence is a page's number."""
    bare = _BARE_NUMBER.fullmatch(squeeze(source.at(block.span)))
    return bool(bare) and (_is_open(source, lines) or _is_unfinished(source, lines, wrap))


def _goes_on(source: SourceText, lines: list[Paragraph], then: Paragraph, wrap: int | None) -> bool:
    last, text = source.at(lines[-1].span), source.at(then.span)
    if ends_with_label(last):
        return True
    if _START.match(text) or _is_caption(source, lines):
        return False
    if _is_open(source, lines):
        return True
    if opens_with_label(text):
        return False
    return last[-1] in _LISTING or _is_unfinished(source, lines, wrap)


def _is_unfinished(source: SourceText, lines: list[Paragraph], wrap: int | None) -> bool:
    """Whether the last line was cut by the page or by the width of its lines."""
    last = source.at(lines[-1].span)
    if wrap is not None:
        return width(last) >= _FULL_SHARE * wrap and last[-1] not in "。！？；"
    if opens_with_label(source.at(lines[0].span)) and ends_like_unit(last):
        return False
    return not (_CLOSED.search(last) or width(last) < _LONG_LINE or _is_heading(source, lines))


def _is_caption(source: SourceText, lines: list[Paragraph]) -> bool:
    return source.at(lines[0].span).startswith("专栏")


def _is_heading(source: SourceText, lines: list[Paragraph]) -> bool:
    begin = source.at(lines[0].span)
    return len(lines) == 1 and bool(_UNJOINED_HEADING.match(begin)) and "。" not in begin


def _is_open(source: SourceText, lines: list[Paragraph]) -> bool:
    """Whether the paragraph ends within a bracket: the page cut a list of units, or its label."""
    end = "".join(source.at(line.span) for line in lines[-_LAST_LINES:])[-_LONGEST_BRACKET:]
    opened: list[int] = []
    for index, char in enumerate(end):
        if char in "（(〔【［[":
            opened.append(index)
        elif char in "）)〕】］]" and opened:
            opened.pop()
    return bool(opened) and "。" not in end[opened[0] :]


def _passage(source: SourceText, lines: list[Paragraph]) -> Passage:
    pieces = tuple(line.span for line in lines)
    return Passage("".join(map(source.at, pieces)), pieces)
