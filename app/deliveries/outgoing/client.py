"""One call: resolve, look, connect to the very address that was looked at, follow nothing."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Mapping, Sequence

import httpx2

from app.deliveries.outgoing.rules import (
    PORTS,
    Answer,
    BadTargetError,
    Network,
    Request,
    Target,
    may_call,
    target,
)
from app.deliveries.rules import NotYetError, RefusedError

TIMEOUT = 15.0
# For one whole call: less than the lease of a delivery, or two could send it at a time.
LONGEST = 60.0
LARGEST_ANSWER = 64 * 1024

# They tell the whole address of a call, and some addresses are secrets.
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class InsideError(RefusedError):
    """The address leads to where it must not."""


def resolve(host: str, port: int, allowed: Sequence[Network]) -> list[str]:
    """The addresses of a host, each of which may be called.

    Raise `InsideError` if one of them may not: a name that is now this and now that is none to
    trust. Raise `NotYetError` where the name is not known.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise NotYetError(f"找不到主机 {host}") from unknown
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not all(may_call(one, allowed) for one in addresses):
        raise InsideError(
            f"{host} 指向内部地址，不允许连接；确需连接的，请管理员在 OUTGOING_ALLOWED 中列出"
        )
    return addresses


def call(request: Request, allowed: Sequence[Network]) -> Answer:
    """Raise `NotYetError` when there was no answer, `RefusedError` for an address not to call."""
    try:
        where = target(request.url)
    except BadTargetError as wrong:
        raise RefusedError(str(wrong)) from wrong
    addresses = resolve(where.host, where.port, allowed)
    try:
        return asyncio.run(_call(request, where, addresses))
    except TimeoutError as slow:
        raise NotYetError(f"{where.host} 长时间没有答复") from slow


async def _call(request: Request, where: Target, addresses: Sequence[str]) -> Answer:
    secure = ssl.create_default_context() if where.scheme == "https" else False
    async with (
        asyncio.timeout(LONGEST),
        # No proxy of the environment: it would resolve the name once more.
        httpx2.AsyncClient(verify=secure, timeout=TIMEOUT, trust_env=False) as client,
    ):
        for left, address in enumerate(addresses, 1 - len(addresses)):
            try:
                return await _once(client, request, where, address)
            except httpx2.ConnectError as failed:
                if left == 0:
                    raise NotYetError(f"无法连接 {where.host}：{_told(failed)}") from None
            except httpx2.HTTPError as failed:
                raise NotYetError(f"{where.host} 未能答复：{_told(failed)}") from None
    raise AssertionError(where.host)


async def _once(
    client: httpx2.AsyncClient, request: Request, where: Target, address: str
) -> Answer:
    numeric = f"[{address}]" if ":" in address else address
    host = f"[{where.host}]" if ":" in where.host else where.host
    port = "" if where.port == PORTS[where.scheme] else f":{where.port}"
    sending = client.stream(
        request.method,
        f"{where.scheme}://{numeric}:{where.port}{where.path}",
        content=request.body,
        headers={**request.headers, "Host": host + port, "Accept-Encoding": "identity"},
        follow_redirects=False,
        extensions={"sni_hostname": where.host},
    )
    async with sending as answer:
        body = b""
        async for piece in answer.aiter_raw():
            body += piece
            if len(body) > LARGEST_ANSWER:
                break
    return Answer(answer.status_code, body[:LARGEST_ANSWER], answer.headers.get("Retry-After", ""))


def _told(error: Exception) -> str:
    """By its kind: the text of such an error may quote an address, and that a secret."""
    cause = error.__cause__ or error.__context__
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"证书不可信（{cause.verify_message}）"
        cause = cause.__cause__ or cause.__context__
    return _KINDS.get(type(error), type(error).__name__)


_KINDS: Mapping[type[Exception], str] = {
    httpx2.ConnectError: "连接被拒绝",
    httpx2.ConnectTimeout: "连接超时",
    httpx2.ReadTimeout: "等待答复超时",
    httpx2.ReadError: "连接中断",
    httpx2.RemoteProtocolError: "答复不是 HTTP",
}
