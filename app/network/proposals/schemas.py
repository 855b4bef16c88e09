"""What comes in and goes out over REST."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.network.precedents.schemas import RefOut
from app.network.proposals.rules import MOST_AT_ONCE
from app.network.proposals.terms import ProposalState
from app.plans.service import Grounds
from app.reading.terms import Role
from app.web.schemas import LARGEST_ID

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Line = Annotated[str, Field(min_length=1, max_length=300)]


class _Incoming(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ProposeIn(_Incoming):
    model_config = ConfigDict(json_schema_extra={"example": {"projects": False}})

    projects: Annotated[bool, Field(description="是否也为专栏里的重点项目拟分工")] = False


class GroundsIn(_Incoming):
    """Needed for a published plan alone, where accepting is an amendment."""

    reason: Annotated[Line, Field(description="原因")]
    basis: Annotated[Line, Field(description="依据的文件")]
    organ: Annotated[Line, Field(description="决定机关")]
    decided_on: Annotated[date, Field(description="决定日期")]

    def grounds(self) -> Grounds:
        return Grounds(**self.model_dump())


class AcceptIn(_Incoming):
    model_config = ConfigDict(json_schema_extra={"example": {"unit_id": 97}})

    unit_id: Annotated[
        Id | None, Field(description="由哪个单位承担；缺省为拟定的那个，不确定时必须指明")
    ] = None
    grounds: Annotated[GroundsIn | None, Field(description="方案已发布时，作为调整的依据")] = None


class AcceptTaskIn(_Incoming):
    model_config = ConfigDict(json_schema_extra={"example": {}})

    grounds: Annotated[GroundsIn | None, Field(description="方案已发布时，作为调整的依据")] = None


class TakenIn(_Incoming):
    id: Id
    unit_id: Id | None = None


class AcceptManyIn(_Incoming):
    model_config = ConfigDict(
        json_schema_extra={"example": {"proposals": [{"id": 7}, {"id": 8, "unit_id": 97}]}}
    )

    proposals: Annotated[
        list[TakenIn],
        Field(
            min_length=1, max_length=MOST_AT_ONCE, description="选中的各条，全部采纳或一条不采纳"
        ),
    ]
    grounds: Annotated[GroundsIn | None, Field(description="方案已发布时，作为调整的依据")] = None


class DeclineManyIn(_Incoming):
    model_config = ConfigDict(json_schema_extra={"example": {"ids": [9, 10]}})

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]


class ProposedOut(BaseModel):
    plan_id: int
    tasks: int = Field(description="拟出分工的任务数")
    proposals: int = Field(description="拟出的条数；都还不是责任分工，须由人逐条采纳")
    replaced: int = Field(description="被取代的待定条数；已处理的不动")
    kept: int = Field(description="先前已采纳或未采纳的条数")
    without: int = Field(description="没有单位、也找不到先例的任务数")


class TaskRefOut(BaseModel):
    id: int
    url: str
    number: str | None
    title: str


class SourceOut(BaseModel):
    task_id: int
    plan_id: int
    region: str
    plan: str
    title: str
    quote: str | None = Field(description="原文中的责任分工")
    score: float
    closeness_label: str


class ProposalOut(BaseModel):
    id: int
    plan_id: int
    task: TaskRefOut
    role: Role
    role_label: str
    rank: int = Field(description="在本任务中的次序；牵头的首选为 1，其余牵头为备选")
    function: str
    function_label: str
    unit: RefOut | None = Field(description="本地职能相同的单位；没有或有几个时为 null")
    candidates: list[RefOut]
    units_note: str
    share: float = Field(description="按相近程度加权所占的份额，0 到 1")
    reason: str
    sources: list[SourceOut] = Field(description="所依据的先例；不能再查看的不列")
    state: ProposalState
    state_label: str
    assignment_id: int | None
    created_by: str
    created_at: datetime
    settled_by: str | None
    settled_at: datetime | None


class SettledOut(BaseModel):
    items: list[ProposalOut]


PROPOSED_EXAMPLE: dict[str, Any] = {
    "plan_id": 2,
    "tasks": 39,
    "proposals": 214,
    "replaced": 0,
    "kept": 0,
    "without": 0,
}
PROPOSAL_EXAMPLE: dict[str, Any] = {
    "id": 7,
    "plan_id": 2,
    "task": {
        "id": 92,
        "url": "/api/v1/tasks/92",
        "number": "4",
        "title": "完善残疾人社会保险体系",
    },
    "role": "lead",
    "role_label": "牵头单位",
    "rank": 1,
    "function": "human_resources",
    "function_label": "人社",
    "unit": {"id": 70, "name": "市人力资源和社会保障局"},
    "candidates": [{"id": 70, "name": "市人力资源和社会保障局"}],
    "units_note": "本地为市人力资源和社会保障局",
    "share": 0.85,
    "reason": "3 份方案中 2 份由人社牵头（其中 1 份没有印明牵头，由它列在首位）",
    "sources": [
        {
            "task_id": 4,
            "plan_id": 1,
            "region": "巫山县",
            "plan": "巫山县“十四五”残疾人保障和发展规划",
            "title": "帮助残疾人按规定参加城乡居民养老保险和城乡医疗保险",
            "quote": "县人力社保局、县医保局　县财政局、县残联",
            "score": 0.17,
            "closeness_label": "接近",
        }
    ],
    "state": "open",
    "state_label": "待定",
    "assignment_id": None,
    "created_by": "于海波",
    "created_at": "2023-08-11T09:20:00+08:00",
    "settled_by": None,
    "settled_at": None,
}
SETTLED_EXAMPLE: dict[str, Any] = {
    "items": [
        PROPOSAL_EXAMPLE
        | {
            "state": "accepted",
            "state_label": "已采纳",
            "assignment_id": 401,
            "settled_by": "于海波",
            "settled_at": "2023-08-11T09:31:00+08:00",
        }
    ]
}
