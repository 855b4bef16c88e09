"""与多数地方不同的分工 over REST."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.network.departures import rules, service, telling
from app.network.departures.schemas import DEPARTURES_EXAMPLE, DeparturesOut
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, PathId, RequestSession

router = APIRouter(tags=["先例"])

MOST_PRECEDENTS = 1_000
AtLeast = Annotated[int, Query(ge=1, le=MOST_PRECEDENTS, description="至少几份方案有先例才列出")]
Share = Annotated[
    float, Query(gt=0, le=1, allow_inf_nan=False, description="其中至少多大份额一致才列出")
]


@router.get(
    "/plans/{plan_id}/departures",
    summary="与多数地方不同的分工",
    response_model=DeparturesOut,
    responses=answers(DEPARTURES_EXAMPLE),
)
def read_departures(
    session: RequestSession,
    actor: CurrentActor,
    plan_id: PathId,
    precedents: AtLeast = rules.PRECEDENTS,
    share: Share = rules.SHARE,
) -> Json:
    """本方案的哪些任务，牵头单位的职能与多数地方的先例不同。只列出，不作评判。

    限方案所在区划及其上级的督办人员、领导和管理员。
    """
    found = service.departures(session, actor, plan_id, at_least=precedents, share=share)
    return Json(telling.whole(found))
