"""与多数地方不同的分工 on screen."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.network.departures import rules, service, telling
from app.network.departures.api import MOST_PRECEDENTS, AtLeast, Share
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class DeparturesPage:
    """`found` as REST gives it."""

    found: dict[str, Any]
    most: int = MOST_PRECEDENTS


@router.get("/plans/{plan_id}/departures")
def departures_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    precedents: AtLeast = rules.PRECEDENTS,
    share: Share = rules.SHARE,
) -> Response:
    found = service.departures(session, actor, plan_id, at_least=precedents, share=share)
    return render(request, "network/departures/plan.html", DeparturesPage(telling.whole(found)))
