"""What people read of instructions."""

from datetime import date

from app.kit.clock import printed_date
from app.reminders.instructions.terms import Action, InstructionState

STATES = {
    InstructionState.GIVEN: "待签收",
    InstructionState.ACKNOWLEDGED: "办理中",
    InstructionState.REPLIED: "已回复，待认可",
    InstructionState.SENT_BACK: "退回重办",
    InstructionState.ACCEPTED: "办结",
    InstructionState.WITHDRAWN: "已撤销",
}

ACTIONS = {
    Action.GIVE: "登记",
    Action.CHANGE: "修改",
    Action.ACKNOWLEDGE: "签收",
    Action.REPLY: "回复",
    Action.CONFIRM: "第二人确认",
    Action.ACCEPT: "认可，办结",
    Action.SEND_BACK: "退回重办",
    Action.EXTEND: "改期",
    Action.WITHDRAW: "撤销",
}

SIGN_AND_REPLY = "签收并回复"

WORDS = {
    "text": "批示内容",
    "given_on": "批示日期",
    "given_by": "批示人",
    "leader_id": "批示人",
    "units": "承办单位",
    "unit_ids": "承办单位",
    "unit_id": "单位",
    "due_on": "办理时限",
    "source_number": "来文字号",
    "plan_id": "所涉方案",
    "task_id": "所涉任务",
    "office_id": "由哪个办公室跟进",
    "note": "意见",
    "reason": "原因",
    "on_behalf_of": "谁的话",
    "file": "扫描件",
}

EXCERPT = 40


def title(given_by: str, given_on: date) -> str:
    """吴志远2023年8月1日批示. How lists and letters call it."""
    return f"{given_by}{printed_date(given_on)}批示"


def excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1]}…"
