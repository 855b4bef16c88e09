"""令牌 over REST."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter

from app.core.errors import InvalidError
from app.identity import service
from app.identity.models import Token
from app.identity.schemas import TOKEN_EXAMPLE, NewTokenOut, TokenIn, TokenOut
from app.web.answers import Json, instant, listing
from app.web.documentation import answers
from app.web.parameters import CurrentActor, PathId, RequestSession
from app.web.schemas import Listing

router = APIRouter(tags=["令牌"])


def as_item(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "hint": token.hint,
        "role": token.role,
        "region_id": token.region_id,
        "unit_id": token.unit_id,
        "may_act_as": token.may_act_as,
        "created_at": instant(token.created_at),
        "expires_at": instant(token.expires_at),
        "revoked_at": instant(token.revoked_at),
    }


@router.get(
    "/tokens",
    summary="列出令牌",
    response_model=Listing[TokenOut],
    responses=answers({"items": [TOKEN_EXAMPLE], "next": None}),
)
def list_tokens(session: RequestSession, actor: CurrentActor) -> Json:
    """列出本行政区划及以下的令牌。只有管理员可以查看；令牌全文不再显示。"""
    return listing([as_item(token) for token in service.tokens(session, actor)], None, None)


@router.post(
    "/tokens",
    summary="创建令牌",
    status_code=HTTPStatus.CREATED,
    response_model=NewTokenOut,
    responses=answers(TOKEN_EXAMPLE | {"secret": "q7Xw2k…"}, status=HTTPStatus.CREATED),
)
def create_token(session: RequestSession, actor: CurrentActor, body: TokenIn) -> Json:
    """创建令牌。令牌全文只在答复中出现一次，请立即妥善保存。"""
    region_id = body.region_id or actor.region_id
    if region_id is None:
        raise InvalidError("请给出 region_id")
    made = service.create_token(
        session,
        actor,
        name=body.name,
        role=body.role,
        region_id=region_id,
        unit_id=body.unit_id,
        may_act_as=body.may_act_as,
        lasts=timedelta(days=body.days) if body.days else None,
    )
    return Json(as_item(made.row) | {"secret": made.secret}, HTTPStatus.CREATED)


@router.delete(
    "/tokens/{token_id}",
    summary="吊销令牌",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def revoke_token(session: RequestSession, actor: CurrentActor, token_id: PathId) -> None:
    """吊销令牌，立即生效。再次吊销没有影响。"""
    service.revoke_token(session, actor, token_id)
