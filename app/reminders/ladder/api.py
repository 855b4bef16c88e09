"""The ladder of a region over REST: its steps, what they would lead to, and which plan by which."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.reminders.ladder import preview, settings
from app.reminders.ladder.rules import DEFAULTS
from app.reminders.ladder.schemas import (
    LADDER_EXAMPLE,
    PREVIEW_EXAMPLE,
    LadderIn,
    LadderOut,
    PlanProfileOut,
    PreviewIn,
    PreviewOut,
    ProfileIn,
    stored,
)
from app.reminders.ladder.settings import PlanChoice, Settings
from app.web.answers import Json, instant, with_etag
from app.web.documentation import answers
from app.web.parameters import (
    CurrentActor,
    CurrentRuntime,
    Expected,
    IdQuery,
    PathId,
    RequestSession,
)
from app.web.sessions import hot

router = APIRouter(tags=["提醒"])

RegionQuery = Annotated[IdQuery, Query(description="行政区划的编号，缺省为本人所在区划")]


@router.get(
    "/reminders/ladder",
    summary="提醒的各级",
    response_model=LadderOut,
    responses=answers(LADDER_EXAMPLE),
)
@hot
def read_ladder(session: RequestSession, actor: CurrentActor, region: RegionQuery = None) -> Json:
    """一个行政区划在期限前后第几个工作日提醒谁、拟什么，以及各方案按哪一类。联络员不能查看。"""
    return _ladder(session, actor, settings.settings(session, actor, region))


@router.patch(
    "/reminders/ladder",
    summary="修改提醒的各级",
    response_model=LadderOut,
    responses=answers(LADDER_EXAMPLE | {"own": ["plan.due"], "version": 1, "updated_by": "林"}),
)
def change_ladder(
    session: RequestSession,
    actor: CurrentActor,
    body: LadderIn,
    expected: Expected,
    region: RegionQuery = None,
) -> Json:
    """只改给出的几类，null 恢复缺省。同一天有两级等不合理的不予保存，并说明哪里不对。"""
    found = settings.change(session, actor, body.steps(), region_id=region, expected=expected)
    return _ladder(session, actor, found)


@router.post(
    "/reminders/ladder/preview",
    summary="预览提醒的各级",
    response_model=PreviewOut,
    responses=answers(PREVIEW_EXAMPLE),
)
def preview_ladder(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    body: PreviewIn,
    region: RegionQuery = None,
) -> Json:
    """照拟用的各级，从某天起谁在哪天会因什么收到一封。按现在的数据推算，不记录也不发送。"""
    found = settings.settings(session, actor, region)
    ladders = settings.with_proposed(found.ladders, body.steps())
    session.rollback()  # it takes a while, and others may write meanwhile
    with runtime.database.read() as reading:
        told = preview.preview(
            reading,
            actor,
            ladders,
            region_id=found.region_id,
            first=body.first,
            days=body.days,
        )
    return Json(asdict(told) | {"most_a_person": told.most_a_person})


@router.put(
    "/plans/{plan_id}/ladder",
    summary="选定方案按哪一类提醒",
    response_model=PlanProfileOut,
    responses=answers(LADDER_EXAMPLE["plans"][0] | {"profile": "instruction"}),
)
def choose_ladder(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, body: ProfileIn
) -> Json:
    """规划类（缺省）或批示交办类。从下一次提醒起生效，已经提醒过的不再重复。"""
    return Json(_plan(settings.choose(session, actor, plan_id, body.profile)))


def _plan(one: PlanChoice) -> dict[str, Any]:
    return {"id": one.plan_id, "title": one.plan, "profile": one.profile}


def _ladder(session: Session, actor: Actor, found: Settings) -> Json:
    body = {
        "region": {"id": found.region_id, "name": found.region},
        "ladders": {".".join(key): stored(found.ladders.steps(*key)) for key in DEFAULTS},
        "own": [".".join(key) for key in found.ladders.own],
        "plans": [_plan(one) for one in settings.plans(session, actor, found.region_id)],
        "may_change": found.may_change,
        "version": found.version,
        "updated_by": found.updated_by,
        "updated_at": instant(found.updated_at),
    }
    return with_etag(body, found.version)
