"""What people read about versions."""

from app.reading.terms import Stage

STAGES = {
    Stage.CONSULTATION: "征求意见稿",
    Stage.REVIEW: "送审稿",
    Stage.ISSUED: "印发稿",
}

FILE_MISSING = "原件已不在文件库中，请重新上传；原来的草稿没有变动"
READING_FAILED = "读取时程序出错，错误已记入日志，请联系管理员；原来的草稿没有变动"


def version(number: int, stage: Stage | None) -> str:
    """第 2 版（印发稿）."""
    return f"第 {number} 版（{STAGES[stage]}）" if stage else f"第 {number} 版"


# ---- on the page -----------------------------------------------------------------------------

TASKS = {"tasks_added": "新增", "tasks_removed": "删去", "tasks_changed": "改动"}
UNITS = {
    "units_added": "新增的单位",
    "units_removed": "不再有任务的单位",
    "units_changed": "换了责任的单位",
}
NO_TASKS = "任务没有变化"
ROLES = {"lead": "牵头", "responsible": "责任", "supporting": "配合"}
ROLE_OF_UNIT = "责任种类"
NAME_OF_UNIT = "单位写法"

HEAD = {
    "title": "标题",
    "stage": "稿别",
    "document_number": "文号",
    "issuer": "发文机关",
    "addressees": "主送机关",
    "issued_on": "印发日期",
    "period_start": "规划期起",
    "period_end": "规划期止",
    "publicity": "公开方式",
}
TASK = {
    "number": "序号",
    "title": "标题",
    "text": "任务",
    "section": "章节",
    "kind": "类别",
    "due_text": "完成时限",
    "due_on": "完成时限",
    "due_source": "时限依据",
}
INDICATOR = {
    "number": "序号",
    "name": "指标",
    "measure": "计量单位",
    "baseline": "基期值",
    "baseline_year": "基期年",
    "target": "目标值",
    "target_year": "目标年",
    "attribute": "属性",
}
VALUES = {
    "stage": {stage.value: word for stage, word in STAGES.items()},
    "kind": {"task": "任务", "project": "专栏项目", "measure": "措施"},
    "due_source": {"printed": "照原文", "plan": "规划期末", "ongoing": "持续推进"},
    "attribute": {"binding": "约束性", "anticipatory": "预期性"},
}
