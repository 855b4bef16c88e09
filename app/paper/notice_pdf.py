"""A notice as PDF by Typst, and as plain text."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from app.paper.fonts import font_book
from app.paper.glyphs import visible
from app.paper.notice import REPLY_TITLE, VOID, NoticeContext
from app.paper.payload import Payload
from app.paper.pdf import typesetter

TEMPLATE = Path(__file__).parent / "typst" / "notice.typ"
BLANK = "＿＿＿＿＿＿＿＿"


def notice_pdf(context: NoticeContext, fonts_dir: Path | None) -> bytes:
    """One tagged PDF (PDF/UA-1); equal contexts and fonts give equal bytes."""
    day = context.signed_on or context.printed_on
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    compiler = typesetter(TEMPLATE, _payload(context), font_book(fonts_dir))
    pdf = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=stamp)
    return cast("bytes", pdf)


def _payload(notice: NoticeContext) -> Payload:
    day = notice.signed_on or notice.printed_on
    return {
        "title": "　".join(word for word in (notice.heading, notice.number) if word),
        "author": notice.organ,
        "description": "　".join((notice.title, *notice.marks)),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "heading": [notice.organ, notice.name],
        "number": notice.number or "",
        "marks": "　".join(notice.marks),
        "stamp": VOID if notice.void else "",
        "running": notice.running_title,
        "rows": [[label, list(lines)] for label, lines in notice.rows],
        "people": [list(one) for one in notice.people],
        "contacts": [list(one) for one in notice.contacts],
        "signature": [notice.organ, notice.dated],
        "reply": REPLY_TITLE,
        "slip": [list(one) for one in notice.slip],
    }


def notice_text(context: NoticeContext) -> str:
    """Lines end with a line feed and are not wrapped."""
    return "".join(f"{_flat(line)}\n" for line in _lines(context))


def _lines(notice: NoticeContext) -> Iterator[str]:
    yield from (f"【{mark}】" for mark in notice.marks)
    yield notice.heading
    if notice.number:
        yield notice.number
    yield ""
    for label, (first, *others) in notice.rows:
        yield f"{label}：{first}"
        yield from (f"    {line}" for line in others)
    for label, value in (*notice.contacts, *notice.people):
        yield f"{label}：{value or BLANK}"
    yield ""
    yield notice.organ
    yield notice.dated
    yield ""
    yield f"{REPLY_TITLE}：{BLANK}"
    for label, value in notice.slip:
        yield f"{label}：{value or BLANK}"


def _flat(text: str) -> str:
    """On one line, without what a terminal would obey."""
    return visible(text).replace("\n", "")
