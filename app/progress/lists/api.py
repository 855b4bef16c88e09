"""Task lists over REST."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from app.plans.terms import TaskState
from app.progress.lists import items, service
from app.progress.lists.queries import TaskFilter
from app.progress.lists.schemas import (
    TASK_EXAMPLE,
    UNIT_SHARE_EXAMPLE,
    UNIT_TASK_EXAMPLE,
    TaskItem,
    TaskOut,
    UnitTaskItem,
)
from app.progress.lists.terms import TaskSort
from app.reading.terms import Role
from app.web.answers import Json, listing, with_etag
from app.web.documentation import answers
from app.web.parameters import CurrentActor, CurrentWindow, PathId, RequestSession
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["任务清单"])

SortQuery = Annotated[TaskSort, Query(description="按原件顺序，或按最后变化时间")]


async def _filter(
    role: Annotated[Role | None, Query(description="牵头、责任或配合")] = None,
    state: Annotated[TaskState | None, Query(description="任务状态")] = None,
    plan: Annotated[int | None, Query(description="只看某个方案")] = None,
    due_before: Annotated[
        date | None, Query(description="完成时限（延期的按延期后）早于这一天的")
    ] = None,
    updated_since: Annotated[
        AwareDatetime | None, Query(description="此后有变化的，时间须带时区")
    ] = None,
) -> TaskFilter:
    return TaskFilter(
        role=role, state=state, plan=plan, due_before=due_before, updated_since=updated_since
    )


CurrentFilter = Annotated[TaskFilter, Depends(_filter)]


@router.get(
    "/units/{unit_id}/tasks",
    summary="单位的任务清单",
    response_model=Listing[UnitTaskItem],
    responses=answers({"items": [UNIT_TASK_EXAMPLE], "next": None}),
)
@hot
def list_unit_tasks(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    wanted: CurrentFilter,
    unit_id: PathId,
    sort: SortQuery = TaskSort.POSITION,
) -> Json:
    """一个单位在已发布方案中的全部任务，含本单位的角色、其他单位、信号灯和下一份应报的进展情况表。"""
    found = service.of_unit(session, actor, unit_id, wanted=wanted, sort=sort, window=window)
    assert found.holding is not None  # noqa: S101 - a unit's list has it
    rows = [items.unit_task(listed, found.holding) for listed in found.tasks]
    return listing(rows, found.next, found.total)


@router.get(
    "/tasks",
    summary="任务",
    response_model=Listing[TaskItem],
    responses=answers({"items": [TASK_EXAMPLE], "next": None}),
)
@hot
def list_tasks(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    wanted: CurrentFilter,
    unit: Annotated[int | None, Query(description="只看某个单位承担的")] = None,
    sort: SortQuery = TaskSort.POSITION,
) -> Json:
    """本人可以查看的全部任务。"""
    narrowed = replace(wanted, unit=unit)
    found = service.readable(session, actor, wanted=narrowed, sort=sort, window=window)
    return listing([items.task(listed) for listed in found.tasks], found.next, found.total)


@router.get(
    "/tasks/{task_id}",
    summary="一项任务",
    response_model=TaskOut,
    responses=answers(
        TASK_EXAMPLE
        | {
            "text": "为大小便失禁重度残疾人提供护理类辅助器具适配服务。……",
            "section": ["附件 重点任务分工"],
            "evidence": [
                {
                    "document_id": 1,
                    "role": "responsibility",
                    "start": 19033,
                    "end": 19045,
                    "page": None,
                    "quote": "县残联、县民政局\t县财政局",
                }
            ],
            "reports": [],
            "shares": [UNIT_SHARE_EXAMPLE],
        }
    ),
)
@hot
def get_task(session: RequestSession, actor: CurrentActor, task_id: PathId) -> Json:
    """一项任务的全文、责任分工、证明分工的原文，以及本人可以查看的进展。"""
    found = service.get(session, actor, task_id)
    return with_etag(items.whole(found), found.task.version)
