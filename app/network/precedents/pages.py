"""先例 on screen."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.network.precedents import service, telling
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class PrecedentsPage:
    """`found` as REST gives it; `whole` is false where it is fetched into the page of the task."""

    found: dict[str, Any]
    whole: bool


@router.get("/tasks/{task_id}/precedents")
def precedents_page(
    request: Request, session: RequestSession, actor: CurrentActor, task_id: PathId
) -> Response:
    found = telling.whole(service.precedents(session, actor, task_id))
    whole = "HX-Request" not in request.headers
    template = "network/precedents/task.html" if whole else "network/precedents/_task.html"
    return render(request, template, PrecedentsPage(found, whole))
