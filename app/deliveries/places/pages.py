"""The channels of a place on screen: the list, and a form for each kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor
from app.core.errors import AppError, ForbiddenError, NotFoundError
from app.core.settings import Channel as House
from app.core.settings import Settings
from app.deliveries.groups.robots import ROBOTS
from app.deliveries.people.rules import LABELS as ADDRESSES
from app.deliveries.places import forms, service, trying
from app.deliveries.places.forms import Texts
from app.deliveries.places.rules import FIELDS, LABELS, SETTABLE
from app.deliveries.places.schemas import ChannelIn, ChannelPatch
from app.deliveries.places.service import ChannelView, PlaceChannels
from app.deliveries.places.trying import Tried
from app.deliveries.terms import AddressKind, ChannelKind
from app.web.forms import Fields, parsed, version_of
from app.web.parameters import (
    CurrentActor,
    CurrentRuntime,
    IdQuery,
    PathId,
    RequestSession,
)
from app.web.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class ChannelsPage:
    place: PlaceChannels
    labels: Mapping[ChannelKind, str]
    settable: tuple[ChannelKind, ...]
    house: House


@dataclass(frozen=True)
class ChannelPage:
    """`channel` is null for one that is to be made; `texts` are what stands in the fields."""

    place: PlaceChannels
    channel: ChannelView | None
    kind: ChannelKind
    label: str
    is_robot: bool
    texts: Texts
    addresses: Mapping[AddressKind, str]
    refusal: str | None = None
    tried: Tried | None = None
    to: str = ""


@router.get("/channels")
def channels_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    region: IdQuery = None,
) -> Response:
    place = service.channels(session, runtime.settings, actor, region)
    page = ChannelsPage(place, LABELS, SETTABLE, runtime.settings.delivery_channel)
    return render(request, "deliveries/channels.html", page)


@router.get("/channels/new")
def new_page(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    kind: ChannelKind,
    region: IdQuery = None,
) -> Response:
    page = _new(session, runtime.settings, actor, kind, region, forms.blank(kind))
    return render(request, "deliveries/channel.html", page)


def _new(
    session: Session,
    settings: Settings,
    actor: Actor,
    kind: ChannelKind,
    region: int | None,
    texts: Texts,
    refusal: str | None = None,
) -> ChannelPage:
    place = service.channels(session, settings, actor, region)
    if not place.may_change:
        raise ForbiddenError
    if kind not in SETTABLE:
        raise NotFoundError
    return ChannelPage(place, None, kind, LABELS[kind], kind in ROBOTS, texts, ADDRESSES, refusal)


@router.post("/channels/new")
def add(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    fields: Fields,
    kind: ChannelKind,
    region: IdQuery = None,
) -> Response:
    try:
        asked = parsed(ChannelIn, {"kind": kind, **forms.given(kind, fields)}, FIELDS)
        new, settings = asked.new(), runtime.settings
        good = service.looked_at(session, settings, actor, new, region_id=region)
        made = service.add(session, settings, actor, new, good, region_id=region)
    except AppError as refused:
        session.rollback()
        texts = forms.typed(kind, fields)
        page = _new(session, runtime.settings, actor, kind, region, texts, refused.told)
        return render(request, "deliveries/channel.html", page, status=refused.status)
    return _to(f"/channels/{made.id}", "channel_added")


@router.get("/channels/{channel_id}")
def channel_page(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    channel_id: PathId,
) -> Response:
    page = _one(session, runtime.settings, actor, channel_id)
    return render(request, "deliveries/channel.html", page)


def _one(
    session: Session,
    settings: Settings,
    actor: Actor,
    channel_id: int,
    texts: Texts | None = None,
    **more: Any,
) -> ChannelPage:
    found = service.channel(session, settings, actor, channel_id)
    place = service.channels(session, settings, actor, found.region_id)
    kind = found.kind
    shown = texts or forms.stored(found)
    return ChannelPage(place, found, kind, LABELS[kind], kind in ROBOTS, shown, ADDRESSES, **more)


@router.post("/channels/{channel_id}")
def change(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    channel_id: PathId,
    fields: Fields,
) -> Response:
    kind = service.channel(session, runtime.settings, actor, channel_id).kind
    session.rollback()
    try:
        given = parsed(ChannelPatch, forms.given(kind, fields), FIELDS).given()
        version = version_of(fields)
        service.change(session, runtime.settings, actor, channel_id, given, expected=version)
    except AppError as refused:
        session.rollback()
        texts = forms.typed(kind, fields)
        page = _one(session, runtime.settings, actor, channel_id, texts, refusal=refused.told)
        return render(request, "deliveries/channel.html", page, status=refused.status)
    return _to(f"/channels/{channel_id}", "channel_changed")


@router.post("/channels/{channel_id}/remove")
def remove(session: RequestSession, actor: CurrentActor, channel_id: PathId) -> Response:
    service.remove(session, actor, channel_id)
    return _to("/channels", "channel_removed")


@router.post("/channels/{channel_id}/test")
def try_out(
    *,
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    runtime: CurrentRuntime,
    channel_id: PathId,
    to: Annotated[str, Form(max_length=254)] = "",
) -> Response:
    refusal: str | None = None
    tried: Tried | None = None
    try:
        tried = trying.attempted(session, runtime.settings, actor, channel_id, to or None)
    except AppError as refused:
        session.rollback()
        refusal = refused.told
    page = _one(session, runtime.settings, actor, channel_id, refusal=refusal, tried=tried, to=to)
    return render(request, "deliveries/channel.html", page)


def _to(path: str, notice: str) -> Response:
    return RedirectResponse(f"{path}?{urlencode({'notice': notice})}", HTTPStatus.SEE_OTHER)
