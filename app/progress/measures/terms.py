from enum import StrEnum


class MeasureState(StrEnum):
    """进行中、已完成、不再实施."""

    ACTIVE = "active"
    DONE = "done"
    DROPPED = "dropped"


class Outcome(StrEnum):
    """How a measure ends."""

    DONE = "done"
    DROPPED = "dropped"
