"""Parts over REST."""

from fastapi import APIRouter

from app.progress import service
from app.progress.api import answer, told_what_stands
from app.progress.examples import Examples
from app.progress.schemas import ReturnOut
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, Expected, PathId, RequestSession

router = APIRouter(tags=["进展填报"])


@router.post(
    "/returns/{return_id}/parts",
    summary="先报配合部分",
    response_model=ReturnOut,
    responses=answers(Examples.WHOLE | {"parts_filed_at": "2023-07-10T15:00:00+08:00"}),
)
def file_parts(
    session: RequestSession, actor: CurrentActor, return_id: PathId, expected: Expected
) -> Json:
    """既牵头又配合的单位先报 part 为 true 的各项，供牵头单位汇总；其余各项仍可填写。

    配合部分不需要单位审签，整份表提交时再审签。以后改动这些项，保存后牵头单位随即看到。
    """
    with told_what_stands(session, actor, return_id):
        service.file_parts(session, actor, return_id, expected=expected)
    return answer(session, actor, return_id)
