"""Tasks and assignments of a draft over REST."""

from http import HTTPStatus

from fastapi import APIRouter
from sqlmodel import Session

from app.core.actor import Actor
from app.plans import service
from app.plans.examples import TASK_EXAMPLE
from app.plans.matrix import task
from app.plans.schemas import AssignmentIn, AssignmentPatch, TaskIn, TaskOut, TaskPatch
from app.plans.service import NewAssignment, NewTask
from app.web.answers import Json, with_etag
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import CurrentActor, Expected, PathId, RequestSession

router = APIRouter(tags=["方案"])

_ADDED = answers(TASK_EXAMPLE, status=HTTPStatus.CREATED)
_GONE = answers(None, status=HTTPStatus.NO_CONTENT)


@router.post(
    "/plans/{plan_id}/tasks",
    summary="补录任务",
    status_code=HTTPStatus.CREATED,
    response_model=TaskOut,
    responses=_ADDED,
)
def add_task(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    body: TaskIn,
    once: CurrentOnce,
) -> Json:
    """在草稿中补录一项任务，可同时给出责任单位。"""
    units = [_new(one) for one in body.assignments]
    new = NewTask(**body.model_dump(exclude={"assignments"}), assignments=units)

    def create() -> Json:
        task_id = service.add_task(session, actor, plan_id, new)
        return _answer(session, actor, task_id, HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.patch(
    "/tasks/{task_id}",
    summary="修改任务",
    response_model=TaskOut,
    responses=answers(TASK_EXAMPLE),
)
def change_task(
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    body: TaskPatch,
    expected: Expected,
) -> Json:
    """修改草稿中的任务，只改给出的各项。已发布的任务只能通过调整或勘误变更。"""
    service.change_task(session, actor, task_id, body.given(), expected)
    return _answer(session, actor, task_id)


@router.delete(
    "/tasks/{task_id}",
    summary="删除任务",
    status_code=HTTPStatus.NO_CONTENT,
    responses=_GONE,
)
def delete_task(
    session: RequestSession, actor: CurrentActor, task_id: PathId, expected: Expected
) -> None:
    """删除草稿中的任务，连同它的责任单位。"""
    service.delete_task(session, actor, task_id, expected)


@router.post(
    "/tasks/{task_id}/assignments",
    summary="增加责任单位",
    status_code=HTTPStatus.CREATED,
    response_model=TaskOut,
    responses=_ADDED,
)
def add_assignment(
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    body: AssignmentIn,
    once: CurrentOnce,
) -> Json:
    """给草稿中的任务增加一个责任单位，排在最后。"""

    def create() -> Json:
        service.add_assignment(session, actor, task_id, _new(body))
        return _answer(session, actor, task_id, HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.patch(
    "/assignments/{assignment_id}",
    summary="修改责任单位",
    response_model=TaskOut,
    responses=answers(TASK_EXAMPLE),
)
def change_assignment(
    session: RequestSession, actor: CurrentActor, assignment_id: PathId, body: AssignmentPatch
) -> Json:
    """修改草稿中的一个责任单位：指明单位、改变角色或次序、定为主牵头。"""
    task_id = service.change_assignment(session, actor, assignment_id, body.given())
    return _answer(session, actor, task_id)


@router.delete(
    "/assignments/{assignment_id}",
    summary="删除责任单位",
    status_code=HTTPStatus.NO_CONTENT,
    responses=_GONE,
)
def delete_assignment(session: RequestSession, actor: CurrentActor, assignment_id: PathId) -> None:
    """从草稿的任务中删除一个责任单位。"""
    service.delete_assignment(session, actor, assignment_id)


def _new(body: AssignmentIn) -> NewAssignment:
    return NewAssignment(**body.model_dump())


def _answer(session: Session, actor: Actor, task_id: int, status: int = HTTPStatus.OK) -> Json:
    session.flush()  # what was changed is read back by plain selects
    found = task(session, actor, task_id)
    body = {name: getattr(found, name) for name in type(found).__slots__}
    return with_etag(body, found.version, status)
