"""参考先例拟分工 on screen: task by task, ticked and taken by a person, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import AppError
from app.core.runtime import Runtime
from app.network.proposals import listing, service
from app.network.proposals.listing import TaskProposals
from app.network.proposals.rules import NothingSettledError
from app.network.proposals.schemas import GroundsIn
from app.network.proposals.service import Taking
from app.network.proposals.terms import ProposalState
from app.plans import rules as plan_rules
from app.plans import service as plans
from app.plans.service import Grounds
from app.plans.terms import PlanState
from app.web import forms
from app.web.parameters import CurrentActor, CurrentRuntime, PathId, RequestSession
from app.web.rendering import render

router = APIRouter(prefix="/plans/{plan_id}/proposals", include_in_schema=False)

TASKS = 10
_LARGEST = 2**31 - 1
_GROUNDS = {"reason": "原因", "basis": "依据的文件", "organ": "决定机关", "decided_on": "决定日期"}

Place = Annotated[int, Query(ge=0, le=_LARGEST)]


@dataclass(frozen=True)
class ProposalsPage:
    """`published` asks for the grounds of an amendment; `ticked` and `typed` stand there again
    after a refusal; `following` is the address of the next tasks.
    """

    plan_id: int
    title: str
    published: bool
    may_write: bool
    tasks: Sequence[TaskProposals]
    open_only: bool
    after: int
    following: str | None
    refusal: str | None
    ticked: frozenset[int]
    chosen: Mapping[int, str]
    typed: Mapping[str, str]
    grounds: Mapping[str, str] = field(default_factory=lambda: _GROUNDS)


@dataclass(frozen=True)
class Sent:
    """A form as it came: what was ticked, which unit was chosen for which, and the grounds."""

    ticked: tuple[int, ...] = ()
    chosen: Mapping[int, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    action: str = ""
    task: str = ""

    def taking(self) -> list[Taking]:
        return [Taking(one, _number(self.chosen.get(one, "")) or None) for one in self.ticked]

    def grounds(self) -> Grounds | None:
        """None where nothing of them was typed. Raise `InvalidError`."""
        given = {name: value for name, value in self.typed.items() if value}
        if not given:
            return None
        return forms.parsed(GroundsIn, given, _GROUNDS).grounds()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST)) else 0


async def _sent(request: Request) -> Sent:
    form = await request.form()
    texts = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    picked = [_number(value) for value in form.getlist("pick") if isinstance(value, str)]
    units = {
        _number(name.removeprefix("unit-")): value
        for name, value in texts.items()
        if name.startswith("unit-")
    }
    return Sent(
        ticked=tuple(one for one in picked if one),
        chosen=units,
        typed={name: texts.get(name, "") for name in _GROUNDS},
        action=texts.get("action", ""),
        task=texts.get("task", ""),
    )


SentForm = Annotated[Sent, Depends(_sent)]


@router.get("")
def proposals_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    after: Place = 0,
    every: bool = False,
) -> Response:
    return _show(request, session, actor, plan_id, after=after, every=every)


@router.post("")
def settle(
    *,
    request: Request,
    runtime: CurrentRuntime,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    sent: SentForm,
    after: Place = 0,
) -> Response:
    try:
        notice = _settle(runtime, session, actor, plan_id, sent)
    except AppError as refused:
        if refused.status in (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN):
            raise
        session.rollback()  # of several none was settled
        return _show(request, session, actor, plan_id, after=after, sent=sent, refused=refused)
    query = {"notice": notice} | ({"after": after} if after else {})
    return RedirectResponse(f"/plans/{plan_id}/proposals?{urlencode(query)}", HTTPStatus.SEE_OTHER)


def _settle(runtime: Runtime, session: Session, actor: Actor, plan_id: int, sent: Sent) -> str:
    if sent.task:
        service.accept_task(session, actor, _number(sent.task), sent.grounds())
        return "proposals_accepted"
    match sent.action:
        case "propose":
            thoughts = service.think(runtime, actor, plan_id)
            service.propose(session, actor, plan_id, thoughts)
            return "proposed"
        case "accept":
            service.accept(session, actor, plan_id, sent.taking(), sent.grounds())
            return "proposals_accepted"
        case "decline":
            service.decline(session, actor, plan_id, sent.ticked)
            return "proposals_declined"
        case _:
            raise NothingSettledError


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    plan_id: int,
    *,
    after: int,
    every: bool = False,
    sent: Sent | None = None,
    refused: AppError | None = None,
) -> Response:
    plan = plans.get(session, actor, plan_id)
    state = None if every else ProposalState.OPEN
    found = listing.by_task(session, actor, plan_id, state=state, after=after, most=TASKS)
    said = sent or Sent()
    page = ProposalsPage(
        plan_id=plan.id,
        title=plan.title,
        published=plan.state is PlanState.PUBLISHED,
        may_write=plan_rules.may_write(actor, region_id=plan.region_id, office_id=plan.office_id),
        tasks=found.tasks,
        open_only=not every,
        after=after,
        following=_following(plan.id, found.next, every=every),
        refusal=refused.told if refused else None,
        ticked=frozenset(said.ticked),
        chosen=said.chosen,
        typed=said.typed,
    )
    status = refused.status if refused else HTTPStatus.OK
    return render(request, "network/proposals/plan.html", page, status=status)


def _following(plan_id: int, after: int | None, *, every: bool) -> str | None:
    if after is None:
        return None
    query = {"after": after} | ({"every": "true"} if every else {})
    return f"/plans/{plan_id}/proposals?{urlencode(query)}"
