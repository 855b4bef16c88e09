"""What goes out over REST."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.network.coverage.terms import Agreement, Apart, MeasureClass
from app.reading.terms import Attribute, Stage, TaskKind


class SideOut(BaseModel):
    id: int
    title: str
    stage: Stage
    region: str
    tasks: int = Field(description="任务与专栏项目的项数")
    indicators: int


class ItemOut(BaseModel):
    id: int
    number: str | None
    kind: TaskKind
    title: str
    section: str | None


class _TwoSides(BaseModel):
    """`with` is a word of Python's own."""

    model_config = ConfigDict(populate_by_name=True)


class PairOut(_TwoSides):
    plan: ItemOut
    with_: ItemOut = Field(alias="with")
    score: float = Field(description="相近程度，0 到 1")
    closeness_label: str


class LackingOut(BaseModel):
    task: ItemOut
    nearest: ItemOut | None = Field(description="对方最接近的一项，不够相近，只供查找")
    score: float


class TasksOut(BaseModel):
    pairs: list[PairOut] = Field(description="两边都有的")
    only_in_plan: list[LackingOut] = Field(description="plan 有、with 没有的")
    only_in_with: list[LackingOut] = Field(description="with 有、plan 没有的")


class MeasuredOut(BaseModel):
    id: int
    number: str | None
    name: str
    measure: str | None = Field(description="计量单位，照原文")
    measure_class: MeasureClass = Field(description="比率、增长、数量或文字")
    target: str | None = Field(description="目标值，照原文")
    target_year: int | None
    attribute: Attribute | None


class ComparedOut(_TwoSides):
    plan: MeasuredOut
    with_: MeasuredOut = Field(alias="with")
    agreement: Agreement
    agreement_label: str


class ApartOut(_TwoSides):
    plan: MeasuredOut
    with_: MeasuredOut = Field(alias="with")
    reason: Apart
    reason_label: str


class MentionOut(BaseModel):
    indicator: MeasuredOut
    task: ItemOut
    sentence: str


class IndicatorsOut(BaseModel):
    compared: list[ComparedOut] = Field(description="计量和名称一致、可以并列的")
    apart: list[ApartOut] = Field(description="同一事项而计量不同、不比较的")
    only_in_plan: list[MeasuredOut]
    only_in_with: list[MeasuredOut]
    mentions_in_with: list[MentionOut] = Field(
        description="plan 的指标，with 没有可比的，但其任务或专栏项目中写有同一计量单位的数"
    )
    mentions_in_plan: list[MentionOut]


class CoverageOut(_TwoSides):
    plan: SideOut
    with_: SideOut = Field(alias="with")
    tasks: TasksOut
    indicators: IndicatorsOut


_ITEM: dict[str, Any] = {
    "id": 81,
    "number": "3",
    "kind": "project",
    "title": "社区和家庭无障碍",
    "section": "专栏9 无障碍重点项目",
}
_COUNT: dict[str, Any] = {
    "id": 22,
    "number": "11",
    "name": "残疾人家庭无障碍改造数",
    "measure": "户",
    "measure_class": "count",
    "target": "2540",
    "target_year": 2025,
    "attribute": "binding",
}
_RATE = _COUNT | {
    "id": 11,
    "name": "困难重度残疾人家庭无障碍改造覆盖率",
    "measure": "%",
    "measure_class": "rate",
    "target": "100",
}
COVERAGE_EXAMPLE: dict[str, Any] = {
    "plan": {
        "id": 2,
        "title": "大庆市“十四五”残疾人保障和发展规划",
        "stage": "issued",
        "region": "大庆市",
        "tasks": 97,
        "indicators": 11,
    },
    "with": {
        "id": 1,
        "title": "巫山县“十四五”残疾人保障和发展规划",
        "stage": "issued",
        "region": "巫山县",
        "tasks": 88,
        "indicators": 11,
    },
    "tasks": {
        "pairs": [
            {
                "plan": _ITEM | {"id": 167},
                "with": _ITEM,
                "score": 0.84,
                "closeness_label": "很接近",
            }
        ],
        "only_in_plan": [],
        "only_in_with": [],
    },
    "indicators": {
        "compared": [],
        "apart": [
            {
                "plan": _COUNT,
                "with": _RATE,
                "reason": "measure_class",
                "reason_label": "计法不同（比率、增长、数量或文字），不比较",
            }
        ],
        "only_in_plan": [],
        "only_in_with": [],
        "mentions_in_with": [
            {
                "indicator": _COUNT,
                "task": _ITEM,
                "sentence": "为困难重度残疾人家庭实施无障碍改造不少于 1000 户",
            }
        ],
        "mentions_in_plan": [],
    },
}
