"""The sheet as a page to read and to print."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.sheets import service
from app.sheets.printing import headers, printed
from app.sheets.rules import PlanNeededError
from app.sheets.terms import SheetFormat
from app.web.parameters import CurrentActor, CurrentRuntime, RequestSession
from app.web.rendering import render
from app.web.schemas import LARGEST_ID

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class ChoosePage:
    """The unit has tasks in several plans: `plans` are their ids and titles."""

    unit_id: int
    plans: tuple[tuple[int, str], ...]


@router.get("/units/{unit_id}/sheet")
def sheet_page(
    request: Request,
    session: RequestSession,
    runtime: CurrentRuntime,
    actor: CurrentActor,
    unit_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    plan: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None,
) -> Response:
    demo = runtime.settings.demo_today is not None
    try:
        context = service.sheet(session, actor, unit_id, plan, demo=demo)
    except PlanNeededError as several:
        page = ChoosePage(unit_id, several.plans)
        return render(request, "sheets/choose.html", page)
    sheet = printed(context, SheetFormat.HTML, runtime.settings.fonts_dir)
    return Response(sheet.data, headers=headers(context, SheetFormat.HTML))
