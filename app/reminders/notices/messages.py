"""What people read of notices."""

from collections.abc import Sequence
from datetime import date

from app.kit.clock import printed_date
from app.reminders.notices.terms import (
    NoticeAction,
    NoticeColour,
    NoticeKind,
    NoticeState,
    ReplyOutcome,
)

KINDS = {
    NoticeKind.HANDOVER: "交办单",
    NoticeKind.REMINDER: "提醒函",
    NoticeKind.URGING: "催办单",
    NoticeKind.SUPERVISION: "督办单",
}

STATES = {
    NoticeState.DRAFT: "草稿",
    NoticeState.REVIEWED: "待签发",
    NoticeState.SIGNED: "已签发，待回复",
    NoticeState.REPLIED: "已回复，待审核",
    NoticeState.SENT_BACK: "已退回，待重新回复",
    NoticeState.DONE: "已办结",
    NoticeState.WITHDRAWN: "已撤回",
    NoticeState.VOID: "作废",
}

COLOURS = {
    NoticeColour.BLUE: "蓝色",
    NoticeColour.YELLOW: "黄色",
    NoticeColour.RED: "红色",
}

ACTIONS = {
    NoticeAction.EDIT: "修改",
    NoticeAction.REVIEW: "审核",
    NoticeAction.SIGN: "签发",
    NoticeAction.WITHDRAW: "撤回",
    NoticeAction.VOID: "作废",
    NoticeAction.REPLY: "回复",
    NoticeAction.CONFIRM: "第二人确认",
    NoticeAction.ACCEPT: "办结",
    NoticeAction.SEND_BACK: "退回",
}

OUTCOMES = {
    ReplyOutcome.WAITING: "等待审核",
    ReplyOutcome.ACCEPTED: "同意办结",
    ReplyOutcome.SENT_BACK: "退回",
}

FIELDS = {
    "unit_id": "承办单位",
    "office_id": "发文单位",
    "kind": "文书种类",
    "colour": "颜色",
    "title": "事项",
    "basis": "依据",
    "demand": "要求",
    "contact": "联系人",
    "contact_phone": "联系电话",
    "reply_due_on": "回复时限",
    "matters": "所涉事项",
    "number": "文号",
    "on_behalf_of": "由谁签发（回复）",
    "reason": "原因",
    "note": "说明",
    "text": "回复内容",
}

_VERBS = {
    NoticeKind.HANDOVER: "办理",
    NoticeKind.REMINDER: "提醒办理",
    NoticeKind.URGING: "催办",
    NoticeKind.SUPERVISION: "督办",
}


def named(kind: NoticeKind, colour: NoticeColour | None) -> str:
    """黄色督办单."""
    return f"{COLOURS[colour] if colour else ''}{KINDS[kind]}"


def drafted_title(kind: NoticeKind, matters: int, late: int) -> str:
    """What a draft that the ladder asked for says it is about."""
    state = "逾期未办" if late == matters else "尚未办理"
    return f"关于{_VERBS[kind]}{state}的{matters}件事项"


def drafted_basis(plans: Sequence[str], others: Sequence[str]) -> str:
    """From what the matters come, each once: titles of plans, and what is no plan (批示)."""
    quoted = (f"《{one.replace('《', '〈').replace('》', '〉')}》" for one in dict.fromkeys(plans))
    return "、".join([*quoted, *dict.fromkeys(others)])


def drafted_demand(kind: NoticeKind) -> str:
    if kind in (NoticeKind.HANDOVER, NoticeKind.REMINDER):
        return "请按时办理所列事项，并于回复时限前回复办理情况。"
    asked = "请抓紧办理所列事项，并于回复时限前回复办理情况"
    return f"{asked}；确有困难的，写明原因、下一步措施和预计完成的时间。"


def due(day: date | None, *, confirmed: bool) -> str:
    if day is None:
        return ""
    caution = "" if confirmed else "（该年度放假安排尚未公布，以公布后为准）"
    return f"{printed_date(day)}前{caution}"
