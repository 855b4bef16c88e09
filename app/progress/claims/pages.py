"""认领 as pages: what may be claimed, one task with its offers, and the coordinator's overview."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Row
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor, Role
from app.core.errors import ConflictError, InvalidError, StaleError
from app.core.lists import Window
from app.kit.text import printable
from app.progress.claims import forms, messages, service, views
from app.progress.claims.forms import OfferForm, SettleForm
from app.progress.claims.schemas import ClaimPatch, WithdrawIn
from app.progress.claims.service import ClaimFilter, OpenFilter, Tally
from app.progress.claims.terms import ClaimState, ClaimsView, GapFilter
from app.progress.claims.views import (
    ClaimablePage,
    ClaimsPage,
    OwnClaimsPage,
    PlanChoice,
    Refused,
    TaskClaimsPage,
)
from app.units import service as units
from app.web.forms import Fields, version_of
from app.web.parameters import CurrentActor, IdChoice, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

LINES = 20
Refusal = (ConflictError, InvalidError, StaleError)


# ---- what may be claimed ---------------------------------------------------------------------


@router.get("/claimable")
def claimable_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan: IdChoice = "",
    q: Annotated[str, Query(max_length=100)] = "",
    lack: GapFilter = GapFilter.UNHELD,
    cursor: str | None = None,
) -> Response:
    wanted = printable(q).strip()
    narrowed = OpenFilter(plan or None, wanted or None, lack)
    window = Window(limit=LINES, cursor=cursor)
    found = service.claimable(session, actor, window=window, wanted=narrowed)
    given = {"plan": plan, "q": wanted, "lack": lack.value}
    page = ClaimablePage(
        tasks=[views.open_line(one) for one in found.items],
        total=service.count_claimable(session, actor, narrowed),
        plans=_plans(session, actor),
        plan=plan or None,
        q=wanted,
        lack=lack.value,
        lacks={one.value: label for one, label in messages.GAP_FILTERS.items()},
        own=_own(session, actor),
        offers=actor.role is Role.LIAISON,
        form=OfferForm(),
        roles=views.ROLES,
        first=cursor is None,
        here=_address("/claimable", given | {"cursor": cursor or ""}),
        following=_address("/claimable", given | {"cursor": found.next}) if found.next else None,
    )
    return render(request, "progress/claims/claimable.html", page)


def _address(path: str, given: Mapping[str, object]) -> str:
    kept = {name: value for name, value in given.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path


def _plans(session: Session, actor: Actor) -> list[PlanChoice]:
    return [_choice(row) for row in service.plans_claimable(session, actor)]


def _choice(row: Row[Any]) -> PlanChoice:
    return PlanChoice(row.id, row.title, Tally(row.tasks, row.projects))


def _own(session: Session, actor: Actor) -> list[views.ClaimLine]:
    """What the unit offered and is not decided yet."""
    if actor.role is not Role.LIAISON:
        return []
    wanted = ClaimFilter(state=ClaimState.OFFERED)
    found = service.claims(session, actor, wanted=wanted, window=Window(limit=LINES))
    return [views.line(one) for one in found.items]


# ---- one task --------------------------------------------------------------------------------


class Visit(NamedTuple):
    """Who looks at the claims of which task."""

    request: Request
    session: Session
    actor: Actor
    task_id: int


async def _visit(
    request: Request, session: RequestSession, actor: CurrentActor, task_id: PathId
) -> Visit:
    return Visit(request, session, actor, task_id)


def _show(
    visit: Visit,
    *,
    status: int = HTTPStatus.OK,
    refused: Refused | None = None,
    form: OfferForm | None = None,
    settling: SettleForm | None = None,
) -> Response:
    """The page as it stands, with what was typed into the form that was refused."""
    found = service.on_task(visit.session, visit.actor, visit.task_id)
    task = views.task_view(found, settling)
    own = next(
        (one for one in found.claims if task.own and one.row.id == task.own.item["id"]), None
    )
    region_id = found.matter.task.region_id
    page = TaskClaimsPage(
        task=task,
        form=form or (OfferForm.kept(own) if own else OfferForm()),
        unit_names=units.names_here(visit.session, visit.actor, region_id)
        if task.on_behalf
        else (),
        refused=refused,
        lost=form.words if form and not (task.own or task.may_offer) else "",
        roles=views.ROLES,
        decisions=views.DECISIONS,
        links_plan=visit.actor.role is not Role.LIAISON,
    )
    return render(visit.request, "progress/claims/task.html", page, status=status)


@router.get("/tasks/{task_id}/claims")
def task_page(visit: Annotated[Visit, Depends(_visit)]) -> Response:
    return _show(visit)


@router.post("/tasks/{task_id}/claims")
def offer(visit: Annotated[Visit, Depends(_visit)], fields: Fields) -> Response:
    """A refused form is shown on the page of the task, with every word of it."""
    sent = OfferForm.of(fields)
    session, actor, task_id = visit.session, visit.actor, visit.task_id
    found = service.on_task(session, actor, task_id)
    on_behalf = views.task_view(found).on_behalf
    try:
        new = sent.new(session, found.matter.task.region_id, on_behalf=on_behalf)
        service.offer(session, actor, task_id, new)
    except Refusal as error:
        session.rollback()
        return _show(visit, status=error.status, refused=views.refusal(error), form=sent)
    return _back(fields, task_id, "claimed")


@router.post("/tasks/{task_id}/claims/settle")
def settle(visit: Annotated[Visit, Depends(_visit)], fields: Fields) -> Response:
    sent = SettleForm.of(fields)
    session, actor, task_id = visit.session, visit.actor, visit.task_id
    service.on_task(session, actor, task_id)
    try:
        verdicts, first = sent.verdicts()
        expected = version_of(fields)
        service.settle(session, actor, task_id, verdicts, first=first, expected=expected)
    except Refusal as error:
        session.rollback()
        return _show(visit, status=error.status, refused=views.refusal(error), settling=sent)
    return _back(fields, task_id, "claims_settled")


def _back(fields: Fields, task_id: int, notice: str) -> Response:
    """To the list from which the form was sent, where that is one of ours."""
    back = fields.get("next", "")
    path, _, query = back.partition("?")
    if path not in {"/claimable", "/claims"} or not query.isascii():
        path, query = f"/tasks/{task_id}/claims", ""
    told = f"{query}&notice={notice}" if query else f"notice={notice}"
    return RedirectResponse(f"{path}?{told}", HTTPStatus.SEE_OTHER)


# ---- one claim -------------------------------------------------------------------------------


def _task_of(session: Session, actor: Actor, claim_id: int) -> int:
    task_id: int = service.claim(session, actor, claim_id).row.task_id
    return task_id


@router.post("/claims/{claim_id}")
def change(
    request: Request, session: RequestSession, actor: CurrentActor, claim_id: PathId, fields: Fields
) -> Response:
    sent = OfferForm.of(fields)
    visit = Visit(request, session, actor, _task_of(session, actor, claim_id))
    region_id = service.on_task(session, actor, visit.task_id).matter.task.region_id
    try:
        partners = sent.partner_ids(session, region_id)
        values = {"role": sent.role, "words": sent.words, "partners": partners}
        body = forms.parsed(ClaimPatch, values)
        service.change(session, actor, claim_id, body.given(), version_of(fields))
    except Refusal as error:
        session.rollback()
        return _show(visit, status=error.status, refused=views.refusal(error), form=sent)
    return _back(fields, visit.task_id, "claim_changed")


@router.post("/claims/{claim_id}/withdraw")
def withdraw(
    request: Request, session: RequestSession, actor: CurrentActor, claim_id: PathId, fields: Fields
) -> Response:
    visit = Visit(request, session, actor, _task_of(session, actor, claim_id))
    try:
        body = forms.parsed(WithdrawIn, {"reason": fields.get("reason", "")})
        service.withdraw(
            session,
            actor,
            claim_id,
            reason=body.reason.strip() or None,
            expected=version_of(fields),
        )
    except Refusal as error:
        session.rollback()
        return _show(visit, status=error.status, refused=views.refusal(error))
    return _back(fields, visit.task_id, "claim_withdrawn")


# ---- all claims ------------------------------------------------------------------------------


@router.get("/claims")
def claims_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan: IdChoice = "",
    view: ClaimsView = ClaimsView.WAITING,
    cursor: str | None = None,
) -> Response:
    """A liaison sees what the own unit offered, others how it stands with a plan."""
    if actor.role is Role.LIAISON:
        return _own_claims(request, session, actor, cursor)
    choices = [_choice(row) for row in service.plans_with_claims(session, actor)]
    chosen = next((one for one in choices if one.id == plan), None)
    if not plan and len(choices) == 1:
        chosen = choices[0]
    if chosen is None:
        status = HTTPStatus.NOT_FOUND if plan else HTTPStatus.OK
        page = ClaimsPage(plans=choices)
    else:
        status = HTTPStatus.OK
        page = ClaimsPage(choices, chosen, view)
        page = _overview(session, actor, page, chosen.id, cursor)
    return render(request, "progress/claims/claims.html", page, status=status)


def _own_claims(request: Request, session: Session, actor: Actor, cursor: str | None) -> Response:
    window = Window(limit=LINES, cursor=cursor, count=True)
    found = service.claims(session, actor, wanted=ClaimFilter(), window=window)
    page = OwnClaimsPage(
        claims=[views.line(one) for one in found.items],
        total=found.total or 0,
        claimable=service.count_claimable(session, actor),
        first=cursor is None,
        following=_address("/claims", {"cursor": found.next}) if found.next else None,
    )
    return render(request, "progress/claims/own.html", page)


def _overview(
    session: Session, actor: Actor, page: ClaimsPage, plan_id: int, cursor: str | None
) -> ClaimsPage:
    counts = service.counts(session, actor, plan_id)
    window = Window(limit=LINES, cursor=cursor)
    given: dict[str, object] = {"plan": plan_id}
    if page.view is ClaimsView.WAITING:
        waiting = service.waiting(session, actor, plan_id, window)
        page = replace(page, waiting=[views.task_view(one) for one in waiting.items])
        after = waiting.next
    else:
        wanted = ClaimFilter(plan=plan_id, decided=True)
        decided = service.claims(session, actor, wanted=wanted, window=window)
        page = replace(page, decided=[views.line(one) for one in decided.items])
        given, after = given | {"view": page.view.value}, decided.next
    conflicting, other = service.count_waiting(session, actor, plan_id)
    return replace(
        page,
        conflicting=conflicting,
        other=other,
        counts={messages.STATES[state]: counts.get(state, 0) for state in ClaimState},
        unclaimed=service.count_unclaimed(session, actor, plan_id),
        done=sum(number for state, number in counts.items() if state is not ClaimState.OFFERED),
        first=cursor is None,
        here=_address("/claims", given | {"cursor": cursor or ""}),
        following=_address("/claims", given | {"cursor": after}) if after else None,
    )
