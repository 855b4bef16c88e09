"""Plans on screen: the list, the upload form, a plan with its questions and its matrix."""

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
from app.plans import findings, listing, matrix, rules, service
from app.plans.drafts.pages import corrections, forms, review, text
from app.plans.drafts.pages.forms import Answer, OptionalId, to, told
from app.plans.findings import FindingView
from app.plans.listing import Counts, DocumentView, IndicatorView, Named, PlanView
from app.plans.matrix import MatrixTask
from app.plans.terms import PlanSort, PlanState
from app.web.parameters import CurrentActor, CurrentRuntime, PathId, RequestSession
from app.web.rendering import render
from app.web.sessions import hot

router = APIRouter(include_in_schema=False)

ROWS = 50


@dataclass(frozen=True)
class PlansPage:
    """`following` is the address of the next page."""

    plans: Sequence[PlanView]
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


@dataclass(frozen=True)
class PlanPage:
    """`whole` is false for one who sees only the rows of the own unit; `reads_text` is true for
    one who may read the document itself.
    """

    plan: PlanView
    documents: Sequence[DocumentView]
    counts: Counts
    asked: Sequence[FindingView]
    settled: Sequence[FindingView]
    columns: Sequence[matrix.Column]
    tasks: Sequence[MatrixTask]
    indicators: Sequence[IndicatorView]
    unit_names: Sequence[str]
    may_write: bool
    whole: bool
    reads_text: bool
    refusal: str | None


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
    cursor: str | None = None,
) -> Response:
    wanted = rules.printable(q)
    window = Window(limit=ROWS, cursor=cursor, filters={"q": wanted, "state": state})
    found = listing.plans(session, actor, window, state=state, q=wanted, sort=PlanSort.NEWEST)
    kept = {"q": wanted, "state": state.value if state else "", "cursor": found.next or ""}
    following = urlencode({name: value for name, value in kept.items() if value})
    page = PlansPage(
        plans=found.plans,
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
        refusal=told(refused),
        first=first if isinstance(first, int) else None,
    )
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "plans/upload.html", page, status=status)


# ---- one plan --------------------------------------------------------------------------------


@router.get("/plans/{plan_id}")
def plan_page(
    request: Request, session: RequestSession, actor: CurrentActor, plan_id: PathId
) -> Response:
    return _plan(request, session, actor, plan_id)


def _plan(
    request: Request,
    session: Session,
    actor: Actor,
    plan_id: int,
    refused: AppError | None = None,
) -> Response:
    plan = listing.plan(session, actor, plan_id)
    whole = actor.role is not ActorRole.LIAISON
    found = findings.findings(session, plan_id) if whole else []
    tasks = matrix.matrix(session, actor, plan_id).tasks
    office_id = plan.office.id if plan.office else None
    may_write = rules.may_write(actor, region_id=plan.region.id, office_id=office_id)
    asks_names = may_write and plan.state is PlanState.DRAFT
    page = PlanPage(
        plan=plan,
        documents=listing.documents(session, plan_id),
        counts=listing.counts(session, plan_id),
        asked=[one for one in found if one.settled_at is None],
        settled=[one for one in found if one.settled_at is not None],
        columns=matrix.columns(tasks),
        tasks=tasks,
        indicators=listing.indicators(session, plan_id),
        unit_names=listing.unit_names(session, plan.region.id) if asks_names else [],
        may_write=may_write,
        whole=whole or plan.library,
        reads_text=text.may_read(actor, plan),
        refusal=told(refused),
    )
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "plans/plan.html", page, status=status)


@router.post("/plans/{plan_id}/findings/{finding_id}/settle")
def settle(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    finding_id: PathId,
    unit: Annotated[str, Form(max_length=300)] = "",
    meant: OptionalId = "",
    answer: Answer = "seen",
) -> Response:
    try:
        forms.settle(session, actor, plan_id, finding_id, answer=answer, unit=unit, meant=meant)
    except AppError as refused:
        return _again(request, session, actor, plan_id, refused)
    return to(f"/plans/{plan_id}", "confirmed", "questions")


@router.post("/plans/{plan_id}/publish")
def publish(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    version: Annotated[int, Form()],
) -> Response:
    try:
        service.publish(session, actor, plan_id, version)
    except AppError as refused:
        return _again(request, session, actor, plan_id, refused)
    return to(f"/plans/{plan_id}", "published")


@router.post("/plans/{plan_id}/delete")
def delete(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    version: Annotated[int, Form()],
) -> Response:
    try:
        service.delete(session, actor, plan_id, version)
    except AppError as refused:
        return _again(request, session, actor, plan_id, refused)
    return to("/plans", "deleted")


def _again(
    request: Request, session: Session, actor: Actor, plan_id: int, refused: AppError
) -> Response:
    """The page as it stands, and why nothing was changed."""
    session.rollback()
    return _plan(request, session, actor, plan_id, refused)


router.include_router(review.router)
router.include_router(corrections.router)
router.include_router(text.router)
