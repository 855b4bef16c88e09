from typing import Any

from pydantic import BaseModel, Field


class MessageOut(BaseModel):
    id: int
    subject: str
    body: str
    link: str = Field(description="从哪里办起；没有时为空")
    sent_at: str
    read_at: str | None = Field(description="何时标为已读；未读为 null")


class ReadAllOut(BaseModel):
    read: int = Field(description="这次标为已读的条数")


MESSAGE_EXAMPLE: dict[str, Any] = {
    "id": 12,
    "subject": "【填报提醒】县民政局有1份进展情况表未报送",
    "body": "周敏同志：\n\n您是县民政局的联络员。以下1份进展情况表尚未报送，请您办理：\n",
    "link": "http://127.0.0.1:8000/returns/12",
    "sent_at": "2023-07-19T09:07:12+08:00",
    "read_at": None,
}
