"""What comes in and goes out over REST."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from app.plans.terms import DocumentKind, PlanState, ReturnPeriod, TaskState
from app.reading.terms import (
    Attribute,
    DueSource,
    EvidenceRole,
    FirstLeadBasis,
    Role,
    Severity,
    Source,
    Stage,
    TaskKind,
)
from app.web.schemas import LARGEST_ID

MOST_WORKING_DAYS = 60


def _printable(value: object) -> object:
    """Text without control characters, which no document prints and PostgreSQL cannot store."""
    if not isinstance(value, str):
        return value
    return "".join(char for char in value if char.isprintable() or char in "\n\t\u3000")


Text = Annotated[str, BeforeValidator(_printable), Field(min_length=1, max_length=20_000)]
Line = Annotated[str, BeforeValidator(_printable), Field(min_length=1, max_length=300)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


TEXT_EXAMPLE: dict[str, Any] = {
    "name": "巫山县“十四五”残疾人保障和发展规划.txt",
    "text": "巫山县人民政府\n关于印发……的通知\n……",
    "office_id": 1,
}


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    def given(self) -> dict[str, Any]:
        """The fields that the request named, `null` included."""
        return {name: getattr(self, name) for name in self.model_fields_set}


# ---- what comes in ---------------------------------------------------------------------------


class PlanTextIn(_In):
    """An upload as JSON: the whole text of the plan, table cells parted by tabs."""

    model_config = ConfigDict(
        str_strip_whitespace=False, json_schema_extra={"example": TEXT_EXAMPLE}
    )

    name: Annotated[str, Field(min_length=1, max_length=300, description="文件名")]
    text: Annotated[str, Field(description="全文；表格各列以制表符分开")]
    office_id: Annotated[Id | None, Field(description="承办单位，缺省为本人所在单位")] = None
    region_id: Annotated[Id | None, Field(description="行政区划，缺省为本人所在区划")] = None


class PlanPatch(_In):
    """Only what is named is changed. After publishing only `library` and `office_id` may be."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"return_period": "half_year", "due_after": 10}}
    )

    title: Annotated[Line, Field(description="标题")] = ""
    document_number: Annotated[Line | None, Field(description="文号；没有印的为 null")] = None
    issued_on: Annotated[date | None, Field(description="印发日期")] = None
    office_id: Annotated[Id | None, Field(description="承办单位；null 为本级督查室")] = None
    return_period: Annotated[ReturnPeriod, Field(description="填报周期")] = ReturnPeriod.HALF_YEAR
    due_after: Annotated[
        int, Field(ge=1, le=MOST_WORKING_DAYS, description="期满后几个工作日内报送")
    ] = 10
    reporting_from: Annotated[date | None, Field(description="填报从哪天算起")] = None
    reporting_until: Annotated[date | None, Field(description="填报到哪天为止")] = None
    library: Annotated[bool, Field(description="是否列入范例库，供各地查阅")] = False
    first_leads_confirmed: Annotated[
        Literal[True] | None, Field(description="true：各项都以排在第一位的牵头单位为主牵头")
    ] = None


class AssignmentIn(_In):
    """A unit by its id, by the name to print, or both."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"unit_id": 1, "role": "lead", "is_first_lead": True}}
    )

    role: Annotated[Role, Field(description="牵头 lead、责任 responsible、配合 supporting")]
    unit_id: Annotated[Id | None, Field(description="单位；名称能确定单位时可不填")] = None
    name: Annotated[Line | None, Field(description="照原文印出的名称，缺省为单位名称")] = None
    printed_label: Annotated[Line | None, Field(description="原文对这一栏的称呼")] = None
    is_first_lead: Annotated[bool, Field(description="几个牵头单位中由它汇总填报")] = False

    @model_validator(mode="after")
    def _names_a_unit(self) -> Self:
        if self.unit_id is None and self.name is None:
            raise ValueError("unit_id 和 name 至少给出一个")
        return self


class AssignmentPatch(_In):
    model_config = ConfigDict(json_schema_extra={"example": {"unit_id": 4}})

    role: Role = Role.LEAD
    unit_id: Annotated[Id | None, Field(description="单位；null 表示待确认")] = None
    printed_label: Line = ""
    position: Annotated[Id, Field(description="在本任务中排第几位")] = 1
    is_first_lead: Annotated[
        Literal[True] | None, Field(description="true：几个牵头单位中由它汇总填报")
    ] = None


class TaskIn(_In):
    """A task that the reader missed. `position` is where it goes, at the end by default."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "number": "31",
                "text": "加强基层残疾人组织建设。",
                "assignments": [{"unit_id": 1, "role": "lead"}],
            }
        }
    )

    text: Annotated[Text, Field(description="任务全文，不含责任单位")]
    number: Annotated[Line | None, Field(description="序号，照原文")] = None
    title: Annotated[Line | None, Field(description="标题，缺省取全文的第一句")] = None
    kind: TaskKind = TaskKind.TASK
    section: Annotated[list[Line], Field(max_length=8, description="所在章节，由大到小")] = []
    position: Annotated[Id | None, Field(description="排第几，缺省在最后")] = None
    due_on: date | None = None
    due_text: Line | None = None
    assignments: Annotated[list[AssignmentIn], Field(max_length=200)] = []


