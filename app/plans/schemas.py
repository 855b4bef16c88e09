"""What comes in and goes out over REST."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.plans.incoming import Day, Id, Incoming, Line, Text, Year
from app.plans.terms import (
    AmendmentKind,
    ChangeAction,
    DocumentKind,
    PlanState,
    ReturnPeriod,
    TaskState,
)
from app.plans.versions.schemas import IncomingVersionOut
from app.reading.terms import (
    Attribute,
    DueSource,
    EvidenceRole,
    FirstLeadBasis,
    Role,
    Source,
    Stage,
    TaskKind,
)

MOST_WORKING_DAYS = 60
OVER = "作为这份草稿的新版本导入（如印发稿替换征求意见稿），任务和责任分工的编号不变"
TEXT_EXAMPLE: dict[str, Any] = {
    "name": "巫山县“十四五”残疾人保障和发展规划.txt",
    "text": "巫山县人民政府\n关于印发……的通知\n……",
    "office_id": 1,
}


# ---- what comes in ---------------------------------------------------------------------------


class PlanTextIn(Incoming):
    """An upload as JSON: the whole text of the plan, table cells parted by tabs."""

    model_config = ConfigDict(
        str_strip_whitespace=False, json_schema_extra={"example": TEXT_EXAMPLE}
    )

    name: Annotated[str, Field(min_length=1, max_length=300, description="文件名")]
    text: Annotated[str, Field(description="全文；表格各列以制表符分开")]
    office_id: Annotated[Id | None, Field(description="承办单位，缺省为本人所在单位")] = None
    region_id: Annotated[Id | None, Field(description="行政区划，缺省为本人所在区划")] = None
    over_plan_id: Annotated[Id | None, Field(description=OVER)] = None


class PlanPatch(Incoming):
    """Only what is named is changed. After publishing only `library` and `office_id` may be."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"return_period": "half_year", "due_after": 10}}
    )

    title: Annotated[Line, Field(description="标题")] = ""
    stage: Annotated[Stage, Field(description="稿别；只有印发稿发布后才交办、填报")] = Stage.ISSUED
    document_number: Annotated[Line | None, Field(description="文号；没有印的为 null")] = None
    issuer: Annotated[Line | None, Field(description="发文机关")] = None
    addressees: Annotated[Text | None, Field(description="主送机关")] = None
    issued_on: Annotated[Day | None, Field(description="印发日期")] = None
    period_start: Annotated[Year | None, Field(description="规划期从哪年起")] = None
    period_end: Annotated[
        Year | None, Field(description="规划期到哪年止；没有另写时限的任务随之到期")
    ] = None
    publicity: Annotated[Line | None, Field(description="公开方式")] = None
    office_id: Annotated[Id | None, Field(description="承办单位；null 为本级督查室")] = None
    return_period: Annotated[ReturnPeriod, Field(description="填报周期")] = ReturnPeriod.HALF_YEAR
    due_after: Annotated[
        int, Field(ge=1, le=MOST_WORKING_DAYS, description="期满后几个工作日内报送")
    ] = 10
    reporting_from: Annotated[Day | None, Field(description="填报从哪天算起")] = None
    reporting_until: Annotated[Day | None, Field(description="填报到哪天为止")] = None
    library: Annotated[bool, Field(description="是否列入先例库，供各地查阅")] = False
    first_leads_confirmed: Annotated[
        Literal[True] | None, Field(description="true：各项都以排在第一位的牵头单位为主牵头")
    ] = None


class SettleIn(Incoming):
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
    supersedes_id: int | None = Field(
        description="接续哪个征求意见稿或送审稿（方案编号）；无权查看的不列"
    )
    superseded_by_id: int | None = Field(description="被哪个已发布的方案取代；无权查看的不列")
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
    version: int | None = Field(description="第几版；没有导入成的为空")


class ProgressOut(BaseModel):
    done: int
    total: int


class FindingCountsOut(BaseModel):
    error: int
    warning: int
    note: int
    lint: int = Field(
        description="其中由矩阵检查发现的；只凭文字判断的两项不计，见 /plans/{id}/findings"
    )


class PlanCountsOut(BaseModel):
    tasks: int = Field(description="任务数，专栏项目不在内")
    projects: int = Field(description="专栏里的重点项目数")
    units: int = Field(description="已确定的单位数")
    unresolved_names: int = Field(description="还没有确定单位的名称数")
    unconfirmed_first_leads: int = Field(description="主牵头尚待确认的任务数")
    indicators: int
    open_findings: FindingCountsOut = Field(description="尚未处理的问题数")
    groups_undecided: int = Field(description="还没有选择由谁填报的集合单位数，见 group_filings")


class PlanDetailOut(PlanOut):
    documents: list[DocumentOut]
    counts: PlanCountsOut
    progress: ProgressOut | None = Field(description="正在读取时的进度，新版本也算")
    incoming_version: IncomingVersionOut | None = Field(
        description="正在读取或没有导入成的新版本；草稿这时照旧"
    )


class EvidenceOut(BaseModel):
    document_id: int
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


class MarkOut(BaseModel):
    """What an amendment did to a row or a cell."""

    change_id: int
    number: int = Field(description="本方案的第几次变更")
    kind: AmendmentKind
    action: ChangeAction
    assignment_id: int | None
    role: Role | None
    before: dict[str, Any] | None = Field(description="原")
    after: dict[str, Any] | None = Field(description="现")
    reason: str = Field(description="变更的原因；认领的写明何人何时认领、何人确认")


class MarkedTaskOut(TaskOut):
    marks: list[MarkOut] = Field(description="发布以后的变更，先变的在前")


class EndedTaskOut(BaseModel):
    id: int
    number: str | None
    title: str
    ended_by: int = Field(description="第几次变更终止的")


class MatrixOut(BaseModel):
    plan: dict[str, Any]
    tasks: list[MarkedTaskOut]
    ended_tasks: list[EndedTaskOut] = Field(description="已终止的任务")


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
