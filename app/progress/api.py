"""Returns, reports and dispatches over REST."""

from contextlib import AbstractContextManager
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlmodel import Session

from app.core.actor import Actor
from app.progress import items, service
from app.progress.examples import Examples
from app.progress.periods import PERIOD_PATTERN
from app.progress.schemas import (
    AcceptIn,
    DispatchItem,
    ReportItem,
    ReturnIn,
    ReturnItem,
    ReturnOut,
    SendBackIn,
    WaiveIn,
)
from app.progress.service import ReturnFilter, Said, Words
from app.progress.terms import ReturnSort, ReturnState
from app.web.answers import Json, listing, telling_current, with_etag
from app.web.documentation import answers
from app.web.parameters import (
    CurrentActor,
    CurrentWindow,
    Expected,
    IdQuery,
    PathId,
    RequestSession,
)
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["进展填报"])

UnitQuery = Annotated[IdQuery, Query(description="只看某个单位")]
PlanQuery = Annotated[IdQuery, Query(description="只看某个方案")]
OverdueQuery = Annotated[bool | None, Query(description="只看逾期的，或只看未逾期的")]
SortQuery = Annotated[ReturnSort, Query(description="按期限先后，或按机构序")]


async def _filter(
    plan: PlanQuery = None,
    state: Annotated[ReturnState | None, Query(description="状态")] = None,
    period: Annotated[
        str | None, Query(pattern=PERIOD_PATTERN, description="填报期，例如 2023-H1")
    ] = None,
    overdue: OverdueQuery = None,
) -> ReturnFilter:
    return ReturnFilter(plan=plan, state=state, period=period, overdue=overdue)


CurrentFilter = Annotated[ReturnFilter, Depends(_filter)]


@router.get(
    "/returns",
    summary="进展情况表",
    response_model=Listing[ReturnItem],
    responses=answers({"items": [Examples.RETURN], "next": None}),
)
@hot
def list_returns(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    wanted: CurrentFilter,
    unit: UnitQuery = None,
    sort: SortQuery = ReturnSort.DUE_ON,
) -> Json:
    """本人可以查看的进展情况表。overdue=true 只列应报未报而期限已过的。"""
    narrowed = ReturnFilter(**{**vars(wanted), "unit": unit})
    found = service.returns(session, actor, wanted=narrowed, sort=sort, window=window)
    return listing([items.item(one) for one in found.items], found.next, found.total)


@router.get(
    "/units/{unit_id}/returns",
    summary="单位的进展情况表",
    response_model=Listing[ReturnItem],
    responses=answers({"items": [Examples.RETURN], "next": None}),
)
@hot
def list_unit_returns(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    wanted: CurrentFilter,
    unit_id: PathId,
    sort: SortQuery = ReturnSort.DUE_ON,
) -> Json:
    """一个单位的全部进展情况表，包括以后各期。"""
    found = service.of_unit(session, actor, unit_id, wanted=wanted, sort=sort, window=window)
    return listing([items.item(one) for one in found.items], found.next, found.total)


def answer(session: Session, actor: Actor, return_id: int) -> Json:
    found = service.get(session, actor, return_id)
    return with_etag(items.whole(found), found.item.row.version)


def told_what_stands(
    session: Session, actor: Actor, return_id: int
) -> AbstractContextManager[None]:
    """Who comes too late gets what is stored now, beside what he has typed himself."""
    return telling_current(session, lambda: items.whole(service.get(session, actor, return_id)))


@router.get(
    "/returns/{return_id}",
    summary="一份进展情况表",
    response_model=ReturnOut,
    responses=answers(Examples.WHOLE),
)
@hot
def get_return(session: RequestSession, actor: CurrentActor, return_id: PathId) -> Json:
    """一份进展情况表及其各项任务，附上一期填报的内容。"""
    return answer(session, actor, return_id)


@router.put(
    "/returns/{return_id}",
    summary="保存草稿",
    response_model=ReturnOut,
    responses=answers(Examples.WHOLE),
)
def save_return(
    session: RequestSession,
    actor: CurrentActor,
    return_id: PathId,
    expected: Expected,
    body: ReturnIn,
) -> Json:
    """保存各项任务的进展，不必填完。内容已被他人修改时答复 412，并给出现在保存的内容。"""
    rows = [Said(**row.said()) for row in body.rows]
    words = Words(body.on_behalf_of, body.way)
    with told_what_stands(session, actor, return_id):
        service.save(session, actor, return_id, rows, words=words, expected=expected)
    return answer(session, actor, return_id)


