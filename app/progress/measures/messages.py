"""What people read of measures."""

from datetime import date

from app.progress.measures.terms import MeasureState

STATES = {
    MeasureState.ACTIVE: "进行中",
    MeasureState.DONE: "已完成",
    MeasureState.DROPPED: "不再实施",
}


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def after_task(day: date) -> str:
    return f"晚于任务的完成时限{_day(day)}"


def after_plan(day: date) -> str:
    return f"晚于规划期末{_day(day)}"
