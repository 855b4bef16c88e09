"""Which addresses are called, and that no other is."""

import logging
import socket
from ipaddress import ip_network

import pytest

from app.core.settings import Settings
from app.deliveries.outgoing import client
from app.deliveries.outgoing.client import InsideError, call, resolve
from app.deliveries.outgoing.rules import BadTargetError, Request, may_call, target
from app.deliveries.rules import NotYetError, RefusedError
from tests.deliveries.gateway import LOOPBACK, Counter

ALLOWED = (ip_network(LOOPBACK),)

INSIDE = [
    "127.0.0.1",
    "127.8.9.10",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # the metadata of most clouds
    "100.100.100.200",  # that of 阿里云
    "192.0.0.192",  # that of Oracle
    "0.0.0.0",  # noqa: S104 - to be refused
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",  # that of AWS over IPv6
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",  # 127.0.0.1 by 6to4
    "64:ff9b::a00:1",  # 10.0.0.1 by NAT64
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_called(address: str) -> None:
    assert not may_call(address, ())


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8"])
def test_a_public_address_is_called(address: str) -> None:
    assert may_call(address, ())


def test_an_address_inside_is_called_where_the_settings_name_it() -> None:
    allowed = Settings(outgoing_allowed="10.1.0.0/16, fd12::/16").outgoing_networks
    assert may_call("10.1.2.3", allowed)
    assert may_call("::ffff:10.1.2.3", allowed)
    assert may_call("fd12::9", allowed)
    assert not may_call("10.2.0.1", allowed)


def test_a_wrong_network_stops_the_start() -> None:
    with pytest.raises(ValueError, match="OUTGOING_ALLOWED"):
        Settings(outgoing_allowed="10.1.0.0/99")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ftp://example.test/", "https://"),
        ("file:///etc/passwd", "https://"),
        ("//example.test", "https://"),
        ("http://", "主机名"),
        ("http://oa:secret@example.test/", "用户名"),
        ("http://example.test:0/", "端口"),
        ("http://example.test:99999/", "不正确"),
        ("http://exa mple.test/", "空格"),
        ("http://example.test/\r\nX: 1", "空格"),
        ("http://example.test/" + "a" * 3000, "2000"),
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str, told: str) -> None:
    with pytest.raises(BadTargetError, match=told):
        target(url)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f.1", "[::1]"])
def test_a_name_that_leads_inside_is_refused_however_it_is_written(
    host: str, counter: Counter
) -> None:
    with pytest.raises(InsideError, match="OUTGOING_ALLOWED"):
        call(Request("POST", f"http://{host}:{counter.port}/"), ())
    assert counter.asked == []


def test_one_address_inside_among_others_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 80)) for a in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    with pytest.raises(InsideError):
        resolve("rebinding.test", 80, ())


def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is asked once: a second answer, to somewhere inside, would go unseen."""
    asked: list[object] = []

    def once(host: str, port: int, **_more: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", once)
    answer = call(Request("POST", f"http://sms.test:{counter.port}/send?x=1", b"{}"), ALLOWED)
    assert (answer.status, answer.body) == (200, b'{"code": 0}')
    assert asked == ["sms.test"]
    (one,) = counter.asked
    assert (one.path, one.headers["Host"]) == ("/send?x=1", f"sms.test:{counter.port}")


def test_a_redirect_is_not_followed(counter: Counter) -> None:
    counter.replies = [(302, b"")]
    counter.headers = {"Location": f"{counter.url}/elsewhere"}
    assert call(Request("POST", counter.url), ALLOWED).status == 302
    assert len(counter.asked) == 1


def test_an_endless_answer_is_cut(counter: Counter) -> None:
    counter.replies = [(200, b"x" * 1_000_000)]
    assert len(call(Request("POST", counter.url), ALLOWED).body) == client.LARGEST_ANSWER


def test_a_name_that_nobody_knows_may_come_to_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own resolver would ask whoever it is told to, and may take its time."""

    def nobody(*_asked: object, **_more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(NotYetError, match="找不到主机"):
        call(Request("POST", "http://nobody.invalid/"), ALLOWED)


def test_a_host_that_is_away_may_come_back() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/hook/very-secret"
        with pytest.raises(NotYetError, match=r"无法连接 127\.0\.0\.1") as told:
            call(Request("POST", url), ALLOWED)
    assert "very-secret" not in str(told.value)


def test_a_host_that_says_nothing_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client, "LONGEST", 0.2)
    with (
        socket.create_server(("127.0.0.1", 0)) as mute,
        pytest.raises(NotYetError, match="长时间没有答复"),
    ):
        call(Request("POST", f"http://127.0.0.1:{mute.getsockname()[1]}/"), ALLOWED)


def test_no_log_tells_the_address_of_a_call(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        call(Request("POST", f"{counter.url}/send?key=very-secret"), ALLOWED)
    assert "very-secret" not in caplog.text


def test_what_is_no_address_is_refused_for_good() -> None:
    with pytest.raises(RefusedError, match="https://"):
        call(Request("POST", "gopher://example.test"), ALLOWED)
