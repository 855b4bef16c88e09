"""The shape of what is owed, as an OA takes it into its own list."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from app.progress.terms import Light
from app.reminders.schemas import Named


class TodoLight(BaseModel):
    light: Light
    name: str
    colour: str


class TodoOut(BaseModel):
    key: str = Field(description="事项的标识，办好以前不变，例如 return:12")
    kind: str = Field(description="return 进展情况表、parts 配合部分、dispatch 待签收的交办，等等")
    id: int
    title: str = Field(description="可直接显示的一行")
    plan: str
    part: str
    act: str = Field(description="要做什么：填报、签收，等等")
    unit: Named
    due_on: date | None = Field(description="期限；待签收的交办没有期限，为 null")
    due_confirmed: bool = Field(description="否：该年度放假安排尚未公布，期限可能调整")
    since: date | None = Field(description="待签收的交办从哪天起")
    overdue_workdays: int
    light: TodoLight
    url: str = Field(description="办理的页面")


EXAMPLE: dict[str, Any] = {
    "key": "return:12",
    "kind": "return",
    "id": 12,
    "title": "填报：巫山县“十四五”残疾人保障和发展规划 2023年上半年",
    "plan": "巫山县“十四五”残疾人保障和发展规划",
    "part": "2023年上半年",
    "act": "填报",
    "unit": {"id": 9, "name": "县民政局"},
    "due_on": "2023-07-14",
    "due_confirmed": True,
    "since": None,
    "overdue_workdays": 1,
    "light": {"light": "overdue", "name": "逾期", "colour": "red"},
    "url": "http://127.0.0.1:8000/returns/12",
}
