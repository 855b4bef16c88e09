"""A try at a channel: one message to the one who asks, now, and what came of it."""

from dataclasses import dataclass

from sqlmodel import Session

from app.core.actor import Actor
from app.core.errors import InvalidError
from app.core.events import Subject
from app.core.settings import Channel as House
from app.core.settings import Settings
from app.deliveries import senders
from app.deliveries.carrying import attempt
from app.deliveries.groups.robots import ROBOTS
from app.deliveries.people import service as people
from app.deliveries.people.rules import tidy
from app.deliveries.places import service
from app.deliveries.places.events import ChannelTested
from app.deliveries.places.models import PlaceChannel
from app.deliveries.routing import secrets_of, wanted
from app.deliveries.schemas import Message, Outcome, Parcel
from app.deliveries.terms import AddressKind, DeliveryState
from app.jobs.service import emit
from app.kit.identifiers import uuid7

SUBJECT = "【渠道测试】任务责任矩阵"
BODY = "这是一条测试消息，收到即表示渠道可用，不需要办理。\n"


class NoAddressError(InvalidError):
    code, title = "no_address", "请写明发到哪里"


@dataclass(frozen=True)
class Tried:
    """`kept` where nothing leaves the house: then it lies in a file."""

    went: bool
    reason: str | None
    kept: bool


def attempted(
    session: Session, settings: Settings, actor: Actor, channel_id: int, to: str | None
) -> Tried:
    """Send, and put down that it was tried. The call is made outside of any transaction."""
    row = service.mine(session, actor, channel_id)
    known = _known(session, actor, row, to)
    made = f"test:{row.id}:{uuid7().hex}"
    mail = known.get(AddressKind.MAIL)
    message = Message(made, actor.name, mail, SUBJECT, BODY, settings.address)
    parcel = Parcel(message, next(iter(known.values()), ""), known)
    kind, config, sealed = row.kind, dict(row.config), row.sealed
    session.rollback()
    outcome = attempt(
        lambda: senders.of_place(settings, kind, config, secrets_of(settings, sealed)), parcel
    )
    return _put_down(session, settings, actor, channel_id, outcome)


def _known(
    session: Session, actor: Actor, row: PlaceChannel, to: str | None
) -> dict[AddressKind, str]:
    if row.kind in ROBOTS:
        return {}
    wants = wanted(row.kind, row.config)
    typed = tidy(wants, to)
    address = typed or _own(session, actor, wants)
    if address is None:
        raise NoAddressError
    return {wants: address}


def _own(session: Session, actor: Actor, wants: AddressKind) -> str | None:
    if actor.person_id is None:
        return None
    found: str | None = getattr(people.mine(session, actor), wants.value)
    return found


def _put_down(
    session: Session, settings: Settings, actor: Actor, channel_id: int, outcome: Outcome
) -> Tried:
    row = service.mine(session, actor, channel_id)
    went = outcome.state is DeliveryState.SENT
    event = ChannelTested(
        subject=Subject("channel", row.id),
        region_id=row.region_id,
        name=row.name,
        went=went,
        reason=outcome.reason,
    )
    emit(session, actor, event)
    return Tried(went, outcome.reason, kept=settings.delivery_channel is House.FILE)
