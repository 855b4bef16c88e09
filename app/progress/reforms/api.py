"""机构改革 over REST."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlmodel import Session

import app.units.reforms.service as reforms
from app.core.actor import Actor
from app.progress.reforms import items, service
from app.progress.reforms.schemas import (
    CONSEQUENCES_EXAMPLE,
    DIVIDED_EXAMPLE,
    REFORM_EXAMPLE,
    ConsequencesOut,
    DividedOut,
    HandoverIn,
    ReformIn,
    ReformOut,
)
from app.web.answers import Json, listing
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import CurrentActor, CurrentWindow, IdQuery, PathId, RequestSession
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(prefix="/reforms", tags=["机构改革"])


class DividedList(BaseModel):
    items: list[DividedOut]


@router.get(
    "",
    summary="机构改革",
    response_model=Listing[ReformOut],
    responses=answers({"items": [REFORM_EXAMPLE], "next": None}),
)
@hot
def list_reforms(
    session: RequestSession, actor: CurrentActor, window: CurrentWindow, unit: IdQuery = None
) -> Json:
    """本行政区划及其上下级单位的更名、合并、拆分，最近的在前；用 unit 只看涉及某个单位的。"""
    found = reforms.reforms(session, actor, window, unit_id=unit)
    return listing([items.reform(one) for one in found.items], found.next, found.total)


@router.post(
    "",
    summary="登记机构改革",
    status_code=HTTPStatus.CREATED,
    response_model=ReformOut,
    responses=answers(REFORM_EXAMPLE, status=HTTPStatus.CREATED),
)
def order(session: RequestSession, actor: CurrentActor, once: CurrentOnce, body: ReformIn) -> Json:
    """登记一次更名、合并或拆分。自生效之日起清单、权限和填报随承继单位走，原件所印的名称不变。"""

    def create() -> Json:
        made = service.order(session, actor, body.proposal())
        return Json(items.reform(made), HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.post(
    "/preview",
    summary="预览机构改革的后果",
    response_model=ConsequencesOut,
    responses=answers(CONSEQUENCES_EXAMPLE),
)
def preview(session: RequestSession, actor: CurrentActor, body: ReformIn) -> Json:
    """登记之前先看：哪些方案的任务转移，承继单位在哪些任务中会出现不止一次，进展情况表怎样处理。什么也不写。"""
    return Json(service.preview(session, actor, body.proposal()))


@router.get(
    "/{reform_id}",
    summary="一次机构改革",
    response_model=ReformOut,
    responses=answers(REFORM_EXAMPLE),
)
@hot
def get(session: RequestSession, actor: CurrentActor, reform_id: PathId) -> Json:
    """原单位、承继单位、依据、生效日期和登记人。"""
    return Json(items.reform(reforms.get(session, actor, reform_id)))


@router.delete(
    "/{reform_id}",
    summary="撤回机构改革",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def take_back(session: RequestSession, actor: CurrentActor, reform_id: PathId) -> Response:
    """在还没有内容以它为准时撤回：单位恢复原状，由它新设的单位仍留在登记中。"""
    service.take_back(session, actor, reform_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get(
    "/{reform_id}/assignments",
    summary="拆分涉及的责任分工",
    response_model=DividedList,
    responses=answers({"items": [DIVIDED_EXAMPLE]}),
)
def list_divided(session: RequestSession, actor: CurrentActor, reform_id: PathId) -> Json:
    """被拆分单位在已发布方案中的每项责任分工，以及已确定归哪个承继单位；没有确定的由主要承继单位承担。"""
    return Json({"items": _divided(session, actor, reform_id)})


@router.post(
    "/{reform_id}/assignments",
    summary="确定拆分后的责任分工",
    response_model=DividedList,
    responses=answers({"items": [DIVIDED_EXAMPLE | {"unit_id": 62, "decided_by": "林晓岚"}]}),
)
def hand_over(
    session: RequestSession, actor: CurrentActor, reform_id: PathId, body: HandoverIn
) -> Json:
    """确定一些责任分工归哪个承继单位；unit_id 为 null 时撤销先前的确定。"""
    service.hand_over(session, actor, reform_id, body.assignments, body.unit_id)
    return Json({"items": _divided(session, actor, reform_id)})


def _divided(session: Session, actor: Actor, reform_id: int) -> list[dict[str, Any]]:
    return [items.divided(row) for row in service.divided(session, actor, reform_id)]
