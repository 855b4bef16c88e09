from enum import StrEnum


class ProposalState(StrEnum):
    """待定、已采纳、未采纳."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
