from enum import StrEnum


class NoticeKind(StrEnum):
    """交办单、提醒函、催办单、督办单, the mildest first."""

    HANDOVER = "handover"
    REMINDER = "reminder"
    URGING = "urging"
    SUPERVISION = "supervision"


class NoticeState(StrEnum):
    """草稿、已审核、已签发、已回复、已退回（等待重新回复）、已办结；撤回的稿、作废的文书."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    SIGNED = "signed"
    REPLIED = "replied"
    SENT_BACK = "sent_back"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    VOID = "void"


DRAFTED = (NoticeState.DRAFT, NoticeState.REVIEWED)
"""Not issued yet: nobody but those who write it sees it."""
AWAITS_REPLY = (NoticeState.SIGNED, NoticeState.SENT_BACK)
ISSUED = (*AWAITS_REPLY, NoticeState.REPLIED, NoticeState.DONE, NoticeState.VOID)


class NoticeColour(StrEnum):
    """How urgent it is, where a place marks that by colour: 蓝色、黄色、红色."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


class NoticeAction(StrEnum):
    """修改、审核、签发、撤回、作废、回复、第二人确认、办结、退回."""

    EDIT = "edit"
    REVIEW = "review"
    SIGN = "sign"
    WITHDRAW = "withdraw"
    VOID = "void"
    REPLY = "reply"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    SEND_BACK = "send_back"


class ReplyOutcome(StrEnum):
    """等待审核、同意办结、退回."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


class NoticeFormat(StrEnum):
    PDF = "pdf"
    HTML = "html"
    TXT = "txt"
