from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class AttachmentOut(BaseModel):
    id: int
    url: str = Field(description="下载的地址")
    return_id: int
    task_id: int | None = Field(description="属于哪项任务；null 属于整份表")
    name: str
    media_type: str = Field(description="按内容认定，不按名称")
    size: int
    sha256: str
    added_by: str
    added_at: datetime


EXAMPLE: dict[str, Any] = {
    "id": 5,
    "url": "/api/v1/attachments/5",
    "return_id": 3,
    "task_id": 14,
    "name": "适配现场.jpg",
    "media_type": "image/jpeg",
    "size": 482113,
    "sha256": "5d0c7a0f1f6f2f8d3c1f6a8b9e2d4c7a5d0c7a0f1f6f2f8d3c1f6a8b9e2d4c7a",
    "added_by": "陈晓明",
    "added_at": "2023-07-12T10:00:00+08:00",
}
