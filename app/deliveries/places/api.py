"""The channels of a place over REST."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.deliveries.places import service, trying
from app.deliveries.places.rules import LABELS
from app.deliveries.places.schemas import (
    CHANNEL_EXAMPLE,
    ChannelIn,
    ChannelOut,
    ChannelPatch,
    TestIn,
    TestOut,
)
from app.deliveries.places.service import ChannelView
from app.web.answers import Json, instant, listing, with_etag
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import (
    CurrentActor,
    CurrentRuntime,
    Expected,
    IdQuery,
    PathId,
    RequestSession,
)
from app.web.schemas import Listing

router = APIRouter(tags=["渠道"])

RegionQuery = Annotated[IdQuery, Query(description="行政区划的编号，缺省为本人所在区划")]


def as_item(found: ChannelView) -> dict[str, Any]:
    told = {"kind_label": LABELS[found.kind], "updated_at": instant(found.updated_at)}
    return asdict(found) | told


@router.get(
    "/channels",
    summary="列出渠道",
    response_model=Listing[ChannelOut],
    responses=answers({"items": [CHANNEL_EXAMPLE], "next": None}),
)
def list_channels(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    region: RegionQuery = None,
) -> Json:
    """一个行政区划的渠道，按使用的次序。联络员不能查看；密钥只列名称。"""
    found = service.channels(session, runtime.settings, actor, region)
    return listing([as_item(one) for one in found.channels], None, None)


@router.post(
    "/channels",
    summary="增加渠道",
    status_code=HTTPStatus.CREATED,
    response_model=ChannelOut,
    responses=answers(CHANNEL_EXAMPLE, status=HTTPStatus.CREATED),
)
def add_channel(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    once: CurrentOnce,
    body: ChannelIn,
    region: RegionQuery = None,
) -> Json:
    """增加一个渠道，排在最后。限管理员，以及不属于某个承办单位的督办人员。

    指向内部网络的地址不接受，除非 OUTGOING_ALLOWED 列出。
    """
    settings, new = runtime.settings, body.new()
    good = service.looked_at(session, settings, actor, new, region_id=region)

    def create() -> Json:
        made = service.add(session, settings, actor, new, good, region_id=region)
        return Json(as_item(made), HTTPStatus.CREATED)

    return once.run(session, actor, asdict(new), create)


@router.get(
    "/channels/{channel_id}",
    summary="一个渠道",
    response_model=ChannelOut,
    responses=answers(CHANNEL_EXAMPLE),
)
def get_channel(
    session: RequestSession, actor: CurrentActor, runtime: CurrentRuntime, channel_id: PathId
) -> Json:
    """一个渠道的设置。密钥只列名称，值从不给出。"""
    return _out(service.channel(session, runtime.settings, actor, channel_id))


@router.patch(
    "/channels/{channel_id}",
    summary="修改渠道",
    response_model=ChannelOut,
    responses=answers(CHANNEL_EXAMPLE | {"enabled": False, "version": 2}),
)
def change_channel(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    channel_id: PathId,
    body: ChannelPatch,
    expected: Expected,
) -> Json:
    """只改给出的各项；config 整个替换，密钥只换列出的，null 去掉。改动留痕，密钥不入留痕。"""
    changed = service.change(
        session, runtime.settings, actor, channel_id, body.given(), expected=expected
    )
    return _out(changed)


@router.delete(
    "/channels/{channel_id}",
    summary="删除渠道",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(None),
)
def remove_channel(session: RequestSession, actor: CurrentActor, channel_id: PathId) -> Response:
    """删除一个渠道和它的密钥；由它送出的消息仍在。"""
    service.remove(session, actor, channel_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/channels/{channel_id}/test",
    summary="发一条测试消息",
    response_model=TestOut,
    responses=answers({"went": True, "reason": None, "kept": False}),
)
def test_channel(
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    channel_id: PathId,
    body: TestIn,
) -> Json:
    """立即发一条测试消息，答复对方是否收下。群机器人发到群里，其余发到 to 或本人的地址。"""
    tried = trying.attempted(session, runtime.settings, actor, channel_id, body.to)
    return Json(asdict(tried))


def _out(found: ChannelView) -> Json:
    return with_etag(as_item(found), found.version)
