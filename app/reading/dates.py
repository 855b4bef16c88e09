"""Dates as documents print them: the day of issue, the years of a plan, the time for a task."""

import re
from calendar import monthrange
from collections.abc import Iterator
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

_ONGOING = re.compile(
    r"持续|长期|常态|经常|贯穿|始终|逐年|适时|(?:按|每)(?:年|月|季|半年|两年|季度|学期)|全年"
)
_PLAN_END = re.compile(r"(?:规划|计划|方案)?期末|(?:规划|计划|方案|任务)?期(?:满|内)(?!.*月)")
_FIVE_YEARS_END = re.compile(
    r"[\"“]?十([一二三四五六七八九])五[\"”]?(?:时期|规划|期间)?(?:期?末|期间|时期)$"
)
# 印发之日起3个月内, 通知下发后一个月内: counted from a day that the cell does not name.
_RELATIVE = re.compile(r"之日起|日起|[后起][^，。；]{0,8}[个年月日周天]内|个(?:工作日|月)内")
_DUE = re.compile(
    r"(?:(?P<year>20\d\d)[年./-]度?)?"
    r"(?:(?P<month>\d{1,2})(?:月份?(?:(?P<day>\d{1,2})(?:[日号]|(?=前|之前|以前|$)))?"
    r"|[./-](?P<dotted>\d{1,2})日?|$))?"
    r"(?P<half>[上下]半年)?(?:第?(?P<quarter>[一二三四1234])季度)?"
    r"(?P<third>[上中下]旬)?(?P<end>年?[底末]|年内)?(?P<before>之前|以前|前)?"
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
        return _first_year(named[1]), _first_year(named[1]) + 4
    year = _ONE_YEAR.search(text)
    return (int(year[1]), int(year[1])) if year else None


def _first_year(count: str) -> int:
    """四 for 十四五, which is 2021 to 2025."""
    return 2021 + 5 * (counted(count) - 4)


def due(text: str, year: int | None, plan_end: int | None = None) -> tuple[date | None, DueSource]:
    """The day that a printed time for a task means, where it is exact.

    `year` is that of a one-year plan, for "10月底前"; `plan_end` the last year of the plan, for
    "规划期末". Of several days the last counts; "2025年前" names no day and stays text.
    """
    word = fold(text)
    exact = list(_due_days(word, year))
    if _ONGOING.search(word) and not exact:
        return None, DueSource.ONGOING
    if _RELATIVE.search(word):
        return None, DueSource.PRINTED
    return (exact[-1] if exact else _period_end(word, plan_end)), DueSource.PRINTED


def _period_end(word: str, plan_end: int | None) -> date | None:
    named = _FIVE_YEARS_END.search(word)
    if named:
        return date(_first_year(named[1]) + 4, _LAST_MONTH, 31)
    return date(plan_end, _LAST_MONTH, 31) if plan_end and _PLAN_END.search(word) else None


def _due_days(word: str, year: int | None) -> Iterator[date]:
    """A year that is printed holds for what follows it: 2026年3月、9月."""
    for found in _DUE.finditer(word):
        year = int(found["year"]) if found["year"] else year
        if day := _due_day(found, year):
            yield day


def _due_day(found: re.Match[str], year: int | None) -> date | None:
    parts = ("year", "month", "quarter", "half", "end")
    if year is None or not any(found[part] for part in parts):
        return None
    day = found["day"] or found["dotted"]
    if found["before"] and not (day or any(found[part] for part in ("end", "third", "quarter"))):
        return None
    if found["month"]:
        last = {"上旬": 10, "中旬": 20}.get(found["third"] or "")
        return _day(year, int(found["month"]), int(day) if day else last)
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
