"""What changed after publishing, on screen: 原 and 现 side by side, with what each rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core.actor import Actor
from app.core.lists import Window
from app.plans import access
from app.plans import listing as plans
from app.plans.amending import listing as lists
from app.plans.amending.entries import Entry, entry
from app.plans.amending.listing import MOST_AMENDMENTS
from app.plans.amending.messages import KINDS
from app.plans.drafts.pages.text import may_read as may_read_text
from app.plans.listing import PlanView
from app.plans.terms import AmendmentKind, PlanState
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

ROWS = 20


@dataclass(frozen=True)
class ChangesPage:
    """`number` is the one that was asked for; `following` the address of the next page."""

    plan: PlanView
    entries: Sequence[Entry]
    kinds: Mapping[AmendmentKind, str]
    kind: AmendmentKind | None
    number: int | None
    following: str | None
    may_write: bool
    reads_text: bool
    documents: Mapping[int, str]
    """Names of the plan's documents, by id."""


def may_write(actor: Actor, plan: PlanView) -> bool:
    return plan.state is PlanState.PUBLISHED and access.may_write(actor, plan)


@router.get("/plans/{plan_id}/changes")
def changes_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    number: Annotated[int | None, Query(ge=1, le=MOST_AMENDMENTS)] = None,
    kind: AmendmentKind | None = None,
    cursor: str | None = None,
) -> Response:
    plan = plans.plan(session, actor, plan_id)
    kinds = tuple(AmendmentKind) if kind is None else (kind,)
    window = Window(limit=ROWS, cursor=cursor)
    found = lists.amendments(session, actor, plan_id, window, kinds=kinds, number=number)
    kept = f"kind={kind.value}&" if kind else ""
    page = ChangesPage(
        plan=plan,
        entries=[entry(one) for one in found.items],
        kinds=KINDS,
        kind=kind,
        number=number,
        following=f"/plans/{plan_id}/changes?{kept}cursor={found.next}" if found.next else None,
        may_write=may_write(actor, plan),
        reads_text=may_read_text(actor, plan),
        documents={one.id: one.name for one in plans.documents(session, plan_id)},
    )
    return render(request, "plans/changes.html", page)
