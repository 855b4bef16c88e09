from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.core.actor import Role
from app.identity.terms import RegionLevel


class RegionOut(BaseModel):
    id: int
    code: str = Field(description="GB/T 2260 代码")
    name: str
    level: RegionLevel
    level_label: str
    parent_id: int | None


REGION_EXAMPLE: dict[str, Any] = {
    "id": 10,
    "code": "500237",
    "name": "巫山县",
    "level": "county",
    "level_label": "县级",
    "parent_id": 9,
}


class TokenIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"name": "OA 系统", "role": "coordinator", "days": 365}},
    )

    name: Annotated[str, Field(min_length=1, max_length=80, description="用途，例如“OA 系统”")]
    role: Annotated[Role, Field(description="令牌的身份")]
    region_id: Annotated[int | None, Field(description="行政区划，缺省为本人所在区划")] = None
    unit_id: Annotated[int | None, Field(description="所属单位；联络员令牌必填")] = None
    may_act_as: Annotated[bool, Field(description="能否以 X-Acting-User 代表具体人员")] = False
    days: Annotated[int | None, Field(ge=1, le=1098, description="有效天数，缺省一年")] = None


class TokenOut(BaseModel):
    id: int
    name: str
    hint: str = Field(description="令牌的前六个字符，便于辨认")
    role: Role
    region_id: int
    unit_id: int | None
    may_act_as: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    secret: str = Field(description="令牌全文，只在此处出现一次")


TOKEN_EXAMPLE: dict[str, Any] = {
    "id": 3,
    "name": "OA 系统",
    "hint": "q7Xw2k",
    "role": "coordinator",
    "region_id": 3,
    "unit_id": None,
    "may_act_as": False,
    "created_at": "2023-05-15T09:00:00+08:00",
    "expires_at": "2024-05-14T09:00:00+08:00",
    "revoked_at": None,
}
