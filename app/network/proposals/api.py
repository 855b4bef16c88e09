"""拟分工 over REST."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.network.proposals import listing as lists
from app.network.proposals import service
from app.network.proposals.schemas import (
    PROPOSAL_EXAMPLE,
    PROPOSED_EXAMPLE,
    SETTLED_EXAMPLE,
    AcceptIn,
    AcceptManyIn,
    AcceptTaskIn,
    DeclineManyIn,
    GroundsIn,
    ProposalOut,
    ProposedOut,
    ProposeIn,
    SettledOut,
)
from app.network.proposals.service import Taking
from app.network.proposals.terms import ProposalState
from app.plans.service import Grounds
from app.web.answers import Json, listing
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import (
    CurrentActor,
    CurrentRuntime,
    CurrentWindow,
    IdQuery,
    PathId,
    RequestSession,
)
from app.web.schemas import Listing

router = APIRouter(tags=["先例"])

_SETTLED = answers(SETTLED_EXAMPLE)
StateQuery = Annotated[ProposalState | None, Query(description="待定、已采纳或未采纳")]


@router.post(
    "/plans/{plan_id}/propose",
    summary="参考先例拟分工",
    status_code=HTTPStatus.CREATED,
    response_model=ProposedOut,
    responses=answers(PROPOSED_EXAMPLE, status=HTTPStatus.CREATED),
)
def propose(
    *,
    runtime: CurrentRuntime,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    body: ProposeIn,
    once: CurrentOnce,
) -> Json:
    """为还没有责任单位的任务，按先例拟出牵头和参与单位。拟出的都不是责任分工，须由人采纳。

    再拟一次只取代待定的；已采纳、未采纳的不动，也不再重复拟出。
    """
    # Before the transaction of the request begins: looking for precedents holds no lock.
    thoughts = service.think(runtime, actor, plan_id, projects=body.projects)

    def create() -> Json:
        made = service.propose(session, actor, plan_id, thoughts)
        return Json(vars(made), HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.get(
    "/plans/{plan_id}/proposals",
    summary="方案的拟分工",
    response_model=Listing[ProposalOut],
    responses=answers({"items": [PROPOSAL_EXAMPLE], "next": None}),
)
def read_proposals(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    plan_id: PathId,
    state: StateQuery = None,
    task: IdQuery = None,
) -> Json:
    """按方案次序列出拟分工，各附理由和先例原文。"""
    found = lists.proposals(session, actor, plan_id, window, state=state, task_id=task)
    return listing(found.items, found.next, found.total)


@router.post(
    "/plans/{plan_id}/proposals/accept",
    summary="采纳几条拟分工",
    response_model=SettledOut,
    responses=_SETTLED,
)
def accept_many(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, body: AcceptManyIn
) -> Json:
    """采纳选中的各条，成为责任分工；有一条不能采纳，就一条也不采纳。"""
    taking = [Taking(one.id, one.unit_id) for one in body.proposals]
    service.accept(session, actor, plan_id, taking, _grounds(body.grounds))
    return _answer(session, actor, plan_id, [one.id for one in body.proposals])


@router.post(
    "/plans/{plan_id}/proposals/decline",
    summary="不采纳几条拟分工",
    response_model=SettledOut,
    responses=_SETTLED,
)
def decline_many(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, body: DeclineManyIn
) -> Json:
    """不采纳选中的各条；以后不再重复拟出。"""
    service.decline(session, actor, plan_id, body.ids)
    return _answer(session, actor, plan_id, body.ids)


@router.post(
    "/proposals/{proposal_id}/accept",
    summary="采纳一条拟分工",
    response_model=SettledOut,
    responses=_SETTLED,
)
def accept_one(
    session: RequestSession, actor: CurrentActor, proposal_id: PathId, body: AcceptIn
) -> Json:
    """采纳这一条，成为责任分工。本地没有这类单位或有几个时，须指明单位。"""
    plan_id = service.plan_of(session, actor, proposal_id)
    taking = [Taking(proposal_id, body.unit_id)]
    service.accept(session, actor, plan_id, taking, _grounds(body.grounds))
    return _answer(session, actor, plan_id, [proposal_id])


@router.post(
    "/proposals/{proposal_id}/decline",
    summary="不采纳一条拟分工",
    response_model=SettledOut,
    responses=_SETTLED,
)
def decline_one(session: RequestSession, actor: CurrentActor, proposal_id: PathId) -> Json:
    """不采纳这一条；以后不再重复拟出。"""
    plan_id = service.plan_of(session, actor, proposal_id)
    service.decline(session, actor, plan_id, [proposal_id])
    return _answer(session, actor, plan_id, [proposal_id])


@router.post(
    "/tasks/{task_id}/proposals/accept",
    summary="采纳一项任务的拟分工",
    response_model=SettledOut,
    responses=_SETTLED,
)
def accept_task(
    session: RequestSession, actor: CurrentActor, task_id: PathId, body: AcceptTaskIn
) -> Json:
    """采纳首选的牵头单位和全部参与单位；备选的牵头单位随之记为未采纳。"""
    plan_id, ids = service.accept_task(session, actor, task_id, _grounds(body.grounds))
    return _answer(session, actor, plan_id, ids)


def _grounds(given: GroundsIn | None) -> Grounds | None:
    return given.grounds() if given else None


def _answer(session: Session, actor: Actor, plan_id: int, ids: list[int]) -> Json:
    session.flush()  # what was settled is read back by a plain select
    return Json({"items": lists.some(session, actor, plan_id, ids)})
