"""Findings about the plan as a whole, its words and its times."""

import re
from collections.abc import Iterator
from datetime import date

from app.reading import messages
from app.reading.draft import Evidence, Finding
from app.reading.facts import Facts
from app.reading.found import Found
from app.reading.lost_tables import lost_headers
from app.reading.source import Span
from app.reading.terms import DueSource, EvidenceRole, Severity, Source

# Symbols of measure and the like that documents rightly print in small letters.
_PROPER_WORDS = frozenset(
    {"app", "cm", "dm", "km", "kg", "kw", "kv", "kwh", "mm", "mg", "ml", "hm"}
)
_WORD = re.compile(r"(?<![A-Za-z0-9@./_:-])[a-z]{2,}(?![A-Za-z0-9@./_:-])")
_LOWER_LEVELS = re.compile(
    r"各(?:区县|县区|区、县|县（[^（）]*区）|县\([^()]*区\)|区（县）|区\(县\)|市县|设区市|地市|市州)"
)
_COUNTY = re.compile(r"(?:县|旗|(?<!自治)(?<!地)区)$")
_QUOTED = 30

Words = list[tuple[int, Found, Span, str]]


def title_from_file_name(facts: Facts) -> Iterator[Finding]:
    if facts.head.title_at is None:
        message = messages.title_from_file_name(facts.head.head.title)
        yield Finding("title_from_file_name", Severity.WARNING, None, message)


def no_matrix(facts: Facts) -> Iterator[Finding]:
    if not facts.tables and not any(task.mentions for task in facts.tasks):
        message = messages.no_matrix(len(facts.tasks))
        yield Finding("no_matrix", Severity.WARNING, None, message, _title(facts))


def table_without_columns(facts: Facts) -> Iterator[Finding]:
    """A header whose columns a conversion has lost, over rows that could not be regained."""
    for line in [] if facts.tables else lost_headers(facts.source):
        places = facts.evidence(EvidenceRole.BODY, [line])
        message = messages.table_without_columns(facts.source.at(line))
        yield Finding("table_without_columns", Severity.ERROR, None, message, places)


def box_end_unclear(facts: Facts) -> Iterator[Finding]:
    for index, task in enumerate(facts.tasks):
        if task.doubtful:
            places = facts.evidence(EvidenceRole.TASK, [task.place])
            message = messages.box_end_unclear(task.where, task.title)
            yield Finding("box_end_unclear", Severity.NOTE, index, message, places)


def no_due_dates(facts: Facts) -> Iterator[Finding]:
    """Where most tasks print no time, they all take the end of the plan."""
    without = sum(task.due_source is DueSource.PLAN for task in facts.tasks)
    if not without or 2 * without < len(facts.tasks):
        return
    end = facts.head.head.period_end
    until = date(end, 12, 31).isoformat() if end else None
    severity = Severity.NOTE if until else Severity.WARNING
    message = messages.no_due_dates(without, len(facts.tasks), until)
    yield Finding("no_due_dates", severity, None, message, _title(facts))


def due_not_exact(facts: Facts) -> Iterator[Finding]:
    open_ended = [
        (task, task.due_text)
        for task in facts.tasks
        if task.due_text and task.due_source is DueSource.PRINTED and task.due_on is None
    ]
    if open_ended:
        times = list(dict.fromkeys(text for _, text in open_ended))
        places = facts.evidence(EvidenceRole.TASK, (task.place for task, _ in open_ended))
        message = messages.due_not_exact(times, [task.where for task, _ in open_ended])
        yield Finding("due_not_exact", Severity.WARNING, None, message, places)


def stray_latin(facts: Facts) -> Iterator[Finding]:
    said = [one for one in _words(facts, _WORD) if one[3] not in _PROPER_WORDS]
    if said:
        words = list(dict.fromkeys(word for *_, word in said))
        message = messages.stray_latin(words, [task.where for _, task, _, _ in said])
        yield _about_words(facts, "stray_latin", said, message)


def wrong_level(facts: Facts) -> Iterator[Finding]:
    """各区县 in the plan of a county, copied from the level above."""
    region = facts.head.head.region or ""
    if not _COUNTY.search(region):
        return
    said = _words(facts, _LOWER_LEVELS)
    if said:
        where = [task.where for _, task, _, _ in said]
        message = messages.wrong_level(said[0][3], where, region)
        yield _about_words(facts, "wrong_level", said, message)


def _words(facts: Facts, pattern: re.Pattern[str]) -> Words:
    return [
        (index, task, Span(part.place(found.start()), part.place(found.end() - 1) + 1), found[0])
        for index, task in enumerate(facts.tasks)
        if task.source is not Source.NUMBERED
        for part in (task.text, *task.responsibility)
        for found in pattern.finditer(part.text)
    ]


def _about_words(facts: Facts, code: str, said: Words, message: str) -> Finding:
    tasks = {index for index, _, _, _ in said}
    places = facts.evidence(EvidenceRole.TASK, (span for _, _, span, _ in said))
    return Finding(
        code, Severity.WARNING, tasks.pop() if len(tasks) == 1 else None, message, places
    )


def _title(facts: Facts) -> tuple[Evidence, ...]:
    at = facts.head.title_at
    return facts.evidence(EvidenceRole.BODY, [at] if at else [])


CHECKS = (
    title_from_file_name,
    no_matrix,
    table_without_columns,
    box_end_unclear,
    no_due_dates,
    due_not_exact,
    stray_latin,
    wrong_level,
)
