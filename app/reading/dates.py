"""Dates as documents print them: the day of issue, the years of a plan, the time for a task."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.kit.text import fold
from app.reading.numerals import COUNTED, counted, spelled
from app.reading.terms import DueSource

_DIGIT = "[0-9〇○零o一二三四五六七八九]"
_ISSUED = re.compile(
    rf"\(?(?P<year>{_DIGIT}{{4}})年(?P<month>\d{{1,2}}|{COUNTED})月"
    rf"(?P<day>\d{{1,2}}|{COUNTED})日\)?"
)
_YEARS = re.compile(r"(20\d\d)年?[-~至到](20\d\d)年?")
_FIVE_YEARS = re.compile(r"[\"“]?十([一二三四五六七八九])五")
_YEAR = rf"20\d\d|二[〇零○o]{_DIGIT}{{2}}"
_ONE_YEAR = re.compile(rf"({_YEAR})年")
# A month in the last bracket tells when the plan was made: its year, unless 三年行动计划.
_MADE = re.compile(rf"\(({_YEAR})[年.](?:\d{{1,2}}|{COUNTED})月?\)$")
_SEVERAL_YEARS = re.compile(r"[两二三四五六七八九十2-9]年")

_ONGOING = re.compile(
    r"持续|长期|常态|经常|贯穿|始终|逐[年季月]|适时|全年"
    r"|[按每各](?:[两二三四六\d]?个)?(?:年|月|季|半年|两年|学期|周|旬)"
)
_PLAN_END = re.compile(r"(?:规划|计划|方案)?期末|(?:规划|计划|方案|任务)?期(?:满|内)(?!.*月)")
_FIVE_YEARS_END = re.compile(
    r"[\"“]?十([一二三四五六七八九])五[\"”]?(?:时期|规划|期间)?(?:期?末|期间|时期)$"
)
# 印发之日起3个月内, 通知下发后一个月内: counted from a day that the cell does not name.
_RELATIVE = re.compile(r"之日起|日起|[后起][^,。;]{0,8}[个年月日周天]内|个(?:工作日|月)内")
_NUMBER = rf"(?:\d{{1,2}}|{COUNTED})"
_BEFORE = r"[之以]?前(?![后期述列沿端]|[二三两23]个?季度)"
_QUARTER = r"[第前]?(?:[一二三1-3][-~至到、])?(?P<quarter>[一二三四两1-4])个?季度"
# 2024年1-6月 ends in June; after a year 3、9月 is a list.
_FROM = rf"(?:{_NUMBER}[-~至到]|(?<=年){_NUMBER}、)?"
# 25年6月 and 25年底 name a year, 25年 and 25年前 count years.
_SHORT_YEAR = rf"[23]\d(?=年度?(?:{_NUMBER}月|第?[一二三四1-4]季度|[上下]半年|年?[底末]))"
_TIME = re.compile(
    rf"(?<![\d第])(?:(?P<year>{_YEAR}|{_SHORT_YEAR})"
    r"(?:年度?|(?=[底末]|$|[-~至到]20\d\d))|[今本当同]年|(?P<other>[次翌明来]年))?"
    rf"(?:(?P<half>[上下]半年)|{_QUARTER}|{_FROM}(?P<month>{_NUMBER})月份?"
    rf"(?:(?P<third>[上中下]旬)|(?P<day>{_NUMBER})(?:[日号]|(?={_BEFORE}|$)))?)?"
    rf"(?P<end>年?[底末内])?(?P<before>{_BEFORE})?"
)
_DOTTED = re.compile(
    r"(?<!\d)(?P<year>20\d\d)(?P<mark>[./-])(?P<month>1[0-2]|0?[1-9])"
    r"(?:(?P=mark)(?P<day>\d\d?)(?=\d\d:|\D|$)日?|(?![\d月]|[-~]\d))"
)
_DOTTED_MONTH = re.compile(r"(?<!\d)(20\d\d)[./-](?=(?:1[0-2]|0?[1-9])月)")
_DOTTED_DAY = re.compile(rf"(?<![\d.])(1[0-2]|0?[1-9])[./](\d\d?)(?=日|{_BEFORE}|$)日?")
# 2024年初, 2024年春节前, 6月中, 2024年起: what follows takes the end of the year or month away.
_VAGUE = re.compile(
    r"初|中(?![期心小])|[春夏秋冬暑寒汛]|[之以]?后|起|以来|开始|[每各逐按]"
    rf"|[^,。;、)]{{0,6}}(?:学期|完成后|结束后|(?<!提){_BEFORE})"
)
_AGAIN = re.compile(
    r"(?:每(?:[两二三四六\d]?个)?(?:年|两年|半年|季|月|学期|周|旬)|各季度|[逐按][年季月])[^,。;:]*$"
)
# 三年内, 学年末, 去年底 are no 年内, 年末, 年底; 1998年6月 has a year that is not to be left out.
_COUNTED_YEARS = re.compile(r"[\d一二三四五六七八九十百两几近多数半周学财每去上往历]$")
RANGE = "-~至到"
_LAST_MONTH = 12
_CENTURY = 2000
_CLAUSE = 60


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
    made = _MADE.search(text)
    year = _ONE_YEAR.search(text[: made.start()] if made else text)
    if year is None and made and not _SEVERAL_YEARS.search(text[: made.start()]):
        year = made
    return (spelled(year[1]), spelled(year[1])) if year else None


def one_year(start: int | None, end: int | None) -> int | None:
    """The year of a plan that has only one: there "10月底前" needs none of its own."""
    return end if start == end else None


def _first_year(count: str) -> int:
    """四 for 十四五, which is 2021 to 2025."""
    return 2021 + 5 * (counted(count) - 4)


@dataclass(frozen=True, slots=True)
class Time:
    """A time as it is printed in folded words, and where.

    `year` is None where none is printed with it, `other_year` says 次年 and the like, `again`
    每年6月底前, `exact` that the last day is the one meant: 10月底前, but not 10月前.
    """

    start: int
    end: int
    year: int | None
    month: int
    day: int | None
    exact: bool
    before: bool
    other_year: bool
    again: bool
    whole_year: bool
    at_end: bool

    def last_day(self, year: int | None) -> date | None:
        """The last day that it may mean, in `year` where it prints none."""
        known = self.year or (None if self.other_year else year)
        return _day(known, self.month, self.day) if known else None


@dataclass(frozen=True, slots=True)
class Dated:
    """A printed time, its words, and its last day where that is known."""

    time: Time
    words: str
    last: date | None

    @property
    def due_on(self) -> date | None:
        return self.last if self.time.exact else None


def latest(found: Sequence[Dated]) -> Dated:
    """Of several times the last one counts; one without a year at their end may be later still."""
    if found[-1].last is None:
        return found[-1]
    return max(found, key=lambda one: (one.last or date.min, one.time.exact))


def times(words: str) -> Iterator[Time]:
    """The times in folded words, in their order."""
    for found in _TIME.finditer(words):
        if found[0] and _is_time(found, _before(words, found.start())):
            yield _time(found, words)


def _before(words: str, place: int) -> str:
    """What stands before a time, as far as a clause goes: a text may be very long."""
    return words[max(0, place - _CLAUSE) : place]


def _is_time(found: re.Match[str], before: str) -> bool:
    if found["year"] or found["other"]:
        return True
    if found["half"] or found["quarter"] or found["month"]:
        return not before.endswith("年") or bool(_AGAIN.search(before))
    if found[0].startswith(("今年", "本年", "当年", "同年")):
        return found["end"] is not None
    return (found["end"] or "").startswith("年") and not _COUNTED_YEARS.search(before)


def _time(found: re.Match[str], words: str) -> Time:
    end, before = found["end"] or "", bool(found["before"])
    pinned = bool(found["day"] or found["third"] or end)
    vague = not pinned and (before or bool(_VAGUE.match(words, found.end())))
    vague = vague or words.startswith(("前后", "左右"), found.end())
    span = found["half"] or found["quarter"] or found["month"]
    month, day = _end_of(found)
    return Time(
        start=found.start(),
        end=found.end(),
        year=_year(found["year"]),
        month=month,
        day=day,
        exact=not (vague or (found["month"] and end.endswith("内"))),
        before=before,
        other_year=found["other"] is not None,
        again=bool(_AGAIN.search(_before(words, found.start()))),
        whole_year=not span,
        at_end=bool(end),
    )


def _year(printed: str | None) -> int | None:
    if printed is None:
        return None
    year = spelled(printed)
    return year if year > _CENTURY else year + _CENTURY


def _end_of(found: re.Match[str]) -> tuple[int, int | None]:
    """The last month, and its day where it is not the last one."""
    if found["month"]:
        third = {"上旬": 10, "中旬": 20}.get(found["third"] or "")
        return _number(found["month"]), _number(found["day"]) if found["day"] else third
    if found["quarter"]:
        return 3 * _number(found["quarter"].replace("两", "二")), None
    return 6 if found["half"] == "上半年" else _LAST_MONTH, None


def due(text: str, year: int | None, plan_end: int | None = None) -> tuple[date | None, DueSource]:
    """The day that a printed time for a task means, where it is exact.

    `year` is that of a one-year plan, for "10月底前"; `plan_end` the last year of the plan, for
    "规划期末". Of several days the last counts; "2025年前" names no day and stays text.
    """
    word = _with_characters(fold(text))
    found = [one for one in _dated(word, year) if not one.time.again]
    day = latest(found).due_on if found else None
    if day is None and _ONGOING.search(word):
        return None, DueSource.ONGOING
    if _RELATIVE.search(word):
        return None, DueSource.PRINTED
    return (day if found else _period_end(word, plan_end)), DueSource.PRINTED


def _with_characters(word: str) -> str:
    """2025.6.30 and 6.30前 with 年, 月 and 日."""
    word = _DOTTED.sub(_with_year, _DOTTED_MONTH.sub(r"\1年", word))
    return _DOTTED_DAY.sub(r"\1月\2日", word)


def _with_year(found: re.Match[str]) -> str:
    month = f"{found['year']}年{found['month']}月"
    return f"{month}{found['day']}日" if found["day"] else month


def _dated(word: str, year: int | None) -> Iterator[Dated]:
    """A year that is printed holds for what follows it: 2026年3月、9月, but not 11月-2月."""
    previous: Dated | None = None
    for time in times(word):
        year = time.year or year
        last = time.last_day(year)
        if previous and previous.last and last and time.year is None:
            joined = word[previous.time.end : time.start] in tuple(RANGE)
            last = None if joined and last < previous.last else last
        previous = Dated(time, word[time.start : time.end], last)
        yield previous


def _period_end(word: str, plan_end: int | None) -> date | None:
    named = _FIVE_YEARS_END.search(word)
    if named:
        return date(_first_year(named[1]) + 4, _LAST_MONTH, 31)
    return date(plan_end, _LAST_MONTH, 31) if plan_end and _PLAN_END.search(word) else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else counted(text)


def _day(year: int, month: int, day: int | None) -> date | None:
    """The last day of the month where no day is named; None for a day that no calendar has."""
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None
