"""The calendar over REST."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field


class NamedDay(BaseModel):
    day: date
    works: bool
    name: str


class YearOut(BaseModel):
    year: int
    confirmed: bool = Field(description="否：没有导入该年的放假通知，其中的日期都可能变动")
    source: str | None = Field(description="依据")
    working_days: int
    days: list[NamedDay] = Field(description="与平常的周几不同的日子，以及放假的日子")


class DayChangeOut(BaseModel):
    day: date
    before: NamedDay | None
    after: NamedDay | None


class MoveOut(BaseModel):
    plan_id: int
    plan: str
    period: str
    before: date
    after: date = Field(description="与 before 相同的，只是由不确定变为确定，或相反")
    confirmed: bool
    returns: int = Field(description="多少份进展情况表")


class CalendarChangeOut(BaseModel):
    dry_run: bool
    days: list[DayChangeOut]
    confirms: list[int] = Field(description="因此确认的年份")
    skips: list[int] = Field(description="文件前后各年都有、独缺的年份，保持原样")
    returns: int = Field(description="期限变动的进展情况表份数")
    elsewhere: int = Field(description="其中不在本人行政区划的份数，只计数")
    moves: list[MoveOut]


YEAR_EXAMPLE: dict[str, Any] = {
    "year": 2026,
    "confirmed": True,
    "source": "holidays 0.84",
    "working_days": 248,
    "days": [{"day": "2026-01-01", "works": False, "name": "元旦"}],
}
CHANGE_EXAMPLE: dict[str, Any] = {
    "dry_run": True,
    "days": [
        {
            "day": "2026-07-10",
            "before": None,
            "after": {"day": "2026-07-10", "works": False, "name": "台风停工"},
        }
    ],
    "confirms": [],
    "skips": [],
    "returns": 44,
    "elsewhere": 0,
    "moves": [
        {
            "plan_id": 1,
            "plan": "巫山县“十四五”残疾人保障和发展规划",
            "period": "2026-H1",
            "before": "2026-07-14",
            "after": "2026-07-15",
            "confirmed": True,
            "returns": 44,
        }
    ],
}
