"""What sends by a channel: the thing itself, or its Null twin where nothing may leave the house."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, quote_plus

from app.core.settings import Channel as House
from app.core.settings import Settings
from app.deliveries.groups.robots import ROBOTS
from app.deliveries.groups.rules import fitting
from app.deliveries.http import rules as http
from app.deliveries.mail.server import MailServer
from app.deliveries.outbox.files import MailFile, put
from app.deliveries.outgoing.client import call
from app.deliveries.outgoing.rules import Answer, Network, Request
from app.deliveries.rules import NotYetError, RefusedError, checked_address, file_stem, one_line
from app.deliveries.schemas import Parcel
from app.deliveries.terms import ChannelKind
from app.kit import clock

UNNAMED_SENDER = "taskmatrix@localhost.localdomain"
HIDDEN = "***"
LONGEST_TOLD = 240


class Sender(Protocol):
    """`send` returns when the message is out of our hands; otherwise it raises `NotYetError`
    (later it may go) or `RefusedError` (it never will).
    """

    def send(self, parcel: Parcel) -> None: ...


@dataclass(frozen=True)
class Caller:
    """Over HTTP. What the other side says in return is told without the secrets it may repeat."""

    request: Callable[[Parcel, datetime], Request]
    judge: Callable[[Answer], None]
    secrets: Mapping[str, str]
    allowed: Sequence[Network]

    def send(self, parcel: Parcel) -> None:
        asked = self.request(parcel, clock.wall())
        try:
            self.judge(call(asked, self.allowed))
        except RefusedError as refused:
            raise RefusedError(self._told(refused)) from None
        except NotYetError as later:
            raise NotYetError(self._told(later), later.after) from None

    def _told(self, error: Exception) -> str:
        """Masked while it is whole: half a secret is not found."""
        told = str(error)
        written = {form for secret in self.secrets.values() if secret for form in _forms(secret)}
        for form in sorted(written, key=len, reverse=True):
            told = told.replace(form, HIDDEN)
        return one_line(told, LONGEST_TOLD)


def _forms(secret: str) -> set[str]:
    """As it may stand in what somebody answers: in JSON, and in an address."""
    in_json = json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]
    slashed = (text.replace("/", "\\/") for text in in_json)
    return {secret, *in_json, *slashed, quote(secret, safe=""), quote(secret), quote_plus(secret)}


@dataclass(frozen=True)
class CallFile:
    """The twin of a caller: what it would have said, without its secrets."""

    outbox: Path
    label: str
    request: Callable[[Parcel, datetime], Request]

    def send(self, parcel: Parcel) -> None:
        asked = self.request(parcel, clock.wall())
        name = f"{file_stem(parcel.message.key)}.{self.label}.json"
        put(self.outbox, name, asked.body or asked.url.encode())


def house(settings: Settings) -> Sender:
    """That of the service's own settings. Raise `NotYetError` where `MAIL_FROM` is no address:
    once it is mended, all goes out.
    """
    try:
        sender = checked_address(settings.mail_from or UNNAMED_SENDER)
    except RefusedError as wrong:
        raise NotYetError(f"MAIL_FROM 设置有误，{wrong}") from wrong
    if settings.delivery_channel is House.FILE:
        return MailFile(settings.outbox_dir, sender)
    return MailServer(
        host=settings.mail_host,
        port=settings.mail_port,
        sender=sender,
        username=settings.mail_username,
        password=settings.mail_password.get_secret_value(),
        security=settings.mail_security,
    )


def of_place(
    settings: Settings,
    kind: ChannelKind,
    config: Mapping[str, Any],
    secrets: Mapping[str, str],
) -> Sender:
    live = settings.delivery_channel is not House.FILE
    if kind is ChannelKind.MAIL:
        if not live:
            return MailFile(settings.outbox_dir, config["sender"])
        password = secrets.get("password", "")
        return MailServer(**config, password=password, allowed=settings.outgoing_networks)
    shown = secrets if live else dict.fromkeys(secrets, HIDDEN)
    request, judge = _spoken(kind, config, shown)
    if not live:
        return CallFile(settings.outbox_dir, kind.value, request)
    return Caller(request, judge, secrets, settings.outgoing_networks)


def _spoken(
    kind: ChannelKind, config: Mapping[str, Any], secrets: Mapping[str, str]
) -> tuple[Callable[[Parcel, datetime], Request], Callable[[Answer], None]]:
    """What a channel says, and how it understands the answer."""
    if kind is ChannelKind.HTTP:
        gateway = http.gateway_of(config)
        return (
            lambda parcel, now: http.request(gateway, secrets, parcel, now),
            lambda answer: http.judge(gateway, answer),
        )
    robot = ROBOTS[kind]
    return (
        lambda parcel, now: robot.request(
            config["base"], secrets, fitting(parcel.message.body, robot.longest), now
        ),
        robot.judge,
    )


def limits_of(kind: ChannelKind, config: Mapping[str, Any]) -> tuple[tuple[int, float], ...]:
    """So many messages in so many seconds; none where nothing limits a channel."""
    if kind in ROBOTS:
        return ROBOTS[kind].limits
    a_minute = config.get("a_minute")
    return ((a_minute, 60.0),) if a_minute else ()
