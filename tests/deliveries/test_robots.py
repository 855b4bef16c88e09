"""Robots of groups: what is said, how it is signed, what an answer means."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.deliveries.groups.robots import ROBOTS
from app.deliveries.groups.rules import BadWebhookError, fitting
from app.deliveries.outgoing.rules import Answer
from app.deliveries.rules import NotYetError, RefusedError
from app.deliveries.terms import ChannelKind

NOW = datetime(2023, 7, 19, 1, 7, tzinfo=UTC)
WEBHOOKS = {
    ChannelKind.WECOM: ("https://qyapi.weixin.qq.com", "/cgi-bin/webhook/send?key=the-token"),
    ChannelKind.DINGTALK: ("https://oapi.dingtalk.com", "/robot/send?access_token=the-token"),
    ChannelKind.FEISHU: ("https://open.feishu.cn", "/open-apis/bot/v2/hook/the-token"),
}


@pytest.mark.parametrize("kind", WEBHOOKS)
@pytest.mark.parametrize("base", ["", "http://10.1.2.3:8080", "https://im.wushan.gov.cn/wwlocal"])
def test_the_address_of_a_robot_is_taken_apart_also_a_private_one(
    kind: ChannelKind, base: str
) -> None:
    public, path = WEBHOOKS[kind]
    told, secrets = ROBOTS[kind].split(f" {base or public}{path} ")
    assert (told, list(secrets.values())) == (base or public, ["the-token"])
    asked = ROBOTS[kind].request(told, secrets, "请查看", NOW)
    assert (asked.method, asked.url) == ("POST", (base or public) + path)


@pytest.mark.parametrize("kind", WEBHOOKS)
@pytest.mark.parametrize(
    "webhook", ["", "https://example.test/", "ftp://x/robot/send?access_token=1", "the-token"]
)
def test_what_is_no_address_of_a_robot_is_refused(kind: ChannelKind, webhook: str) -> None:
    with pytest.raises(BadWebhookError):
        ROBOTS[kind].split(webhook)
    with pytest.raises(BadWebhookError):
        ROBOTS[kind].split("".join(WEBHOOKS[kind]).replace("the-token", ""))


def test_dingtalk_is_signed_over_stamp_and_secret() -> None:
    secrets = {"access_token": "t", "sign": "SECabc"}
    asked = ROBOTS[ChannelKind.DINGTALK].request("https://x.test", secrets, "请查看", NOW)
    query = {k: v[0] for k, v in parse_qs(urlsplit(asked.url).query).items()}
    stamp = str(int(NOW.timestamp() * 1000))
    digest = hmac.new(b"SECabc", f"{stamp}\nSECabc".encode(), hashlib.sha256).digest()
    assert query == {
        "access_token": "t",
        "timestamp": stamp,
        "sign": base64.b64encode(digest).decode(),
    }
    assert json.loads(asked.body) == {"msgtype": "text", "text": {"content": "请查看"}}


def test_feishu_is_signed_over_nothing_with_stamp_and_secret_as_the_key() -> None:
    secrets = {"hook": "t", "sign": "abc"}
    asked = ROBOTS[ChannelKind.FEISHU].request("https://x.test", secrets, "请查看", NOW)
    stamp = str(int(NOW.timestamp()))
    digest = hmac.new(f"{stamp}\nabc".encode(), b"", hashlib.sha256).digest()
    assert json.loads(asked.body) == {
        "msg_type": "text",
        "content": {"text": "请查看"},
        "timestamp": stamp,
        "sign": base64.b64encode(digest).decode(),
    }


def judged(kind: ChannelKind, body: object, status: int = 200) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    ROBOTS[kind].judge(Answer(status, raw))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (ChannelKind.WECOM, {"errcode": 0, "errmsg": "ok"}),
        (ChannelKind.DINGTALK, {"errcode": 0, "errmsg": "ok"}),
        (ChannelKind.FEISHU, {"code": 0, "msg": "success"}),
        (ChannelKind.FEISHU, {"StatusCode": 0, "StatusMessage": "success"}),
    ],
)
def test_zero_is_taken(kind: ChannelKind, body: object) -> None:
    judged(kind, body)


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        (ChannelKind.WECOM, {"errcode": 93000, "errmsg": "invalid webhook url"}, "移除"),
        (ChannelKind.DINGTALK, {"errcode": 310000, "errmsg": "sign not match"}, "安全设置"),
        (ChannelKind.FEISHU, {"code": 19021, "msg": "sign match fail"}, "签名"),
        (ChannelKind.FEISHU, {"code": 19024, "msg": "Key Words Not Found"}, "关键词"),
    ],
)
def test_what_a_person_must_mend_is_not_tried_again(
    kind: ChannelKind, body: object, told: str
) -> None:
    with pytest.raises(RefusedError, match=told):
        judged(kind, body)


@pytest.mark.parametrize(
    ("kind", "body", "status", "minutes"),
    [
        (ChannelKind.WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}, 200, 1),
        (ChannelKind.DINGTALK, {"errcode": 130101, "errmsg": "send too fast"}, 200, 10),
        (ChannelKind.FEISHU, {"code": 11232, "msg": "frequency limited"}, 200, 1),
        (ChannelKind.FEISHU, b"", 429, 1),
    ],
)
def test_who_spoke_too_often_is_silent_for_as_long_as_the_maker_wants(
    kind: ChannelKind, body: object, status: int, minutes: int
) -> None:
    with pytest.raises(NotYetError) as later:
        judged(kind, body, status)
    assert later.value.after == timedelta(minutes=minutes)


@pytest.mark.parametrize("kind", WEBHOOKS)
@pytest.mark.parametrize("body", [{"errcode": -1, "code": -1}, b"<html>", [], {"errcode": "0"}])
def test_anything_else_may_pass(kind: ChannelKind, body: object) -> None:
    with pytest.raises(NotYetError):
        judged(kind, body, 502)


def test_a_long_text_is_cut_between_two_characters() -> None:
    assert fitting("县" * 700, 2048) == "县" * 681 + "…"
    assert fitting("县" * 682, 2048) == "县" * 682
