"""企业微信群机器人: 20 texts a minute. Pure. Codes: developer.work.weixin.qq.com, 全局错误码."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlencode

from app.deliveries.groups.rules import (
    BadWebhookError,
    Robot,
    Secrets,
    base_of,
    code_of,
    posted,
    verdict,
)
from app.deliveries.outgoing.rules import Answer, Request

PATH = "/cgi-bin/webhook/send"

HOPELESS = {
    40008: "消息类型不被接受",
    44004: "消息内容为空",
    45002: "消息过长",
    93000: "Webhook 地址无效，机器人可能已被移除",
    93004: "机器人已停用",
    93008: "机器人不在群里",
}
THROTTLED = {45009: timedelta(minutes=1), 45033: timedelta(seconds=30)}


def _split(webhook: str) -> tuple[str, Secrets]:
    base, after = base_of(webhook, PATH)
    key = parse_qs(after.removeprefix("?")).get("key", [""])[0]
    if not key:
        raise BadWebhookError("Webhook 地址缺少 key=…")
    return base, {"key": key}


def _request(base: str, secrets: Secrets, text: str, now: datetime) -> Request:  # noqa: ARG001 - the signature of all robots
    url = f"{base}{PATH}?{urlencode({'key': secrets['key']})}"
    return posted(url, {"msgtype": "text", "text": {"content": text}})


def _judge(answer: Answer) -> None:
    code, words = code_of(answer, "errcode")
    verdict(answer, code, words, hopeless=HOPELESS, throttled=THROTTLED)


ROBOT = Robot(
    limits=((20, 60.0),),
    longest=2048,
    tokens=("key",),
    split=_split,
    request=_request,
    judge=_judge,
)
