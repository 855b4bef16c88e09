"""飞书群机器人: 100 texts a minute and 5 a second. Pure.

Codes and signature: open.feishu.cn, 自定义机器人使用指南.
"""

import base64
import hmac
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import quote

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

PATH = "/open-apis/bot/v2/hook/"

HOPELESS = {
    9499: "消息格式不被接受",
    19001: "Webhook 地址无效，机器人可能已被移除",
    19002: "消息格式不被接受",
    19021: "签名不符，或本机时钟相差一小时以上",
    19022: "本机地址不在机器人的白名单里",
    19024: "未含机器人要求的关键词",
}
THROTTLED = {11232: timedelta(minutes=1), 11233: timedelta(minutes=1), 230020: timedelta(minutes=1)}


def _split(webhook: str) -> tuple[str, Secrets]:
    base, hook = base_of(webhook, PATH)
    if not hook or "/" in hook or "?" in hook:
        raise BadWebhookError("Webhook 地址的末尾应为机器人的编号")
    return base, {"hook": hook}


def signature(secret: str, stamp: str) -> str:
    """Of the robot that asks for 签名校验: keyed with the stamp and the secret, over nothing."""
    digest = hmac.new(f"{stamp}\n{secret}".encode(), b"", "sha256").digest()
    return base64.b64encode(digest).decode()


def _request(base: str, secrets: Secrets, text: str, now: datetime) -> Request:
    body: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
    if secrets.get("sign"):
        stamp = str(int(now.timestamp()))
        body |= {"timestamp": stamp, "sign": signature(secrets["sign"], stamp)}
    return posted(f"{base}{PATH}{quote(secrets['hook'], safe='')}", body)


def _judge(answer: Answer) -> None:
    code, words = code_of(answer, "code", "StatusCode")
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS and code is None:
        code = 11232
    verdict(answer, code, words, hopeless=HOPELESS, throttled=THROTTLED)


ROBOT = Robot(
    limits=((100, 60.0), (5, 1.0)),
    longest=18_000,
    tokens=("hook",),
    split=_split,
    request=_request,
    judge=_judge,
)
