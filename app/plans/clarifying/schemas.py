from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.reading.terms import Role
from app.web.schemas import LARGEST_ID

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class ClarifyIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "assignment_id": 41,
                "units": [4, 9],
                "reason": "残工委办公室会议议定由县教委、县财政局承担",
            }
        },
    )

    assignment_id: Annotated[Id, Field(description="待明确的一栏")]
    units: Annotated[list[Id], Field(min_length=1, max_length=100, description="由哪些单位承担")]
    reason: Annotated[str, Field(min_length=1, max_length=1000, description="为什么是这些单位")]
    basis: Annotated[str | None, Field(max_length=300, description="依据的文件")] = None


class UnclearOut(BaseModel):
    assignment_id: int
    task_id: int
    task_url: str
    number: str | None
    title: str
    role: Role
    role_label: str
    raw: str = Field(description="原件所印的名称")
    why: str = Field(description="no_unit：没有登记这个单位；group_without_members：没有成员")
    group_id: int | None
    named: list[str] = Field(description="已明确由哪些单位承担")
    open: bool
    actions: list[str] = Field(
        description="name_units 为这项任务写明单位，add_members 登记成员，add_alias 记为别名"
    )


class UnclearList(BaseModel):
    items: list[UnclearOut]
    open: int = Field(description="还有几项没有明确")


UNCLEAR_EXAMPLE: dict[str, Any] = {
    "assignment_id": 41,
    "task_id": 12,
    "task_url": "/api/v1/tasks/12",
    "number": "12",
    "title": "无障碍环境建设",
    "role": "responsible",
    "role_label": "责任单位",
    "raw": "县级有关部门",
    "why": "group_without_members",
    "group_id": 57,
    "named": [],
    "open": True,
    "actions": ["name_units", "add_members"],
}
