"""Measures over REST."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.progress.measures import items, service
from app.progress.measures.schemas import (
    MEASURE_EXAMPLE,
    EndIn,
    MeasureIn,
    MeasureOut,
    MeasurePatch,
)
from app.progress.measures.service import MeasureFilter, NewMeasure
from app.progress.measures.terms import MeasureState
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

router = APIRouter(tags=["措施"])


@router.get(
    "/tasks/{task_id}/measures",
    summary="一项任务的措施",
    response_model=Listing[MeasureOut],
    responses=answers({"items": [MEASURE_EXAMPLE], "next": None}),
)
@hot
def read_task_measures(session: RequestSession, actor: CurrentActor, task_id: PathId) -> Json:
    """承担单位在这项任务下的细化措施，按单位和次序；已结束的排在后面，改过的附以前各版。"""
    found = service.of_task(session, actor, task_id)
    return listing([items.measure(one) for one in found], None, None)


@router.post(
    "/tasks/{task_id}/measures",
    summary="填写措施",
    status_code=HTTPStatus.CREATED,
    response_model=MeasureOut,
    responses=answers(MEASURE_EXAMPLE, status=HTTPStatus.CREATED)
    | {200: {"model": MeasureOut, "content": {"application/json": {"example": MEASURE_EXAMPLE}}}},
)
def add_measure(
    session: RequestSession,
    actor: CurrentActor,
    task_id: PathId,
    body: MeasureIn,
    once: CurrentOnce,
) -> Json:
    """由承担任务的单位填写，直接承担或作为集合单位成员都可以；方案的督办人员可以代录。

    措施是单位自己的安排，不是文件内容，不另外填报。内容相同的再次填写答复 200 和原来那一项。
    """

    def create() -> Json:
        made = service.add(session, actor, task_id, NewMeasure(**body.model_dump()))
        session.flush()  # what was written is read back by plain selects
        return _answer(session, actor, made.id, HTTPStatus.CREATED if made.made else HTTPStatus.OK)

    return once.run(session, actor, body, create)


@router.get(
    "/measures",
    summary="措施",
    response_model=Listing[MeasureOut],
    responses=answers({"items": [MEASURE_EXAMPLE], "next": None}),
)
@hot
def list_measures(
    *,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    unit: Annotated[IdQuery, Query(description="只看某个单位")] = None,
    plan: Annotated[IdQuery, Query(description="只看某个方案")] = None,
    task: Annotated[IdQuery, Query(description="只看某项任务")] = None,
    state: Annotated[MeasureState | None, Query(description="状态")] = None,
) -> Json:
    """本人可以查看的措施，按方案和任务的次序。"""
    wanted = MeasureFilter(task=task, plan=plan, unit=unit, state=state)
    shown, found = service.listed(session, actor, wanted=wanted, window=window)
    return listing([items.measure(one) for one in shown], found.next, found.total)


def _stands(session: Session, actor: Actor, measure_id: int) -> dict[str, Any]:
    return items.measure(service.get(session, actor, measure_id))


def _answer(session: Session, actor: Actor, measure_id: int, status: int = HTTPStatus.OK) -> Json:
    found = _stands(session, actor, measure_id)
    return with_etag(found, found["version"], status)


@router.get(
    "/measures/{measure_id}",
    summary="一项措施",
    response_model=MeasureOut,
    responses=answers(MEASURE_EXAMPLE),
)
@hot
def read_measure(session: RequestSession, actor: CurrentActor, measure_id: PathId) -> Json:
    """一项措施和它以前的各版。"""
    return _answer(session, actor, measure_id)


@router.patch(
    "/measures/{measure_id}",
    summary="修改措施",
    response_model=MeasureOut,
    responses=answers(MEASURE_EXAMPLE),
)
def change_measure(
    session: RequestSession,
    actor: CurrentActor,
    measure_id: PathId,
    body: MeasurePatch,
    expected: Expected,
) -> Json:
    """只改给出的各项，原来的内容留在 history 中；position 用于调整次序。"""
    with telling_current(session, lambda: _stands(session, actor, measure_id)):
        service.change(session, actor, measure_id, body.given(), expected)
    session.flush()  # as above
    return _answer(session, actor, measure_id)


@router.post(
    "/measures/{measure_id}/end",
    summary="结束措施",
    response_model=MeasureOut,
    responses=answers(MEASURE_EXAMPLE | {"state": "done", "state_label": "已完成"}),
)
def end_measure(
    session: RequestSession,
    actor: CurrentActor,
    measure_id: PathId,
    body: EndIn,
    expected: Expected,
) -> Json:
    """已完成，或不再实施（须写明原因）。结束的措施仍可查看，不再印在任务清单上。"""
    with telling_current(session, lambda: _stands(session, actor, measure_id)):
        service.end(
            session, actor, measure_id, body.outcome, note=body.note or None, expected=expected
        )
    session.flush()  # as above
    return _answer(session, actor, measure_id)


@router.post(
    "/measures/{measure_id}/reopen",
    summary="恢复措施",
    response_model=MeasureOut,
    responses=answers(MEASURE_EXAMPLE),
)
def reopen_measure(
    session: RequestSession, actor: CurrentActor, measure_id: PathId, expected: Expected
) -> Json:
    """结束错了的措施恢复为进行中，排在最后。"""
    with telling_current(session, lambda: _stands(session, actor, measure_id)):
        service.reopen(session, actor, measure_id, expected)
    session.flush()  # as above
    return _answer(session, actor, measure_id)
