"""What comes in and goes out over REST about the settings of a place."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.text import said
from app.progress.settings.rules import LONGEST_NAME, Colour
from app.progress.terms import Light
from app.web.schemas import NUMBER

Workdays = Annotated[int, Field(ge=1, le=60), NUMBER]
Points = Annotated[int, Field(ge=1, le=99), NUMBER]


class LampIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[
        Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(said)] | None,
        Field(description="名称"),
    ] = None
    colour: Annotated[Colour | None, Field(description="颜色")] = None


class ProgressSettingsPatch(BaseModel):
    """Only what is named is changed; null is the default again."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "clearing": True,
                "lights": {"done": {"name": "红灯", "colour": "red"}},
            }
        },
    )

    clearing: Annotated[bool | None, Field(description="提交前须经单位审签")] = None
    write_off: Annotated[bool | None, Field(description="办结后另有销号一步")] = None
    dispute_workdays: Annotated[
        Workdays | None, Field(description="交办后几个工作日内可以提出异议")
    ] = None
    burden_limit: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000), NUMBER] | None,
        Field(description="每年填报份数（份 × 单位）超过多少时，发布前提醒"),
    ] = None
    lock_after: Annotated[
        Annotated[int, Field(ge=1, le=250), NUMBER] | None,
        Field(description="审核通过后几个工作日，且期限已过，即锁定"),
    ] = None
    due_soon: Annotated[Workdays | None, Field(description="期限前几个工作日起算即将到期")] = None
    long_overdue: Annotated[Workdays | None, Field(description="逾期超过几个工作日算严重")] = None
    behind: Annotated[Points | None, Field(description="落后应有进度超过几个百分点算滞后")] = None
    far_behind: Annotated[Points | None, Field(description="落后超过几个百分点算严重滞后")] = None
    lights: Annotated[
        dict[Light, LampIn | None] | None,
        Field(description="各种灯的名称和颜色；某一种给 null 即恢复缺省"),
    ] = None

    def given(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_unset=True)


class RegionRef(BaseModel):
    id: int
    name: str


class LampOut(BaseModel):
    light: Light
    name: str
    colour: Colour


class ProgressSettingsOut(BaseModel):
    region: RegionRef
    clearing: bool
    write_off: bool
    dispute_workdays: int
    burden_limit: int
    lock_after: int
    due_soon: int
    long_overdue: int
    behind: int
    far_behind: int
    lights: list[LampOut]
    may_change: bool
    version: int
    updated_by: str | None
    updated_at: datetime | None


EXAMPLE: dict[str, Any] = {
    "region": {"id": 3, "name": "巫山县"},
    "clearing": False,
    "write_off": False,
    "dispute_workdays": 5,
    "burden_limit": 200,
    "lock_after": 20,
    "due_soon": 3,
    "long_overdue": 10,
    "behind": 10,
    "far_behind": 30,
    "lights": [{"light": "done", "name": "已办", "colour": "green"}],
    "may_change": True,
    "version": 0,
    "updated_by": None,
    "updated_at": None,
}
