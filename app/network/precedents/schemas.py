"""What goes out over REST."""

from typing import Any

from pydantic import BaseModel, Field

from app.network.precedents.terms import Closeness
from app.reading.terms import Stage


class RefOut(BaseModel):
    id: int
    name: str


class AskedOut(BaseModel):
    id: int
    url: str
    plan_id: int
    number: str | None
    title: str


class LibraryOut(BaseModel):
    plans: int = Field(description="查阅了几份方案（本方案除外）")
    tasks: int = Field(description="其中有责任单位的任务数")


class OfferOut(BaseModel):
    function: str = Field(description="职能代码")
    function_label: str
    share: float = Field(description="按相近程度加权所占的份额，0 到 1")
    plans: int = Field(description="几份方案这样分工（每份取最相近的一项）")
    of_plans: int = Field(description="几份方案有相近的任务")
    printed_in: int = Field(description="其中明文印出的份数；其余是没有印明牵头、列在首位的")
    reason: str = Field(description="用一句话说明")
    units: list[RefOut] = Field(description="本地职能相同的单位：一个、几个或没有")
    units_note: str
    said_by: list[int] = Field(description="这样分工的任务，最相近的在前")


class PlanRefOut(BaseModel):
    id: int
    title: str
    stage: Stage
    document_number: str | None
    region: RefOut


class PrecedentOut(BaseModel):
    task_id: int
    url: str
    number: str | None
    title: str
    plan: PlanRefOut
    score: float = Field(description="相近程度，0 到 1")
    closeness: Closeness
    closeness_label: str
    division: str = Field(description="各栏所列单位")
    quote: str | None = Field(description="原文中的责任分工；人工录入的为 null")


class PrecedentsOut(BaseModel):
    task: AskedOut
    library: LibraryOut
    leads: list[OfferOut] = Field(description="先例中的牵头职能，至多三个，最有可能的在前")
    participants: list[OfferOut] = Field(description="多数先例中参加的职能")
    precedents: list[PrecedentOut] = Field(description="最相近的任务，至多十项")


OFFER_EXAMPLE: dict[str, Any] = {
    "function": "civil_affairs",
    "function_label": "民政",
    "share": 0.9,
    "plans": 3,
    "of_plans": 3,
    "printed_in": 1,
    "reason": "3 份方案中 3 份由民政牵头（其中 2 份没有印明牵头，由它列在首位）",
    "units": [{"id": 97, "name": "县民政局"}],
    "units_note": "本地为县民政局",
    "said_by": [212, 171, 2],
}
PRECEDENT_EXAMPLE: dict[str, Any] = {
    "task_id": 2,
    "url": "/api/v1/tasks/2",
    "number": "2",
    "title": "将符合条件的残疾人家庭全部纳入最低生活保障范围",
    "plan": {
        "id": 1,
        "title": "巫山县“十四五”残疾人保障和发展规划",
        "stage": "issued",
        "document_number": "巫山府发〔2022〕9号",
        "region": {"id": 12, "name": "巫山县"},
    },
    "score": 0.15,
    "closeness": "near",
    "closeness_label": "接近",
    "division": "牵头单位：县民政局；责任单位：县财政局、县残联",
    "quote": "县民政局　县财政局、县残联",
}
PRECEDENTS_EXAMPLE: dict[str, Any] = {
    "task": {
        "id": 309,
        "url": "/api/v1/tasks/309",
        "plan_id": 3,
        "number": "4",
        "title": "加强残疾人社会救助保障",
    },
    "library": {"plans": 3, "tasks": 94},
    "leads": [OFFER_EXAMPLE],
    "participants": [],
    "precedents": [PRECEDENT_EXAMPLE],
}
