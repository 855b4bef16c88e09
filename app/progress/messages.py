"""What people read of tasks, returns, lights and periods: said once, for every domain above."""

from typing import Any

from app.plans.terms import TaskState
from app.progress.terms import Fills, Light, PeriodKind, ReturnState, TaskStage, Way

COLOURS = {
    "green": "绿",
    "blue": "蓝",
    "yellow": "黄",
    "orange": "橙",
    "red": "红",
    "grey": "灰",
}

SETTINGS = {
    "clearing": "提交前须经单位审签",
    "write_off": "办结以后另有销号一步",
    "dispute_workdays": "交办后几个工作日内可以提出异议",
    "burden_limit": "每年填报份数（每期份数 × 单位）超过多少，发布前提醒",
    "due_soon": "期限前几个工作日起，算即将到期",
    "lock_after": "通过后几个工作日（且期限已过），自动锁定",
    "long_overdue": "逾期超过几个工作日，算严重逾期",
    "behind": "落后应有进度超过几个百分点，算进度滞后",
    "far_behind": "落后超过几个百分点，算严重滞后",
}

TASK_STATES = {
    TaskState.IN_PROGRESS: "进行中",
    TaskState.SUSPENDED: "暂缓",
    TaskState.CLOSURE_APPLIED: "申请办结",
    TaskState.CLOSED: "已办结",
    TaskState.WRITTEN_OFF: "已销号",
    TaskState.ONGOING: "转常态化",
    TaskState.CANCELLED: "已终止",
}

LIGHTS = {
    Light.DONE: "已办",
    Light.ON_TIME: "按时",
    Light.DUE_SOON: "即将到期",
    Light.BEHIND: "进度滞后",
    Light.OVERDUE: "逾期",
    Light.FAR_BEHIND: "严重滞后",
    Light.LONG_OVERDUE: "严重逾期",
}

STATES = {
    ReturnState.PENDING: "待填报",
    ReturnState.DRAFT: "草稿",
    ReturnState.CLEARING: "待单位审签",
    ReturnState.SUBMITTED: "待审核",
    ReturnState.ACCEPTED: "已通过",
    ReturnState.LOCKED: "已锁定",
    ReturnState.RETURNED: "已退回",
    ReturnState.WAIVED: "已免报",
}

STAGES = {
    TaskStage.NOT_STARTED: "未启动",
    TaskStage.PREPARING: "前期准备",
    TaskStage.UNDER_WAY: "正在实施",
    TaskStage.NEARLY_DONE: "基本完成",
    TaskStage.DONE: "已完成",
}

LABELS = {
    "progress": "进展情况",
    "problems": "存在问题",
    "coordination": "需协调事项",
    "next_steps": "下步打算",
    "percent": "完成比例",
    "stage": "进展阶段",
    "no_change": "本期无变化",
    "no_change_reason": "无变化的原因",
}

BESIDE = {
    "on_behalf_of": "谁报的",
    "way": "以什么方式报来",
    "reason": "更正的原因",
    "cleared_by": "单位审签人",
    "cleared_on": "审签日期",
    "due_on": "新的期限",
    "note": "审核意见",
}

WAYS = {Way.PAPER: "纸质报送", Way.TELEPHONE: "电话"}


def overdue(workdays: int) -> str:
    """How long; the light before it says 逾期."""
    return f"{workdays} 个工作日" if workdays else "不足 1 个工作日"


_PARTS = {
    "H1": "上半年",
    "H2": "下半年",
    "Q1": "第一季度",
    "Q2": "第二季度",
    "Q3": "第三季度",
    "Q4": "第四季度",
}


FILLS = {
    Fills.MERGED: "主牵头单位汇总填报，其他单位先报配合部分",
    Fills.EACH: "各单位各自填报",
}

_NAMED = {"once": "一次性", "final": "期末总结评估"}

PERIODS = {
    PeriodKind.MONTH: "按月",
    PeriodKind.QUARTER: "按季",
    PeriodKind.HALF_YEAR: "按半年",
    PeriodKind.YEAR: "按年",
    PeriodKind.MILESTONE: "按节点",
    PeriodKind.ONCE: "一次",
    PeriodKind.MIDTERM: "中期评估",
    PeriodKind.FINAL: "期末总结评估",
}


def task_name(row: Any) -> str:
    """Of a row with the `number` and the `title` of a task."""
    return f"{row.number}. {row.title}" if row.number else str(row.title)


def period_label(key: str) -> str:
    """`2023-H1` → 2023年上半年, `2023-Q3` → 2023年第三季度, `2023-07` → 2023年7月,
    `m-2023-06-30` → 2023年6月30日节点, `midterm-2023` → 2023年中期评估.
    """
    if key in _NAMED:
        return _NAMED[key]
    kind, _, rest = key.partition("-")
    if kind == "midterm":
        return f"{rest}年中期评估"
    if kind == "m":
        year, month, day = rest.split("-")
        return f"{year}年{int(month)}月{int(day)}日节点"
    year, _, part = key.partition("-")
    return f"{year}年{int(part)}月" if part.isdecimal() else f"{year}年{_PARTS.get(part, part)}"
