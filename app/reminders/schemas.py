"""The shapes of this domain's REST answers."""

from datetime import date

from pydantic import BaseModel, Field

from app.deliveries.terms import DeliveryState
from app.reminders.terms import Dropped, Step


class Named(BaseModel):
    id: int
    name: str


class RemindedReturn(BaseModel):
    id: int
    url: str
    plan_id: int
    plan: str
    period: str = Field(description="2023-H1 之类")
    period_label: str
    due_on: date


class ReminderOut(BaseModel):
    id: int
    on_day: date = Field(description="哪一天的提醒")
    step: Step
    step_label: str
    reminded: RemindedReturn = Field(alias="return", description="所提醒的进展情况表")
    unit: Named
    recipient: Named
    state: DeliveryState = Field(description="待发送、已发送、已撤回、未能送达")
    state_label: str
    dropped: Dropped | None = Field(description="未发送的原因")
    reason: str | None = Field(description="未发送或未能送达的原因，中文")
    sent_at: str | None


REMINDER_EXAMPLE = {
    "id": 41,
    "on_day": "2023-07-19",
    "step": "T+3",
    "step_label": "逾期3个工作日",
    "return": {
        "id": 12,
        "url": "http://127.0.0.1:8000/returns/12",
        "plan_id": 1,
        "plan": "巫山县残疾人保障和发展“十四五”规划",
        "period": "2023-H1",
        "period_label": "2023年上半年",
        "due_on": "2023-07-14",
    },
    "unit": {"id": 9, "name": "县民政局"},
    "recipient": {"id": 4, "name": "周敏"},
    "state": "sent",
    "state_label": "已发送",
    "dropped": None,
    "reason": None,
    "sent_at": "2023-07-19T09:07:12+08:00",
}
