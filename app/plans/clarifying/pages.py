"""The worklist 待明确到单位 of a plan as a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.errors import AppError, ConflictError, InvalidError, NotFoundError
from app.plans import access, listing
from app.plans.amending.rules import Grounds
from app.plans.clarifying import service
from app.plans.clarifying.service import Unclear
from app.plans.drafts.pages.forms import to
from app.plans.listing import PlanView
from app.plans.terms import PlanState
from app.units import service as units
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(prefix="/plans/{plan_id}/to_clarify", include_in_schema=False)

Text = Annotated[str, Form(max_length=2000)]


@dataclass(frozen=True)
class ClarifyPage:
    """`typed` is what stood in the form that was refused, for the assignment `at`."""

    plan: PlanView
    items: Sequence[Unclear]
    unit_names: Sequence[str]
    may_write: bool
    published: bool
    refusal: str | None = None
    at: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)


@router.get("")
def show(
    request: Request, session: RequestSession, actor: CurrentActor, plan_id: PathId
) -> Response:
    return render(request, "plans/to_clarify.html", _page(session, actor, plan_id))


def _page(
    session: Session,
    actor: Actor,
    plan_id: int,
    refused: AppError | None = None,
    at: int = 0,
    typed: Mapping[str, str] | None = None,
) -> ClarifyPage:
    items = service.unclear(session, actor, plan_id)
    plan = listing.plan(session, actor, plan_id)
    may_write = access.may_write(actor, plan)
    return ClarifyPage(
        plan=plan,
        items=items,
        unit_names=listing.unit_names(session, plan.region.id) if may_write else [],
        may_write=may_write,
        published=plan.state is PlanState.PUBLISHED,
        refusal=refused.told if refused else None,
        at=at,
        typed=typed or {},
    )


@router.post("/{assignment_id}")
def clarify(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    assignment_id: PathId,
    names: Text = "",
    reason: Text = "",
    basis: Text = "",
) -> Response:
    """Name the units of one task, or (`names` of a group) its members."""
    region = listing.plan(session, actor, plan_id).region.id
    try:
        named = [units.unit_named(session, name, region).id for name in _lines(names)]
        grounds = Grounds(reason=reason.strip(), basis=basis.strip() or None)
        service.clarify(session, actor, plan_id, service.Names(assignment_id, named), grounds)
    except (ConflictError, InvalidError, NotFoundError) as refused:
        typed = {"names": names, "reason": reason, "basis": basis}
        page = _page(session, actor, plan_id, refused, assignment_id, typed)
        return render(request, "plans/to_clarify.html", page, status=refused.status)
    return to(f"/plans/{plan_id}/to_clarify", "clarified", f"item-{assignment_id}")


@router.post("/groups/{group_id}")
def add_members(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    group_id: PathId,
    names: Text = "",
) -> Response:
    """Register who belongs to a group: it then stands in their lists, in every plan."""
    region = listing.plan(session, actor, plan_id).region.id
    try:
        members = [units.unit_named(session, name, region).id for name in _lines(names)]
        if not members:
            raise InvalidError("请写明成员单位")  # noqa: TRY301 - as every other refusal of the form
        for one in members:
            units.add_member(session, actor, group_id=group_id, unit_id=one)
    except (ConflictError, InvalidError, NotFoundError) as refused:
        page = _page(session, actor, plan_id, refused, -group_id, {"names": names})
        return render(request, "plans/to_clarify.html", page, status=refused.status)
    return to(f"/plans/{plan_id}/group_filings", "members_added", f"group-{group_id}")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("、", "\n").splitlines() if line.strip()]
