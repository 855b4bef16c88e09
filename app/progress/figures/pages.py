"""指标数值 of a plan as a page: what was told last, and in whose row each is told of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.core.errors import NotFoundError
from app.progress.figures import items, service
from app.progress.messages import task_name
from app.web.forms import Fields
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)
_ID = r"[1-9]\d{0,17}"


@dataclass(frozen=True)
class FiguresPage:
    plan_id: int
    title: str
    lines: Sequence[Mapping[str, Any]]
    tasks: Sequence[tuple[int, str]]
    may_change: bool


@router.get("/plans/{plan_id}/figures")
def figures_page(
    request: Request, session: RequestSession, actor: CurrentActor, plan_id: PathId
) -> Response:
    found = service.of_plan(session, actor, plan_id)
    page = FiguresPage(
        plan_id=plan_id,
        title=found.plan.title,
        lines=items.of_plan(found),
        tasks=[(one.id, task_name(one)) for one in found.tasks],
        may_change=found.may_change,
    )
    return render(request, "progress/figures.html", page)


@router.post("/plans/{plan_id}/figures")
def choose_tasks(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, fields: Fields
) -> Response:
    """Only choices of a list are sent; what is none of them is answered with 404. Beside each
    stands what it was, so that nobody undoes what another chose while the page was open.
    """
    chosen = {
        int(named[1]): _task(text)
        for key, text in fields.items()
        if (named := re.fullmatch(rf"task-({_ID})", key)) and fields.get(f"was-{named[1]}") != text
    }
    service.choose(session, actor, plan_id, chosen)
    address = f"/plans/{plan_id}/figures?notice=indicator_tasks"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _task(text: str) -> int | None:
    if text and not re.fullmatch(_ID, text):
        raise NotFoundError("这个方案没有这项任务")
    return int(text) if text else None
