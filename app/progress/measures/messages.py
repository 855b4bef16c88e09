"""What people read of measures."""

from datetime import date

from app.kit.clock import printed_date
from app.progress.measures.terms import MeasureState

STATES = {
    MeasureState.ACTIVE: "进行中",
    MeasureState.DONE: "已完成",
    MeasureState.DROPPED: "不再实施",
}


def after_task(day: date) -> str:
    return f"晚于任务的完成时限{printed_date(day)}"


def after_plan(day: date) -> str:
    return f"晚于规划期末{printed_date(day)}"
