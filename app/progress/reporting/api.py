"""The rule of a plan over REST."""

from fastapi import APIRouter

from app.progress.messages import period_label
from app.progress.reporting import service
from app.progress.reporting.asking import WHOLE_PLAN
from app.progress.reporting.burden import Load, burden
from app.progress.reporting.schemas import (
    BURDEN_EXAMPLE,
    EXAMPLE,
    BurdenOut,
    RuleIn,
    RuleOut,
)
from app.progress.reporting.service import PlanRule
from app.web.answers import Json, with_etag
from app.web.documentation import answers
from app.web.parameters import CurrentActor, Expected, PathId, RequestSession
from app.web.sessions import hot

router = APIRouter(tags=["进展填报"])


@router.get(
    "/plans/{plan_id}/reporting",
    summary="填报规则",
    response_model=RuleOut,
    responses=answers(EXAMPLE),
)
@hot
def read_rule(session: RequestSession, actor: CurrentActor, plan_id: PathId) -> Json:
    """方案多久填报一次、哪些任务不同、有没有中期和期末评估，以及今后各期由多少单位填报。"""
    return _out(service.get(session, actor, plan_id))


@router.put(
    "/plans/{plan_id}/reporting",
    summary="修改填报规则",
    response_model=RuleOut,
    responses=answers(EXAMPLE),
)
def change_rule(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    expected: Expected,
    body: RuleIn,
) -> Json:
    """只改给出的各项。不再要的表，还没有报的随即收回；新要的表随即生成。"""
    service.change(session, actor, plan_id, body.given(), expected=expected)
    return _out(service.get(session, actor, plan_id))


@router.post(
    "/plans/{plan_id}/reporting/preview",
    summary="试算填报规则",
    response_model=RuleOut,
    responses=answers(EXAMPLE),
)
def preview_rule(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, body: RuleIn
) -> Json:
    """照给出的规则会有哪些表、各由多少单位填报；什么也不保存。"""
    return _out(service.preview(session, actor, plan_id, body.given()))


@router.get(
    "/plans/{plan_id}/burden",
    summary="填报负担",
    response_model=BurdenOut,
    responses=answers(BURDEN_EXAMPLE),
)
@hot
def read_burden(session: RequestSession, actor: CurrentActor, plan_id: PathId) -> Json:
    """各年要各单位填报多少份，与本地上一份方案相比，是否超过本地设定的上限；发布之前就可以看。"""
    found = burden(session, actor, plan_id)
    before = found.before
    return Json(
        {
            "plan_id": found.plan.plan_id,
            "by_year": _years(found.plan),
            "most": found.plan.most,
            "limit": found.limit,
            "is_over": found.is_over,
            "before": None
            if before is None
            else {
                "plan": {"id": before.plan_id, "title": before.title},
                "by_year": _years(before),
                "most": before.most,
            },
        }
    )


def _years(load: Load) -> list[dict[str, int]]:
    return [{"year": year, "returns": count} for year, count in sorted(load.a_year.items())]


def _out(found: PlanRule) -> Json:
    plan = found.plan
    body = {
        "plan_id": plan.id,
        "return_period": plan.return_period,
        "due_after": plan.due_after,
        "reporting_from": found.span[0],
        "reporting_until": found.span[1],
        **{name: getattr(found.rule, name) for name in WHOLE_PLAN},
        "tasks": [
            {
                "task_id": one.id,
                "number": one.number,
                "title": one.title,
                "period": found.own[one.id].kind,
                "milestones": found.own[one.id].days,
            }
            for one in found.tasks
            if one.id in found.own
        ],
        "returns": [{**vars(one), "period_label": period_label(one.period)} for one in found.lines],
        "by_year": [{"year": year, "returns": count} for year, count in found.a_year.items()],
        "may_change": found.may_change,
        "version": found.version,
    }
    return with_etag(body, found.version)
