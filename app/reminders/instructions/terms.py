from enum import StrEnum


class InstructionState(StrEnum):
    """待签收、办理中、已回复、退回重办、办结、撤销: of one unit, and of the whole."""

    GIVEN = "given"
    ACKNOWLEDGED = "acknowledged"
    REPLIED = "replied"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


ANSWERABLE = (
    InstructionState.GIVEN,
    InstructionState.ACKNOWLEDGED,
    InstructionState.SENT_BACK,
)
"""A unit in one of these owes its reply."""


class Action(StrEnum):
    """登记、修改、签收、回复、第二人确认、认可、退回、改期、撤销. What `rules.MOVES` does not name
    leads nowhere.
    """

    GIVE = "give"
    CHANGE = "change"
    ACKNOWLEDGE = "acknowledge"
    REPLY = "reply"
    CONFIRM = "confirm"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    EXTEND = "extend"
    WITHDRAW = "withdraw"


class InstructionSort(StrEnum):
    DUE_ON = "due_on"
    NEWEST = "-id"
