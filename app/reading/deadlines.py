"""Times that a task's own words set: 到2025年, 2023年6月底前, 年底前."""

import re
from dataclasses import replace

from app.kit.text import squeeze
from app.reading.dates import due
from app.reading.found import Found
from app.reading.terms import DueSource

_YEAR = r"(?P<year>20\d\d)\s*年"
_PART = r"(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日|份)?|第?[一二三四1-4]季度|[上下]半年)?"
_END = r"(?:[年]?[底末]|年内)?"
_WORD = re.compile(
    rf"(?:到|至|截至)\s*{_YEAR}{_PART}{_END}(?:之前|以前|前)?"
    r"|(?:(?P<until>20\d\d)\s*年)?(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?"
    r"(?:[年]?[底末](?:之前|以前|前)|(?<=[年月日])(?:之前|以前|前)|(?<=月)[底末])"
)
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”")


def with_deadlines(
    tasks: tuple[Found, ...], period: tuple[int | None, int | None]
) -> tuple[Found, ...]:
    """Tasks that print no time under a label, with the last one that their sentences set.

    `period` is the plan's: a year before it tells of the past. A month without a year counts in a
    plan of one year only.
    """
    return tuple(_with_deadline(task, *period) for task in tasks)


def _with_deadline(task: Found, start: int | None, end: int | None) -> Found:
    if task.due_text is not None:
        return task
    text = _QUOTED.sub(lambda quoted: "　" * len(quoted[0]), task.text.text)
    words = [squeeze(found[0]) for found in _WORD.finditer(text) if _is_ahead(found, start, end)]
    if not words:
        return task
    year = end if start == end else None
    dated = [(due(word, year, end)[0], word) for word in words]
    exact = [one for one in dated if one[0]]
    due_on, word = max(exact, key=lambda one: str(one[0])) if exact else dated[-1]
    return replace(task, due_text=word, due_on=due_on, due_source=DueSource.PRINTED)


def _is_ahead(found: re.Match[str], start: int | None, end: int | None) -> bool:
    year = found["year"] or found["until"]
    if year is None:
        return start is not None and start == end
    return start is None or int(year) >= start
