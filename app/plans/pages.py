"""Plans on screen: the list and the upload form; one plan and its parts stand in `drafts/pages`."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, UploadFile
from sqlmodel import Session
from starlette.responses import Response

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.core.errors import AppError
from app.core.lists import Window
from app.plans import listing, rules, service
from app.plans.drafts.pages import corrections, plan, review, text, units
from app.plans.drafts.pages.forms import OptionalId, to
from app.plans.listing import Named, PlanView
from app.plans.terms import PlanScope, PlanState
from app.web.parameters import CurrentActor, CurrentRuntime, RequestSession
from app.web.rendering import render
from app.web.sessions import hot

router = APIRouter(include_in_schema=False)

ROWS = 50


@dataclass(frozen=True)
class PlansPage:
    """`following` is the address of the next page."""

    plans: Sequence[PlanView]
    scope: PlanScope
    q: str
    state: PlanState | None
    following: str | None
    may_upload: bool


@dataclass(frozen=True)
class UploadPage:
    """What was chosen and typed before stands there again; `first` is the plan already there."""

    offices: Sequence[Named]
    office_id: int | None
    text: str
    name: str
    refusal: str | None
    first: int | None
    megabytes: int = rules.FILE_LIMIT // 2**20


# ---- the list --------------------------------------------------------------------------------


@router.get("/plans")
@hot
def list_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    q: Annotated[str, Query(max_length=100)] = "",
    state: PlanState | None = None,
    scope: PlanScope = PlanScope.OWN,
    cursor: str | None = None,
) -> Response:
    wanted = rules.printable(q)
    filters = {"q": wanted, "state": state, "scope": scope}
    window = Window(limit=ROWS, cursor=cursor, filters=filters)
    found = listing.plans(session, actor, window, state=state, scope=scope, q=wanted)
    kept = {"q": wanted, "state": state or "", "scope": scope, "cursor": found.next or ""}
    following = urlencode({name: value for name, value in kept.items() if value})
    page = PlansPage(
        plans=found.plans,
        scope=scope,
        q=wanted,
        state=state,
        following=f"/plans?{following}" if found.next else None,
        may_upload=actor.role is ActorRole.COORDINATOR,
    )
    return render(request, "plans/list.html", page)


# ---- uploading -------------------------------------------------------------------------------


@router.get("/plans/new")
@hot
def upload_page(request: Request, session: RequestSession, actor: CurrentActor) -> Response:
    actor.require(ActorRole.COORDINATOR)
    return _upload_form(request, session, actor)


@router.post("/plans")
def upload(
    *,
    request: Request,
    runtime: CurrentRuntime,
    session: RequestSession,
    actor: CurrentActor,
    file: UploadFile | None = None,
    text: Annotated[str, Form()] = "",
    name: Annotated[str, Form(max_length=300)] = "",
    office_id: OptionalId = "",
) -> Response:
    # To find out who asks has begun the write transaction, and `receive` has its own.
    session.rollback()
    chosen = int(office_id) if office_id else None
    try:
        sent = file.file.read() if file is not None and file.filename else b""
        given_name = (file.filename if file is not None else "") or f"{name or '粘贴的全文'}.txt"
        received = service.receive(
            runtime, actor, name=given_name, data=sent or text.encode(), office_id=chosen
        )
    except AppError as refused:
        return _upload_form(
            request, session, actor, refused=refused, office_id=chosen, text=text, name=name
        )
    return to(f"/plans/{received.plan_id}", "uploaded")


def _upload_form(
    request: Request,
    session: Session,
    actor: Actor,
    *,
    refused: AppError | None = None,
    office_id: int | None = None,
    text: str = "",
    name: str = "",
) -> Response:
    first = refused.extra.get("plan_id") if refused else None
    page = UploadPage(
        offices=listing.offices(session, actor),
        office_id=office_id,
        text=text,
        name=name,
        refusal=refused.told if refused else None,
        first=first if isinstance(first, int) else None,
    )
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "plans/upload.html", page, status=status)


router.include_router(plan.router)
router.include_router(review.router)
router.include_router(corrections.router)
router.include_router(units.router)
router.include_router(text.router)
