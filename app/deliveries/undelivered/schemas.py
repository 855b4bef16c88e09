from typing import Any

from pydantic import BaseModel, Field

from app.deliveries.terms import ChannelKind, DeliveryState


class Recipient(BaseModel):
    id: int
    name: str


class DeliveryOut(BaseModel):
    id: int
    region_id: int
    recipient: Recipient | None = Field(description="发到群里的没有收件人")
    channel: ChannelKind | str = Field(description="最后用的渠道")
    channel_name: str = Field(description="区划自己的渠道的名称")
    subject: str
    state: DeliveryState
    state_label: str
    attempts: int
    reason: str | None = Field(description="没有送到的原因，中文")
    created_at: str
    sent_at: str | None
    read_at: str | None = Field(description="收件人在站内标为已读的时间")
    resent_at: str | None = Field(description="何时要求重发")


DELIVERY_EXAMPLE: dict[str, Any] = {
    "id": 31,
    "region_id": 10,
    "recipient": {"id": 4, "name": "周敏"},
    "channel": "http",
    "channel_name": "县短信平台",
    "subject": "【填报提醒】县民政局有1份进展情况表未报送",
    "state": "failed",
    "state_label": "未能送达",
    "attempts": 1,
    "reason": '接口答复 200 {"code": 4001, "msg": "空号"}',
    "created_at": "2023-07-19T09:07:12+08:00",
    "sent_at": None,
    "read_at": None,
    "resent_at": None,
}
