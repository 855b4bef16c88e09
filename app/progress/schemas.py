from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from app.kit.text import in_one_line, printable, said
from app.progress.attachments.schemas import AttachmentOut
from app.progress.figures.rules import Figure
from app.progress.figures.schemas import FigureIn, RowFigure
from app.progress.parts.rules import Standing
from app.progress.returns.rules import check_stage
from app.progress.rules import Action
from app.progress.settings.rules import Colour
from app.progress.terms import Light, ReturnState, TaskStage, Way
from app.reading.terms import Role
from app.web.schemas import NUMBER

LONGEST = 4000
LONGEST_LINE = 200
MOST_ROWS = 2000


Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(printable)]
Percent = Annotated[int, Field(ge=0, le=100), NUMBER]
Name = Annotated[str, Field(max_length=40), AfterValidator(said)]
Reason = Annotated[str, Field(max_length=500), AfterValidator(said)]


class ReportIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    task_id: int
    progress: Annotated[Text, Field(description="进展情况")] = ""
    problems: Annotated[Text, Field(description="存在问题")] = ""
    coordination: Annotated[Text, Field(description="需协调事项")] = ""
    next_steps: Annotated[Text, Field(description="下步打算")] = ""
    percent: Annotated[Percent | None, Field(description="完成比例，0 至 100")] = None
    stage: Annotated[
        TaskStage | None, Field(description="进展阶段，可与完成比例同填，不得矛盾")
    ] = None
    no_change: Annotated[bool, Field(description="本期无变化")] = False
    no_change_reason: Annotated[
        str,
        Field(max_length=LONGEST_LINE, description="为什么没有变化，一句话"),
        AfterValidator(in_one_line),
    ] = ""
    indicators: Annotated[
        list[FigureIn], Field(max_length=100, description="这项任务的指标数值和口径")
    ] = []

    def said(self) -> dict[str, Any]:
        """The fields of `Said`."""
        figures = {one.indicator_id: Figure(one.value, one.basis) for one in self.indicators}
        return {**self.model_dump(exclude={"indicators"}), "figures": figures}

    @field_validator("stage")
    @classmethod
    def _agrees(cls, stage: TaskStage | None, info: ValidationInfo) -> TaskStage | None:
        check_stage(stage, info.data.get("percent"))
        return stage


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
                    {
                        "task_id": 15,
                        "no_change": True,
                        "no_change_reason": "按计划下半年启动",
                    },
                ]
            }
        },
    )

    rows: Annotated[
        list[ReportIn],
        Field(max_length=MOST_ROWS, description="各项任务的进展；没有列出的任务保持原样"),
    ]
    on_behalf_of: Annotated[Name | None, Field(description="代录时，是谁报的")] = None
    way: Annotated[Way | None, Field(description="代录时，以什么方式报来")] = None


class ClearIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"cleared_by": "刘副理事长", "cleared_on": "2023-07-12"}},
    )

    cleared_by: Annotated[Name, Field(description="审签人")]
    cleared_on: Annotated[date | None, Field(description="审签日期，缺省为今天")] = None


class TakeBackIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"reason": "数字还要核对"}}
    )

    reason: Annotated[Reason | None, Field(description="为什么撤回")] = None


class AmendIn(ReturnIn):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "reason": "受益人数重复统计",
                "rows": [{"task_id": 14, "progress": "已适配 216 件，受益 206 人。"}],
            }
        },
    )

    reason: Annotated[Reason, Field(description="为什么更正")]
    cleared_by: Annotated[Name | None, Field(description="审签人，本地要求审签时必填")] = None
    cleared_on: Annotated[date | None, Field(description="审签日期，缺省为今天")] = None


class LockIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"period": "2023-H1"}})

    period: Annotated[str, Field(max_length=40, description="填报期")]


