from enum import StrEnum


class TaskSort(StrEnum):
    """By place in the plan, or by last change (for systems that keep a copy)."""

    POSITION = "position"
    UPDATED = "updated"
