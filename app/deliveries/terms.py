from enum import StrEnum


class DeliveryState(StrEnum):
    """待发送、已发送、已撤回 (nothing was left to say, or its day went by)、未能送达."""

    QUEUED = "queued"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
