"""What people read of claims."""

from datetime import date

from app.progress.claims.tallies import Tally
from app.progress.claims.terms import ClaimState, Decision, Gap, GapFilter
from app.reading.terms import Role

STATES = {
    ClaimState.OFFERED: "等待确认",
    ClaimState.CONFIRMED: "已确认",
    ClaimState.DECLINED: "未采纳",
    ClaimState.WITHDRAWN: "已撤回",
}
ROLES = {Role.LEAD: "牵头", Role.RESPONSIBLE: "共同承担", Role.SUPPORTING: "配合"}
DECISIONS = {
    Decision.LEAD: "同意牵头",
    Decision.RESPONSIBLE: "同意共同承担",
    Decision.SUPPORTING: "同意配合",
    Decision.DECLINE: "不采纳",
}
GAPS = {
    Gap.NOBODY: "没有列明单位",
    Gap.COLLECTIVE: "只列了集合单位",
    Gap.NO_LEAD: "没有牵头单位",
}
GAP_FILTERS = {
    GapFilter.UNHELD: "没有单位承担的",
    GapFilter.NO_LEAD: "有单位但没有牵头的",
    GapFilter.ALL: "全部",
}


def tally(found: Tally) -> str:
    """12 项任务、3 项重点项目: a box of projects is not counted among the tasks."""
    projects = f"{found.projects} 项重点项目" if found.projects else ""
    tasks = f"{found.tasks} 项任务" if found.tasks or not projects else ""
    return "、".join(one for one in (tasks, projects) if one)


def basis(
    offered_by: str,
    offered_on: date,
    entered_by: str | None,
    confirmed_by: str,
    former: str | None = None,
) -> str:
    """认领：陈立 2023-05-20，林晓岚确认: why a unit stands in the matrix. `former` is the unit that
    had offered, where a reform has ended it since.
    """
    entered = f"（{entered_by}代录）" if entered_by else ""
    by = f"原{former}" if former else ""
    return f"认领：{by}{offered_by} {offered_on.isoformat()}{entered}，{confirmed_by}确认"
