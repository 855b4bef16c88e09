"""钉钉群机器人: 20 texts a minute; whoever sends more is not heard for ten. Pure.

Codes and signature: open.dingtalk.com, 自定义机器人的安全设置.
"""

import base64
import hmac
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

PATH = "/robot/send"
BLOCKED = timedelta(minutes=10)

HOPELESS = {
    40035: "消息格式不被接受",
    300001: "Webhook 地址无效",
    310000: "未通过机器人的安全设置（加签、关键词或来源地址）",
    400013: "群已解散",
    400101: "Webhook 地址无效",
    400102: "机器人已停用",
    400105: "消息类型不被接受",
    400106: "机器人已被移除",
    430101: "内容含有不被允许的链接",
    430102: "内容含有不被允许的文字",
    430104: "内容不被允许",
}
THROTTLED = {130101: BLOCKED, 410100: BLOCKED, 90030: BLOCKED}


def _split(webhook: str) -> tuple[str, Secrets]:
    base, after = base_of(webhook, PATH)
    token = parse_qs(after.removeprefix("?")).get("access_token", [""])[0]
    if not token:
        raise BadWebhookError("Webhook 地址缺少 access_token=…")
    return base, {"access_token": token}


def signature(secret: str, stamp: str) -> str:
    """Of the robot that asks for 加签: keyed with the secret, over the stamp and the secret."""
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256").digest()
    return base64.b64encode(digest).decode()


def _request(base: str, secrets: Secrets, text: str, now: datetime) -> Request:
    query = {"access_token": secrets["access_token"]}
    if secrets.get("sign"):
        stamp = str(int(now.timestamp() * 1000))
        query |= {"timestamp": stamp, "sign": signature(secrets["sign"], stamp)}
    url = f"{base}{PATH}?{urlencode(query)}"
    return posted(url, {"msgtype": "text", "text": {"content": text}})


def _judge(answer: Answer) -> None:
    code, words = code_of(answer, "errcode")
    verdict(answer, code, words, hopeless=HOPELESS, throttled=THROTTLED)


ROBOT = Robot(
    limits=((20, 60.0),),
    longest=20_000,
    tokens=("access_token",),
    split=_split,
    request=_request,
    judge=_judge,
)
