"""What people read of amendments."""

from datetime import date

from app.kit.clock import printed_date
from app.plans.terms import AmendmentKind, ChangeAction

KINDS = {
    AmendmentKind.CORRECTION: "勘误",
    AmendmentKind.AMENDMENT: "调整",
    AmendmentKind.CLAIM: "认领",
    AmendmentKind.CLARIFICATION: "明确责任单位",
    AmendmentKind.MEASURE: "细化措施",
}

ACTIONS = {
    ChangeAction.TASK_ADDED: "增加任务",
    ChangeAction.TASK_CHANGED: "任务变更",
    ChangeAction.TASK_ENDED: "任务终止",
    ChangeAction.ASSIGNMENT_ADDED: "增加责任单位",
    ChangeAction.ASSIGNMENT_CHANGED: "责任变更",
    ChangeAction.ASSIGNMENT_ENDED: "责任终止",
    ChangeAction.INDICATOR_CHANGED: "指标变更",
}

FIELDS = {
    "number": "序号",
    "title": "标题",
    "text": "任务全文",
    "section": "所在章节",
    "kind": "类别",
    "due_on": "完成日期",
    "due_text": "完成时限",
    "due_source": "时限来源",
    "extended_to": "延期至",
    "unit": "单位",
    "role": "角色",
    "printed_label": "称呼",
    "name": "名称",
    "raw": "原文写法",
    "is_first_lead": "汇总填报",
    "measure": "单位",
    "baseline": "基期值",
    "baseline_year": "基期年份",
    "target": "目标值",
    "target_year": "目标年份",
    "attribute": "属性",
}

ROLES = {"lead": "牵头", "responsible": "责任", "supporting": "参与"}
TASK_KINDS = {"task": "任务", "project": "专栏项目", "measure": "措施"}
DUE_SOURCES = {"plan": "规划期末", "ongoing": "持续推进"}
CLAIMED = "认领，已确认"
NOTHING = "（无）"
ATTRIBUTES = {"binding": "约束性", "anticipatory": "预期性"}


def named(printed: str, unit: str) -> str:
    return f"指明原文所印“{printed}”即{unit}"


def basis_of(
    basis: str | None, organ: str | None, decided_on: date | None, effective_on: date | None
) -> str:
    """巫残工委〔2023〕2号（县残工委2023年3月1日决定，自2023年5月1日起执行）"""
    day = printed_date(decided_on) if decided_on else ""
    made = f"{organ or ''}{day}决定" if organ or day else ""
    later = effective_on is not None and effective_on != decided_on
    held = f"自{printed_date(effective_on)}起执行" if effective_on and later else ""
    note = "，".join(one for one in (made, held) if one)
    return f"{basis or ''}{f'（{note}）' if note else ''}"
