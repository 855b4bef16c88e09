"""What the `holidays` package knows of China's years. Pure, as the package carries its data.

Asked for a year without a notice the package answers all the same, with an estimate and without
a word; `rules.is_by_notice` tells the two apart.
"""

from datetime import date
from importlib.metadata import version

from app.workdays.rules import Day, is_by_notice

MAKE_UP = "调休上班"


def source() -> str:
    return f"holidays {version('holidays')}"


def days_by_notice(year: int) -> tuple[Day, ...] | None:
    """The days that the State Council's notice of `year` names; `None` if it is not known."""
    import holidays  # noqa: PLC0415 - takes a while, and only filling the calendar needs it

    known = holidays.country_holidays("CN", years=year, language="zh_CN")
    free = (Day(day, works=False, name=name) for day, name in known.items() if day.year == year)
    made_up: set[date] = known.weekend_workdays
    works = (Day(day, works=True, name=MAKE_UP) for day in made_up if day.year == year)
    days = tuple(sorted((*free, *works)))
    return days if is_by_notice(days) else None
