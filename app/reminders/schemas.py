"""The shapes of this domain's REST answers."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.deliveries.terms import DeliveryState
from app.reminders.terms import Audience, Dropped

KEY = r"^[a-z_]{1,24}:[1-9]\d{0,17}$"
Key = Annotated[str, Field(pattern=KEY)]
"""A matter as `/todo` gives it, `return:12`."""


def subject_of(key: str) -> tuple[str, int]:
    """Its kind and its id."""
    kind, _, id_ = key.partition(":")
    return kind, int(id_)


def subject_key(kind: str, id_: int) -> str:
    return f"{kind}:{id_}"


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


class RemindedSubject(BaseModel):
    kind: str = Field(description="return 进展情况表、parts 配合部分、dispatch 交办，等等")
    id: int
    plan: str | None
    part: str | None = Field(description="方案的哪一份，例如2023年上半年")
    url: str | None = Field(description="在哪一页办理")
    due_on: date = Field(description="期限；交办为交办之日")


class ReminderOut(BaseModel):
    id: int
    on_day: date = Field(description="哪一天的提醒")
    step: str = Field(description="T-7、T、T+1 之类，按工作日计")
    step_label: str
    audience: Audience = Field(description="告诉谁")
    audience_label: str
    subject: RemindedSubject
    reminded: RemindedReturn | None = Field(
        alias="return", description="所提醒的进展情况表；提醒的是别的事项时为 null"
    )
    unit: Named
    recipient: Named
    state: DeliveryState = Field(description="待发送、已发送、已撤回、未能送达")
    state_label: str
    dropped: Dropped | None = Field(description="未发送的原因")
    reason: str | None = Field(description="未发送或未能送达的原因，中文")
    sent_at: str | None


REMINDER_EXAMPLE = {
    "id": 41,
    "on_day": "2023-07-17",
    "step": "T+1",
    "step_label": "逾期1个工作日",
    "audience": "unit",
    "audience_label": "单位联络员",
    "subject": {
        "kind": "return",
        "id": 12,
        "plan": "巫山县残疾人保障和发展“十四五”规划",
        "part": "2023年上半年",
        "url": "http://127.0.0.1:8000/returns/12",
        "due_on": "2023-07-14",
    },
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
    "sent_at": "2023-07-17T09:07:12+08:00",
}


class CalledOut(BaseModel):
    url: str
    called_by: str
    called_at: datetime
    answer: str
    promised_on: date | None


class UnreachedOut(BaseModel):
    unit: Named
    person: Named | None = Field(description="地址不通的联络员；没有人可送达时为 null")
    reason: str
    matters: int = Field(description="该提醒而无人收到的事项数")
    since: date = Field(description="其中最早的从哪一天起该提醒")
    called: CalledOut | None = Field(description="此后最近一次通话；没有打过电话的为 null")


UNREACHED_EXAMPLE = {
    "unit": {"id": 31, "name": "重庆广电巫山分公司"},
    "person": None,
    "reason": "没有联络员",
    "matters": 1,
    "since": "2023-07-05",
    "called": {
        "url": "/api/v1/calls/3",
        "called_by": "林晓岚",
        "called_at": "2023-08-10T16:20:00+08:00",
        "answer": "新联络员下周到岗，先由办公室代报。",
        "promised_on": "2023-08-14",
    },
}
