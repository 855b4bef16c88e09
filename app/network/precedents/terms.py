from enum import StrEnum


class Closeness(StrEnum):
    """How near a task of another plan is: 很接近、接近、略有相近、较远."""

    VERY_NEAR = "very_near"
    NEAR = "near"
    SOMEWHAT = "somewhat"
    FAR = "far"