@router.post(
    "/returns/{return_id}/submit",
    summary="提交",
    response_model=ReturnOut,
    responses=answers(Examples.WHOLE | {"state": "submitted", "state_label": "待审核"}),
)
def submit_return(
    session: RequestSession, actor: CurrentActor, return_id: PathId, expected: Expected
) -> Json:
    """提交进展情况表，逾期也可以提交。没有填写的任务逐项列在 errors 中。"""
    with told_what_stands(session, actor, return_id):
        service.submit(session, actor, return_id, expected=expected)
    return answer(session, actor, return_id)


@router.post(
    "/returns/{return_id}/accept",
    summary="审核通过",
    response_model=ReturnOut,
    responses=answers(Examples.WHOLE | {"state": "accepted", "state_label": "已通过"}),
)
def accept_return(
    session: RequestSession,
    actor: CurrentActor,
    return_id: PathId,
    expected: Expected,
    body: AcceptIn | None = None,
) -> Json:
    """审核通过。由方案的督办人员进行；审核本单位的表时注明自审。"""
    note = body.note if body else None
    with told_what_stands(session, actor, return_id):
        service.accept(session, actor, return_id, note=note or None, expected=expected)
    return answer(session, actor, return_id)


@router.post(
    "/returns/{return_id}/return",
    summary="退回",
    response_model=ReturnOut,
    responses=answers(Examples.WHOLE | {"state": "returned", "state_label": "已退回"}),
)
def send_back_return(
    session: RequestSession,
    actor: CurrentActor,
    return_id: PathId,
    expected: Expected,
    body: SendBackIn,
) -> Json:
    """退回重报，须写明原因，可以另定期限。已通过或已免报的也可以退回。"""
    with told_what_stands(session, actor, return_id):
        service.send_back(
            session, actor, return_id, reason=body.reason, due_on=body.due_on, expected=expected
        )
    return answer(session, actor, return_id)


@router.post(
    "/returns/{return_id}/waive",
    summary="免报",
    response_model=ReturnOut,
    responses=answers(Examples.WHOLE | {"state": "waived", "state_label": "已免报"}),
)
def waive_return(
    session: RequestSession,
    actor: CurrentActor,
    return_id: PathId,
    expected: Expected,
    body: WaiveIn,
) -> Json:
    """本期免报，须写明原因。"""
    with told_what_stands(session, actor, return_id):
        service.waive(session, actor, return_id, reason=body.reason, expected=expected)
    return answer(session, actor, return_id)


@router.get(
    "/reports",
    summary="各项任务的进展",
    response_model=Listing[ReportItem],
    responses=answers({"items": [Examples.REPORT], "next": None}),
)
@hot
def list_reports(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    wanted: CurrentFilter,
    task: Annotated[IdQuery, Query(description="只看某项任务")] = None,
    unit: UnitQuery = None,
) -> Json:
    """逐项任务列出各单位各期的进展，包括尚未填写的。"""
    narrowed = ReturnFilter(**{**vars(wanted), "task": task, "unit": unit})
    found = service.reports(session, actor, wanted=narrowed, window=window)
    return listing([items.report(one) for one in found.items], found.next, found.total)


@router.get(
    "/dispatches",
    summary="交办",
    response_model=Listing[DispatchItem],
    responses=answers({"items": [Examples.DISPATCH], "next": None}),
)
@hot
def list_dispatches(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    plan: PlanQuery = None,
    unit: UnitQuery = None,
    acknowledged: Annotated[bool | None, Query(description="是否已签收")] = None,
) -> Json:
    """方案对各单位的交办及签收情况，新交办的在前。"""
    found = service.dispatches(
        session, actor, window=window, unit=unit, plan=plan, acknowledged=acknowledged
    )
    return listing([items.dispatch(row) for row in found.rows], found.next, found.total)


@router.post(
    "/dispatches/{dispatch_id}/acknowledge",
    summary="签收",
    response_model=DispatchItem,
    responses=answers(Examples.DISPATCH),
)
def acknowledge_dispatch(session: RequestSession, actor: CurrentActor, dispatch_id: PathId) -> Json:
    """由责任单位的联络员签收。再次签收没有影响，答复第一次的姓名和时间。"""
    return Json(items.dispatch(service.acknowledge(session, actor, dispatch_id)))
