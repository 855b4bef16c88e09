"""Plans over REST: lists, a plan and its parts, and what is done with the whole of it."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.plans import access, rules, service
from app.plans import listing as lists
from app.plans.amending import listing as amending
from app.plans.amending.history import matrix_as_of
from app.plans.amending.listing import MOST_AMENDMENTS
from app.plans.examples import (
    DETAIL_EXAMPLE,
    FINDING_EXAMPLE,
    INDICATOR_EXAMPLE,
    LINT_EXAMPLE,
    MATRIX_EXAMPLE,
    PLAN_EXAMPLE,
)
from app.plans.finding_schemas import FindingOut
from app.plans.incoming import Id
from app.plans.lint import service as lint
from app.plans.lint.api import every
from app.plans.matrix import MatrixTask, matrix
from app.plans.schemas import (
    IndicatorOut,
    MatrixOut,
    PlanDetailOut,
    PlanOut,
    PlanPatch,
    SettleIn,
)
from app.plans.terms import PlanScope, PlanSort, PlanState
from app.plans.versions.listing import on_the_way
from app.web.answers import Json, listing, with_etag
from app.web.documentation import answers
from app.web.parameters import (
    CurrentActor,
    CurrentRuntime,
    CurrentWindow,
    Expected,
    PathId,
    RequestSession,
)
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["方案"])


def detail(session: Session, actor: Actor, plan_id: int) -> dict[str, Any]:
    """A plan with its documents and counts: ten statements, whatever its size."""
    view = lists.plan(session, actor, plan_id)
    more = lint.certain_counts(session, actor, view)
    return lists.as_item(view) | {
        "documents": lists.documents(session, view.id),
        "counts": lint.with_counts(lists.counts(session, view.id), more),
        **on_the_way(session, view),
    }


@router.get(
    "/plans",
    summary="列出方案",
    response_model=Listing[PlanOut],
    responses=answers({"items": [PLAN_EXAMPLE], "next": None}),
)
@hot
def list_plans(
    *,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    state: Annotated[PlanState | None, Query(description="状态")] = None,
    region: Annotated[Id | None, Query(description="行政区划的编号")] = None,
    scope: Annotated[
        PlanScope | None,
        Query(description="own：本地及涉及本地单位的；library：先例库中别处的；缺省为全部"),
    ] = None,
    q: Annotated[str | None, Query(max_length=100, description="标题或文号中的文字")] = None,
    sort: Annotated[PlanSort, Query(description="最新、最早或按标题")] = PlanSort.NEWEST,
) -> Json:
    """列出可以查看的方案，最新的在前。联络员只见已发布并涉及本单位的方案和先例库。"""
    q = rules.printable(q) if q else None
    filters = {"state": state, "region": region, "scope": scope, "q": q}
    window = replace(window, filters=filters)
    found = lists.plans(
        session, actor, window, state=state, region_id=region, scope=scope, q=q, sort=sort
    )
    return listing([lists.as_item(one) for one in found.plans], found.next, found.total)


@router.get(
    "/plans/{plan_id}",
    summary="查看方案",
    response_model=PlanDetailOut,
    responses=answers(DETAIL_EXAMPLE),
)
@hot
def read_plan(session: RequestSession, actor: CurrentActor, plan_id: PathId) -> Json:
    """方案的基本信息、原件、各项数目；正在读取时给出进度。"""
    return _answer(session, actor, plan_id)


@router.patch(
    "/plans/{plan_id}",
    summary="修改方案",
    response_model=PlanDetailOut,
    responses=answers(DETAIL_EXAMPLE),
)
def change_plan(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    body: PlanPatch,
    expected: Expected,
) -> Json:
    """只改给出的各项。发布以后只能改承办单位、是否列入先例库，以及确认主牵头。

    草稿的规划期改了终止年份，以规划期末为时限的任务随之改期。
    """
    service.change(session, actor, plan_id, body.given(), expected)
    return _answer(session, actor, plan_id)


@router.delete(
    "/plans/{plan_id}",
    summary="删除草稿",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def delete_plan(
    session: RequestSession,
    runtime: CurrentRuntime,
    actor: CurrentActor,
    plan_id: PathId,
    expected: Expected,
) -> None:
    """删除没有发布的方案；删除后同一份文件可以重新上传。"""
    files = service.delete(session, actor, plan_id, expected)
    runtime.database.commit(session)  # a file goes only after the rows that name it
    service.drop_unused(runtime, files)


@router.post(
    "/plans/{plan_id}/publish",
    summary="发布方案",
    response_model=PlanDetailOut,
    responses=answers(
        DETAIL_EXAMPLE | {"state": "published", "published_at": "2022-04-21T09:00:00+08:00"}
    ),
)
def publish_plan(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, expected: Expected
) -> Json:
    """发布草稿，随后按责任分工交办到各单位。还有必须处理的问题时不能发布，errors 中逐条列出。"""
    service.publish(session, actor, plan_id, expected)
    return _answer(session, actor, plan_id)


@router.get(
    "/plans/{plan_id}/matrix",
    summary="责任矩阵",
    response_model=MatrixOut,
    responses=answers(MATRIX_EXAMPLE),
)
def read_matrix(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    as_of: Annotated[
        int | None, Query(ge=0, le=MOST_AMENDMENTS, description="第几次变更之后的样子；0 为发布时")
    ] = None,
) -> Json:
    """全部任务及其责任单位，次序和称呼照原文；每项附原文依据，发布以后变更过的附原和现。

    联络员只见涉及本单位的任务。给出 as_of 时是当时的样子，任务的状态和版本仍是现在的。
    """
    until = MOST_AMENDMENTS if as_of is None else as_of
    if as_of is None:
        found = matrix(session, actor, plan_id)
    else:
        found = matrix_as_of(session, actor, plan_id, as_of)
    marks = amending.marks(session, actor, plan_id, until)
    tasks = [_task(one) | {"marks": marks.get(one.id, [])} for one in found.tasks]
    ended = amending.ended_tasks(session, actor, plan_id, until)
    body = {"plan": found.plan, "tasks": tasks, "ended_tasks": ended}
    return with_etag(body, found.plan.version)


@router.get(
    "/plans/{plan_id}/findings",
    summary="待核的问题",
    response_model=Listing[FindingOut],
    responses=answers({"items": [FINDING_EXAMPLE, LINT_EXAMPLE], "next": None}),
)
def read_findings(session: RequestSession, actor: CurrentActor, plan_id: PathId) -> Json:
    """读取原件时发现的问题，以及现在检查责任矩阵发现的问题，同一件事只列一次。

    各自必须处理的（error）在前，已处理的写明何人何时处理。限方案所在区划及其上级的督办人员、
    领导和管理员，先例库中别处的方案也不能查看。矩阵检查设为 error 的，处理以前不能发布。
    """
    access.for_judging(session, actor, plan_id)
    return listing(every(session, actor, plan_id), None, None)


@router.post(
    "/plans/{plan_id}/findings/{finding_id}/settle",
    summary="处理一个问题",
    response_model=Listing[FindingOut],
    responses=answers(
        {
            "items": [
                FINDING_EXAMPLE | {"settled_at": "2022-04-20T09:30:00+08:00", "settled_by": "林"}
            ],
            "next": None,
        }
    ),
)
def settle_finding(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    finding_id: PathId,
    body: SettleIn,
) -> Json:
    """指明一个名称是哪个单位（可同时记为别名），或记下已经核对。答复处理以后的全部问题。"""
    service.settle(
        session, actor, plan_id, finding_id, unit_id=body.unit_id, remember=body.remember
    )
    session.flush()  # what was settled is read back
    return listing(every(session, actor, plan_id), None, None)


@router.get(
    "/plans/{plan_id}/indicators",
    summary="主要指标",
    response_model=Listing[IndicatorOut],
    responses=answers({"items": [INDICATOR_EXAMPLE], "next": None}),
)
def read_indicators(session: RequestSession, actor: CurrentActor, plan_id: PathId) -> Json:
    """方案的主要指标，数值照原文。"""
    service.get(session, actor, plan_id)
    return listing(lists.indicators(session, plan_id), None, None)


def _task(one: MatrixTask) -> dict[str, Any]:
    return {name: getattr(one, name) for name in MatrixTask.__slots__}


def _answer(session: Session, actor: Actor, plan_id: int) -> Json:
    session.flush()  # what was changed is read back by plain selects
    found = detail(session, actor, plan_id)
    return with_etag(found, found["version"])
