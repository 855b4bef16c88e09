"""Which addresses may be called. Pure.

An address that a clerk types must not lead to what stands beside this service: its own database,
a router's page, the metadata of a cloud machine that hands out keys. A name is not asked about
here but what it resolves to, each time, and that very address is then called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST_URL = 2000
PORTS = {"http": 80, "https": 443}
JSON_TYPE = {"Content-Type": "application/json; charset=utf-8"}
# What carries an IPv4 address inside: NAT64 (RFC 6052). 6to4 and mapped ones are told by Python.
_NAT64 = ip_network("64:ff9b::/96")
# What some releases of Python take for public: IETF's own (a cloud keeps its metadata there), and
# the site-local addresses of old.
_INSIDE = (ip_network("192.0.0.0/24"), ip_network("fec0::/10"))


class BadTargetError(ValueError):
    """The text is Chinese and for people."""


@dataclass(frozen=True)
class Request:
    """Neither address nor headers are ever told: they may hold secrets."""

    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    retry_after: str = ""

    @property
    def good(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


@dataclass(frozen=True)
class Target:
    """Where a URL leads. `host` is a name or an address without brackets."""

    scheme: str
    host: str
    port: int
    path: str


def target(url: str) -> Target:
    """Raise `BadTargetError` for what is no plain http or https address."""
    if len(url) > LONGEST_URL:
        raise BadTargetError(f"网址不能超过 {LONGEST_URL} 个字符")
    if any(char.isspace() or not char.isprintable() for char in url):
        raise BadTargetError("网址中不能有空格或控制字符")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as wrong:
        raise BadTargetError("网址不正确") from wrong
    return _target(parts, host, port)


def _target(parts: SplitResult, host: str, port: int | None) -> Target:
    if parts.scheme not in PORTS:
        raise BadTargetError("网址应以 https:// 或 http:// 开头")
    if parts.username is not None or parts.password is not None:
        raise BadTargetError("用户名和密码不要写在网址里")
    if not host:
        raise BadTargetError("网址缺少主机名")
    if port == 0:
        raise BadTargetError("网址的端口不正确")
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, host, port or PORTS[parts.scheme], path + query)


def may_call(address: str, allowed: Sequence[Network]) -> bool:
    """Whether an address is one of the public ones, or was allowed by name."""
    found = ip_address(address.partition("%")[0])
    meant = _embedded(found)
    if _within(found, allowed) or _within(meant, allowed):
        return True
    public = meant.is_global and not _within(meant, _INSIDE)
    return public and not meant.is_multicast and not meant.is_reserved


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == one.version and address in one for one in networks)


def _embedded(address: Address) -> Address:
    """The IPv4 address to which an IPv6 one leads in the end, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address
