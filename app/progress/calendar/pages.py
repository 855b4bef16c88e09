"""The working-day calendar as a page: a year as it stands, and a text to change it by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor, Role
from app.core.errors import AppError
from app.kit import clock
from app.progress.calendar import service
from app.progress.calendar.service import Change
from app.progress.messages import period_label
from app.web.parameters import CurrentActor, RequestSession
from app.web.rendering import render
from app.workdays import service as workdays
from app.workdays.rules import FIRST_YEAR, LAST_YEAR
from app.workdays.service import Year

router = APIRouter(include_in_schema=False)

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class CalendarPage:
    """`text` stands in the field; `change` is what it would do, or did if `saved`, and `names` are
    those of its periods.
    """

    year: Year
    years: Sequence[int]
    may_change: bool
    text: str
    source: str = ""
    add: bool = False
    change: Change | None = None
    saved: bool = False
    refusal: str | None = None
    weekdays: str = WEEKDAYS

    @property
    def names(self) -> dict[str, str]:
        moves = self.change.moves if self.change else ()
        return {one.period: period_label(one.period) for one in moves}


@router.get("/calendar")
def calendar_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
) -> Response:
    page = _page(session, actor, year or clock.today().year)
    return render(request, "progress/calendar.html", page)


def _page(session: Session, actor: Actor, year: int, **more: object) -> CalendarPage:
    known = set(workdays.known_years(session)) | {clock.today().year, clock.today().year + 1, year}
    values: dict[str, object] = {"text": workdays.exported(session, [year])} | more
    return CalendarPage(
        year=workdays.year(session, year),
        years=sorted(known),
        may_change=actor.role in (Role.ADMIN, Role.SYSTEM),
        **values,  # type: ignore[arg-type]  # the fields of the page
    )


@router.post("/calendar")
def change_calendar(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    year: Annotated[int, Form(ge=FIRST_YEAR, le=LAST_YEAR)],
    text: Annotated[str, Form()] = "",
    source: Annotated[str, Form(max_length=200)] = "",
    add: Annotated[bool, Form()] = False,
    action: Annotated[str, Form(max_length=20)] = "preview",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """A file that was chosen goes before the text, and stands in its field from then on."""
    data = file.file.read() if file is not None and file.filename else b""
    typed = {"source": source, "add": add}
    try:
        sent = workdays.as_text(data) if data else text
        typed["text"] = sent
        if action == "save":
            named = source.strip() or "网页录入"
            change = service.save(session, actor, sent.encode(), source=named, add=add)
            session.flush()  # the year is read back
        else:
            change = service.preview(session, actor, sent.encode(), add=add)
    except AppError as refused:
        session.rollback()
        told = refused.told
        page = _page(session, actor, year, **{"text": text} | typed, refusal=told)
        return render(request, "progress/calendar.html", page, status=refused.status)
    page = _page(session, actor, year, **typed, change=change, saved=action == "save")
    return render(request, "progress/calendar.html", page)
