"""What comes in and goes out over REST."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.text import printable
from app.progress.disputes.terms import DisputeState
from app.progress.schemas import Name, PlanRef, Reason, UnitRef
from app.reading.terms import Role
from app.web.schemas import LARGEST_ID

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Note = Annotated[str, Field(max_length=500), AfterValidator(printable)]

DISPUTE_IN: dict[str, Any] = {
    "assignment_id": 12,
    "reason": "护理补贴由民政部门发放，我单位没有这项职能。",
    "proposed_unit_id": 7,
}


class DisputeIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": DISPUTE_IN})

    assignment_id: Annotated[Id, Field(description="责任分工的编号，须是本单位名下的一项")]
    reason: Annotated[Reason, Field(description="为什么不应由本单位承担")]
    proposed_unit_id: Annotated[Id | None, Field(description="建议由哪个单位承担")] = None
    said_by: Annotated[Name | None, Field(description="代录时：该单位由谁提出")] = None


class UpholdIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"note": "原件印明由你单位负责。"}}
    )

    note: Annotated[Reason, Field(description="为什么维持原分工")]


class ReassignIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "unit_id": 7,
                "basis": "县残工委办公室协调意见",
                "organ": "县残工委办公室",
                "decided_on": "2023-07-12",
            }
        },
    )

    unit_id: Annotated[Id, Field(description="改由哪个单位承担")]
    basis: Annotated[Reason, Field(description="依据的文件或意见")]
    organ: Annotated[Reason, Field(description="作出决定的机关")]
    decided_on: Annotated[date, Field(description="决定日期")]
    note: Annotated[Note, Field(description="说明")] = ""


class DisputedTask(BaseModel):
    id: int
    url: str
    number: str | None
    title: str


class DisputeOut(BaseModel):
    id: int
    url: str
    dispatch_id: int
    plan: PlanRef
    unit: UnitRef
    task: DisputedTask
    assignment_id: int
    role: Role
    role_label: str
    reason: str
    proposed_unit: UnitRef | None
    state: DisputeState
    state_label: str
    raised_by: str
    raised_at: datetime
    entered_by: str | None
    decided_by: str | None
    decided_at: datetime | None
    note: str | None
    new_unit: UnitRef | None
    version: int
    updated_at: datetime


DISPUTE_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "url": "/api/v1/disputes/1",
    "dispatch_id": 3,
    "plan": {"id": 1, "title": "巫山县“十四五”残疾人保障和发展规划"},
    "unit": {"id": 25, "name": "县残联"},
    "task": {
        "id": 5,
        "url": "/api/v1/tasks/5",
        "number": "5",
        "title": "适当提高困难残疾人生活补贴和重度残疾人护理补贴标准",
    },
    "assignment_id": 12,
    "role": "responsible",
    "role_label": "责任单位",
    "reason": DISPUTE_IN["reason"],
    "proposed_unit": {"id": 7, "name": "县民政局"},
    "state": "open",
    "state_label": "待处理",
    "raised_by": "陈立",
    "raised_at": "2023-07-11T10:00:00+08:00",
    "entered_by": None,
    "decided_by": None,
    "decided_at": None,
    "note": None,
    "new_unit": None,
    "version": 1,
    "updated_at": "2023-07-11T10:00:00+08:00",
}
