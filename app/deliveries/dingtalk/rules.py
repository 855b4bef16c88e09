"""钉钉群机器人: 20 texts a minute; whoever sends more is not heard for ten. Pure.

Codes and signature: open.dingtalk.com, 自定义机器人的安全设置.
"""

import base64
import hmac
from datetime import datetime, timedelta

from app.deliveries.groups.rules import Robot

BLOCKED = timedelta(minutes=10)


def _sign(secret: str, now: datetime) -> dict[str, str]:
    """Of the robot that asks for 加签: keyed with the secret, over the stamp and the secret."""
    stamp = str(int(now.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256").digest()
    return {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}


ROBOT = Robot(
    path="/robot/send",
    kept_as="access_token",
    body=lambda text: {"msgtype": "text", "text": {"content": text}},
    codes=("errcode",),
    hopeless={
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
    },
    throttled={130101: BLOCKED, 410100: BLOCKED, 90030: BLOCKED},
    limits=((20, 60.0),),
    longest=20_000,
    sign=_sign,
)
