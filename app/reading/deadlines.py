"""Times that a task's own words set: 到2025年, 2023年6月底前, 第三季度末前, 9月完成."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.kit.text import fold_char, squeeze
from app.reading.dates import RANGE, Dated, Time, latest, one_year, times
from app.reading.found import Found
from app.reading.terms import DueSource

_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|(?<=\d)\s+(?=\d)")
_MASK = "※"
_SENTENCE_END = re.compile(r"[。;!?]")
_TOWARDS = re.compile(r"(?<!达)[到至]$")
# 截至2023年底 tells of what is.
_UP_TO_NOW = re.compile(r"截[至止]到?$")
# 2021年前取得的成果, 2022年底前已建成, 2025年的1.5倍: no time for what is to be done.
_TOLD = re.compile(r"度?的|已|[\u4e00-\u9fff]{2}的")
_DONE = re.compile(
    r",?(?:(?:全面|全部|基本|正式|力争|争取|如期|按时|顺利|陆续|率先|须|应)*)"
    r"(?:完成|完工|建成|竣工|投用|投入使用|印发|出台|上线|启用|实现|达到|到位|见效|验收|交付)"
    r"(?![了过]|\d+(?:\.\d+)?%)"
)
_LONGEST_WORDS = 40


def with_deadlines(
    tasks: tuple[Found, ...], period: tuple[int | None, int | None]
) -> tuple[Found, ...]:
    """Tasks that print no time under a label, with the last one that their sentences set.

    `period` is the plan's: a year before it tells of the past, a whole year after it of the far
    future. A month without a year counts in a plan of one year, or after a year in its sentence.
    """
    return tuple(_with_deadline(task, *period) for task in tasks)


def _with_deadline(task: Found, start: int | None, end: int | None) -> Found:
    if task.due_text is not None:
        return task
    found = list(_deadlines(task.text.text, start, end))
    if not found:
        return task
    last = latest(found)
    return replace(task, due_text=last.words, due_on=last.due_on, due_source=DueSource.PRINTED)


def _deadlines(text: str, start: int | None, end: int | None) -> Iterator[Dated]:
    words, places = _folded(text)
    only = one_year(start, end)
    year, told, previous = only, 0, 0
    for time in times(words):
        if _SENTENCE_END.search(words, told, time.start):
            year = only
        if time.year and (start is None or time.year >= start):
            year = time.year
        joined = told > 0 and words[told : time.start] in tuple(RANGE)
        begin = previous if joined else time.start
        told, previous = time.end, begin
        if _is_deadline(words, time) and _is_ahead(time, year, start, end):
            towards = not joined and words[begin - 1 : begin] in ("到", "至")
            first = places[begin - towards]
            printed = squeeze(text[first : places[time.end - 1] + 1])
            yield Dated(time, printed, time.last_day(year))


def _folded(text: str) -> tuple[str, list[int]]:
    """Folded words without what is quoted, and the index in `text` of each of their characters."""
    own = _QUOTED.sub(lambda one: _MASK * len(one[0]), text)
    pairs = [(new, at) for at, old in enumerate(own) for new in fold_char(old) if not new.isspace()]
    return "".join(new for new, _ in pairs), [at for _, at in pairs]


def _is_deadline(words: str, time: Time) -> bool:
    before = words[max(0, time.start - _LONGEST_WORDS) : time.start]
    after = words[time.end : time.end + _LONGEST_WORDS]
    if time.again or _UP_TO_NOW.search(before) or _TOLD.match(after):
        return False
    part, done = not time.whole_year, _DONE.match(after) is not None
    return bool(
        time.before
        or _TOWARDS.search(before)
        or (part and (time.at_end or done))
        or (time.at_end and done)
    )


def _is_ahead(time: Time, year: int | None, start: int | None, end: int | None) -> bool:
    if time.year is None:
        return time.other_year or year is not None or start is None
    # 2021年前 in a plan from 2021 on.
    if start is not None and time.year == start and time.whole_year and time.before:
        return time.at_end
    too_early = start is not None and time.year < start
    return not too_early and (end is None or time.year <= end or not time.whole_year)
