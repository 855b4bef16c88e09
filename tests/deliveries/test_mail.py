"""Letters through a real mail server on loopback, and into files."""

import socket
import ssl
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from app.core.settings import Settings
from app.deliveries.mail import server as mail_server
from app.deliveries.mail.server import MailServer
from app.deliveries.outbox.files import MailFile
from app.deliveries.rules import NotYetError, RefusedError, display_name
from app.deliveries.schemas import Parcel
from app.deliveries.senders import house
from app.deliveries.service import Outcome
from app.deliveries.terms import DeliveryState
from app.kit import clock
from tests.deliveries.server import (
    MESSAGE,
    Desk,
    StartServer,
    free_port,
    mail_settings,
    parsed,
    sent,
)

SENT = Outcome(DeliveryState.SENT)
NOON = datetime(2023, 7, 19, 4, 0, tzinfo=UTC)
CERTIFICATE = Path(__file__).parent / "data" / "loopback.pem"


def bytes_of(desk: Desk) -> bytes:
    content = desk.taken[0].content
    assert isinstance(content, bytes)
    return content


def test_a_letter_arrives_as_it_was_written(tmp_path: Path, desk: Desk, start: StartServer) -> None:
    settings = mail_settings(tmp_path, start().port)
    with clock.frozen(NOON):
        assert sent(settings, MESSAGE) == SENT
    (mail,) = desk.mails()
    assert mail["From"] == "任务责任矩阵 <taskmatrix@wushan.test>"
    assert mail["To"] == "周敏 <zhou@example.test>"
    assert mail["Subject"] == MESSAGE.subject
    assert mail["Date"].datetime == NOON
    assert str(mail["Date"]).endswith("+0800")
    assert mail["Message-ID"] == "<digest.4.2023-07-19@wushan.test>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "zh-CN"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.body
    (envelope,) = desk.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == (
        "taskmatrix@wushan.test",
        ["zhou@example.test"],
    )
    assert bytes_of(desk).isascii()


def test_a_second_attempt_carries_the_same_message_id(
    tmp_path: Path, desk: Desk, start: StartServer
) -> None:
    settings = mail_settings(tmp_path, start().port)
    assert [sent(settings, MESSAGE) for _ in range(2)] == [SENT, SENT]
    assert len({mail["Message-ID"] for mail in desk.mails()}) == 1


@pytest.mark.parametrize("reply", ["451 4.3.0 later", "421 4.3.2 closing", "452 4.2.2 full now"])
@pytest.mark.parametrize("place", ["to_recipient", "to_text"])
def test_a_refusal_for_now_is_tried_again(
    tmp_path: Path, desk: Desk, start: StartServer, place: str, reply: str
) -> None:
    setattr(desk, place, reply)
    outcome = sent(mail_settings(tmp_path, start().port), MESSAGE)
    assert outcome.state is DeliveryState.QUEUED
    assert reply[:3] in (outcome.reason or "")


@pytest.mark.parametrize("reply", ["550 5.1.1 no such user", "554 5.7.1 refused"])
@pytest.mark.parametrize("place", ["to_recipient", "to_text"])
def test_a_refusal_for_good_is_not_tried_again(
    tmp_path: Path, desk: Desk, start: StartServer, place: str, reply: str
) -> None:
    setattr(desk, place, reply)
    outcome = sent(mail_settings(tmp_path, start().port), MESSAGE)
    assert outcome == Outcome(DeliveryState.FAILED, f"邮件服务器答复 {reply}")


def test_a_refusal_of_our_own_address_is_no_fault_of_the_recipient(
    tmp_path: Path, desk: Desk, start: StartServer
) -> None:
    desk.to_sender = "550 5.7.1 sender unknown"
    outcome = sent(mail_settings(tmp_path, start().port), MESSAGE)
    assert outcome.state is DeliveryState.QUEUED


def test_a_server_that_is_away_is_tried_again(tmp_path: Path) -> None:
    outcome = sent(mail_settings(tmp_path, free_port()), MESSAGE)
    assert outcome.state is DeliveryState.QUEUED
    assert (outcome.reason or "").startswith("邮件服务器 127.0.0.1 连接失败")


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_server, "LONGEST", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings = mail_settings(tmp_path, mute.getsockname()[1])
        outcome = sent(settings, MESSAGE)
    assert outcome == Outcome(DeliveryState.QUEUED, "邮件服务器 127.0.0.1 长时间没有答复")


def test_addresses_that_do_not_answer_are_within_the_same_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail_server, "LONGEST", 0.5)
    monkeypatch.setattr(mail_server, "resolve", lambda *_: ["127.0.0.1"] * 20)
    with ExitStack() as held:
        full = held.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port = full.getsockname()[1]
        for _ in range(4):  # nobody takes them, and no further one is let in
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        server = MailServer("oa.test", port, "oa@x.test", "", "", "none", allowed=())
        began = time.monotonic()
        with pytest.raises(NotYetError, match="长时间没有答复"):
            server.send(Parcel(MESSAGE, "zhou@example.test"))
    assert time.monotonic() - began < 5


def checked(
    _server: object, _session: object, _envelope: object, _how: str, data: object
) -> AuthResult:
    good = getattr(data, "login", b"") == b"oa" and getattr(data, "password", b"") == b"right"
    return AuthResult(success=good, handled=False)


