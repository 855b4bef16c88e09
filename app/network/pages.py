"""The network of a plan in tables."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.network import rules, service
from app.web.parameters import CurrentActor, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class NetworkPage:
    network: service.Network
    tasks_shown: int = rules.TASKS_SHOWN
    parties_paired: int = rules.PARTIES_PAIRED


@router.get("/plans/{plan_id}/network")
def network_page(
    request: Request, session: RequestSession, actor: CurrentActor, plan_id: int
) -> Response:
    page = NetworkPage(service.summary(session, actor, plan_id))
    return render(request, "network/plan.html", page)
