"""When a task is due: what a day or words that a person gives mean. Pure; one rule for drafts,
corrections and amendments.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from app.core.errors import InvalidError
from app.kit.clock import printed_date
from app.plans.rules import last_day
from app.reading.dates import due
from app.reading.terms import DueSource

BEFORE, AFTER = 1, 10
"""Whole years around a plan's own: a plan may name the year before it as its baseline, and looks
ahead to the end of two plans after it (“到2035年”)."""
EARLIEST, LATEST = 1949, 2100


class DueOutOfRangeError(InvalidError):
    code, title = "due_out_of_range", "完成日期离方案的规划期太远，请核对年份"


class Term(Protocol):
    """The years of a plan, as far as it prints them."""

    period_start: int | None
    period_end: int | None
    issued_on: date | None


def bounds(term: Term) -> tuple[date, date]:
    """The days between which a task of the plan can be due."""
    issued = term.issued_on.year if term.issued_on else None
    years = [year for year in (issued, term.period_start, term.period_end) if year is not None]
    first = min(years) - BEFORE if years else EARLIEST
    last = max(years) + AFTER if years else LATEST
    return date(first, 1, 1), date(last, 12, 31)


def due_of(day: date | None, text: str | None, term: Term) -> tuple[date | None, DueSource]:
    """As given; else what the printed words mean; else the end of the plan. Raise
    `DueOutOfRangeError`.
    """
    if day is not None:
        return _checked(day, term), DueSource.PRINTED
    if text is not None:
        found, source = due(text, None)
        return _checked(found, term), source
    return last_day(term.period_end), DueSource.PLAN


def implied(values: Mapping[str, Any], term: Term, words: str | None) -> dict[str, Any]:
    """What a given day, or given words, bring with them; null is 持续推进. `words` are those that
    stand now: such as speak of another day do not stay beside a day. Raise as `due_of`.
    """
    if "due_on" in values:
        day = _checked(values["due_on"], term)
        found: dict[str, Any] = {"due_source": DueSource.PRINTED if day else DueSource.ONGOING}
        stay = "due_text" in values or words is None or _agree(words, day)
        return found if stay else {"due_text": None} | found
    if "due_text" in values:
        due_on, source = due_of(None, values["due_text"], term)
        return {"due_on": due_on, "due_source": source}
    return {}


def _agree(words: str, day: date | None) -> bool:
    """Words that name no day, as “适时”, contradict none."""
    found, source = due(words, None)
    if day is None:
        return source is DueSource.ONGOING
    return source is DueSource.PRINTED and found in (None, day)


def _checked(day: date | None, term: Term) -> date | None:
    first, last = bounds(term)
    if day is None or first <= day <= last:
        return day
    raise DueOutOfRangeError(f"应在{printed_date(first)}至{printed_date(last)}之间")