@pytest.mark.parametrize(("password", "state"), [("right", "sent"), ("wrong", "queued")])
def test_a_wrong_password_of_ours_fails_no_letter(
    tmp_path: Path, start: StartServer, password: str, state: str
) -> None:
    server = start(authenticator=checked, auth_require_tls=False)
    settings = mail_settings(tmp_path, server.port, mail_username="oa", mail_password=password)
    outcome = sent(settings, MESSAGE)
    assert outcome.state == state
    assert password not in (outcome.reason or "")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_letters_go_over_tls_to_a_server_that_is_known(
    tmp_path: Path,
    desk: Desk,
    start: StartServer,
    monkeypatch: pytest.MonkeyPatch,
    security: str,
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    options = (
        {"tls_context": context, "require_starttls": True}
        if security == "starttls"
        else {"ssl_context": context}
    )
    settings = mail_settings(tmp_path, start(**options).port, mail_security=security)
    stranger = sent(settings, MESSAGE)
    assert stranger.state is DeliveryState.QUEUED
    assert "CERTIFICATE_VERIFY_FAILED" in (stranger.reason or "")
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    assert sent(settings, MESSAGE) == SENT
    assert len(desk.taken) == 1


def test_starttls_is_never_given_up_silently(
    tmp_path: Path, desk: Desk, start: StartServer
) -> None:
    settings = mail_settings(tmp_path, start().port, mail_security="starttls")
    assert sent(settings, MESSAGE).state is DeliveryState.QUEUED
    assert desk.taken == []


def test_a_chinese_address_is_reached_where_the_server_can(
    tmp_path: Path, desk: Desk, start: StartServer
) -> None:
    settings = mail_settings(tmp_path, start(enable_SMTPUTF8=True).port)
    message = replace(MESSAGE, address="周敏@残联.测试")
    assert sent(settings, message) == SENT
    assert desk.taken[0].rcpt_tos == ["周敏@xn--7mw865b.xn--0zwm56d"]


def test_a_chinese_address_is_refused_where_the_server_cannot(
    tmp_path: Path, start: StartServer
) -> None:
    settings = mail_settings(tmp_path, start(enable_SMTPUTF8=False).port)
    outcome = sent(settings, replace(MESSAGE, address="周敏@example.test"))
    assert outcome.state is DeliveryState.FAILED
    assert (outcome.reason or "").startswith("邮件服务器不支持该地址")


HOSTILE = [
    {"name": "周\r\nBcc: all@example.test"},
    {"subject": "提醒\nX-Evil: 1"},
    {"address": "zhou@example.test\r\nDATA"},
    {"address": "zhou@example.test> SIZE=1"},
]


@pytest.mark.parametrize("change", HOSTILE, ids=str)
def test_nobody_can_write_a_header_or_a_command_of_his_own(
    tmp_path: Path, desk: Desk, start: StartServer, change: dict[str, str]
) -> None:
    outcome = sent(mail_settings(tmp_path, start().port), replace(MESSAGE, **change))
    assert outcome.state is DeliveryState.FAILED
    assert desk.taken == []


@pytest.mark.parametrize("name", ['周"敏', "周, 敏 <x@y.test>", "周\\敏", "(周)", "周" * 1000, ""])
def test_a_strange_name_stays_a_name(
    tmp_path: Path, desk: Desk, start: StartServer, name: str
) -> None:
    settings = mail_settings(tmp_path, start().port)
    assert sent(settings, replace(MESSAGE, name=name)) == SENT
    (mail,) = desk.mails()
    (address,) = mail["To"].addresses
    assert address.addr_spec == "zhou@example.test"
    # The parser leaves a space between encoded words where RFC 2047 wants none.
    shown = "".join(address.display_name.split())
    assert shown == "".join(display_name(name).split())
    assert max(map(len, bytes_of(desk).split(b"\r\n"))) <= 998


def test_a_wrong_mail_from_is_told_and_fails_no_letter(tmp_path: Path) -> None:
    settings = mail_settings(tmp_path, 25).model_copy(update={"mail_from": "任务责任矩阵"})
    outcome = sent(settings, MESSAGE)
    assert outcome.state is DeliveryState.QUEUED
    assert (outcome.reason or "").startswith("MAIL_FROM 设置有误")


def test_a_letter_becomes_a_file_that_any_mail_program_opens(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert sent(settings, MESSAGE) == SENT
    (file,) = settings.outbox_dir.iterdir()
    assert file.name == "digest-4-2023-07-19.eml"
    mail = parsed(file.read_bytes())
    assert mail["Subject"] == MESSAGE.subject
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.body


def test_the_same_letter_again_is_still_one_file(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    sent(settings, MESSAGE)
    sent(settings, replace(MESSAGE, body="周敏同志：\n\n少了一份。\n"))
    (file,) = settings.outbox_dir.iterdir()
    assert "少了一份" in parsed(file.read_bytes()).get_content()


def test_a_file_that_cannot_be_written_is_tried_again_and_leaves_no_part(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    (settings.outbox_dir / "digest-4-2023-07-19.eml").mkdir(parents=True)
    outcome = sent(settings, MESSAGE)
    assert outcome.state is DeliveryState.QUEUED
    assert [path.name for path in settings.outbox_dir.iterdir()] == ["digest-4-2023-07-19.eml"]


def test_the_channel_is_the_one_of_the_settings(tmp_path: Path) -> None:
    assert isinstance(house(Settings(data_dir=tmp_path)), MailFile)
    assert isinstance(house(mail_settings(tmp_path, 25)), MailServer)


def test_refusals_of_a_channel_say_whether_it_may_be_tried_again(
    tmp_path: Path, desk: Desk, start: StartServer
) -> None:
    channel = house(mail_settings(tmp_path, start().port))
    parcel = Parcel(MESSAGE, "zhou@example.test")
    desk.to_recipient = "450 busy"
    with pytest.raises(NotYetError):
        channel.send(parcel)
    desk.to_recipient = "550 gone"
    with pytest.raises(RefusedError):
        channel.send(parcel)
