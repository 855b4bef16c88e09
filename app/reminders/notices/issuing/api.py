"""The settings of notices over REST."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.reminders.notices.issuing import service
from app.reminders.notices.issuing.rules import Issuer
from app.reminders.notices.issuing.schemas import EXAMPLE, IssuersIn, IssuersOut
from app.reminders.notices.issuing.service import Settings
from app.reminders.notices.messages import KINDS
from app.web.answers import Json, instant, with_etag
from app.web.documentation import answers
from app.web.parameters import CurrentActor, Expected, IdQuery, RequestSession
from app.web.sessions import hot

router = APIRouter(tags=["督办文书"])

RegionQuery = Annotated[IdQuery, Query(description="行政区划的编号，缺省为本人所在区划")]


@router.get(
    "/notices/settings",
    summary="督办文书的设置",
    response_model=IssuersOut,
    responses=answers(EXAMPLE),
)
@hot
def read_settings(session: RequestSession, actor: CurrentActor, region: RegionQuery = None) -> Json:
    """一个行政区划的哪些单位可以签发哪种文书，是否须由领导签发，署名和机关代字。联络员不能查看。"""
    return _out(service.settings(session, actor, region))


@router.put(
    "/notices/settings",
    summary="修改督办文书的设置",
    response_model=IssuersOut,
    responses=answers(EXAMPLE),
)
def change_settings(
    session: RequestSession,
    actor: CurrentActor,
    body: IssuersIn,
    expected: Expected,
    region: RegionQuery = None,
) -> Json:
    """整体替换；没有列出的按缺省：各单位都可以签发交办单、提醒函、催办单，督办单须由领导签发。"""
    rows = [one.issuer() for one in body.issuers]
    return _out(service.change(session, actor, rows, region_id=region, expected=expected))


def _out(found: Settings) -> Json:
    body = {
        "region": {"id": found.region_id, "name": found.region},
        "issuers": [_issuer(one, found) for one in found.issuers.all()],
        "may_change": found.may_change,
        "version": found.version,
        "updated_by": found.updated_by,
        "updated_at": instant(found.updated_at),
    }
    return with_etag(body, found.version)


def _issuer(one: Issuer, found: Settings) -> dict[str, Any]:
    office = one.office_id
    return {
        "kind": one.kind,
        "kind_label": KINDS[one.kind],
        "office": None if office is None else {"id": office, "name": found.offices[office]},
        "may": one.may,
        "leader_signs": one.leader_signs,
        "organ": one.organ,
        "code": one.code,
    }
