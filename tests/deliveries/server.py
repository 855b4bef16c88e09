"""A real mail server on loopback that does what a test tells it."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from app.core.settings import Channel, Settings
from app.deliveries.carrying import attempt
from app.deliveries.schemas import Parcel
from app.deliveries.senders import house
from app.deliveries.service import Message, Outcome

OK = "250 OK"
MESSAGE = Message(
    key="digest:4:2023-07-19",
    name="周敏",
    address="zhou@example.test",
    subject="【填报提醒】县民政局有1份进展情况表未报送",
    body="周敏同志：\n\n您是县民政局的联络员。\n",
)


@dataclass
class Desk:
    """What the server answers to the recipient and to the text, and what it took."""

    to_sender: str = OK
    to_recipient: str = OK
    to_text: str = OK
    taken: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_sender == OK:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.to_sender

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.to_recipient == OK:
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.to_text == OK:
            self.taken.append(envelope)
        return self.to_text

    def mails(self) -> list[EmailMessage]:
        return [parsed(envelope.content) for envelope in self.taken]


def parsed(data: Any) -> EmailMessage:
    mail = BytesParser(policy=policy.default).parsebytes(data)
    assert isinstance(mail, EmailMessage)
    return mail


def free_port() -> int:
    """The server of aiosmtpd wants to know its port beforehand."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


StartServer = Callable[..., Controller]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def start(desk: Desk) -> Iterator[StartServer]:
    """Start the server, on a port that is free or on the one that is given."""
    running: list[Controller] = []

    def started(port: int | None = None, **options: Any) -> Controller:
        controller = Controller(desk, hostname="127.0.0.1", port=port or free_port(), **options)
        controller.start()
        running.append(controller)
        return controller

    yield started
    for controller in running:
        controller.stop(no_assert=True)


def sent(settings: Settings, message: Message) -> Outcome:
    """By the house's own channel."""
    parcel = Parcel(message, message.address or "")
    return attempt(lambda: house(settings), parcel)


def mail_settings(tmp_path: Path, port: int, **values: Any) -> Settings:
    return Settings(
        data_dir=tmp_path,
        delivery_channel=Channel.MAIL,
        mail_host="127.0.0.1",
        mail_port=port,
        mail_from="taskmatrix@wushan.test",
        **values,
    )