class TaskPatch(_In):
    model_config = ConfigDict(json_schema_extra={"example": {"title": "健全动态监测预警机制"}})

    number: Annotated[Line | None, Field(description="序号，照原文")] = None
    title: Line = ""
    text: Text = ""
    kind: TaskKind = TaskKind.TASK
    section: Annotated[list[Line], Field(max_length=8)] = []
    due_on: Annotated[date | None, Field(description="完成时限；null 为持续推进")] = None
    due_text: Annotated[Line | None, Field(description="完成时限，照原文")] = None


class SettleIn(_In):
    """Naming a unit settles every assignment of the plan with that printed name."""

    model_config = ConfigDict(json_schema_extra={"example": {"unit_id": 4, "remember": True}})

    unit_id: Annotated[Id | None, Field(description="名称所指的单位；不给则只记为已核对")] = None
    remember: Annotated[bool, Field(description="是否把这个名称记为该单位的别名")] = False


# ---- what goes out ---------------------------------------------------------------------------


class NamedOut(BaseModel):
    id: int
    name: str


class PlanOut(BaseModel):
    id: int
    uid: str
    url: str
    state: PlanState
    title: str
    stage: Stage
    document_number: str | None = Field(description="文号；没有印的为 null")
    issuer: str | None
    addressees: str | None
    issued_on: date | None
    period_start: int | None
    period_end: int | None
    publicity: str | None
    library: bool
    region: NamedOut
    office: NamedOut | None
    return_period: ReturnPeriod
    due_after: int
    reporting_from: date | None
    reporting_until: date | None
    first_leads_confirmed_at: datetime | None
    refusal_code: str | None = Field(description="没有读出方案的原因代码")
    refusal: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None
    version: int


class DocumentOut(BaseModel):
    id: int
    uid: str
    kind: DocumentKind
    name: str
    size: int
    sha256: str
    text_sha256: str | None


class ProgressOut(BaseModel):
    done: int
    total: int


class FindingCountsOut(BaseModel):
    error: int
    warning: int
    note: int


class PlanCountsOut(BaseModel):
    tasks: int
    units: int = Field(description="已确定的单位数")
    unresolved_names: int = Field(description="还没有确定单位的名称数")
    unconfirmed_first_leads: int = Field(description="主牵头尚待确认的任务数")
    indicators: int
    open_findings: FindingCountsOut = Field(description="尚未处理的问题数")


class PlanDetailOut(PlanOut):
    documents: list[DocumentOut]
    counts: PlanCountsOut
    progress: ProgressOut | None = Field(description="正在读取时的进度")


class EvidenceOut(BaseModel):
    role: EvidenceRole
    start: int = Field(description="在原文文本中的起点（按字符数）")
    end: int
    page: int | None
    quote: str


class AssignmentOut(BaseModel):
    id: int
    position: int
    role: Role
    printed_label: str = Field(description="原文的称呼")
    raw: str = Field(description="原文的写法")
    name: str
    unit: NamedOut | None = Field(description="null 表示还不确定是哪个单位")
    is_first_lead: bool
    first_lead_basis: FirstLeadBasis | None
    collective: bool


class TaskOut(BaseModel):
    id: int
    plan_id: int
    parent_id: int | None
    number: str | None
    position: int
    kind: TaskKind
    title: str
    text: str
    section: list[str]
    source: Source | None = Field(description="责任分工在原文中的形式；null 为人工补录")
    state: TaskState
    due_on: date | None
    due_text: str | None
    due_source: DueSource | None
    confidence: float
    version: int
    assignments: list[AssignmentOut]
    evidence: list[EvidenceOut]


class MatrixOut(BaseModel):
    plan: dict[str, Any]
    tasks: list[TaskOut]


class FindingOut(BaseModel):
    id: int
    code: str
    severity: Severity
    message: str
    task: dict[str, Any] | None
    printed_name: str | None
    suggested_unit: NamedOut | None
    evidence: list[dict[str, Any]]
    settled_at: datetime | None
    settled_by: str | None


class IndicatorOut(BaseModel):
    id: int
    number: str | None
    name: str
    measure: str | None
    baseline: str | None
    baseline_year: int | None
    target: str | None
    target_year: int | None
    attribute: Attribute | None
    evidence: list[dict[str, Any]]
