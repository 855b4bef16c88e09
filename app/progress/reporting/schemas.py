"""What comes in and goes out over REST about the rule of a plan."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.plans.terms import ReturnPeriod
from app.progress.reporting.asking import WHOLE_PLAN
from app.progress.reporting.rules import (
    MOST_MILESTONES,
    MOST_PARTS_WORKDAYS,
    PARTS_WORKDAYS,
    TaskRule,
)
from app.progress.reporting.service import Given
from app.progress.schemas import PlanRef
from app.progress.terms import Fills, PeriodKind

TaskPeriod = Literal[
    PeriodKind.MONTH,
    PeriodKind.QUARTER,
    PeriodKind.HALF_YEAR,
    PeriodKind.YEAR,
    PeriodKind.MILESTONE,
    PeriodKind.ONCE,
]


def _in_order(days: list[date]) -> list[date]:
    return sorted(set(days))


class TaskRuleIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    task_id: int
    period: Annotated[TaskPeriod | None, Field(description="null：随方案")] = None
    milestones: Annotated[
        list[date],
        Field(max_length=MOST_MILESTONES, description="按节点填报的各个日期"),
        AfterValidator(_in_order),
    ] = []

    def rule(self) -> TaskRule | None:
        return TaskRule(self.period, tuple(self.milestones)) if self.period else None


class RuleIn(BaseModel):
    """Only what is named is changed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "midterm_on": "2023-12-31",
                "final": True,
                "fills": "merged",
                "parts_workdays": 3,
                "tasks": [
                    {"task_id": 14, "period": "month"},
                    {"task_id": 15, "period": "milestone", "milestones": ["2023-09-30"]},
                ],
            }
        },
    )

    midterm_on: Annotated[date | None, Field(description="中期评估截至哪天；null 为不做")] = None
    final: Annotated[bool, Field(description="期末是否做总结评估")] = False
    fills: Annotated[
        Fills, Field(description="merged 主牵头单位汇总，其他单位报配合部分；each 各单位各自填报")
    ] = Fills.MERGED
    parts_workdays: Annotated[
        int,
        Field(ge=0, le=MOST_PARTS_WORKDAYS, description="配合部分提前几个工作日报送"),
    ] = PARTS_WORKDAYS
    tasks: Annotated[
        list[TaskRuleIn], Field(max_length=2000, description="与方案不同的任务；没有列出的不变")
    ] = []

    def given(self) -> Given:
        whole = {name: getattr(self, name) for name in WHOLE_PLAN}
        named = {name: value for name, value in whole.items() if name in self.model_fields_set}
        return Given(named, {one.task_id: one.rule() for one in self.tasks})


class TaskRuleOut(BaseModel):
    task_id: int
    number: str | None
    title: str
    period: PeriodKind
    milestones: list[date]


class AskedOut(BaseModel):
    period: str
    period_label: str
    kind: PeriodKind
    period_end: date
    due_on: date
    due_confirmed: bool
    units: int = Field(description="填报的单位数")
    parts_due_on: date | None = Field(description="配合部分的期限；没有配合部分时为 null")
    parts_units: int = Field(description="其中有配合部分的单位数")


class YearOut(BaseModel):
    year: int
    returns: int = Field(description="当年到期的份数，每份由一个单位填报")


class RuleOut(BaseModel):
    plan_id: int
    return_period: ReturnPeriod
    due_after: int
    reporting_from: date
    reporting_until: date
    midterm_on: date | None
    final: bool
    fills: Fills
    parts_workdays: int
    tasks: list[TaskRuleOut] = Field(description="与方案不同的任务")
    returns: list[AskedOut] = Field(description="今后各期由多少单位填报")
    by_year: list[YearOut]
    may_change: bool
    version: int


class FormerLoadOut(BaseModel):
    plan: PlanRef
    by_year: list[YearOut]
    most: int


class BurdenOut(BaseModel):
    plan_id: int
    by_year: list[YearOut]
    most: int = Field(description="最多的一年的份数")
    limit: int = Field(description="本地设定的上限，见 /progress/settings 的 burden_limit")
    is_over: bool = Field(description="最多的一年是否超过上限")
    before: FormerLoadOut | None = Field(description="本地上一份要填报的方案，同一承办单位的优先")


BURDEN_EXAMPLE: dict[str, Any] = {
    "plan_id": 2,
    "by_year": [{"year": 2027, "returns": 128}],
    "most": 128,
    "limit": 200,
    "is_over": False,
    "before": {
        "plan": {"id": 1, "title": "巫山县“十四五”残疾人保障和发展规划"},
        "by_year": [{"year": 2025, "returns": 64}],
        "most": 64,
    },
}

EXAMPLE: dict[str, Any] = {
    "plan_id": 1,
    "return_period": "half_year",
    "due_after": 10,
    "reporting_from": "2022-04-14",
    "reporting_until": "2025-12-31",
    "midterm_on": "2023-12-31",
    "final": True,
    "fills": "merged",
    "parts_workdays": 3,
    "tasks": [
        {
            "task_id": 14,
            "number": "14",
            "title": "为大小便失禁重度残疾人提供护理类辅助器具适配服务",
            "period": "month",
            "milestones": [],
        }
    ],
    "returns": [
        {
            "period": "midterm-2023",
            "period_label": "2023年中期评估",
            "kind": "midterm",
            "period_end": "2023-12-31",
            "due_on": "2024-01-15",
            "due_confirmed": True,
            "units": 32,
            "parts_due_on": "2024-01-10",
            "parts_units": 29,
        }
    ],
    "by_year": [{"year": 2024, "returns": 96}],
    "may_change": True,
    "version": 1,
}
