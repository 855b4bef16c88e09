"""由谁填报 over REST."""

from fastapi import APIRouter

from app.plans.filers import items, service
from app.plans.filers.schemas import FILING_EXAMPLE, FilingIn, GroupFilingOut, GroupFilingsOut
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.sessions import hot

router = APIRouter(tags=["方案"])


@router.get(
    "/plans/{plan_id}/group_filings",
    summary="集合单位由谁填报",
    response_model=GroupFilingsOut,
    responses=answers({"items": [FILING_EXAMPLE]}),
)
@hot
def list_choices(session: RequestSession, actor: CurrentActor, plan_id: PathId) -> Json:
    """方案列明的每个集合单位：成员、现在由谁填报、各种选择每年要增加几份进展情况表。"""
    found = service.choices(session, actor, plan_id)
    return Json({"items": [items.choice(one) for one in found]})


@router.put(
    "/plans/{plan_id}/group_filings/{group_id}",
    summary="选择集合单位由谁填报",
    response_model=GroupFilingOut,
    responses=answers(FILING_EXAMPLE | {"mode": "all", "open": False}),
)
def choose(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, group_id: PathId, body: FilingIn
) -> Json:
    """由督办人员选择：都不填报、由承办单位汇总、由指定的成员或由全部成员填报。不再需要的、还没有提交的进展情况表随之取消。"""
    made = service.choose(session, actor, plan_id, group_id, mode=body.mode, units=body.units)
    return Json(items.choice(made))
