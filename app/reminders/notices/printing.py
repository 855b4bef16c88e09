"""A notice as a file: what stands on it, its bytes in a format, and its name."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.kit import clock
from app.paper import NoticeContext, NoticeLine, missing_glyphs, notice_pdf, notice_text
from app.reminders import rules as reminding
from app.reminders.notices import messages
from app.reminders.notices.matters import described
from app.reminders.notices.models import NoticeMatter
from app.reminders.notices.rules import REPLY_WORKDAYS
from app.reminders.notices.service import Opened
from app.reminders.notices.terms import NoticeFormat, NoticeState
from app.reminders.subjects import KIND
from app.reminders.terms import Waits
from app.workdays.rules import Calendar

DEMO = "演示数据"
MEDIA = {
    NoticeFormat.HTML: "text/html; charset=utf-8",
    NoticeFormat.PDF: "application/pdf",
    NoticeFormat.TXT: "text/plain; charset=utf-8",
}
LONGEST_NAME = 60
_FORBIDDEN = dict.fromkeys(map(ord, '/\\:*?"<>|'), "_")


@dataclass(frozen=True)
class Printed:
    """`undrawable`: characters that are printed as 〓, to be told to whoever prints."""

    data: bytes
    undrawable: str = ""


def context(found: Opened, *, demo: bool) -> NoticeContext:
    """As it was signed; a draft as it stands today."""
    row = found.row
    signed_on = clock.local(row.signed_at).date() if row.signed_at else None
    day = signed_on or clock.today()
    return NoticeContext(
        name=messages.named(row.kind, row.colour),
        organ=row.organ or found.issuer.organ or row.office or "",
        unit=row.unit,
        region=row.region,
        title=row.title,
        matters=tuple(_line(one, found.calendar, day) for one in found.matters),
        basis=row.basis,
        demand=row.demand,
        reply_due=reply_due(row.reply_due_on, confirmed=row.reply_due_confirmed),
        contact=row.contact,
        contact_phone=row.contact_phone,
        drafted_by=row.drafted_by,
        printed_on=clock.today(),
        reviewed_by=row.reviewed_by,
        signed_by=row.signed_by,
        signed_on=signed_on,
        number=row.number,
        void=row.state is NoticeState.VOID,
        demo_banner=DEMO if demo else None,
    )


def reply_due(day: date | None, *, confirmed: bool) -> str:
    return messages.due(day, confirmed=confirmed) or f"签发后{REPLY_WORKDAYS}个工作日内"


def _line(one: NoticeMatter, calendar: Calendar, day: date) -> NoticeLine:
    kind = KIND[one.subject_kind]
    what = described(one.subject_kind, one.title, one.part)
    printed = clock.printed_date(one.due_on)
    due = f"{printed}交办" if kind.waits is Waits.RECEIPT else f"{printed}到期"
    return NoticeLine(what, due, reminding.lateness(calendar, day, one.due_on, kind.waits))


def printed(notice: NoticeContext, kind: NoticeFormat, fonts_dir: Path | None) -> Printed:
    match kind:
        case NoticeFormat.HTML:
            return Printed(_html(notice).encode())
        case NoticeFormat.PDF:
            lacking = missing_glyphs(notice_text(notice), fonts_dir)
            return Printed(notice_pdf(notice, fonts_dir), "".join(sorted(lacking)))
        case NoticeFormat.TXT:
            return Printed(notice_text(notice).encode())


def file_name(notice: NoticeContext, kind: NoticeFormat) -> str:
    """`县残工委办公室催办单（县民政局）.pdf` with its number, safe on every file system."""
    name = f"{notice.heading}（{notice.unit}）{notice.number or ''}"
    kept = "".join(char for char in name if char.isprintable()).translate(_FORBIDDEN)
    return f"{kept[:LONGEST_NAME]}.{kind.value}"


def _html(notice: NoticeContext) -> str:
    from app.web.rendering import environment  # noqa: PLC0415 - a printed PDF needs no web server

    return environment().get_template("reminders/notices/paper.html").render(notice=notice)
