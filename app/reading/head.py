"""The head of a plan: what the notice, its signature and the title say. Nothing is guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from app.kit.text import bare, squeeze
from app.reading.dates import issue_date, plan_years
from app.reading.draft import Head
from app.reading.marks import Level, mark_of
from app.reading.regions import region_of
from app.reading.source import Paragraph, SourceText, Span
from app.reading.terms import Stage

_HEAD_LINES = 80
_TAIL_LINES = 30
_TITLE_LINES = 4
_TITLE_LENGTH = 100
_STAGE_LINE = 16
_LETTER_LENGTH = 2000

_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(【［]20\d{2}[〕\]）)】］]第?\d{1,5}号")
# What stands above the title: the number of the copy, how urgent it is.
_ON_TOP = re.compile(r"\d{1,8}|特急|特提|加急|平急|急件")
_PUBLICITY = re.compile(r"此件[^）)]{2,12}")
_ORGAN = re.compile(
    r"[\u4e00-\u9fff]{3,40}(?:政府|办公室|办公厅|委员会|委|局|厅|部|院|会|署|中心|处)"
    r"|国务院(?:办公厅)?"
)
# 中共某县委某县人民政府: the two that issue together, printed without a blank.
_PARTY = re.compile(
    r"^(中(?:共|国共产党)[\u4e00-\u9fff]{1,12}?[省市县区州盟旗镇乡]委(?:员会)?(?:办公[室厅])?)"
    r"(?=[\u4e00-\u9fff]{2,16}政府)"
)
_ABOUT = re.compile(r"关\s*于")
_KINDS = (
    "通知|通告|公告|决定|意见|方案|规划|计划|纲要|要点|办法|措施|举措|清单|分工"
    "|细则|规定|批复|函|安排|行动|任务|一览表|分工表|分解表|责任表|任务表|台账"
)
_TITLE_END = re.compile(rf"(?:{_KINDS})(?:》)?(?:[（(][^（()）]*[）)])*")
_NOTICE = re.compile(r"(?:印发|转发|下发)(?P<named>.+?)的(?:通知|函)(?:[（(][^（()）]*[）)])*")
_LETTER = re.compile(
    r"现将《(?P<named>.+?)》(?:.{0,10})(?:印发|转发|下发)|《(?P<also>.+?)》已.{2,40}印发"
)
_STAGES = (
    (Stage.CONSULTATION, re.compile(r"征求意见|讨论稿|草案|初稿")),
    (Stage.REVIEW, re.compile(r"送审稿|审议稿|报批稿")),
)
_STAGE_NOTE = re.compile(
    r"[（(][^（()）]*(?:征求意见|讨论稿|草案|初稿|送审稿|审议稿|报批稿)[^（()）]*[）)]"
)
_LAST_NOTE = re.compile(r"(?:[（(][^（()）]*[）)])+$")


@dataclass(frozen=True, slots=True)
class FoundHead:
    """`title_at` is null where the document prints no title and the file's name stands for it."""

    head: Head
    title_at: Span | None


@dataclass(frozen=True, slots=True)
class _Line:
    raw: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Title:
    """`raw` has a blank where a line ends."""

    text: str
    span: Span
    raw: str = ""


def read_head(name: str, source: SourceText) -> FoundHead:
    lines = list(_head_lines(source))
    notice, title = _titles(lines)
    stem = PurePath(name).stem
    printed = title.text if title else stem
    where = _signature(lines) or _signature(_tail_lines(source))
    signed_by = notice or title
    issuer = _issuer(where, signed_by.raw or signed_by.text if signed_by else stem)
    years = plan_years(printed) or (plan_years(notice.text) if notice else None)
    head = Head(
        title=_STAGE_NOTE.sub("", printed) or printed,
        notice_title=notice.text if notice else None,
        stage=_stage([printed, stem, *(line.text for line in lines)]),
        document_number=next((line.text for line in lines if _NUMBER.fullmatch(line.text)), None),
        issuer=issuer,
        addressees=_addressees(lines),
        issued_on=issue_date(where[-1].text) if where else None,
        region=region_of(issuer) or region_of(printed),
        period_start=years[0] if years else None,
        period_end=years[1] if years else None,
        publicity=next((found[0] for x in lines if (found := _PUBLICITY.search(x.text))), None),
    )
    return FoundHead(head, title.span if title else None)


def _head_lines(source: SourceText) -> Iterator[_Line]:
    """The lines before the first numbered heading."""
    for block in source.blocks[:_HEAD_LINES]:
        line = _line(source, block.span)
        if isinstance(block, Paragraph):
            if line.text == "目录" or mark_of(line.raw).level in (Level.CHAPTER, Level.FIRST):
                return
            yield line


def _tail_lines(source: SourceText) -> list[_Line]:
    blocks = source.blocks[-_TAIL_LINES:]
    return [_line(source, block.span) for block in blocks if isinstance(block, Paragraph)]


