from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from app.plans.terms import TaskState
from app.progress.schemas import UnitRef
from app.progress.settings.rules import Colour
from app.progress.terms import Light, ReturnState, TaskStage
from app.reading.terms import DueSource, EvidenceRole, Role, TaskKind


class AssignmentOut(BaseModel):
    id: int = Field(description="提出异议、登记变更时所指的编号")
    role: Role
    role_label: str = Field(description="原件所用的词，例如“牵头单位”")
    unit_id: int | None = Field(description="单位；名称尚未确认时为 null")
    unit: str = Field(description="单位名称；尚未确认时为原件所印")
    raw: str = Field(description="原件所印的名称")
    first: bool = Field(description="是否主牵头单位")
    collective: bool


class NextReturnOut(BaseModel):
    id: int
    url: str
    period: str
    period_label: str
    due_on: date
    due_confirmed: bool = Field(description="否：该年度放假安排尚未公布，期限可能调整")


class PlanRef(BaseModel):
    id: int
    title: str


class TaskItem(BaseModel):
    id: int
    url: str
    number: str | None = Field(description="原件所印的序号")
    title: str
    kind: TaskKind
    plan: PlanRef
    assignments: list[AssignmentOut]
    state: TaskState
    state_label: str
    due_on: date | None = Field(description="原定的完成时限，延期不改变它")
    due_text: str | None
    due_source: DueSource | None
    extended_to: date | None = Field(description="延期至；没有延期时为 null")
    version: int
    updated_at: datetime


class ShareOut(BaseModel):
    as_of: date = Field(description="最近一次报送完成比例的填报期末")
    planned: int = Field(description="到那一天按时间进度应完成的百分比")
    reported: int = Field(description="报送的完成百分比")
    behind: int = Field(description="滞后几个百分点；不滞后为 0")


class UnitTaskItem(TaskItem):
    role: Role = Field(description="本单位的角色")
    role_label: str
    first: bool = Field(description="本单位是否主牵头单位")
    via_group: int | None = Field(description="经由哪个集合单位承担；直接承担时为 null")
    via_unit: int | None = Field(description="原件所印、已由本单位承继的原单位；没有时为 null")
    via_label: str | None = Field(description="经由的集合单位名称，或“原县乡村振兴局”")
    light: Light | None = Field(
        description="本单位的信号灯；没有应报的进展情况表、进度也不滞后时为 null"
    )
    light_label: str | None = Field(description="当地给它的名称")
    light_colour: Colour | None = Field(description="颜色，须与名称一起显示")
    light_reason: str | None = Field(description="为什么算进度滞后；其他情形为 null")
    share: ShareOut | None = Field(
        description="本单位报送的进度与计划应有的进度；没有报送过、或没有完成时限时为 null"
    )
    next_return: NextReturnOut | None = Field(description="本单位就该方案下一份应报的进展情况表")


class EvidenceOut(BaseModel):
    document_id: int
    role: EvidenceRole
    start: int = Field(description="起点，按所读文本的 Unicode 码点计")
    end: int
    page: int | None
    quote: str


class ReportOut(BaseModel):
    unit: str
    period: str
    period_label: str
    state: ReturnState
    part: bool = Field(description="配合部分，由主牵头单位汇总")
    progress: str
    problems: str
    coordination: str
    next_steps: str
    percent: int | None
    stage: TaskStage | None
    stage_label: str | None
    no_change: bool


class UnitShareOut(ShareOut):
    unit: UnitRef
    light: Light | None = Field(description="进度滞后或严重滞后；不滞后时为 null")
    light_label: str | None
    light_colour: Colour | None
    told: str = Field(description="用文字说明")


class TaskOut(TaskItem):
    text: str
    section: list[str]
    evidence: list[EvidenceOut]
    reports: list[ReportOut]
    shares: list[UnitShareOut] = Field(description="各承担单位报送的进度与计划应有的进度")


TASK_EXAMPLE: dict[str, Any] = {
    "id": 6,
    "url": "/api/v1/tasks/6",
    "number": "6",
    "title": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
    "kind": "task",
    "plan": {"id": 1, "title": "巫山县“十四五”残疾人保障和发展规划"},
    "assignments": [
        {
            "id": 17,
            "role": "lead",
            "role_label": "牵头单位",
            "unit_id": 2,
            "unit": "县残联",
            "raw": "县残联",
            "first": True,
            "collective": False,
        },
        {
            "id": 18,
            "role": "responsible",
            "role_label": "责任单位",
            "unit_id": 9,
            "unit": "县财政局",
            "raw": "县财政局",
            "first": False,
            "collective": False,
        },
    ],
    "state": "in_progress",
    "state_label": "进行中",
    "due_on": "2025-12-31",
    "due_text": None,
    "due_source": "plan",
    "extended_to": None,
    "version": 1,
    "updated_at": "2023-05-15T09:00:00+08:00",
}

UNIT_TASK_EXAMPLE: dict[str, Any] = TASK_EXAMPLE | {
    "role": "lead",
    "role_label": "牵头单位",
    "first": True,
    "via_group": None,
    "via_unit": None,
    "via_label": None,
    "light": "due_soon",
    "light_label": "即将到期",
    "light_colour": "yellow",
    "light_reason": None,
    "share": {"as_of": "2022-12-31", "planned": 40, "reported": 38, "behind": 2},
    "next_return": {
        "id": 41,
        "url": "/api/v1/returns/41",
        "period": "2023-H1",
        "period_label": "2023年上半年",
        "due_on": "2023-07-14",
        "due_confirmed": True,
    },
}
UNIT_SHARE_EXAMPLE: dict[str, Any] = {
    "unit": {"id": 2, "name": "县残联"},
    "as_of": "2022-12-31",
    "planned": 40,
    "reported": 25,
    "behind": 15,
    "light": "behind",
    "light_label": "进度滞后",
    "light_colour": "yellow",
    "told": "截至2022年12月31日，计划应完成40%，报送25%，滞后15个百分点",
}
