"""Dates as documents print them: the day of issue, the years of a plan, the time for a task."""

import re
from calendar import monthrange
from datetime import date

from app.kit.text import fold
from app.reading.numerals import COUNTED, counted, spelled
from app.reading.terms import DueSource

_DIGIT = "[0-9〇○零一二三四五六七八九]"
_ISSUED = re.compile(
    rf"\(?(?P<year>{_DIGIT}{{4}})年(?P<month>\d{{1,2}}|{COUNTED})月"
    rf"(?P<day>\d{{1,2}}|{COUNTED})日\)?"
)
_YEARS = re.compile(r"(20\d\d)年?[-~至到](20\d\d)年?")
_FIVE_YEARS = re.compile(r"[\"“]?十([一二三四五六七八九])五")
_ONE_YEAR = re.compile(r"(20\d\d)年")

_ONGOING = re.compile(r"持续|长期|常态|经常|每年|每月|每季|每半年|逐年|全年|贯穿|始终")
_DUE = re.compile(
    r"(?:(?P<year>20\d\d)[年./-])?"
    r"(?:(?P<month>\d{1,2})(?:月|(?=[./-]\d)|$)[./-]?(?:(?P<day>\d{1,2})日?)?)?"
    r"(?P<half>[上下]半年)?(?:第?(?P<quarter>[一二三四1234])季度)?"
    r"(?P<third>[上中下]旬)?(?P<end>年?[底末])?(?P<before>之前|以前|前)?"
)
_LAST_MONTH = 12


def issue_date(line: str) -> date | None:
    """A line that is nothing but a full date, in Arabic or Chinese digits."""
    found = _ISSUED.fullmatch(fold(line))
    if not found:
        return None
    return _day(spelled(found["year"]), _number(found["month"]), _number(found["day"]))


def plan_years(title: str) -> tuple[int, int] | None:
    """First and last year: as printed, by the name of a five-year plan, or the one year named."""
    text = fold(title)
    years = _YEARS.search(text)
    if years:
        return int(years[1]), int(years[2])
    named = _FIVE_YEARS.search(text)
    if named:
        # 十四五 is 2021 to 2025.
        first = 2021 + 5 * (counted(named[1]) - 4)
        return first, first + 4
    year = _ONE_YEAR.search(text)
    return (int(year[1]), int(year[1])) if year else None


def due(text: str, year: int | None) -> tuple[date | None, DueSource]:
    """The day that a printed time for a task means, where it is exact.

    `year` is that of a one-year plan, for "10月底前". "2025年前" names no day and stays text.
    """
    word = fold(text)
    if _ONGOING.search(word):
        return None, DueSource.ONGOING
    exact = [day for found in _DUE.finditer(word) if (day := _due_day(found, year))]
    return (exact[-1] if exact else None), DueSource.PRINTED


def _due_day(found: re.Match[str], default_year: int | None) -> date | None:
    year = int(found["year"]) if found["year"] else default_year
    if year is None or not any(found[part] for part in ("year", "month", "quarter", "half")):
        return None
    if found["before"] and not (found["day"] or found["end"] or found["third"]):
        return None
    if found["month"]:
        last = {"上旬": 10, "中旬": 20}.get(found["third"] or "")
        return _day(year, int(found["month"]), int(found["day"]) if found["day"] else last)
    if found["quarter"]:
        return _day(year, 3 * int(_number(found["quarter"])), None)
    return _day(year, 6 if found["half"] == "上半年" else _LAST_MONTH, None)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else counted(text)


def _day(year: int, month: int, day: int | None) -> date | None:
    """The last day of the month where no day is named; None for a day that no calendar has."""
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None
