from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.plans.filers.terms import Filing
from app.web.schemas import LARGEST_ID

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


class FilingIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"mode": "chosen", "units": [31, 32]}}
    )

    mode: Annotated[Filing, Field(description="none、office、chosen 或 all")]
    units: Annotated[
        list[Id], Field(max_length=500, description="mode 为 chosen 时由哪些成员填报")
    ] = []


class MemberOut(BaseModel):
    id: int
    name: str


class FilingOptionOut(BaseModel):
    mode: Filing
    label: str
    possible: bool
    units: int = Field(description="由几个单位填报；chosen 按一个成员计")
    new_units: int = Field(description="其中因此才需要填报本方案的单位数")
    returns_a_year: int = Field(description="每年因此增加几份进展情况表")


class GroupFilingOut(BaseModel):
    plan_id: int
    group: MemberOut
    tasks: int = Field(description="方案中由这个集合单位承担的任务数")
    members: list[MemberOut]
    mode: Filing | None = Field(description="现在由谁填报；还没有人选择时为 null，谁也不填报")
    mode_label: str
    open: bool = Field(description="是否还需要督办人员选择")
    filers: list[MemberOut] = Field(description="按名指定的填报单位")
    options: list[FilingOptionOut]
    decided_by: str | None
    decided_at: datetime | None


class GroupFilingsOut(BaseModel):
    items: list[GroupFilingOut]


FILING_EXAMPLE: dict[str, Any] = {
    "plan_id": 1,
    "group": {"id": 58, "name": "各乡镇（街道）"},
    "tasks": 4,
    "members": [{"id": 31, "name": "高唐街道"}, {"id": 32, "name": "巫峡镇"}],
    "mode": None,
    "mode_label": "还没有选择，谁也不填报",
    "open": True,
    "filers": [],
    "options": [
        {
            "mode": "all",
            "label": "由全部成员分别填报",
            "possible": True,
            "units": 26,
            "new_units": 26,
            "returns_a_year": 52,
        }
    ],
    "decided_by": None,
    "decided_at": None,
}
