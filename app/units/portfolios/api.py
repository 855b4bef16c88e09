"""领导分管 over REST."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from app.kit import clock
from app.units.access import region_named
from app.units.contacts.schemas import EndIn
from app.units.portfolios import service
from app.units.portfolios.queries import Filters
from app.units.portfolios.schemas import (
    LEADER_EXAMPLE,
    PORTFOLIO_EXAMPLE,
    LeaderOut,
    PortfolioIn,
    PortfolioOut,
)
from app.web.answers import Json, listing, shown
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import CurrentActor, CurrentWindow, IdQuery, PathId, RequestSession
from app.web.schemas import Listing

router = APIRouter(tags=["领导分管"])

RegionName = Annotated[str | None, Query(max_length=50, description="行政区划的名称或代码")]


@router.get(
    "/portfolios",
    summary="列出领导分管的单位",
    response_model=Listing[PortfolioOut],
    responses=answers({"items": [PORTFOLIO_EXAMPLE], "next": None}),
)
def list_portfolios(
    *,
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    on: Annotated[date | None, Query(description="哪一天，缺省为今天")] = None,
    history: Annotated[bool, Query(description="是否列出全部，不论何时")] = False,
    region: RegionName = None,
    unit: IdQuery = None,
    leader: IdQuery = None,
) -> Json:
    """列出某一天谁分管哪个单位，按领导、机构序排列；history=true 时连同以前和以后的。"""
    filters = Filters(
        on=None if history else on or clock.today(),
        region_id=region_named(session, actor, region).id if region else None,
        unit_id=unit,
        leader_id=leader,
    )
    found = service.listed(session, actor, filters, window)
    return listing([shown(PortfolioOut, row) for row in found.rows], found.next, found.total)


@router.get(
    "/portfolios/{portfolio_id}",
    summary="查看一项分管",
    response_model=PortfolioOut,
    responses=answers(PORTFOLIO_EXAMPLE),
)
def read_portfolio(session: RequestSession, actor: CurrentActor, portfolio_id: PathId) -> Json:
    """谁从哪天到哪天分管这个单位，依据什么文件。"""
    return Json(shown(PortfolioOut, service.one(session, actor, portfolio_id)))


@router.post(
    "/portfolios",
    summary="登记领导分管",
    status_code=HTTPStatus.CREATED,
    response_model=PortfolioOut,
    responses=answers(PORTFOLIO_EXAMPLE, status=HTTPStatus.CREATED),
)
def add_portfolio(
    session: RequestSession, actor: CurrentActor, once: CurrentOnce, body: PortfolioIn
) -> Json:
    """登记一位领导从哪天起分管一个单位。同一单位的时间不能重叠，除非原来的到前一天为止。"""

    def create() -> Json:
        made = service.add_portfolio(session, actor, **body.model_dump())
        row = service.one(session, actor, made.id)
        return Json(shown(PortfolioOut, row), HTTPStatus.CREATED)

    return once.run(session, actor, body, create)


@router.post(
    "/portfolios/{portfolio_id}/end",
    summary="结束一项分管",
    response_model=PortfolioOut,
    responses=answers(PORTFOLIO_EXAMPLE | {"valid_until": "2023-08-31"}),
)
def end_portfolio(
    session: RequestSession, actor: CurrentActor, portfolio_id: PathId, body: EndIn
) -> Json:
    """写明分管到哪一天为止，缺省为今天；历史保留。"""
    service.end_portfolio(session, actor, portfolio_id, on=body.on)
    session.flush()  # the row is read again
    return Json(shown(PortfolioOut, service.one(session, actor, portfolio_id)))


@router.delete(
    "/portfolios/{portfolio_id}",
    summary="删除登记错的分管",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def remove_portfolio(session: RequestSession, actor: CurrentActor, portfolio_id: PathId) -> None:
    """登记错了、从来没有过的，删除并留痕；分管变了的请结束，历史保留。"""
    service.remove_portfolio(session, actor, portfolio_id)


@router.get(
    "/leaders",
    summary="列出领导",
    response_model=Listing[LeaderOut],
    responses=answers({"items": [LEADER_EXAMPLE], "next": None}),
)
def list_leaders(session: RequestSession, actor: CurrentActor, region: RegionName = None) -> Json:
    """列出一个行政区划登记过的领导，按排列次序；缺省为本人所在区划。"""
    place = region_named(session, actor, region)
    found = service.leaders(session, actor, place.id)
    return listing([shown(LeaderOut, one) for one in found], None, None)
