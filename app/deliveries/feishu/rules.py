"""飞书群机器人: 100 texts a minute and 5 a second. Pure.

Codes and signature: open.feishu.cn, 自定义机器人使用指南.
"""

import base64
import hmac
from datetime import datetime

from app.deliveries.groups.rules import A_MINUTE, Robot


def _sign(secret: str, now: datetime) -> dict[str, str]:
    """Of the robot that asks for 签名校验: keyed with the stamp and the secret, over nothing."""
    stamp = str(int(now.timestamp()))
    digest = hmac.new(f"{stamp}\n{secret}".encode(), b"", "sha256").digest()
    return {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}


ROBOT = Robot(
    path="/open-apis/bot/v2/hook/",
    kept_as="hook",
    body=lambda text: {"msg_type": "text", "content": {"text": text}},
    codes=("code", "StatusCode"),
    hopeless={
        9499: "消息格式不被接受",
        19001: "Webhook 地址无效，机器人可能已被移除",
        19002: "消息格式不被接受",
        19021: "签名不符，或本机时钟相差一小时以上",
        19022: "本机地址不在机器人的白名单里",
        19024: "未含机器人要求的关键词",
    },
    throttled={11232: A_MINUTE, 11233: A_MINUTE, 230020: A_MINUTE},
    limits=((100, 60.0), (5, 1.0)),
    longest=18_000,
    sign=_sign,
    in_body=True,
)
