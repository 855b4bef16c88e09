"""Calls over REST."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.reminders.calls import items, service
from app.reminders.calls.schemas import EXAMPLE, CallIn, CallOut, CallPatch
from app.reminders.calls.service import CallFilter, NewCall
from app.reminders.schemas import Key, subject_of
from app.web.answers import Json, listing, telling_current, with_etag
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import (
    CurrentActor,
    CurrentRuntime,
    CurrentWindow,
    Expected,
    IdQuery,
    PathId,
    RequestSession,
)
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["电话记录"])


def _answer(
    session: Session, actor: Actor, call_id: int, address: str, status: int = HTTPStatus.OK
) -> Json:
    session.flush()  # what was written is read back by plain selects
    found = items.call(service.get(session, actor, call_id), address)
    return with_etag(found, found["version"], status)


@router.get(
    "/calls",
    summary="列出电话记录",
    response_model=Listing[CallOut],
    responses=answers({"items": [EXAMPLE], "next": None}),
)
@hot
def list_calls(
    *,
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    window: CurrentWindow,
    unit: Annotated[IdQuery, Query(description="只看打给某个单位的")] = None,
    subject: Annotated[
        Key | None, Query(description="只看为某件事项打的：/todo 的 key，例如 return:12")
    ] = None,
    since: Annotated[date | None, Query(description="从哪一天起，例如 2023-07-01")] = None,
) -> Json:
    """新的在前。督办人员、领导和管理员看本行政区划及以下的；联络员看不到。"""
    wanted = CallFilter(unit, subject_of(subject) if subject else None, since)
    found = service.calls(session, actor, window, wanted)
    address = runtime.settings.address
    return listing([items.call(one, address) for one in found.items], found.next, found.total)


@router.post(
    "/calls",
    summary="登记电话",
    status_code=HTTPStatus.CREATED,
    response_model=CallOut,
    responses=answers(EXAMPLE, status=HTTPStatus.CREATED),
)
def note(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    body: CallIn,
    once: CurrentOnce,
) -> Json:
    """督办人员记下打给谁、为哪些事、怎样答复、答应哪天办。记错了的，用 corrects_id 另记一条。"""

    def create() -> Json:
        given = body.model_dump(exclude={"matters"})
        matters = [subject_of(one) for one in body.matters]
        made = service.note(session, actor, NewCall(**given, matters=matters))
        return _answer(session, actor, made, runtime.settings.address, HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.get(
    "/calls/{call_id}", summary="一条电话记录", response_model=CallOut, responses=answers(EXAMPLE)
)
@hot
def read_call(
    session: RequestSession, actor: CurrentActor, runtime: CurrentRuntime, call_id: PathId
) -> Json:
    """一条电话记录，和所谈事项现在怎样。"""
    return _answer(session, actor, call_id, runtime.settings.address)


@router.patch(
    "/calls/{call_id}", summary="修改电话记录", response_model=CallOut, responses=answers(EXAMPLE)
)
def change(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    call_id: PathId,
    body: CallPatch,
    expected: Expected,
) -> Json:
    """登记的人当天可以改，原来的内容留痕；过后另记一条更正。"""
    address = runtime.settings.address

    def current() -> dict[str, object]:
        return items.call(service.get(session, actor, call_id), address)

    with telling_current(session, current):
        service.change(session, actor, call_id, body.given(), expected)
    return _answer(session, actor, call_id, address)
