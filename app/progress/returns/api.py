"""What happens to a return after its draft, over REST."""

from fastapi import APIRouter

from app.progress import items, service
from app.progress.api import answer, told_what_stands
from app.progress.examples import Examples
from app.progress.returns import editions
from app.progress.schemas import (
    AmendIn,
    ClearIn,
    EditionOut,
    LockedOut,
    LockIn,
    ReturnOut,
    TakeBackIn,
)
from app.progress.service import Amendment, Said, Words
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, Expected, PathId, RequestSession
from app.web.sessions import hot

router = APIRouter(tags=["进展填报"])

_SUBMITTED = Examples.WHOLE | {"state": "submitted", "state_label": "待审核"}


@router.post(
    "/returns/{return_id}/clear",
    summary="单位审签",
    response_model=ReturnOut,
    responses=answers(_SUBMITTED | {"cleared_by": "刘副理事长", "cleared_on": "2023-07-12"}),
)
def clear_return(
    session: RequestSession,
    actor: CurrentActor,
    return_id: PathId,
    expected: Expected,
    body: ClearIn,
) -> Json:
    """记下单位由谁在哪天审签，随即提交给督办人员。只在本地要求审签时有这一步。"""
    with told_what_stands(session, actor, return_id):
        service.clear(session, actor, return_id, **body.model_dump(), expected=expected)
    return answer(session, actor, return_id)


@router.post(
    "/returns/{return_id}/take_back",
    summary="审签前撤回",
    response_model=ReturnOut,
    responses=answers(Examples.WHOLE),
)
def take_back_return(
    session: RequestSession,
    actor: CurrentActor,
    return_id: PathId,
    expected: Expected,
    body: TakeBackIn | None = None,
) -> Json:
    """等待单位审签的表退回本单位修改，回到草稿。"""
    reason = body.reason if body else None
    with told_what_stands(session, actor, return_id):
        service.take_back(session, actor, return_id, reason=reason, expected=expected)
    return answer(session, actor, return_id)


@router.post(
    "/returns/{return_id}/confirm",
    summary="自审的第二人确认",
    response_model=ReturnOut,
    responses=answers(_SUBMITTED | {"confirmed_by": "吴志远"}),
)
def confirm_return(
    session: RequestSession, actor: CurrentActor, return_id: PathId, expected: Expected
) -> Json:
    """督办单位自己的表，须由另一位督办人员、分管领导或管理员确认以后，才能由本单位审核通过。"""
    with told_what_stands(session, actor, return_id):
        service.confirm(session, actor, return_id, expected=expected)
    return answer(session, actor, return_id)


@router.post(
    "/returns/{return_id}/amend",
    summary="更正",
    response_model=ReturnOut,
    responses=answers(_SUBMITTED),
)
def amend_return(
    session: RequestSession,
    actor: CurrentActor,
    return_id: PathId,
    expected: Expected,
    body: AmendIn,
) -> Json:
    """已通过的表以新的内容重新提交，原来的一版保留可查。已锁定的只能由督办人员代为更正。"""
    rows = [Said(**row.said()) for row in body.rows]
    words = Words(body.on_behalf_of, body.way)
    given = Amendment(body.reason, body.cleared_by, body.cleared_on, words)
    with told_what_stands(session, actor, return_id):
        service.amend(session, actor, return_id, rows, given, expected=expected)
    return answer(session, actor, return_id)


@router.get(
    "/returns/{return_id}/editions/{number}",
    summary="更正以前的一版",
    response_model=EditionOut,
    responses=answers(Examples.EDITION),
)
@hot
def get_edition(
    session: RequestSession, actor: CurrentActor, return_id: PathId, number: PathId
) -> Json:
    """更正以前的内容，以及当时由谁提交、审签、审核。"""
    return Json(items.old_edition(editions.get(session, actor, return_id, number)))


@router.post(
    "/plans/{plan_id}/returns/lock",
    summary="锁定一期",
    response_model=LockedOut,
    responses=answers({"period": "2023-H1", "locked": 27}),
)
def lock_period(
    session: RequestSession, actor: CurrentActor, plan_id: PathId, body: LockIn
) -> Json:
    """本期已通过的表全部锁定，不再退回；还没有通过的仍可以报送和审核。到期也会自动锁定。"""
    locked = service.lock_period(session, actor, plan_id, body.period)
    return Json({"period": body.period, "locked": locked})
