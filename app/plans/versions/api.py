"""Versions of a plan over REST. A new one comes by `POST /plans` with `over_plan_id`."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path

from app.plans import service
from app.plans.terms import VersionState
from app.plans.versions import listing as lists
from app.plans.versions.listing import VersionView
from app.plans.versions.messages import STAGES
from app.plans.versions.schemas import VERSION_EXAMPLE, VersionOut
from app.web.answers import Json, instant, listing
from app.web.documentation import answers
from app.web.parameters import CurrentActor, CurrentRuntime, PathId, RequestSession
from app.web.schemas import Listing

router = APIRouter(tags=["方案"])

MOST_VERSIONS = 10_000
Number = Annotated[int, Path(ge=1, le=MOST_VERSIONS, description="第几版")]


@router.get(
    "/plans/{plan_id}/versions",
    summary="方案的各个版本",
    response_model=Listing[VersionOut],
    responses=answers({"items": [VERSION_EXAMPLE], "next": None}),
)
def read_versions(session: RequestSession, actor: CurrentActor, plan_id: PathId) -> Json:
    """导入过的各个版本，先导入的在前，各附与上一版的差别：增删改的任务，进出和换了责任的单位。"""
    found = lists.versions(session, actor, plan_id)
    return listing([_item(one) for one in found], None, None)


@router.delete(
    "/plans/{plan_id}/versions/{number}",
    summary="撤回没有导入的版本",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def withdraw_version(
    *,
    runtime: CurrentRuntime,
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    number: Number,
) -> None:
    """撤回还没有读完或没有读出的新版本，其文件不再保存；已经导入的不能撤回。"""
    files = service.withdraw_version(session, actor, plan_id, number)
    runtime.database.commit(session)
    service.drop_unused(runtime, files)


def _item(view: VersionView) -> dict[str, Any]:
    reading = view.state is VersionState.READING
    return {
        "number": view.number,
        "state": view.state,
        "stage": view.stage,
        "stage_label": STAGES[view.stage] if view.stage else None,
        "title": view.title,
        "document": view.document,
        "received_at": instant(view.created_at),
        "imported_at": instant(view.imported_at),
        "imported_by": view.created_by,
        "progress": {"done": view.read_done, "total": view.read_total} if reading else None,
        "refusal_code": view.refusal_code,
        "refusal": view.refusal,
        "difference": view.difference,
    }
