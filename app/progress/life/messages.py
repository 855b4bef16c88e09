"""What people read of the life of a task."""

from datetime import date

from app.kit.clock import printed_date
from app.progress.life.terms import Action, ExtensionState, Waiting

ACTIONS = {
    Action.APPLY_CLOSURE: "申请办结",
    Action.RETURN: "退回办结申请",
    Action.CLOSE: "办结",
    Action.WRITE_OFF: "销号",
    Action.SUSPEND: "暂缓",
    Action.RESUME: "恢复办理",
    Action.MAKE_ONGOING: "转常态化",
    Action.CANCEL: "终止",
    Action.REOPEN: "重新启动",
}

WORDS = {
    "summary": "办结情况",
    "conclusion": "办结结论",
    "reason": "原因",
    "note": "说明",
    "review_on": "复核日期",
    "on_behalf_of": "代录的是谁的话",
    "extended_to": "延期至",
    "text": "阶段成果",
    "year": "年份",
}

EXTENSIONS = {
    ExtensionState.REQUESTED: "等待决定",
    ExtensionState.GRANTED: "同意",
    ExtensionState.REFUSED: "不同意",
    ExtensionState.LAPSED: "不再办理",
}

WAITING = {
    Waiting.CLOSURE: "办结申请",
    Waiting.EXTENSION: "延期申请",
    Waiting.REVIEW: "暂缓到期复核",
    Waiting.STAGE: "缺上年阶段成果",
}

WHO = {"unit": "牵头单位", "office": "督办人员"}


def due(text: str | None, due_on: date | None, extended_to: date | None) -> str:
    """The day that holds, with the first one where it was extended."""
    printed = text or (printed_date(due_on) if due_on else "")
    if extended_to is None:
        return printed
    return f"{printed_date(extended_to)}（原定{printed}）" if printed else printed_date(extended_to)
