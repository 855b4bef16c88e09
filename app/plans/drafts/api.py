"""Tasks and assignments of a draft over REST."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session

from app.core.actor import Actor
from app.plans import service
from app.plans.drafts.schemas import (
    AssignmentIn,
    AssignmentPatch,
    MergeIn,
    SplitIn,
    TaskIn,
    TaskPatch,
)
from app.plans.examples import TASK_EXAMPLE
from app.plans.matrix import MatrixTask, task
from app.plans.schemas import TaskOut
from app.plans.service import NewAssignment, NewTask, Split
from app.web.answers import Json, listing, with_etag
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import CurrentActor, Expected, PathId, RequestSession
from app.web.schemas import Listing

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
    """修改草稿中的任务，只改给出的各项；也用于移动、归并到上级、记为已核对。

    已发布的任务只能通过调整或勘误变更。
    """
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
    "/tasks/{task_id}/split",
    summary="拆分任务",
    status_code=HTTPStatus.CREATED,
    response_model=Listing[TaskOut],
    responses=answers(
        {"items": [TASK_EXAMPLE, TASK_EXAMPLE | {"id": 31, "number": None}], "next": None},
        status=HTTPStatus.CREATED,
    ),
)
def split_task(
    *,
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    body: SplitIn,
    expected: Expected,
    once: CurrentOnce,
) -> Json:
    """把草稿中的一项任务断成几项，答复各项。第一项仍是原任务，责任单位和原文依据随之分开。"""
    how = Split(body.offsets or (), body.texts or (), body.assignments)

    def split() -> Json:
        ids = service.split_task(session, actor, task_id, how, expected)
        session.flush()  # what was made is read back by plain selects
        tasks = [task(session, actor, one) for one in ids]
        answer = listing([_body(one) for one in tasks], None, None)
        answer.status_code = HTTPStatus.CREATED
        return answer

    return once.run(session, actor, body, split)


@router.post(
    "/tasks/{task_id}/merge",
    summary="合并任务",
    response_model=TaskOut,
    responses=answers(TASK_EXAMPLE),
)
def merge_tasks(
    *,
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    body: MergeIn,
    expected: Expected,
    once: CurrentOnce,
) -> Json:
    """把草稿中的其他任务并入这一项：全文按原文次序相接，同一单位只留较重的角色。"""

    def merge() -> Json:
        service.merge_tasks(session, actor, task_id, body.task_ids, expected)
        return _answer(session, actor, task_id)

    return once.run(session, actor, body, merge)


@router.post(
    "/tasks/{task_id}/assignments",
    summary="增加责任单位",
    status_code=HTTPStatus.CREATED,
    response_model=TaskOut,
    responses=_ADDED,
)
def add_assignment(
    *,
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    body: AssignmentIn,
    expected: Expected,
    once: CurrentOnce,
) -> Json:
    """给草稿中的任务增加一个责任单位，排在最后。If-Match 是任务的 ETag。"""

    def create() -> Json:
        service.add_assignment(session, actor, task_id, _new(body), expected)
        return _answer(session, actor, task_id, HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.patch(
    "/assignments/{assignment_id}",
    summary="修改责任单位",
    response_model=TaskOut,
    responses=answers(TASK_EXAMPLE),
)
def change_assignment(
    session: RequestSession,
    actor: CurrentActor,
    assignment_id: PathId,
    body: AssignmentPatch,
    expected: Expected,
) -> Json:
    """修改草稿中的一个责任单位：指明单位、改变角色或次序、定为主牵头。If-Match 是任务的 ETag。"""
    task_id = service.change_assignment(session, actor, assignment_id, body.given(), expected)
    return _answer(session, actor, task_id)


@router.delete(
    "/assignments/{assignment_id}",
    summary="删除责任单位",
    status_code=HTTPStatus.NO_CONTENT,
    responses=_GONE,
)
def delete_assignment(
    session: RequestSession, actor: CurrentActor, assignment_id: PathId, expected: Expected
) -> None:
    """从草稿的任务中删除一个责任单位。If-Match 是任务的 ETag。"""
    service.delete_assignment(session, actor, assignment_id, expected)


def _new(body: AssignmentIn) -> NewAssignment:
    return NewAssignment(**body.model_dump())


def _answer(session: Session, actor: Actor, task_id: int, status: int = HTTPStatus.OK) -> Json:
    session.flush()  # what was changed is read back by plain selects
    found = task(session, actor, task_id)
    return with_etag(_body(found), found.version, status)


def _body(found: MatrixTask) -> dict[str, Any]:
    return {name: getattr(found, name) for name in MatrixTask.__slots__}
