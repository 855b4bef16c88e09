from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from app.units.terms import Certainty, UnitKind
from app.web.schemas import LARGEST_ID

"""The largest id or rank that both databases hold."""

Name = Annotated[str, Field(min_length=1, max_length=200, description="名称，最多 100 个字")]
Kind = Annotated[UnitKind, Field(description="类别")]
Rank = Annotated[int, Field(ge=0, le=999_999_999, description="机构序，小的在前")]
UnitId = Annotated[int, Field(ge=1, le=LARGEST_ID, description="单位的编号")]
RegionId = Annotated[int, Field(ge=1, le=LARGEST_ID, description="行政区划的编号")]
ParentId = Annotated[int | None, Field(ge=1, le=LARGEST_ID, description="上级单位")]
Vertical = Annotated[bool, Field(description="是否垂直管理或派出机构")]
Function = Annotated[
    str | None,
    Field(
        max_length=40, description="职能，如 health（或“卫健”）；缺省由名称得出，得不出则为 null"
    ),
]
CreditCode = Annotated[
    str | None,
    Field(max_length=40, description="统一社会信用代码，18 位；校验码不符时仍保存，见 warnings"),
]
Note = Annotated[str | None, Field(max_length=500, description="依据、备注")]
Serves = Annotated[int | None, Field(ge=1, le=LARGEST_ID, description="垂管单位所服务的行政区划")]
From = Annotated[date | None, Field(description="启用日期")]
Until = Annotated[date | None, Field(description="停用日期，当日仍有效")]

_NEW_UNIT: dict[str, Any] = {
    "name": "县残联",
    "kind": "peoples_organisation",
    "aliases": ["巫山县残疾人联合会"],
    "external_ids": {"oa": "1001"},
}


class UnitIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": _NEW_UNIT})

    name: Name
    kind: Kind
    region_id: Annotated[
        int | None, Field(ge=1, le=LARGEST_ID, description="行政区划，缺省为本人所在区划")
    ] = None
    rank: Annotated[
        int | None, Field(ge=0, le=999_999_999, description="机构序，缺省排在同类单位之后")
    ] = None
    function: Function = None
    credit_code: CreditCode = None
    parent_id: ParentId = None
    vertical: Vertical = False
    serves_region_id: Serves = None
    valid_from: From = None
    valid_until: Until = None
    note: Note = None
    aliases: Annotated[list[Name], Field(max_length=50, description="别名")] = []
    external_ids: Annotated[
        dict[str, str], Field(max_length=20, description="在其他系统中的编码，以系统名为键")
    ] = {}


class UnitPatch(TypedDict, total=False):
    """Only what is given changes, as RFC 7396 has it."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]  # how pydantic configures a TypedDict
        extra="forbid",
        json_schema_extra={"example": {"rank": 3040, "external_ids": {"oa": "1001"}}},
    )

    name: Name
    kind: Kind
    function: Function
    credit_code: CreditCode
    rank: Rank
    parent_id: ParentId
    vertical: Vertical
    serves_region_id: Serves
    valid_from: From
    valid_until: Until
    note: Note
    external_ids: Annotated[
        dict[str, str | None],
        Field(max_length=20, description="在其他系统中的编码，以系统名为键；null 表示去掉"),
    ]


class WarningOut(BaseModel):
    code: str
    field: str
    msg: str


class UnitOut(BaseModel):
    id: int
    url: str = Field(description="单位任务清单页面的地址")
    name: str
    kind: UnitKind
    kind_label: str
    function: str | None = Field(description="职能的代码，见 seed/functions.csv")
    function_label: str | None
    credit_code: str | None
    region_id: int
    region: str
    rank: int
    parent_id: int | None
    vertical: bool
    serves_region_id: int | None
    aliases: list[str] = Field(description="今天有效的别名")
    external_ids: dict[str, str]
    valid_from: date | None
    valid_until: date | None
    note: str | None
    version: int
    updated_at: datetime
    warnings: list[WarningOut] = Field(description="已保存，但请核对之处")


class AliasIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"name": "巫山县残疾人联合会"}}
    )

    name: Name
    valid_from: From = None
    valid_until: Until = None


class AliasOut(BaseModel):
    id: int
    unit_id: int
    name: str
    valid_from: date | None
    valid_until: date | None


class MemberIn(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"unit_id": 9}})

    unit_id: UnitId


class MemberOut(BaseModel):
    group_id: int
    unit_id: int


class UnitRefOut(BaseModel):
    id: int
    name: str
    kind: UnitKind


class SuggestionOut(BaseModel):
    unit_id: int
    name: str
    score: float = Field(description="相近程度，0 到 1")
    reason: str


class SuccessionOut(BaseModel):
    unit: UnitRefOut
    since: date


class ResolutionOut(BaseModel):
    name: str
    region_id: int
    certainty: Certainty = Field(description="只有 exact 与 alias 是确定的")
    unit: UnitRefOut | None
    suggestions: list[SuggestionOut] = Field(description="最相近的单位，最多三个，须由人确认")
    succeeded_by: SuccessionOut | None = Field(
        description="这个单位已在机构改革中终止时，由哪个单位承继、自何日起"
    )


UNIT_EXAMPLE: dict[str, Any] = {
    "id": 25,
    "url": "/api/v1/units/25",
    "name": "县残联",
    "kind": "peoples_organisation",
    "kind_label": "群团",
    "function": "disabled_persons_federation",
    "function_label": "残联",
    "credit_code": "13500237MB0000000A",
    "region_id": 10,
    "region": "巫山县",
    "rank": 3040,
    "parent_id": None,
    "vertical": False,
    "serves_region_id": None,
    "aliases": ["巫山县残疾人联合会"],
    "external_ids": {"oa": "1001"},
    "valid_from": None,
    "valid_until": None,
    "note": None,
    "version": 2,
    "updated_at": "2023-05-15T09:00:00+08:00",
    "warnings": [],
}

ALIAS_EXAMPLE: dict[str, Any] = {
    "id": 7,
    "unit_id": 25,
    "name": "巫山县残疾人联合会",
    "valid_from": None,
    "valid_until": None,
}

MEMBER_EXAMPLE: dict[str, Any] = {"group_id": 58, "unit_id": 9}

RESOLUTION_EXAMPLE: dict[str, Any] = {
    "name": "县人社力社保局",
    "region_id": 10,
    "certainty": "suggestion",
    "unit": None,
    "suggestions": [{"unit_id": 10, "name": "县人力社保局", "score": 0.92, "reason": "相差一个字"}],
    "succeeded_by": None,
}
