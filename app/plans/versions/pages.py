"""Versions on screen: the list, what changed in one of them, and a new one to upload."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, UploadFile
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.actor import Role as ActorRole
from app.core.errors import AppError
from app.plans import access, listing, rules, service
from app.plans.listing import PlanView
from app.plans.terms import PlanState, VersionState
from app.plans.versions import listing as lists
from app.plans.versions import showing, succeeding
from app.plans.versions.api import MOST_VERSIONS, Number
from app.plans.versions.listing import VersionView
from app.plans.versions.rules import AnotherPlanError
from app.plans.versions.showing import Shown
from app.web.parameters import CurrentActor, CurrentRuntime, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class VersionRow:
    """`summary` is null for the first version, and where the difference is not for the reader."""

    view: VersionView
    summary: str | None


@dataclass(frozen=True)
class VersionsPage:
    """`chosen` is the version whose difference is shown; `text` and `name` were typed before."""

    plan: PlanView
    rows: Sequence[VersionRow]
    incoming: VersionView | None
    chosen: VersionView | None
    shown: Shown | None
    may_write: bool
    may_upload: bool
    succeeds: bool
    following: int | None
    """The draft that is to follow a plan that was published for comment."""
    asks_whether_same: bool
    refusal: str | None
    text: str
    name: str
    megabytes: int = rules.FILE_LIMIT // 2**20


@router.get("/plans/{plan_id}/versions")
def versions_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    number: Annotated[int | None, Query(ge=1, le=MOST_VERSIONS)] = None,
) -> Response:
    return _page(request, session, actor, plan_id, number=number)


@router.post("/plans/{plan_id}/versions")
def upload(
    *,
    request: Request,
    runtime: CurrentRuntime,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    file: UploadFile | None = None,
    text: Annotated[str, Form()] = "",
    name: Annotated[str, Form(max_length=300)] = "",
    confirm: Annotated[bool, Form()] = False,
) -> Response:
    # To find out who asks has begun the write transaction, and `receive_over` has its own.
    session.rollback()
    try:
        sent = file.file.read() if file is not None and file.filename else b""
        given_name = (file.filename if file is not None else "") or f"{name or '粘贴的全文'}.txt"
        data = sent or text.encode()
        made = service.receive_over(
            runtime, actor, plan_id, name=given_name, data=data, confirmed=confirm
        )
    except AppError as refused:
        return _page(request, session, actor, plan_id, refused=refused, text=text, name=name)
    return _to(made.plan_id, "uploaded")


@router.post("/plans/{plan_id}/versions/{number}/withdraw")
def withdraw(
    *,
    request: Request,
    runtime: CurrentRuntime,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    number: Number,
) -> Response:
    try:
        files = service.withdraw_version(session, actor, plan_id, number)
        runtime.database.commit(session)
    except AppError as refused:
        session.rollback()
        return _page(request, session, actor, plan_id, refused=refused)
    service.drop_unused(runtime, files)
    return _to(plan_id, "version_withdrawn")


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    plan_id: int,
    *,
    number: int | None = None,
    refused: AppError | None = None,
    text: str = "",
    name: str = "",
) -> Response:
    plan = listing.plan(session, actor, plan_id)
    found = lists.of_plan(session, actor, plan)
    may_write = actor.role is not ActorRole.SYSTEM and access.may_write(actor, plan)
    incoming = next((one for one in found if one.state is not VersionState.IMPORTED), None)
    reading = incoming is not None and incoming.state is VersionState.READING
    chosen = _chosen(found, number)
    succeeds = rules.may_be_succeeded(plan.state, plan.stage)
    page = VersionsPage(
        plan=plan,
        rows=[VersionRow(one, _summary(one)) for one in found],
        incoming=incoming,
        chosen=chosen,
        shown=showing.shown(chosen.difference) if chosen and chosen.difference else None,
        may_write=may_write,
        asks_whether_same=incoming is not None and incoming.refusal_code == AnotherPlanError.code,
        may_upload=may_write and not reading and (plan.state is PlanState.DRAFT or succeeds),
        succeeds=succeeds,
        following=succeeding.begun(session, plan.id) if succeeds and may_write else None,
        refusal=refused.told if refused else None,
        text=text,
        name=name,
    )
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "plans/versions.html", page, status=status)


def _chosen(found: Sequence[VersionView], number: int | None) -> VersionView | None:
    """The one that was asked for, else the newest; only of those that have a difference."""
    with_difference = [one for one in found if one.difference is not None]
    asked = [one for one in with_difference if number in (None, one.number)]
    return asked[-1] if asked else None


def _summary(version: VersionView) -> str | None:
    return showing.summary(version.difference) if version.difference is not None else None


def _to(plan_id: int, notice: str) -> Response:
    return RedirectResponse(f"/plans/{plan_id}/versions?notice={notice}", HTTPStatus.SEE_OTHER)
