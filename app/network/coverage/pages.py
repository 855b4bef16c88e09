"""两份方案的对照 on screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.network.coverage import service, telling
from app.network.coverage.service import Choice
from app.plans import service as plans
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render
from app.web.schemas import LARGEST_ID

router = APIRouter(include_in_schema=False)

# A form sends an empty text where nothing was chosen.
WithChoice = Annotated[int, Query(ge=1, le=LARGEST_ID)] | Literal[""]


@dataclass(frozen=True)
class CoveragePage:
    """`found` as REST gives it; null until another plan is chosen."""

    plan_id: int
    title: str
    choices: Sequence[Choice]
    chosen: int | None
    found: dict[str, Any] | None


@router.get("/plans/{plan_id}/coverage")
def coverage_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    with_: Annotated[WithChoice, Query(alias="with")] = "",
) -> Response:
    plan = plans.get(session, actor, plan_id)
    found = service.compare(session, actor, plan_id, with_) if with_ else None
    page = CoveragePage(
        plan_id=plan.id,
        title=plan.title,
        choices=service.choices(session, actor, plan_id),
        chosen=with_ or None,
        found=telling.whole(found) if found else None,
    )
    return render(request, "network/coverage/plans.html", page)
