"""What comes in and goes out over REST about figures."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.kit.text import in_one_line

LONGEST_VALUE = 40
LONGEST_BASIS = 200


class FigureIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    indicator_id: int
    value: Annotated[
        str,
        Field(max_length=LONGEST_VALUE, description="数值，阿拉伯数字；留空为不填"),
        AfterValidator(in_one_line),
    ] = ""
    basis: Annotated[
        str,
        Field(max_length=LONGEST_BASIS, description="口径：数据来源、截至哪天"),
        AfterValidator(in_one_line),
    ] = ""


class FigureBefore(BaseModel):
    value: str
    basis: str
    period_label: str


class RowFigure(BaseModel):
    indicator_id: int
    name: str
    measure: str | None
    target: str | None
    target_year: int | None
    value: str
    number: float | None = Field(description="从数值中读出")
    basis: str
    before: FigureBefore | None = Field(description="上一期所填")


class Newest(BaseModel):
    value: str
    number: float
    basis: str
    period: str
    period_label: str
    unit: str
    return_id: int
    return_url: str


class FigureTask(BaseModel):
    id: int
    number: str | None
    title: str


class PlanFigure(BaseModel):
    indicator_id: int
    number: str | None
    name: str
    measure: str | None
    baseline: str | None
    baseline_year: int | None
    target: str | None
    target_year: int | None
    task: FigureTask | None = Field(description="在哪项任务中填报")
    suggested: list[FigureTask] = Field(description="名称相符的任务，只供参考")
    newest: Newest | None = Field(description="您可以查看的表中最近一期报送的")


class ChosenTask(BaseModel):
    model_config = ConfigDict(extra="forbid")

    indicator_id: int
    task_id: Annotated[int | None, Field(description="null：不填报")] = None


class FiguresIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"tasks": [{"indicator_id": 3, "task_id": 14}]}},
    )

    tasks: Annotated[list[ChosenTask], Field(max_length=500, description="没有列出的指标不变")]


EXAMPLE: dict[str, Any] = {
    "indicator_id": 3,
    "number": None,
    "name": "残疾人基本型辅助器具适配率",
    "measure": "%",
    "baseline": "90",
    "baseline_year": 2020,
    "target": ">97",
    "target_year": 2025,
    "task": {
        "id": 14,
        "number": "14",
        "title": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
    },
    "suggested": [],
    "newest": {
        "value": "92.5",
        "number": 92.5,
        "basis": "县残联辅具服务台账，截至 2023-06-30",
        "period": "2023-H1",
        "period_label": "2023年上半年",
        "unit": "县残联",
        "return_id": 3,
        "return_url": "/api/v1/returns/3",
    },
}
