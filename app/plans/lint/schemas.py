"""What comes in and goes out over REST about the checks of a matrix."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.plans.incoming import Id, Incoming, Text
from app.plans.lint.limits import FEWEST, LARGEST, LEAST_LIKE, MOST_LIKE
from app.plans.lint.terms import Code, Level
from app.plans.schemas import NamedOut
from app.web.schemas import NUMBER

LONGEST_NOTE = 500


Units = Annotated[int, Field(ge=FEWEST, le=LARGEST), NUMBER]
Likeness = Annotated[float, Field(ge=LEAST_LIKE, le=MOST_LIKE), NUMBER]
Key = Annotated[str, Field(min_length=1, max_length=80, description="问题的 key")]


class LintSettingsPatch(Incoming):
    """Only what is named is changed; null is the default again."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"levels": {"no_lead": "error"}, "most_units": 10}}
    )

    levels: Annotated[
        dict[Code, Level | None],
        Field(
            default_factory=dict,
            description="各项检查的级别；null 恢复缺省。只凭文字判断的不能设为 error",
        ),
    ]
    most_units: Annotated[Units | None, Field(description="除牵头单位外，一项任务最多几个单位")] = (
        None
    )
    likeness: Annotated[
        Likeness | None, Field(description="两项任务的文字相似到多少算几乎相同")
    ] = None


class SettleKeyIn(Incoming):
    """`unit_id` and `remember` answer what a printed name means, `note` says why it stays so."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"key": "too_many_units:27", "note": "各单位分工见附件"}}
    )

    key: Key
    unit_id: Annotated[Id | None, Field(description="名称所指的单位，仅读取时的名称问题")] = None
    remember: Annotated[bool, Field(description="是否把名称记为该单位的别名")] = False
    note: Annotated[
        Text | None, Field(max_length=LONGEST_NOTE, description="为什么保留，仅矩阵检查的问题")
    ] = None


class ReopenIn(Incoming):
    model_config = ConfigDict(json_schema_extra={"example": {"key": "too_many_units:27"}})

    key: Key


class CheckOut(BaseModel):
    code: Code
    name: str
    about: str = Field(description="检查什么")
    level: Level = Field(description="现在的级别")
    default: Level = Field(description="缺省的级别")
    why: str = Field(description="缺省从何而来")
    may_block: bool = Field(description="能否设为 error；设了以后，有未处理的就不能发布")


class LintSettingsOut(BaseModel):
    region: NamedOut
    checks: list[CheckOut]
    most_units: int
    most_units_default: int
    likeness: float
    likeness_default: float
    may_change: bool
    version: int
    updated_by: str | None
    updated_at: datetime | None


SETTINGS_EXAMPLE: dict[str, Any] = {
    "region": {"id": 3, "name": "巫山县"},
    "checks": [
        {
            "code": "no_lead",
            "name": "没有牵头单位",
            "about": "任务有两个以上单位，却没有一个是牵头，进展由谁汇总不清楚。",
            "level": "warning",
            "default": "warning",
            "why": "张店区规划标黑体的为牵头，转成文本后全部丢失。",
            "may_block": True,
        }
    ],
    "most_units": 8,
    "most_units_default": 8,
    "likeness": 0.75,
    "likeness_default": 0.75,
    "may_change": True,
    "version": 0,
    "updated_by": None,
    "updated_at": None,
}
