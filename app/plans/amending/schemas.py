"""Corrections and amendments over REST: what comes in, and what goes out."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.plans.drafts.schemas import AssignmentIn
from app.plans.incoming import Day, Id, Incoming, Line, Text, Year
from app.plans.terms import AmendmentKind, ChangeAction
from app.reading.terms import Attribute, Role, TaskKind

MOST_CHANGES = 200


# ---- what comes in ---------------------------------------------------------------------------


class ChangeTaskIn(Incoming):
    action: Literal["change_task"]
    task_id: Id
    number: Annotated[Line | None, Field(description="序号")] = None
    title: Line = ""
    text: Text = ""
    due_on: Annotated[date | None, Field(description="完成日期；null 为持续推进")] = None
    due_text: Annotated[
        Line | None, Field(description="完成时限的文字；不另给 due_on 时由它算出")
    ] = None


class AddTaskIn(Incoming):
    action: Literal["add_task"]
    text: Annotated[Text, Field(description="任务全文，不含责任单位")]
    number: Line | None = None
    title: Line | None = None
    kind: TaskKind = TaskKind.TASK
    section: list[Line] = Field([], max_length=8)
    due_on: date | None = None
    due_text: Line | None = None
    parent_id: Annotated[Id | None, Field(description="措施归在哪项任务之下")] = None
    after: Annotated[Id | None, Field(description="排在哪项任务之后，缺省在最后")] = None
    assignments: list[AssignmentIn] = Field([], max_length=200)


class EndTaskIn(Incoming):
    action: Literal["end_task"]
    task_id: Id


class AddAssignmentIn(AssignmentIn):
    action: Literal["add_assignment"]
    task_id: Id


class ChangeAssignmentIn(Incoming):
    action: Literal["change_assignment"]
    assignment_id: Id
    unit_id: Annotated[Id, Field(description="现在的单位")] = 1
    role: Role = Role.LEAD
    name: Annotated[Line, Field(description="照原文印出的名称")] = ""
    printed_label: Annotated[Line, Field(description="这一栏的称呼")] = ""
    is_first_lead: Annotated[
        Literal[True] | None, Field(description="true：几个牵头单位中由它汇总填报")
    ] = None


class EndAssignmentIn(Incoming):
    action: Literal["end_assignment"]
    assignment_id: Id


class ChangeIndicatorIn(Incoming):
    action: Literal["change_indicator"]
    indicator_id: Id
    number: Line | None = None
    name: Line = ""
    measure: Line | None = None
    baseline: Line | None = None
    baseline_year: Year | None = None
    target: Line | None = None
    target_year: Year | None = None
    attribute: Attribute | None = None


ChangeIn = Annotated[
    ChangeTaskIn
    | AddTaskIn
    | EndTaskIn
    | AddAssignmentIn
    | ChangeAssignmentIn
    | EndAssignmentIn
    | ChangeIndicatorIn,
    Field(discriminator="action"),
]


class ProofIn(Incoming):
    """The place in a document of the plan that shows what is right."""

    document_id: Id
    start: Annotated[int, Field(ge=0, le=100_000_000, description="原文文本中的起点（按字符数）")]
    end: Annotated[int, Field(ge=1, le=100_000_000)]


Changes = Annotated[
    list[ChangeIn],
    Field(min_length=1, max_length=MOST_CHANGES, description="逐处变更，要么全部生效，要么都不"),
]


class CorrectionIn(Incoming):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "reason": "读取时把“2024年底前”错成 2023 年",
                "changes": [{"action": "change_task", "task_id": 1, "due_on": "2024-12-31"}],
            }
        }
    )

    reason: Annotated[Text, Field(description="哪里读错了，凭什么知道")]
    proof: Annotated[ProofIn | None, Field(description="能证明的原文")] = None
    changes: Changes


class AmendmentIn(Incoming):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "basis": "巫残工委〔2023〕2号",
                "organ": "县残工委",
                "decided_on": "2023-03-01",
                "reason": "机构改革，县乡村振兴局职责划入县农业农村委",
                "changes": [{"action": "change_assignment", "assignment_id": 1, "unit_id": 9}],
            }
        }
    )

    basis: Annotated[Line, Field(description="依据的文件：名称或文号")]
    organ: Annotated[Line, Field(description="决定机关")]
    decided_on: Annotated[Day, Field(description="决定日期")]
    reason: Annotated[Text, Field(description="为什么调整")]
    effective_on: Annotated[Day | None, Field(description="自哪天起执行，缺省为决定日期")] = None
    document_id: Annotated[Id | None, Field(description="本方案的哪份文件载有这项决定")] = None
    changes: Changes


# ---- what goes out ---------------------------------------------------------------------------


class TaskRefOut(BaseModel):
    id: int
    number: str | None
    title: str


class ChangeOut(BaseModel):
    id: int
    action: ChangeAction
    task: TaskRefOut | None
    assignment_id: int | None
    indicator_id: int | None
    before: dict[str, Any] | None = Field(description="原：变了的各项；整行终止的是整行")
    after: dict[str, Any] | None = Field(description="现：变了的各项；新增的是整行")


class AmendmentOut(BaseModel):
    id: int
    number: int = Field(description="本方案的第几次变更")
    kind: AmendmentKind
    kind_label: str
    basis: str | None
    organ: str | None
    decided_on: date | None
    effective_on: date
    reason: str
    document_id: int | None
    proof: dict[str, Any] | None
    made_by: str
    made_at: datetime
    changes: list[ChangeOut]


class AmendedOut(AmendmentOut):
    warnings: list[str] = Field(description="值得再看一眼的地方，不妨碍生效")


AMENDMENT_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "number": 1,
    "kind": "amendment",
    "kind_label": "调整",
    "basis": "巫残工委〔2023〕2号",
    "organ": "县残工委",
    "decided_on": "2023-03-01",
    "effective_on": "2023-03-01",
    "reason": "机构改革，县乡村振兴局职责划入县农业农村委",
    "document_id": None,
    "proof": None,
    "made_by": "林",
    "made_at": "2023-03-02T09:00:00+08:00",
    "changes": [
        {
            "id": 1,
            "action": "task_changed",
            "task": {"id": 1, "number": "1", "title": "健全易返贫致贫人口动态监测预警机制"},
            "assignment_id": None,
            "indicator_id": None,
            "before": {"due_on": "2023-12-31"},
            "after": {"due_on": "2024-12-31"},
        }
    ],
}
CORRECTION_EXAMPLE: dict[str, Any] = AMENDMENT_EXAMPLE | {
    "kind": "correction",
    "kind_label": "勘误",
    "basis": None,
    "organ": None,
    "decided_on": None,
    "reason": "读取时把“2024年底前”错成 2023 年",
}
