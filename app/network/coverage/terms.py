from enum import StrEnum


class MeasureClass(StrEnum):
    """What a target is: a share (覆盖率100%), how much something grows (增长5%), a number of
    something (494 户), or words.
    """

    RATE = "rate"
    GROWTH = "growth"
    COUNT = "count"
    WORDS = "words"


class Agreement(StrEnum):
    """Whether two names say the same, or one of them narrows what it counts."""

    SAME = "same"
    WORDING = "wording"


class Apart(StrEnum):
    """Why two indicators of one matter are not compared."""

    MEASURE_CLASS = "measure_class"
    UNIT_OF_MEASURE = "unit_of_measure"
    DEFINITION = "definition"
    TARGET_YEAR = "target_year"
