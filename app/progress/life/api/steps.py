"""What is done with a task, and what was."""

from datetime import date
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends
from sqlmodel import Session

from app.core.actor import Actor
from app.progress.life import items, service
from app.progress.life.schemas import (
    LIFE_EXAMPLE,
    ApplyIn,
    CloseIn,
    LifeOut,
    NoteIn,
    ReasonIn,
    SuspendIn,
)
from app.progress.life.service import Said
from app.progress.life.terms import Action
from app.web.answers import Json, telling_current, with_etag
from app.web.documentation import answers
from app.web.parameters import CurrentActor, Expected, PathId, RequestSession
from app.web.sessions import hot

router = APIRouter(tags=["任务办理"])
OK = answers(LIFE_EXAMPLE)


class Visit(NamedTuple):
    """Who wants to do something with which task, as he saw it in which version."""

    session: Session
    actor: Actor
    task_id: int
    expected: int | None


async def _visit(
    session: RequestSession, actor: CurrentActor, task_id: PathId, expected: Expected
) -> Visit:
    return Visit(session, actor, task_id, expected)


def _act(
    visit: Visit,
    action: Action,
    words: str,
    *,
    review_on: date | None = None,
    on_behalf_of: str | None = None,
) -> Json:
    session, actor, task_id, expected = visit
    said = Said(words, review_on, on_behalf_of)
    with telling_current(session, lambda: items.life(service.life(session, actor, task_id))):
        service.act(session, actor, task_id, action, said, expected=expected)
    session.flush()  # what was written is read back by plain selects
    return _answer(session, actor, task_id)


def _answer(session: Session, actor: Actor, task_id: int) -> Json:
    found = service.life(session, actor, task_id)
    return with_etag(items.life(found), found.task.version)


@router.get("/tasks/{task_id}/life", summary="一项任务的办理", response_model=LifeOut, responses=OK)
@hot
def read_life(session: RequestSession, actor: CurrentActor, task_id: PathId) -> Json:
    """一项任务的状态、完成时限和延期、办理经过，以及本人现在可以办理什么。"""
    return _answer(session, actor, task_id)


@router.post(
    "/tasks/{task_id}/apply_closure", summary="申请办结", response_model=LifeOut, responses=OK
)
def apply_closure(visit: Annotated[Visit, Depends(_visit)], body: ApplyIn) -> Json:
    """由牵头单位写明办结情况提出，等待督办人员办结或退回；督办人员代录时写明是谁的话。"""
    return _act(visit, Action.APPLY_CLOSURE, body.summary, on_behalf_of=body.on_behalf_of)


@router.post("/tasks/{task_id}/close", summary="办结任务", response_model=LifeOut, responses=OK)
def close(visit: Annotated[Visit, Depends(_visit)], body: CloseIn) -> Json:
    """写明结论办结；以后的进展情况表不再问到这项任务。没有申请的也可以直接办结。"""
    return _act(visit, Action.CLOSE, body.conclusion)


@router.post(
    "/tasks/{task_id}/return", summary="退回办结申请", response_model=LifeOut, responses=OK
)
def send_back(visit: Annotated[Visit, Depends(_visit)], body: ReasonIn) -> Json:
    """写明原因退回，任务回到进行中。"""
    return _act(visit, Action.RETURN, body.reason)


@router.post("/tasks/{task_id}/write_off", summary="销号", response_model=LifeOut, responses=OK)
def write_off(visit: Annotated[Visit, Depends(_visit)], body: NoteIn) -> Json:
    """办结的任务销号。只有启用了销号的地方才有这一步。"""
    return _act(visit, Action.WRITE_OFF, body.note)


@router.post("/tasks/{task_id}/suspend", summary="暂缓任务", response_model=LifeOut, responses=OK)
def suspend(visit: Annotated[Visit, Depends(_visit)], body: SuspendIn) -> Json:
    """写明原因和复核日期；到那一天列入待办理。已暂缓的任务再次暂缓，即改定复核日期。"""
    return _act(visit, Action.SUSPEND, body.reason, review_on=body.review_on)


@router.post("/tasks/{task_id}/resume", summary="恢复办理", response_model=LifeOut, responses=OK)
def resume(visit: Annotated[Visit, Depends(_visit)], body: NoteIn) -> Json:
    """暂缓的任务恢复为进行中。"""
    return _act(visit, Action.RESUME, body.note)


@router.post(
    "/tasks/{task_id}/make_ongoing", summary="转常态化", response_model=LifeOut, responses=OK
)
def make_ongoing(visit: Annotated[Visit, Depends(_visit)], body: ReasonIn) -> Json:
    """限时的任务转为常年坚持，此后每年填写阶段成果。"""
    return _act(visit, Action.MAKE_ONGOING, body.reason)


@router.post("/tasks/{task_id}/cancel", summary="终止任务", response_model=LifeOut, responses=OK)
def cancel(visit: Annotated[Visit, Depends(_visit)], body: ReasonIn) -> Json:
    """写明原因终止，不再办理。方案本身因决定而变的，另行登记调整。"""
    return _act(visit, Action.CANCEL, body.reason)


@router.post(
    "/tasks/{task_id}/reopen", summary="重新启动任务", response_model=LifeOut, responses=OK
)
def reopen(visit: Annotated[Visit, Depends(_visit)], body: ReasonIn) -> Json:
    """已办结、销号、终止或转常态化的任务回到进行中，以后的进展情况表重新问到它。"""
    return _act(visit, Action.REOPEN, body.reason)
