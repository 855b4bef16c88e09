"""两份方案的对照 over REST."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.network.coverage import service, telling
from app.network.coverage.schemas import COVERAGE_EXAMPLE, CoverageOut
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, RequestSession
from app.web.schemas import LARGEST_ID

router = APIRouter(prefix="/network", tags=["先例"])

PlanQuery = Annotated[int, Query(ge=1, le=LARGEST_ID, description="一份方案")]
WithQuery = Annotated[int, Query(ge=1, le=LARGEST_ID, alias="with", description="另一份方案")]


@router.get(
    "/coverage",
    summary="两份方案的对照",
    response_model=CoverageOut,
    responses=answers(COVERAGE_EXAMPLE),
)
def get_coverage(
    session: RequestSession, actor: CurrentActor, plan: PlanQuery, with_: WithQuery
) -> Json:
    """哪些任务一方有、另一方没有，两边都有的并列；指标只在计量与名称一致时并列，否则分开列出。

    可以是上下级的，也可以是两个县的；两份都要是本人可以整份查看的。
    """
    return Json(telling.whole(service.compare(session, actor, plan, with_)))
