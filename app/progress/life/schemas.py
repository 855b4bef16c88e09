"""What comes in and goes out over REST about the life of tasks."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.text import printable
from app.plans.terms import TaskState
from app.progress.life.extension_rules import FIRST_YEAR
from app.progress.life.terms import Action, ExtensionState, Waiting

LONGEST = 2_000

Words = Annotated[
    str, Field(max_length=LONGEST), AfterValidator(lambda text: printable(text).strip())
]
Speaker = Annotated[
    Annotated[str, Field(max_length=100), AfterValidator(lambda text: printable(text).strip())]
    | None,
    Field(description="督办人员代录时必填：谁的话，例如“县残联 陈立（电话）”"),
]
_CLOSED = ConfigDict(extra="forbid")


def _with(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"example": example})


class ApplyIn(BaseModel):
    model_config = _with({"summary": "已为 216 名残疾人适配辅助器具，完成规划确定的任务。"})

    summary: Annotated[Words, Field(description="办结情况，必填")] = ""
    on_behalf_of: Speaker = None


class CloseIn(BaseModel):
    model_config = _with({"conclusion": "经现场核查，任务全部完成，同意办结。"})

    conclusion: Annotated[Words, Field(description="办结结论，必填")] = ""


class ReasonIn(BaseModel):
    model_config = _with({"reason": "县级配套资金尚未到位"})

    reason: Annotated[Words, Field(description="原因，必填")] = ""


class SuspendIn(BaseModel):
    model_config = _with({"reason": "等待上级印发实施细则", "review_on": "2023-10-09"})

    reason: Annotated[Words, Field(description="原因，必填")] = ""
    review_on: Annotated[date | None, Field(description="复核日期，必填，应在今天以后")] = None


class NoteIn(BaseModel):
    model_config = _with({"note": "实施细则已印发"})

    note: Annotated[Words, Field(description="说明，可不填")] = ""


class ExtensionIn(BaseModel):
    model_config = _with({"extended_to": "2024-06-30", "reason": "设备招标流标，需重新招标"})

    extended_to: Annotated[date, Field(description="延期至，应晚于现在的完成时限")]
    reason: Annotated[Words, Field(description="原因，必填")] = ""
    on_behalf_of: Speaker = None


class GrantIn(BaseModel):
    model_config = _with({"extended_to": "2024-03-31", "note": "最多延至一季度末"})

    extended_to: Annotated[date | None, Field(description="同意延至哪一天；缺省为所申请的日期")] = (
        None
    )
    note: Annotated[Words, Field(description="说明，可不填")] = ""


class ResultIn(BaseModel):
    model_config = _with({"text": "全年适配辅助器具 430 件，建立常年申请、按月适配的机制。"})

    text: Annotated[Words, Field(description="这一年的阶段成果，必填")] = ""
    on_behalf_of: Speaker = None


class YearIn(BaseModel):
    """The year of a stage result where it is a field and not a part of the address."""

    year: Annotated[int, Field(ge=FIRST_YEAR, le=2100)]


# ---- out -------------------------------------------------------------------------------------


class StepOut(BaseModel):
    id: int
    action: Action
    action_label: str
    state: tuple[TaskState, TaskState] = Field(description="办理前、办理后的状态")
    state_label: str = Field(description="办理后的状态")
    words: str = Field(description="办结情况、结论、原因或说明")
    review_on: date | None = Field(description="暂缓的复核日期")
    unit: str | None = Field(description="申请的单位")
    on_behalf_of: str | None = Field(description="代录的，是谁的话")
    own_unit: bool = Field(description="自审：决定人属于承担任务的单位")
    made_by: str
    made_on: date


class ExtensionOut(BaseModel):
    id: int
    url: str
    task_id: int
    state: ExtensionState
    state_label: str
    first_due_on: date = Field(description="原定的完成时限")
    due_on: date = Field(description="申请时的完成时限")
    asked_for: date = Field(description="申请延至")
    reason: str
    unit: str | None
    on_behalf_of: str | None
    requested_by: str
    requested_on: date
    extended_to: date | None = Field(description="同意延至；不同意或等待决定时为 null")
    holds: bool = Field(description="现在的完成时限是否由它而来")
    note: str | None
    own_unit: bool
    decided_by: str | None
    decided_on: date | None


class ResultOut(BaseModel):
    year: int
    text: str
    unit: str | None
    on_behalf_of: str | None
    written_by: str
    written_on: date


class TaskRef(BaseModel):
    id: int
    url: str
    number: str | None
    title: str


class PlanRef(BaseModel):
    id: int
    title: str


class PendingOut(BaseModel):
    kind: Waiting
    kind_label: str
    task: TaskRef
    plan: PlanRef
    extension: str | None = Field(description="延期申请的地址")
    since: date = Field(description="从哪一天起等待")
    due_on: date | None
    extended_to: date | None
    asked_for: date | None = Field(description="申请延至")
    words: str = Field(description="办结情况，或申请、暂缓的原因")
    unit: str | None
    on_behalf_of: str | None


class AllowedOut(BaseModel):
    action: Action
    action_label: str


class LifeOut(BaseModel):
    task_id: int
    state: TaskState
    state_label: str
    due_on: date | None = Field(description="原定的完成时限")
    extended_to: date | None = Field(description="延期后的完成时限；没有延期时为 null")
    extensions: int = Field(description="已同意延期几次")
    review_on: date | None = Field(description="暂缓的复核日期")
    missing_years: list[int] = Field(description="转常态化以后还没有填写阶段成果的年份")
    allowed: list[AllowedOut] = Field(description="本人现在可以办理的")
    may_extend: bool = Field(description="本人现在能否申请延期")
    steps: list[StepOut] = Field(description="办理经过，新的在前")
    version: int


STEP_EXAMPLE: dict[str, Any] = {
    "id": 3,
    "action": "suspend",
    "action_label": "暂缓",
    "state": ["in_progress", "suspended"],
    "state_label": "暂缓",
    "words": "等待上级印发实施细则",
    "review_on": "2023-10-09",
    "unit": None,
    "on_behalf_of": None,
    "own_unit": False,
    "made_by": "林",
    "made_on": "2023-08-11",
}

EXTENSION_EXAMPLE: dict[str, Any] = {
    "id": 5,
    "url": "/api/v1/extensions/5",
    "task_id": 6,
    "state": "granted",
    "state_label": "同意",
    "first_due_on": "2023-12-31",
    "due_on": "2023-12-31",
    "asked_for": "2024-06-30",
    "reason": "设备招标流标，需重新招标",
    "unit": "县残联",
    "on_behalf_of": None,
    "requested_by": "陈立",
    "requested_on": "2023-08-01",
    "extended_to": "2024-03-31",
    "holds": True,
    "note": "最多延至一季度末",
    "own_unit": False,
    "decided_by": "林",
    "decided_on": "2023-08-03",
}

RESULT_EXAMPLE: dict[str, Any] = {
    "year": 2022,
    "text": "全年适配辅助器具 430 件，建立常年申请、按月适配的机制。",
    "unit": "县残联",
    "on_behalf_of": None,
    "written_by": "陈立",
    "written_on": "2023-01-12",
}

PENDING_EXAMPLE: dict[str, Any] = {
    "kind": "extension",
    "kind_label": "延期申请",
    "task": {"id": 6, "url": "/api/v1/tasks/6", "number": "6", "title": "辅助器具适配服务"},
    "plan": {"id": 1, "title": "巫山县“十四五”残疾人保障和发展规划"},
    "extension": "/api/v1/extensions/5",
    "since": "2023-08-01",
    "due_on": "2023-12-31",
    "extended_to": None,
    "asked_for": "2024-06-30",
    "words": "设备招标流标，需重新招标",
    "unit": "县残联",
    "on_behalf_of": None,
}

LIFE_EXAMPLE: dict[str, Any] = {
    "task_id": 6,
    "state": "suspended",
    "state_label": "暂缓",
    "due_on": "2023-12-31",
    "extended_to": "2024-03-31",
    "extensions": 1,
    "review_on": "2023-10-09",
    "missing_years": [],
    "allowed": [{"action": "resume", "action_label": "恢复办理"}],
    "may_extend": False,
    "steps": [STEP_EXAMPLE],
    "version": 4,
}
