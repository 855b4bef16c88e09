"""联系方式 over REST."""

from dataclasses import asdict

from fastapi import APIRouter

from app.deliveries.people import service
from app.deliveries.people.schemas import ADDRESSES_EXAMPLE, AddressesOut, AddressesPatch
from app.web.answers import Json, with_etag
from app.web.documentation import answers
from app.web.parameters import CurrentActor, Expected, PathId, RequestSession
from app.web.sessions import hot

router = APIRouter(tags=["消息"])


@router.get(
    "/people/{person_id}/addresses",
    summary="一个人的联系方式",
    response_model=AddressesOut,
    responses=answers(ADDRESSES_EXAMPLE),
)
@hot
def read_addresses(session: RequestSession, actor: CurrentActor, person_id: PathId) -> Json:
    """邮箱、手机号码、OA 账号，以及希望优先用哪一种。只给本人和其所在区划的督办人员、管理员看。"""
    return _out(service.addresses(session, actor, person_id))


@router.patch(
    "/people/{person_id}/addresses",
    summary="修改联系方式",
    response_model=AddressesOut,
    responses=answers(ADDRESSES_EXAMPLE),
)
def change_addresses(
    session: RequestSession,
    actor: CurrentActor,
    person_id: PathId,
    body: AddressesPatch,
    expected: Expected,
) -> Json:
    """只改给出的各项，null 去掉。限本人、所在区划的管理员和不属于某个承办单位的督办人员。"""
    return _out(service.change(session, actor, person_id, body.given(), expected=expected))


def _out(found: service.Addresses) -> Json:
    return with_etag(asdict(found), found.version)