class LockedOut(BaseModel):
    period: str
    locked: int = Field(description="这次锁定的份数")


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
    light_colour: Colour = Field(description="颜色，须与名称一起显示")
    opens_on: date = Field(description="从这一天起可以提交")
    due_on: date
    only_parts: bool = Field(description="本单位本期不牵头任何任务，整份表都是配合部分")
    parts_due_on: date | None = Field(description="既牵头又配合时，配合部分的期限")
    parts_filed_at: datetime | None = Field(description="配合部分先行报送的时间")
    due_confirmed: bool = Field(description="放假通知尚未公布的年份为 false，期限可能变动")
    overdue_workdays: int = Field(description="逾期的工作日数")
    entered_by: str | None = Field(description="代录人")
    on_behalf_of: str | None = Field(description="代录的是谁报的")
    way: Way | None = Field(description="以什么方式报来")
    way_label: str | None
    cleared_by: str | None = Field(description="单位审签人")
    cleared_on: date | None
    confirmed_by: str | None = Field(description="自审的第二人")
    submitted_at: datetime | None
    submitted_by: str | None
    reviewed_at: datetime | None
    reviewed_by: str | None
    review_note: str | None = Field(description="审核意见、退回或免报的原因")
    version: int
    updated_at: datetime


class RowSaid(BaseModel):
    """What a unit says of a task in a period."""

    progress: str
    problems: str
    coordination: str
    next_steps: str
    percent: int | None
    stage: TaskStage | None
    no_change: bool
    no_change_reason: str


class ThreadEntry(RowSaid):
    unit: UnitRef
    part: bool = Field(description="true 配合部分；false 主牵头单位汇总的")
    standing: Standing = Field(description="没有报送的，内容为空")
    standing_label: str
    filed_at: datetime | None


class Before(BaseModel):
    period: str
    period_label: str
    progress: str
    problems: str
    coordination: str
    next_steps: str
    percent: int | None
    stage: TaskStage | None


class ReportRow(RowSaid):
    task_id: int
    number: str | None
    title: str
    due_on: date | None = Field(description="任务的完成时限，延期不改变它")
    due_text: str | None
    extended_to: date | None = Field(description="任务延期至；没有延期时为 null")
    role: Role | None = Field(description="本单位的角色")
    role_label: str | None
    before: Before | None = Field(description="上一期的填报")
    planned: int | None = Field(description="到本期末按时间进度应完成的百分比；无从推算时为 null")
    indicators: list[RowFigure] = Field(description="这项任务的指标；配合部分不问指标")
    part: bool = Field(description="配合部分，由主牵头单位汇总")
    thread: list[ThreadEntry] = Field(description="同一任务其他单位本期所报，没有报送的也列出")


class EditionRef(BaseModel):
    number: int
    url: str
    reason: str = Field(description="为什么更正")
    amended_by: str
    amended_at: datetime


class EditionFigure(BaseModel):
    indicator_id: int
    name: str
    value: str
    number: float | None
    basis: str


class EditionRow(RowSaid):
    task_id: int
    number: str | None
    title: str
    indicators: list[EditionFigure]


class EditionOut(EditionRef):
    """更正以前的内容，由谁提交、审签、审核。"""

    return_id: int
    unit: UnitRef
    plan: PlanRef
    period: str
    period_label: str
    submitted_by: str | None
    submitted_at: datetime | None
    entered_by: str | None
    on_behalf_of: str | None
    way: Way | None
    cleared_by: str | None
    cleared_on: date | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    review_note: str | None
    rows: list[EditionRow]


class ReturnOut(ReturnItem):
    rows: list[ReportRow]
    editions: list[EditionRef] = Field(description="更正以前的各版")
    attachments: list[AttachmentOut]
    allowed: list[Action] = Field(description="您现在可以进行的操作")


class TaskRef(BaseModel):
    id: int
    url: str
    number: str | None
    title: str


class ReportItem(RowSaid):
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
    light_colour: Colour
    due_on: date
    due_confirmed: bool
    overdue_workdays: int


class DispatchItem(BaseModel):
    id: int
    url: str
    unit: UnitRef
    plan: PlanRef
    dispatched_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
