"""企业微信群机器人: 20 texts a minute. Pure. Codes: developer.work.weixin.qq.com, 全局错误码."""

from datetime import timedelta

from app.deliveries.groups.rules import Robot

ROBOT = Robot(
    path="/cgi-bin/webhook/send",
    kept_as="key",
    body=lambda text: {"msgtype": "text", "text": {"content": text}},
    codes=("errcode",),
    hopeless={
        40008: "消息类型不被接受",
        44004: "消息内容为空",
        45002: "消息过长",
        93000: "Webhook 地址无效，机器人可能已被移除",
        93004: "机器人已停用",
        93008: "机器人不在群里",
    },
    throttled={45009: timedelta(minutes=1), 45033: timedelta(seconds=30)},
    limits=((20, 60.0),),
    longest=2048,
)
