from enum import StrEnum


class Action(StrEnum):
    """申请办结、退回、办结、销号、暂缓、恢复、转常态化、终止、重新启动."""

    APPLY_CLOSURE = "apply_closure"
    RETURN = "return"
    CLOSE = "close"
    WRITE_OFF = "write_off"
    SUSPEND = "suspend"
    RESUME = "resume"
    MAKE_ONGOING = "make_ongoing"
    CANCEL = "cancel"
    REOPEN = "reopen"


class ExtensionState(StrEnum):
    """等待决定、同意、不同意、不再办理 (the task went another way before anybody decided)."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


class Waiting(StrEnum):
    """What waits for the coordinator: 办结申请、延期申请、暂缓到期复核、缺上年阶段成果."""

    CLOSURE = "closure"
    EXTENSION = "extension"
    REVIEW = "review"
    STAGE = "stage"
