"""Disputes over REST."""

from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.progress.disputes import items, service
from app.progress.disputes.schemas import (
    DISPUTE_EXAMPLE,
    DisputeIn,
    DisputeOut,
    ReassignIn,
    UpholdIn,
)
from app.progress.disputes.service import DisputeFilter, NewDispute, Ruling
from app.progress.disputes.terms import DisputeState
from app.web.answers import Json, listing, telling_current, with_etag
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import (
    CurrentActor,
    CurrentWindow,
    Expected,
    IdQuery,
    PathId,
    RequestSession,
)
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["交办"])

_DECIDED = {"decided_by": "林晓岚", "decided_at": "2023-07-12T09:00:00+08:00", "version": 2}
_UPHELD = DISPUTE_EXAMPLE | _DECIDED | {"state": "upheld", "state_label": "维持原分工"}
_REASSIGNED = (
    DISPUTE_EXAMPLE
    | _DECIDED
    | {"state": "reassigned", "state_label": "已改派", "new_unit": {"id": 7, "name": "县民政局"}}
)


def _stands(session: Session, actor: Actor, dispute_id: int) -> dict[str, Any]:
    return items.dispute(service.get(session, actor, dispute_id))


def _telling(session: Session, actor: Actor, dispute_id: int) -> AbstractContextManager[None]:
    return telling_current(session, lambda: _stands(session, actor, dispute_id))


def _answer(session: Session, actor: Actor, dispute_id: int, status: int = HTTPStatus.OK) -> Json:
    session.flush()  # what was written is read back by a plain select
    found = _stands(session, actor, dispute_id)
    return with_etag(found, found["version"], status)


@router.post(
    "/dispatches/{dispatch_id}/dispute",
    summary="提出异议",
    status_code=HTTPStatus.CREATED,
    response_model=DisputeOut,
    responses=answers(DISPUTE_EXAMPLE, status=HTTPStatus.CREATED),
)
def raise_dispute(
    session: RequestSession,
    actor: CurrentActor,
    dispatch_id: PathId,
    body: DisputeIn,
    once: CurrentOnce,
) -> Json:
    """责任单位对交办中的一项提出异议，写明原因，可以建议由哪个单位承担；方案的督办人员可以代录。

    只在交办后的期限之内（见 /progress/settings 的 dispute_workdays）；处理以前分工不变。
    """

    def create() -> Json:
        made = service.raise_dispute(session, actor, dispatch_id, NewDispute(**body.model_dump()))
        return _answer(session, actor, made, HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.get(
    "/disputes",
    summary="异议",
    response_model=Listing[DisputeOut],
    responses=answers({"items": [DISPUTE_EXAMPLE], "next": None}),
)
@hot
def list_disputes(
    *,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    plan: Annotated[IdQuery, Query(description="只看某个方案")] = None,
    unit: Annotated[IdQuery, Query(description="只看某个单位")] = None,
    dispatch: Annotated[IdQuery, Query(description="只看某次交办")] = None,
    state: Annotated[DisputeState | None, Query(description="状态")] = None,
) -> Json:
    """新的在前。联络员只见本单位的，督办人员和领导见本区划方案的全部。"""
    wanted = DisputeFilter(plan=plan, unit=unit, dispatch=dispatch, state=state)
    found = service.disputes(session, actor, wanted, window)
    return listing([items.dispute(row) for row in found.rows], found.next, found.total)


@router.get(
    "/disputes/{dispute_id}",
    summary="一项异议",
    response_model=DisputeOut,
    responses=answers(DISPUTE_EXAMPLE),
)
@hot
def read_dispute(session: RequestSession, actor: CurrentActor, dispute_id: PathId) -> Json:
    """一项异议和它的结果。"""
    return _answer(session, actor, dispute_id)


@router.post(
    "/disputes/{dispute_id}/uphold",
    summary="维持原分工",
    response_model=DisputeOut,
    responses=answers(_UPHELD),
)
def uphold_dispute(
    session: RequestSession,
    actor: CurrentActor,
    dispute_id: PathId,
    expected: Expected,
    body: UpholdIn,
) -> Json:
    """方案的督办人员维持原分工，须写明原因。"""
    with _telling(session, actor, dispute_id):
        service.uphold(session, actor, dispute_id, body.note, expected)
    return _answer(session, actor, dispute_id)


@router.post(
    "/disputes/{dispute_id}/reassign",
    summary="改派",
    response_model=DisputeOut,
    responses=answers(_REASSIGNED),
)
def reassign_dispute(
    session: RequestSession,
    actor: CurrentActor,
    dispute_id: PathId,
    expected: Expected,
    body: ReassignIn,
) -> Json:
    """改由另一单位承担，记为一次调整：原来的分工终止而不删除，新单位随即收到交办。"""
    ruling = Ruling(**body.model_dump(exclude={"note"}), note=body.note.strip() or None)
    with _telling(session, actor, dispute_id):
        service.reassign(session, actor, dispute_id, ruling, expected)
    return _answer(session, actor, dispute_id)


@router.post(
    "/disputes/{dispute_id}/withdraw",
    summary="撤回异议",
    response_model=DisputeOut,
    responses=answers(DISPUTE_EXAMPLE | {"state": "withdrawn", "state_label": "已撤回"}),
)
def withdraw_dispute(
    session: RequestSession, actor: CurrentActor, dispute_id: PathId, expected: Expected
) -> Json:
    """处理以前，责任单位可以撤回。"""
    with _telling(session, actor, dispute_id):
        service.withdraw(session, actor, dispute_id, expected)
    return _answer(session, actor, dispute_id)