def _line(source: SourceText, span: Span) -> _Line:
    raw = source.at(span)
    return _Line(raw, squeeze(raw), span)


def _titles(lines: list[_Line]) -> tuple[_Title | None, _Title | None]:
    """The notice's title, null without a notice, and the plan's own as it is printed."""
    found = list(_candidates(lines))
    first = found[0] if found else None
    notice = _NOTICE.search(first.text) if first else None
    if first and notice:
        named = _unquoted(notice["named"])
        return first, _printed(found[1:], named) or _Title(named, first.span)
    if first:
        return None, first
    return None, _named_in_letter(lines)


def _candidates(lines: list[_Line]) -> Iterator[_Title]:
    """Lines, alone or up to four together, that end like the title of an official document."""
    index = 0
    while index < len(lines):
        count = _title_length(lines[index : index + _TITLE_LINES])
        if count:
            together = lines[index : index + count]
            text = "".join(line.text for line in together)
            raw = " ".join(line.raw for line in together)
            yield _Title(text, Span(together[0].span.start, together[-1].span.end), raw)
        index += count or 1


def _title_length(lines: list[_Line]) -> int:
    text = ""
    for count, line in enumerate(lines, start=1):
        text += line.text
        if not _may_stand_in_title(line, text) or (count == 1 and _is_masthead(lines)):
            return 0
        end = _TITLE_END.search(text)
        while end and end.end() < len(text):
            end = _TITLE_END.search(text, end.end())
        if end:
            return count
    return 0


def _may_stand_in_title(line: _Line, text: str) -> bool:
    closed = re.search(r"[。；;：:！]|^现将|^附件", line.text)
    above = _NUMBER.fullmatch(line.text) or _ON_TOP.fullmatch(line.text)
    plain = not (above or _PUBLICITY.search(line.text))
    return plain and not closed and len(text) <= _TITLE_LENGTH and issue_date(line.text) is None


def _is_masthead(lines: list[_Line]) -> bool:
    """An organ's name alone, not followed by what it issues."""
    then = lines[1].text if len(lines) > 1 else ""
    return bool(_ORGAN.fullmatch(lines[0].text)) and not then.startswith(("关于", "印发", "转发"))


def _unquoted(named: str) -> str:
    """《关于落实〈甲〉的意见》 → 关于落实《甲》的意见."""
    inner = re.fullmatch(r"《([^《》]+)》((?:[（(][^（()）]*[）)])?)", named)
    return (inner[1] + inner[2]).replace("〈", "《").replace("〉", "》") if inner else named


def _printed(titles: list[_Title], named: str) -> _Title | None:
    wanted = {bare(named), bare(_LAST_NOTE.sub("", named))}
    for title in titles:
        if {bare(title.text), bare(_LAST_NOTE.sub("", title.text))} & wanted:
            return title
    return None


def _named_in_letter(lines: list[_Line]) -> _Title | None:
    text = "".join(line.text for line in lines)[:_LETTER_LENGTH]
    found = _LETTER.search(text)
    if not found:
        return None
    line = next((line for line in lines if "《" in line.text), lines[0])
    return _Title(found["named"] or found["also"], line.span)


def _signature(lines: list[_Line]) -> list[_Line]:
    """The organs that sign and, last, the date below them; empty without a date of its own."""
    for index, line in enumerate(lines):
        if issue_date(line.text):
            start = index
            while start and _ORGAN.fullmatch(lines[start - 1].text):
                start -= 1
            return lines[start : index + 1]
    return []


def _issuer(signature: list[_Line], title: str) -> str | None:
    """Who signs; without a signature who stands before 关于 in the title."""
    if len(signature) > 1:
        return "、".join(organ for line in signature[:-1] for organ in _organs(line.raw))
    before, *about = _ABOUT.split(title, maxsplit=1)
    whole = bool(about and _ORGAN.fullmatch(squeeze(before)))
    return "、".join(_organs(before)) if whole else None


def _organs(line: str) -> list[str]:
    """Two organs on one line stand apart; one whose letters are spaced out is one."""
    parts = line.split()
    parts = parts if all(map(_ORGAN.fullmatch, parts)) else ["".join(parts)]
    return [organ for part in parts for organ in _PARTY.sub(r"\1 ", part).split()]


def _addressees(lines: list[_Line]) -> str | None:
    for index, line in enumerate(lines):
        if line.text.endswith(("：", ":")) and line.text.startswith(("各", "区", "市", "县", "省")):
            return line.text[:-1]
        if line.text.endswith(("：", ":")) and index and lines[index - 1].text.startswith("各"):
            return lines[index - 1].text + line.text[:-1]
    return None


def _stage(words: list[str]) -> Stage:
    """By the title, the file's name, or a short line of its own; not by a sentence of the text."""
    marks = [*words[:2], *(line for line in words[2:] if len(line) <= _STAGE_LINE)]
    for stage, pattern in _STAGES:
        if any(map(pattern.search, marks)):
            return stage
    return Stage.ISSUED
