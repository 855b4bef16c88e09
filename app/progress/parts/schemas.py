"""The thread of a row as it goes out over REST."""

from datetime import datetime

from pydantic import BaseModel, Field

from app.progress.parts.rules import Standing
from app.progress.terms import TaskStage


class ThreadUnit(BaseModel):
    id: int
    name: str


class ThreadEntry(BaseModel):
    unit: ThreadUnit
    part: bool = Field(description="true 配合部分；false 主牵头单位汇总的")
    standing: Standing = Field(description="没有报送的，内容为空")
    standing_label: str
    filed_at: datetime | None
    progress: str
    problems: str
    coordination: str
    next_steps: str
    percent: int | None
    stage: TaskStage | None
    no_change: bool
    no_change_reason: str
