"""The page on which a coordinator says who files for the groups of a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.errors import AppError, ConflictError, InvalidError
from app.plans import access, listing
from app.plans.drafts.pages.forms import to
from app.plans.filers import service
from app.plans.filers.rules import RETURNS_A_YEAR
from app.plans.filers.service import Choice
from app.plans.filers.terms import FILINGS, Filing
from app.plans.listing import PlanView
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(prefix="/plans/{plan_id}/group_filings", include_in_schema=False)


@dataclass(frozen=True)
class FilingPage:
    """`typed` is the group whose form was refused, with what was chosen there."""

    plan: PlanView
    choices: Sequence[Choice]
    labels: dict[Filing, str]
    a_year: int
    may_write: bool
    reads_checks: bool
    refusal: str | None = None
    typed: tuple[int, str, frozenset[int]] | None = None


@router.get("")
def show(
    request: Request, session: RequestSession, actor: CurrentActor, plan_id: PathId
) -> Response:
    return render(request, "plans/filers.html", _page(session, actor, plan_id))


def _page(
    session: Session,
    actor: Actor,
    plan_id: int,
    refused: AppError | None = None,
    typed: tuple[int, str, frozenset[int]] | None = None,
) -> FilingPage:
    plan = listing.plan(session, actor, plan_id)
    return FilingPage(
        plan=plan,
        choices=service.choices(session, actor, plan_id),
        labels=FILINGS,
        a_year=RETURNS_A_YEAR[plan.return_period],
        may_write=access.may_write(actor, plan),
        reads_checks=access.judges(session, actor, plan.region.id),
        refusal=refused.told if refused else None,
        typed=typed,
    )


@router.post("/{group_id}")
def choose(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    group_id: PathId,
    mode: Annotated[str, Form()] = "",
    units: Annotated[list[int] | None, Form()] = None,
) -> Response:
    try:
        chosen = _mode(mode)
        # Ticks that were left standing under another choice do no harm.
        named = units or [] if chosen is Filing.CHOSEN else []
        service.choose(session, actor, plan_id, group_id, mode=chosen, units=named)
    except (ConflictError, InvalidError) as refused:
        typed = (group_id, mode, frozenset(units or ()))
        page = _page(session, actor, plan_id, refused, typed)
        return render(request, "plans/filers.html", page, status=refused.status)
    return to(f"/plans/{plan_id}/group_filings", "filers_chosen", f"group-{group_id}")


def _mode(typed: str) -> Filing:
    if typed not in set(Filing):
        raise InvalidError("请选择由谁填报")
    return Filing(typed)
