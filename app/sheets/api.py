"""任务清单 on paper over REST."""

import logging
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.sheets import service
from app.sheets.printing import headers, printed
from app.sheets.terms import SheetFormat
from app.web.documentation import answers
from app.web.parameters import CurrentActor, CurrentRuntime, RequestSession
from app.web.schemas import LARGEST_ID

log = logging.getLogger(__name__)

UnitId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
PlanQuery = Annotated[
    int | None,
    Query(
        ge=1,
        le=LARGEST_ID,
        description="方案；缺省为正在执行且列有该单位的唯一方案，不止一个时答复 plan_needed",
    ),
]

router = APIRouter(tags=["任务清单"])

_TEXT = """县残联任务清单
《巫山县“十四五”残疾人保障和发展规划》

县残联：
    ……确定由你单位承担工作任务30项，其中牵头单位20项（列首位12项）、责任单位10项。……
"""
_DOCUMENTED: dict[int | str, dict[str, Any]] = answers(None) | {
    200: {
        "description": "任务清单",
        "content": {
            "text/html": {"example": "<!DOCTYPE html>……"},
            "application/pdf": {"example": "%PDF-1.7……"},
            "text/plain": {"example": _TEXT},
        },
    }
}


@router.get(
    "/units/{unit_id}/sheet",
    summary="打印单位的任务清单",
    response_class=Response,
    responses=_DOCUMENTED,
)
def get_sheet(
    session: RequestSession,
    runtime: CurrentRuntime,
    actor: CurrentActor,
    unit_id: UnitId,
    format: Annotated[SheetFormat, Query(description="网页、PDF 或纯文本")] = SheetFormat.HTML,  # noqa: A002 - the query's name
    plan: PlanQuery = None,
) -> Response:
    """一个单位在一个方案中的任务清单，可以打印、签收。联络员只能打印本单位的。"""
    demo = runtime.settings.demo_today is not None
    context = service.sheet(session, actor, unit_id, plan, demo=demo)
    session.close()  # typesetting waits for nobody and keeps no connection from others
    sheet = printed(context, format, runtime.settings.fonts_dir)
    if sheet.undrawable:
        where = {"unit": unit_id, "characters": sheet.undrawable}
        log.warning("characters that no font draws", extra=where)
    return Response(sheet.data, headers=headers(context, format))
