"""先例 over REST."""

from fastapi import APIRouter

from app.network.precedents import service, telling
from app.network.precedents.schemas import PRECEDENTS_EXAMPLE, PrecedentsOut
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, PathId, RequestSession

router = APIRouter(tags=["先例"])


@router.get(
    "/tasks/{task_id}/precedents",
    summary="任务的先例",
    response_model=PrecedentsOut,
    responses=answers(PRECEDENTS_EXAMPLE),
)
def read_precedents(session: RequestSession, actor: CurrentActor, task_id: PathId) -> Json:
    """其他方案里最相近的任务由谁牵头、谁参加，折合成本地单位，各附原文。只供参考，由人决定。

    查阅范围是列入范例库的已发布方案，以及本人可以查看的其他已发布方案；草稿不算先例。
    """
    return Json(telling.whole(service.precedents(session, actor, task_id)))
