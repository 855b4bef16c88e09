"""By which ways a message may go, and in what order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Row, func, select
from sqlmodel import Session, col

from app.core.settings import Channel as House
from app.core.settings import Settings
from app.deliveries import senders
from app.deliveries.models import Delivery
from app.deliveries.people.models import Reach
from app.deliveries.places.models import PlaceChannel
from app.deliveries.rules import NotYetError
from app.deliveries.schemas import Message, Parcel
from app.deliveries.senders import Sender
from app.deliveries.terms import AddressKind, ChannelKind
from app.identity.models import Region
from app.kit.sealing import Seal, UnreadableError

HOUSE = "house"
PERSONAL = (ChannelKind.MAIL, ChannelKind.HTTP)


@dataclass(frozen=True)
class Route:
    """`key` tells one route from another over several attempts at a delivery. `sender` raises
    `NotYetError` where the channel's settings cannot be read.
    """

    key: str
    name: str
    kind: ChannelKind
    channel_id: int | None
    parcel: Parcel
    limits: tuple[tuple[int, float], ...]
    sender: Callable[[], Sender]


def routes(
    session: Session, settings: Settings, delivery: Delivery, message: Message
) -> list[Route]:
    """Those that are left: what refused this message for good is not asked again. What had it
    last and may have sent it without our knowing comes first again.
    """
    to = _to_group if delivery.recipient_id is None else _to_person
    refused = {one["route"] for one in delivery.refusals}
    left = [one for one in to(session, settings, delivery, message) if one.key not in refused]
    tried = str(delivery.channel_id or HOUSE) if delivery.last_error else ""
    return sorted(left, key=lambda one: one.key != tried)


def _to_person(
    session: Session, settings: Settings, delivery: Delivery, message: Message
) -> list[Route]:
    reach = session.scalars(
        select(Reach).where(col(Reach.person_id) == delivery.recipient_id)
    ).first()
    known = addresses(message.address, reach)
    rows = of_place(session, delivery.region_id)
    found = [_route(settings, row, message, known) for row in rows]
    if settings.delivery_channel is not House.PLACE and not any(
        row.kind is ChannelKind.MAIL for row in rows
    ):
        found.append(_house(settings, message, known))
    prefers = reach.prefers if reach else None
    ways = [(kind, route) for kind, route in found if kind in known]
    return [route for _, route in sorted(ways, key=lambda way: prefers not in {None, way[0]})]


def addresses(mail: str | None, reach: Reach | None) -> dict[AddressKind, str]:
    given = {
        AddressKind.MAIL: mail,
        AddressKind.MOBILE: reach.mobile if reach else None,
        AddressKind.ACCOUNT: reach.account if reach else None,
    }
    return {kind: address for kind, address in given.items() if address}


def of_place(session: Session, region_id: int) -> Sequence[PlaceChannel]:
    """The channels for persons of a region, or of the nearest above it that has any."""
    path = session.scalars(select(col(Region.path)).where(col(Region.id) == region_id)).one()
    query = (
        select(PlaceChannel, col(Region.path))
        .join(Region, col(Region.id) == col(PlaceChannel.region_id))
        .where(
            col(Region.code).in_(path.strip("/").split("/")),
            col(PlaceChannel.kind).in_(PERSONAL),
            col(PlaceChannel.enabled),
        )
        .order_by(func.length(col(Region.path)).desc(), col(PlaceChannel.position))
    )
    found: Sequence[Row[PlaceChannel, str]] = session.execute(query).all()
    return [row for row, of in found if of == found[0][1]]


def _route(
    settings: Settings, row: PlaceChannel, message: Message, known: Mapping[AddressKind, str]
) -> tuple[AddressKind, Route]:
    wants = wanted(row.kind, row.config)
    route = Route(
        key=str(row.id),
        name=row.name,
        kind=row.kind,
        channel_id=row.id,
        parcel=Parcel(message, known.get(wants, ""), dict(known)),
        limits=senders.limits_of(row.kind, row.config),
        sender=partial(_opened, settings, row.kind, row.config, row.sealed),
    )
    return wants, route


def wanted(kind: ChannelKind, config: Mapping[str, Any]) -> AddressKind:
    """By what a channel must know a person."""
    return AddressKind(config["address"]) if kind is ChannelKind.HTTP else AddressKind.MAIL


def _house(
    settings: Settings, message: Message, known: Mapping[AddressKind, str]
) -> tuple[AddressKind, Route]:
    route = Route(
        key=HOUSE,
        name="邮件",
        kind=ChannelKind(settings.delivery_channel.value),
        channel_id=None,
        parcel=Parcel(message, known.get(AddressKind.MAIL, ""), dict(known)),
        limits=(),
        sender=partial(senders.house, settings),
    )
    return AddressKind.MAIL, route


def _to_group(
    session: Session, settings: Settings, delivery: Delivery, message: Message
) -> list[Route]:
    row = session.get(PlaceChannel, delivery.channel_id) if delivery.channel_id else None
    if row is None or not row.enabled:
        return []
    return [_route(settings, row, message, {})[1]]


def _opened(
    settings: Settings, kind: ChannelKind, config: Mapping[str, Any], sealed: str
) -> Sender:
    return senders.of_place(settings, kind, config, secrets_of(settings, sealed))


def secrets_of(settings: Settings, sealed: str) -> dict[str, str]:
    """Raise `NotYetError` for what another key has closed: once the key is back, all goes out."""
    try:
        return dict(orjson.loads(Seal(*settings.keys).open(sealed))) if sealed else {}
    except UnreadableError as strange:
        raise NotYetError(
            "所存密钥无法读取：SECRET_KEY 换过，请恢复原值或设置 SECRET_KEY_BEFORE"
        ) from strange
