"""How a return stands in a workbook. `writing` and `reading` agree on nothing else."""

from app.progress.messages import LABELS

TITLE = "进展情况表"
FORM, DRAFT = "表号", "稿次"
"""Before the number of the return and the version that was written out."""
TASK_ID = "编号"
GIVEN = (TASK_ID, "序号", "工作任务", "本单位")
ASKED = {
    "progress": LABELS["progress"],
    "no_change": f"{LABELS['no_change']}（填“是”）",
    "no_change_reason": LABELS["no_change_reason"],
    "percent": f"{LABELS['percent']}（%）",
    "stage": LABELS["stage"],
    "problems": LABELS["problems"],
    "coordination": LABELS["coordination"],
    "next_steps": LABELS["next_steps"],
}
"""Field and head of each column that a person fills, in their order."""
BESIDE = "其他单位本期所报（供汇总，不需填写）"
"""Behind what is filled, where the first lead merges the parts of others."""
FIGURES = "指标数值"
INDICATOR_ID, VALUE, BASIS = "指标编号", "本期数值", "口径（数据来源、截至哪天）"
FIGURE_GIVEN = (TASK_ID, INDICATOR_ID, "工作任务", "指标", "计量单位", "目标", "上期")
"""A sheet of its own, one row an indicator."""
HEAD_AT = 3
"""Row of the heads, from 0: a title, how to fill it, and the numbers of the form above it."""
YES = "是"
