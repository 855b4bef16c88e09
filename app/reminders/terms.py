from enum import StrEnum


class Step(StrEnum):
    """Rungs of the ladder, in working days from the due date."""

    BEFORE_3 = "T-3"
    DUE = "T"
    AFTER_1 = "T+1"
    AFTER_3 = "T+3"


class Dropped(StrEnum):
    """Why a recorded reminder was not sent: 已不欠报、期限已变更、不再是联络员、无法送达."""

    SETTLED = "settled"
    MOVED = "moved"
    LEFT = "left"
    UNDELIVERABLE = "undeliverable"
