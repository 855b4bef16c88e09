import unicodedata
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.progress.rules import Action
from app.progress.terms import Light, ReturnState
from app.reading.terms import Role

LONGEST = 4000
MOST_ROWS = 2000


def printable(text: str) -> str:
    """Without control characters, which no one typed and not every database keeps."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")


Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(printable)]


def said(text: str) -> str:
    """Something at all, beyond white space."""
    if not (left := printable(text).strip()):
        raise ValueError("不能为空")
    return left


Reason = Annotated[str, Field(max_length=500), AfterValidator(said)]


class ReportIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    task_id: int
    progress: Annotated[Text, Field(description="进展情况")] = ""
    problems: Annotated[Text, Field(description="存在问题")] = ""
    coordination: Annotated[Text, Field(description="需协调事项")] = ""
    next_steps: Annotated[Text, Field(description="下步打算")] = ""
    percent: Annotated[int | None, Field(ge=0, le=100, description="完成比例，0 至 100")] = None
    no_change: Annotated[bool, Field(description="本期无变化")] = False


class ReturnIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "rows": [
                    {
                        "task_id": 14,
                        "progress": "已适配护理类辅助器具 216 件，受益 208 人。",
                        "next_steps": "8 月底前完成第二批适配。",
                        "percent": 60,
                    },
                    {"task_id": 15, "no_change": True},
                ]
            }
        },
    )

    rows: Annotated[
        list[ReportIn],
        Field(max_length=MOST_ROWS, description="各项任务的进展；没有列出的任务保持原样"),
    ]


class AcceptIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"note": "情况属实"}})

    note: Annotated[Text | None, Field(description="审核意见")] = None


class SendBackIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"reason": "请补充受益人数", "due_on": "2023-07-20"}},
    )

    reason: Annotated[Reason, Field(description="退回原因")]
    due_on: Annotated[date | None, Field(description="新的期限，缺省不变")] = None


class WaiveIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"reason": "机构改革，本期由县民政局一并填报"}},
    )

    reason: Annotated[Reason, Field(description="免报原因")]


class UnitRef(BaseModel):
    id: int
    name: str


class PlanRef(BaseModel):
    id: int
    title: str


class ReturnItem(BaseModel):
    id: int
    url: str
    unit: UnitRef
    plan: PlanRef
    period: str = Field(description="2023-01、2023-Q1、2023-H1 或 2023")
    period_label: str
    state: ReturnState
    state_label: str
    light: Light
    light_label: str
    opens_on: date = Field(description="从这一天起可以提交")
    due_on: date
    due_confirmed: bool = Field(description="放假通知尚未公布的年份为 false，期限可能变动")
    overdue_workdays: int = Field(description="逾期的工作日数")
    entered_by: str | None = Field(description="代录人")
    submitted_at: datetime | None
    submitted_by: str | None
    reviewed_at: datetime | None
    reviewed_by: str | None
    review_note: str | None = Field(description="审核意见、退回或免报的原因")
    version: int
    updated_at: datetime


class Before(BaseModel):
    period: str
    period_label: str
    progress: str
    percent: int | None


class ReportRow(BaseModel):
    task_id: int
    number: str | None
    title: str
    due_on: date | None
    due_text: str | None
    role: Role | None = Field(description="本单位的角色")
    role_label: str | None
    progress: str
    problems: str
    coordination: str
    next_steps: str
    percent: int | None
    no_change: bool
    before: Before | None = Field(description="上一期的填报")


class ReturnOut(ReturnItem):
    rows: list[ReportRow]
    allowed: list[Action] = Field(description="您现在可以进行的操作")


class TaskRef(BaseModel):
    id: int
    url: str
    number: str | None
    title: str


class ReportItem(BaseModel):
    return_id: int
    return_url: str
    task: TaskRef
    unit: UnitRef
    plan: PlanRef
    period: str
    period_label: str
    state: ReturnState
    state_label: str
    light: Light
    light_label: str
    due_on: date
    due_confirmed: bool
    overdue_workdays: int
    progress: str
    problems: str
    coordination: str
    next_steps: str
    percent: int | None
    no_change: bool


class DispatchItem(BaseModel):
    id: int
    url: str
    unit: UnitRef
    plan: PlanRef
    dispatched_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None


class Examples:
    """What the API page shows: 县残联's half-year return for 巫山县's plan."""

    PLAN: ClassVar[dict[str, Any]] = {"id": 1, "title": "巫山县“十四五”残疾人保障和发展规划"}
    UNIT: ClassVar[dict[str, Any]] = {"id": 12, "name": "县残联"}
    SAID: ClassVar[dict[str, Any]] = {
        "progress": "已适配护理类辅助器具 216 件，受益 208 人。",
        "problems": "",
        "coordination": "",
        "next_steps": "8 月底前完成第二批适配。",
        "percent": 60,
        "no_change": False,
    }
    CLOCK: ClassVar[dict[str, Any]] = {
        "period": "2023-H1",
        "period_label": "2023年上半年",
        "state": "draft",
        "state_label": "草稿",
        "light": "overdue",
        "light_label": "逾期",
        "due_on": "2023-07-14",
        "due_confirmed": True,
        "overdue_workdays": 3,
    }
    RETURN: ClassVar[dict[str, Any]] = {
        "id": 3,
        "url": "/api/v1/returns/3",
        "unit": UNIT,
        "plan": PLAN,
        **CLOCK,
        "opens_on": "2023-06-20",
        "entered_by": None,
        "submitted_at": None,
        "submitted_by": None,
        "reviewed_at": None,
        "reviewed_by": None,
        "review_note": None,
        "version": 2,
        "updated_at": "2023-07-10T09:07:00+08:00",
    }
    WHOLE: ClassVar[dict[str, Any]] = {
        **RETURN,
        "rows": [
            {
                "task_id": 14,
                "number": "14",
                "title": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
                "due_on": "2025-12-31",
                "due_text": None,
                "role": "lead",
                "role_label": "牵头单位",
                **SAID,
                "before": {
                    "period": "2022-H2",
                    "period_label": "2022年下半年",
                    "progress": "完成需求摸底 311 人。",
                    "percent": 30,
                },
            }
        ],
        "allowed": ["save", "submit"],
    }
    REPORT: ClassVar[dict[str, Any]] = {
        "return_id": 3,
        "return_url": "/api/v1/returns/3",
        "task": {
            "id": 14,
            "url": "/api/v1/tasks/14",
            "number": "14",
            "title": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
        },
        "unit": UNIT,
        "plan": PLAN,
        **CLOCK,
        **SAID,
    }
    DISPATCH: ClassVar[dict[str, Any]] = {
        "id": 7,
        "url": "/api/v1/dispatches/7",
        "unit": UNIT,
        "plan": PLAN,
        "dispatched_at": "2022-04-20T09:00:00+08:00",
        "acknowledged_at": "2022-04-21T10:12:00+08:00",
        "acknowledged_by": "陈晓明",
    }
