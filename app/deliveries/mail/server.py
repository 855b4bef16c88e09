"""A mail server, that of the house or that of a place."""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

import aiosmtplib

from app.deliveries.mail.mime import compose
from app.deliveries.outgoing.client import resolve
from app.deliveries.outgoing.rules import Network
from app.deliveries.rules import (
    NotYetError,
    RefusedError,
    checked_address,
    is_permanent,
    one_line,
)
from app.deliveries.schemas import Parcel
from app.kit import clock

TIMEOUT = 20.0
FAREWELL = 2.0
# For one whole message: less than the lease of a delivery, or two could send it at a time.
LONGEST = 120.0

Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True)
class MailServer:
    """`allowed` is null for the house's own: who starts the service may name any host."""

    host: str
    port: int
    sender: str
    username: str
    password: str
    security: Security
    allowed: Sequence[Network] | None = None

    def send(self, parcel: Parcel) -> None:
        recipient = checked_address(parcel.address)
        mail = compose(parcel.message, recipient, self.sender, clock.now())
        allowed = self.allowed
        addresses = None if allowed is None else resolve(self.host, self.port, allowed)
        try:
            asyncio.run(self._converse(mail, recipient, addresses))
        except TimeoutError as slow:
            raise NotYetError(f"邮件服务器 {self.host} 长时间没有答复") from slow

    async def _converse(
        self, mail: EmailMessage, recipient: str, addresses: Sequence[str] | None
    ) -> None:
        async with asyncio.timeout(LONGEST):
            client = self._client(None if addresses is None else await self._connected(addresses))
            try:
                await self._greet(client)
                await self._hand_over(client, mail, recipient)
            except BaseException:
                await _part(client)
                raise
        # From here on the mail is taken, however we part.
        try:
            with suppress(OSError, aiosmtplib.SMTPException):
                await client.execute_command(b"QUIT", timeout=FAREWELL)
        finally:
            await _part(client)

    def _client(self, known: socket.socket | None) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port if known is None else None,
            sock=known,
            timeout=TIMEOUT,
            local_hostname=self.sender.rpartition("@")[2],
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            tls_context=None if self.security == "none" else ssl.create_default_context(),
        )

    async def _connected(self, addresses: Sequence[str]) -> socket.socket:
        """To the very address that was looked at. A name that is asked twice may answer twice."""
        for left, address in enumerate(addresses, 1 - len(addresses)):
            made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
            made.setblocking(False)
            try:
                async with asyncio.timeout(TIMEOUT):
                    await asyncio.get_running_loop().sock_connect(made, (address, self.port))
            except OSError as failed:  # a TimeoutError is one
                made.close()
                if left == 0:
                    raise NotYetError(
                        f"邮件服务器 {self.host} 连接失败：{_told(failed)}"
                    ) from failed
            except BaseException:
                made.close()
                raise
            else:
                return made
        raise AssertionError(self.host)

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
