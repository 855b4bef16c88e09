"""Ways out of the house, chosen by `DELIVERY_CHANNEL`: a mail server, or files for a look."""

import asyncio
import os
import ssl
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

import aiosmtplib

from app.core.settings import Channel as Kind
from app.core.settings import Settings
from app.deliveries.mime import compose
from app.deliveries.rules import (
    NotYetError,
    RefusedError,
    checked_address,
    file_name,
    is_permanent,
    one_line,
)
from app.deliveries.schemas import Message, Outcome
from app.deliveries.terms import DeliveryState
from app.kit import clock

TIMEOUT = 20.0
FAREWELL = 2.0
# For one whole message: less than the lease of a delivery, or two could send it at a time.
LONGEST = 120.0
UNNAMED_SENDER = "taskmatrix@localhost.localdomain"


class Channel(Protocol):
    """`send` returns when the message is out of our hands; otherwise it raises `NotYetError`
    (later it may go) or `RefusedError` (it never will).
    """

    @property
    def name(self) -> str: ...

    def send(self, message: Message) -> None: ...


@dataclass(frozen=True)
class FileChannel:
    """One `.eml` a message. A repeat replaces the file, so that there is never a second one."""

    outbox: Path
    sender: str
    name: str = Kind.FILE.value

    def send(self, message: Message) -> None:
        mail = compose(message, self.sender, clock.now())
        try:
            self._put(file_name(message.key), mail.as_bytes())
        except OSError as failed:
            raise NotYetError(f"写入 {self.outbox} 失败：{failed.strerror}") from failed

    def _put(self, name: str, data: bytes) -> None:
        self.outbox.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=self.outbox, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(part).replace(self.outbox / name)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise


@dataclass(frozen=True)
class MailChannel:
    """One SMTP conversation a message."""

    host: str
    port: int
    sender: str
    username: str
    password: str
    security: Literal["none", "starttls", "tls"]
    name: str = Kind.MAIL.value

    def send(self, message: Message) -> None:
        mail = compose(message, self.sender, clock.now())
        asyncio.run(self._converse(mail, checked_address(message.address)))

    async def _converse(self, mail: EmailMessage, recipient: str) -> None:
        client = self._client()
        try:
            async with asyncio.timeout(LONGEST):
                await self._greet(client)
                await self._hand_over(client, mail, recipient)
            # From here on the mail is taken, however we part.
            with suppress(OSError, aiosmtplib.SMTPException):
                await client.execute_command(b"QUIT", timeout=FAREWELL)
        except TimeoutError as slow:
            raise NotYetError(f"邮件服务器 {self.host} 长时间没有答复") from slow
        finally:
            await _part(client)

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            timeout=TIMEOUT,
            local_hostname=self.sender.rpartition("@")[2],
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            tls_context=None if self.security == "none" else ssl.create_default_context(),
        )

    async def _greet(self, client: aiosmtplib.SMTP) -> None:
        """Whatever goes wrong before the recipient is named lies with the server or with our
        settings, and not with him: it is tried again, even if the server says 5xx.
        """
        try:
            await client.connect()
            if self.username:
                await client.login(self.username, self.password)
        except TimeoutError:
            raise
        except (OSError, ValueError, aiosmtplib.SMTPException) as failed:
            raise NotYetError(f"邮件服务器 {self.host} 连接失败：{_told(failed)}") from failed

    async def _hand_over(self, client: aiosmtplib.SMTP, mail: EmailMessage, recipient: str) -> None:
        try:
            await client.send_message(mail, sender=self.sender, recipients=[recipient])
        except TimeoutError:
            raise
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _verdict(refused.recipients[0]) from refused
        except aiosmtplib.SMTPDataError as refused:
            raise _verdict(refused) from refused
        except aiosmtplib.SMTPNotSupported as refused:
            raise RefusedError(f"邮件服务器不支持该地址：{_told(refused)}") from refused
        except (OSError, aiosmtplib.SMTPException) as failed:
            raise NotYetError(f"邮件服务器 {self.host} 未能接收：{_told(failed)}") from failed


async def _part(client: aiosmtplib.SMTP) -> None:
    """TLS would wait for the server's farewell, longer than this event loop lives."""
    connection = client.transport
    client.close()
    if isinstance(connection, asyncio.WriteTransport):
        connection.abort()
        await asyncio.sleep(0)


def _verdict(reply: aiosmtplib.SMTPResponseException) -> Exception:
    told = f"邮件服务器答复 {_told(reply)}"
    return RefusedError(told) if is_permanent(reply.code) else NotYetError(told)


def _told(error: BaseException) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return one_line(f"{error.code} {error.message}")
    return one_line(str(error) or type(error).__name__)


def handed_over(settings: Settings, message: Message) -> Outcome:
    """Through the channel of the settings."""
    try:
        channel = channel_of(settings)
        channel.send(message)
    except RefusedError as refused:
        return Outcome(DeliveryState.FAILED, str(refused), settings.delivery_channel)
    except NotYetError as later:
        return Outcome(DeliveryState.QUEUED, str(later), settings.delivery_channel, later.after)
    return Outcome(DeliveryState.SENT, channel=channel.name)


def channel_of(settings: Settings) -> Channel:
    """Raise `NotYetError` where `MAIL_FROM` is no address: once it is mended, all goes out."""
    try:
        sender = checked_address(settings.mail_from or UNNAMED_SENDER)
    except RefusedError as wrong:
        raise NotYetError(f"MAIL_FROM 设置有误，{wrong}") from wrong
    if settings.delivery_channel is Kind.FILE:
        return FileChannel(settings.outbox_dir, sender)
    return MailChannel(
        host=settings.mail_host,
        port=settings.mail_port,
        sender=sender,
        username=settings.mail_username,
        password=settings.mail_password.get_secret_value(),
        security=settings.mail_security,
    )
