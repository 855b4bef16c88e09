"""令牌 over REST."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import Row

from app.core.errors import InvalidError
from app.identity import service
from app.identity.models import Token
from app.identity.schemas import (
    REGION_EXAMPLE,
    TOKEN_EXAMPLE,
    NewTokenOut,
    RegionOut,
    TokenIn,
    TokenOut,
)
from app.identity.terms import LEVEL_NAMES, RegionLevel
from app.web.answers import Json, instant, listing
from app.web.documentation import answers
from app.web.parameters import CurrentActor, CurrentWindow, PathId, RequestSession
from app.web.schemas import Listing
from app.web.sessions import hot

router = APIRouter(tags=["令牌"])


def as_item(token: Token, unit_id: int | None) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "hint": token.hint,
        "role": token.role,
        "region_id": token.region_id,
        "unit_id": unit_id,
        "may_act_as": token.may_act_as,
        "created_at": instant(token.created_at),
        "expires_at": instant(token.expires_at),
        "revoked_at": instant(token.revoked_at),
    }


@router.get(
    "/regions",
    tags=["行政区划"],
    summary="列出行政区划",
    response_model=Listing[RegionOut],
    responses=answers({"items": [REGION_EXAMPLE], "next": None}),
)
@hot
def list_regions(
    session: RequestSession,
    actor: CurrentActor,
    window: CurrentWindow,
    q: Annotated[str, Query(max_length=50, description="名称中的文字，或代码的开头")] = "",
    level: Annotated[RegionLevel | None, Query(description="级别")] = None,
) -> Json:
    """列出本行政区划及其上级、下级，按代码排列，供选择区划时使用。"""
    found = service.regions(session, actor, window, q="".join(q.split()), level=level)
    return listing([_region(row) for row in found.rows], found.next, found.total)


def _region(row: Row[Any]) -> dict[str, Any]:
    level = RegionLevel(row.level)
    return {
        **{name: getattr(row, name) for name in ("id", "code", "name", "parent_id")},
        "level": level,
        "level_label": LEVEL_NAMES[level],
    }


@router.get(
    "/tokens",
    summary="列出令牌",
    response_model=Listing[TokenOut],
    responses=answers({"items": [TOKEN_EXAMPLE], "next": None}),
)
def list_tokens(session: RequestSession, actor: CurrentActor) -> Json:
    """列出本行政区划及以下的令牌。只有管理员可以查看；令牌全文不再显示。

    unit_id 是今天所属的单位：原单位因机构改革终止的，自生效之日起归承继单位。
    """
    return listing([as_item(*one) for one in service.tokens(session, actor)], None, None)


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
    return Json(as_item(made.row, made.row.unit_id) | {"secret": made.secret}, HTTPStatus.CREATED)


@router.delete(
    "/tokens/{token_id}",
    summary="吊销令牌",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None, status=HTTPStatus.NO_CONTENT),
)
def revoke_token(session: RequestSession, actor: CurrentActor, token_id: PathId) -> None:
    """吊销令牌，立即生效。再次吊销没有影响。"""
    service.revoke_token(session, actor, token_id)
