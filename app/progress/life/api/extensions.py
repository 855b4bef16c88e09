"""Extensions, the yearly results of ongoing tasks, and what waits for a decision."""

from contextlib import AbstractContextManager
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.progress.life import items, service
from app.progress.life.extension_rules import FIRST_YEAR
from app.progress.life.schemas import (
    EXTENSION_EXAMPLE,
    PENDING_EXAMPLE,
    RESULT_EXAMPLE,
    ExtensionIn,
    ExtensionOut,
    GrantIn,
    PendingOut,
    ReasonIn,
    ResultIn,
    ResultOut,
)
from app.progress.life.terms import Waiting
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

router = APIRouter(tags=["任务办理"])

YearPath = Annotated[int, Path(ge=FIRST_YEAR, le=2100, description="年份")]


def _telling_task(session: Session, actor: Actor, task_id: int) -> AbstractContextManager[None]:
    return telling_current(session, lambda: items.life(service.life(session, actor, task_id)))


def _telling(session: Session, actor: Actor, extension_id: int) -> AbstractContextManager[None]:
    def stands() -> dict[str, Any]:
        return items.extension(service.extension(session, actor, extension_id))

    return telling_current(session, stands)


def _answer(session: Session, actor: Actor, extension_id: int, status: int = HTTPStatus.OK) -> Json:
    row = service.extension(session, actor, extension_id)
    return with_etag(items.extension(row), row.version, status)


@router.get(
    "/tasks/{task_id}/extensions",
    summary="一项任务的延期",
    response_model=Listing[ExtensionOut],
    responses=answers({"items": [EXTENSION_EXAMPLE], "next": None}),
)
@hot
def list_extensions(
    session: RequestSession, actor: CurrentActor, window: CurrentWindow, task_id: PathId
) -> Json:
    """历次延期申请和决定，新的在前。"""
    found = service.extensions(session, actor, task_id, window)
    return listing([items.extension(row) for row in found.rows], found.next, found.total)


@router.post(
    "/tasks/{task_id}/extensions",
    summary="申请延期",
    status_code=HTTPStatus.CREATED,
    response_model=ExtensionOut,
    responses=answers(
        EXTENSION_EXAMPLE
        | {"state": "requested", "state_label": "等待决定", "extended_to": None, "holds": False}
        | {"note": None, "decided_by": None, "decided_on": None},
        status=HTTPStatus.CREATED,
    ),
)
def request_extension(
    *,
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    body: ExtensionIn,
    expected: Expected,
    once: CurrentOnce,
) -> Json:
    """由牵头单位在到期以前提出，督办人员决定；原定的完成时限保留。督办人员代录时写明是谁的话。"""

    def create() -> Json:
        with _telling_task(session, actor, task_id):
            made = service.request(session, actor, task_id, **body.model_dump(), expected=expected)
        return _answer(session, actor, made, HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.get(
    "/extensions/{extension_id}",
    summary="一份延期申请",
    response_model=ExtensionOut,
    responses=answers(EXTENSION_EXAMPLE),
)
@hot
def read_extension(session: RequestSession, actor: CurrentActor, extension_id: PathId) -> Json:
    """一份延期申请和对它的决定。"""
    return _answer(session, actor, extension_id)


@router.post(
    "/extensions/{extension_id}/grant",
    summary="同意延期",
    response_model=ExtensionOut,
    responses=answers(EXTENSION_EXAMPLE),
)
def grant(
    session: RequestSession,
    actor: CurrentActor,
    extension_id: PathId,
    body: GrantIn,
    expected: Expected,
) -> Json:
    """同意延至所申请的日期，或者另定一天。"""
    with _telling(session, actor, extension_id):
        service.decide(
            session,
            actor,
            extension_id,
            granted=True,
            extended_to=body.extended_to,
            note=body.note or None,
            expected=expected,
        )
    session.flush()  # what was written is read back by plain selects
    return _answer(session, actor, extension_id)


@router.post(
    "/extensions/{extension_id}/refuse",
    summary="不同意延期",
    response_model=ExtensionOut,
    responses=answers(
        EXTENSION_EXAMPLE
        | {"state": "refused", "state_label": "不同意", "extended_to": None, "holds": False}
    ),
)
def refuse(
    session: RequestSession,
    actor: CurrentActor,
    extension_id: PathId,
    body: ReasonIn,
    expected: Expected,
) -> Json:
    """不同意延期，须写明原因；完成时限不变。"""
    with _telling(session, actor, extension_id):
        service.decide(
            session, actor, extension_id, granted=False, note=body.reason or None, expected=expected
        )
    session.flush()  # as above
    return _answer(session, actor, extension_id)


@router.get(
    "/tasks/{task_id}/stage_results",
    summary="常态化任务的阶段成果",
    response_model=Listing[ResultOut],
    responses=answers({"items": [RESULT_EXAMPLE], "next": None}),
)
@hot
def list_results(session: RequestSession, actor: CurrentActor, task_id: PathId) -> Json:
    """转常态化的任务每年的阶段成果，新的在前。"""
    found = service.life(session, actor, task_id)
    return listing([items.result(row) for row in found.results], None, None)


@router.put(
    "/tasks/{task_id}/stage_results/{year}",
    summary="填写阶段成果",
    response_model=ResultOut,
    responses=answers(RESULT_EXAMPLE),
)
def write_result(
    *,
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    year: YearPath,
    body: ResultIn,
    expected: Expected,
) -> Json:
    """由牵头单位填写一年的阶段成果，再次填写即修改，原来的文字留在留痕中。"""
    with _telling_task(session, actor, task_id):
        service.write_result(
            session,
            actor,
            task_id,
            year,
            body.text,
            on_behalf_of=body.on_behalf_of,
            expected=expected,
        )
    session.flush()  # as above
    found = service.life(session, actor, task_id)
    row = next(one for one in found.results if one.year == year)
    return with_etag(items.result(row), found.task.version)


@router.get(
    "/pending",
    summary="待办理",
    response_model=Listing[PendingOut],
    responses=answers({"items": [PENDING_EXAMPLE], "next": None}),
)
@hot
def list_pending(
    *,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    kind: Annotated[Waiting | None, Query(description="只看某一类")] = None,
    plan: Annotated[IdQuery, Query(description="只看某个方案")] = None,
) -> Json:
    """等待督办人员决定的办结申请、延期申请，到了复核日期的暂缓任务，以及还缺上年阶段成果的常态化任务，等得久的在前。"""
    found = service.pending(session, actor, window=window, kind=kind, plan=plan)
    return listing([items.pending(row) for row in found.rows], found.next, found.total)
