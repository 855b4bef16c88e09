"""What the reader or a check found in a plan, over REST."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from app.plans.schemas import NamedOut
from app.reading.terms import Severity


class NearUnitOut(BaseModel):
    unit_id: int
    name: str
    score: float = Field(description="相近程度，0 到 1")
    reason: str = Field(description="怎样相近")


class RelatedTaskOut(BaseModel):
    task_id: int
    number: str | None
    title: str
    plan: dict[str, Any]
    score: float = Field(description="相似程度，0 到 1")


class FindingOut(BaseModel):
    id: int | None = Field(description="矩阵检查的问题没有编号，以 key 为准")
    source: Literal["reading", "lint"] = Field(description="读取原件时发现的，或检查矩阵发现的")
    key: str = Field(description="同一个问题的 key 不变")
    code: str
    severity: Severity
    message: str
    task: dict[str, Any] | None
    tasks: list[dict[str, Any]] = Field(description="涉及的全部任务；涉及整个方案的为空")
    related: list[RelatedTaskOut] = Field(description="其他方案中几乎相同的任务")
    printed_name: str | None
    suggested_unit: NamedOut | None
    suggestions: list[NearUnitOut] = Field(
        description="名称尚未确定时，最接近的单位，至多三个，最近的在前；只供参考，由人确认"
    )
    evidence: list[dict[str, Any]]
    settled_at: datetime | None
    settled_by: str | None
    note: str | None = Field(description="保留的理由")
