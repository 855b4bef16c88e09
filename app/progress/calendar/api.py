"""The working-day calendar over REST: read by all, changed by an admin."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from starlette.responses import Response

from app.core.errors import NotFoundError
from app.progress.calendar import service
from app.progress.calendar.schemas import (
    CHANGE_EXAMPLE,
    YEAR_EXAMPLE,
    CalendarChangeOut,
    YearOut,
)
from app.progress.calendar.service import Change
from app.progress.generation import Foreseen
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, RequestSession
from app.web.schemas import LARGEST_ID
from app.web.sessions import hot
from app.workdays import service as workdays
from app.workdays.rules import FIRST_YEAR, LAST_YEAR, Day

router = APIRouter(tags=["工作日历"])

YearPath = Annotated[int, Path(ge=1, le=LARGEST_ID, description="年份")]
_CSV: dict[int | str, dict[str, Any]] = answers(None) | {
    200: {
        "description": "日历文件",
        "content": {"text/csv": {"example": "date,works,name\n2026-01-01,0,元旦\n"}},
    }
}


@router.get("/calendar.csv", summary="导出工作日历", response_class=Response, responses=_CSV)
def export_calendar(
    session: RequestSession,
    actor: CurrentActor,  # noqa: ARG001 - anybody who signed in
    year: Annotated[
        int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="年份，缺省为全部")
    ] = None,
) -> Response:
    """CSV，列为 date,works,name，修改后可以再导入。"""
    text = "\ufeff" + workdays.exported(session, [year] if year else ())
    headers = {"Content-Disposition": 'attachment; filename="calendar.csv"'}
    return Response(text.encode(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get(
    "/calendar/{year}",
    summary="一年的工作日历",
    response_model=YearOut,
    responses=answers(YEAR_EXAMPLE),
)
@hot
def read_year(
    session: RequestSession,
    actor: CurrentActor,  # noqa: ARG001 - anybody who signed in
    year: YearPath,
) -> Json:
    """放假和调休上班的日子、工作日数、依据，以及该年是否已经确认。"""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFoundError
    found = workdays.year(session, year)
    body = {
        "year": found.year,
        "confirmed": found.source is not None,
        "source": found.source,
        "working_days": found.working,
        "days": [_day(one) for one in found.days],
    }
    return Json(body)


@router.post(
    "/calendar",
    summary="导入工作日历",
    response_model=CalendarChangeOut,
    responses=answers(CHANGE_EXAMPLE),
)
def import_calendar(
    *,
    session: RequestSession,
    actor: CurrentActor,
    file: Annotated[UploadFile, File(description="CSV，列为 date,works,name")],
    source: Annotated[
        str | None, Form(max_length=200, description="依据，例如通知的文号；缺省为文件名")
    ] = None,
    add: Annotated[bool, Form(description="只增改文件中的日子，不确认全年")] = False,
    dry_run: Annotated[bool, Form(description="只看会改什么、哪些期限随之变动")] = False,
) -> Json:
    """导入放假调休安排，并说明哪些进展情况表的期限随之变动。限管理员；有一行不对就都不导入。"""
    data = file.file.read()
    if dry_run:
        return _change(service.preview(session, actor, data, add=add), dry_run=True)
    named = (source or "").strip() or file.filename or "导入"
    return _change(service.save(session, actor, data, source=named, add=add), dry_run=False)


def _change(change: Change, *, dry_run: bool) -> Json:
    body = {
        "dry_run": dry_run,
        "days": [
            {"day": one.day, "before": _day(one.before), "after": _day(one.after)}
            for one in change.proposed.days
        ],
        "confirms": list(change.proposed.confirms),
        "skips": list(change.proposed.skips),
        "returns": change.returns,
        "elsewhere": change.elsewhere,
        "moves": [_move(one) for one in change.moves],
    }
    return Json(body)


def _move(one: Foreseen) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "region_id"}


def _day(day: Day | None) -> dict[str, Any] | None:
    return day._asdict() if day else None
