"""What goes out over REST."""

from typing import Any

from pydantic import BaseModel, Field

from app.network.precedents.schemas import PRECEDENT_EXAMPLE, PrecedentOut, RefOut


class PlanRefOut(BaseModel):
    id: int
    title: str


class TaskRefOut(BaseModel):
    id: int
    url: str
    number: str | None
    title: str


class UsualOut(BaseModel):
    function: str
    function_label: str
    plans: int = Field(description="几份方案由它牵头（每份取最相近的一项）")
    of_plans: int = Field(description="几份方案有相近的任务并说明由谁牵头")
    printed_in: int = Field(description="其中明文印出的份数；其余是没有印明牵头、列在首位的")
    reason: str
    units: list[RefOut] = Field(description="本地职能相同的单位")
    precedents: list[PrecedentOut]


class DepartureOut(BaseModel):
    task: TaskRefOut
    here: list[str] = Field(description="本方案的牵头单位，照原文")
    here_division: str
    here_also_in: int = Field(description="几份方案里本方案的牵头职能也牵头（独自或并列）")
    here_note: str
    elsewhere: list[UsualOut]


class DeparturesOut(BaseModel):
    plan: PlanRefOut
    precedents: int = Field(description="至少几份方案有先例才列出")
    share: float = Field(description="其中至少多大份额一致才列出")
    led: int = Field(description="本方案印明牵头且职能明确的任务数")
    compared: int = Field(description="其中先例足够、比较过的任务数")
    items: list[DepartureOut]


DEPARTURES_EXAMPLE: dict[str, Any] = {
    "plan": {"id": 5, "title": "沁水县“十四五”残疾人保障和发展规划"},
    "precedents": 2,
    "share": 0.6,
    "led": 24,
    "compared": 20,
    "items": [
        {
            "task": {
                "id": 460,
                "url": "/api/v1/tasks/460",
                "number": None,
                "title": "提高残疾人辅助器具适配服务水平",
            },
            "here": ["县民政局"],
            "here_division": "牵头单位：县民政局；参与单位：县教育局、县残联",
            "here_also_in": 1,
            "here_note": "本方案的牵头职能，这 2 份方案里有 1 份也牵头（独自或并列）",
            "elsewhere": [
                {
                    "function": "disabled_persons_federation",
                    "function_label": "残联",
                    "plans": 2,
                    "of_plans": 2,
                    "printed_in": 1,
                    "reason": "2 份方案中 2 份由残联牵头（其中 1 份没有印明牵头，由它列在首位）",
                    "units": [{"id": 150, "name": "县残联"}],
                    "precedents": [PRECEDENT_EXAMPLE],
                }
            ],
        }
    ],
}
