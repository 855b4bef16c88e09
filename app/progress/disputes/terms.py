from enum import StrEnum


class DisputeState(StrEnum):
    """待处理、维持原分工、已改派、已撤回."""

    OPEN = "open"
    UPHELD = "upheld"
    REASSIGNED = "reassigned"
    WITHDRAWN = "withdrawn"
