from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.progress.reforms.service import Heir, Proposal
from app.units.reforms.terms import ReformKind
from app.units.terms import UnitKind
from app.web.schemas import LARGEST_ID

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=1000, description="依据：文件名称、文号")]


class HeirIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    unit_id: Annotated[Id | None, Field(description="已登记的单位")] = None
    name: Annotated[Name | None, Field(description="新设单位的名称")] = None
    kind: Annotated[UnitKind | None, Field(description="新设单位的类别")] = None
    takes_over: Annotated[
        bool, Field(description="原单位的联络员和承办的方案转到这个单位；都不写明的转到排在第一的")
    ] = False


_MERGE: dict[str, Any] = {
    "kind": "merge",
    "effective_on": "2023-05-01",
    "basis": "《巫山县机构改革方案》",
    "predecessors": [21],
    "successors": [{"unit_id": 14}],
}


class ReformIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _MERGE})

    kind: Annotated[ReformKind, Field(description="更名 rename、合并 merge、拆分 split")]
    effective_on: Annotated[date, Field(description="自这一天起")]
    basis: Words
    predecessors: Annotated[
        list[Id], Field(min_length=1, max_length=50, description="更名、被合并或被拆分的单位")
    ]
    successors: Annotated[
        list[HeirIn], Field(max_length=50, description="承继单位，排在第一的为主；更名时不给")
    ] = []
    new_name: Annotated[Name | None, Field(description="更名后的名称")] = None
    note: Annotated[str | None, Field(max_length=1000)] = None

    def proposal(self) -> Proposal:
        return Proposal(
            kind=self.kind,
            effective_on=self.effective_on,
            basis=self.basis,
            predecessors=self.predecessors,
            successors=[Heir(**one.model_dump()) for one in self.successors],
            new_name=self.new_name,
            note=self.note,
        )


class PartyOut(BaseModel):
    id: int
    name: str


class ReformOut(BaseModel):
    id: int
    url: str
    region_id: int
    kind: ReformKind
    kind_label: str
    effective_on: date
    in_force: bool = Field(description="生效日期已到")
    basis: str
    note: str | None
    predecessors: list[PartyOut] = Field(description="原单位；更名时为原名称")
    successors: list[PartyOut] = Field(description="承继单位，排在第一的为主；更名时为新名称")
    created_by: str
    created_at: datetime


class PlanShareOut(BaseModel):
    plan_id: int
    title: str
    tasks: int
    leads: int


class OverlapOut(BaseModel):
    task_id: int
    plan_id: int
    number: str | None
    title: str
    roles: list[str] = Field(description="届时同一单位在这项任务中的全部角色，按原件所印")
    conflict: bool = Field(description="是否既牵头又在其他栏")


class ConsequencesOut(BaseModel):
    predecessors: list[str]
    successors: list[str]
    founded: list[str] = Field(description="将新设的单位")
    effective_on: date
    plans: list[PlanShareOut] = Field(description="任务随之转移的方案")
    overlaps: list[OverlapOut] = Field(description="承继单位将在同一任务中出现不止一次")
    moving: int = Field(description="转由承继单位填报的进展情况表")
    merging: int = Field(description="并入承继单位同期那份的进展情况表")
    liaisons: int = Field(description="原单位的联络员人数，到时转为 takes_over 的联络员")
    members_of: list[str] = Field(description="由承继单位接替成员资格的集合单位")
    takes_over: str = Field(description="联络员和承办的方案转到的承继单位；更名时为新名称")
    offices: list[str] = Field(description="由原单位承办的方案，到时转由 takes_over 承办")
    to_decide: int = Field(description="拆分后需要确定归哪个单位的责任分工")


class HandoverIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"assignments": [41, 44], "unit_id": 62}}
    )

    assignments: Annotated[list[Id], Field(min_length=1, max_length=1000, description="责任分工")]
    unit_id: Annotated[Id | None, Field(description="哪个承继单位；null 表示撤销确定")]


class DividedOut(BaseModel):
    id: int = Field(description="责任分工的编号")
    task_id: int
    plan_id: int
    plan: str
    number: str | None
    title: str
    role_label: str
    raw: str
    unit_id: int | None = Field(description="已确定的承继单位；null 为尚未确定，由主要承继单位承担")
    decided_by: str | None


REFORM_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "url": "/api/v1/reforms/1",
    "region_id": 10,
    "kind": "merge",
    "kind_label": "合并",
    "effective_on": "2023-05-01",
    "in_force": True,
    "basis": "《巫山县机构改革方案》",
    "note": None,
    "predecessors": [{"id": 21, "name": "县乡村振兴局"}],
    "successors": [{"id": 14, "name": "县农业农村委"}],
    "created_by": "林晓岚",
    "created_at": "2023-04-20T09:00:00+08:00",
}
CONSEQUENCES_EXAMPLE: dict[str, Any] = {
    "predecessors": ["县乡村振兴局"],
    "successors": ["县农业农村委"],
    "founded": [],
    "effective_on": "2023-05-01",
    "plans": [
        {
            "plan_id": 1,
            "title": "巫山县“十四五”残疾人保障和发展规划",
            "tasks": 3,
            "leads": 1,
        }
    ],
    "overlaps": [
        {
            "task_id": 1,
            "plan_id": 1,
            "number": "1",
            "title": "将符合条件的残疾人及时纳入易返贫致贫监测范围",
            "roles": ["牵头单位 县乡村振兴局", "责任单位 县农业农村委"],
            "conflict": True,
        }
    ],
    "moving": 0,
    "merging": 6,
    "liaisons": 1,
    "members_of": [],
    "takes_over": "县农业农村委",
    "offices": [],
    "to_decide": 0,
}
DIVIDED_EXAMPLE: dict[str, Any] = {
    "id": 41,
    "task_id": 12,
    "plan_id": 1,
    "plan": "巫山县“十四五”残疾人保障和发展规划",
    "number": "12",
    "title": "无障碍环境建设",
    "role_label": "责任单位",
    "raw": "县教委",
    "unit_id": None,
    "decided_by": None,
}
