"""Findings about the tables: rows, cells and numbers that do not fit."""

import re
from collections.abc import Hashable, Iterator
from itertools import pairwise

from app.reading import messages
from app.reading.draft import Finding
from app.reading.facts import Facts
from app.reading.found import Found
from app.reading.numerals import COUNTED, counted
from app.reading.overlaps import Overlaps
from app.reading.source import Span
from app.reading.terms import EvidenceRole, Severity, Source, TaskKind

_FIRST_CELLS = 60
_LEAST_CELLS = 3
# Nobody counts tasks in millions; a longer run of digits is something else.
_NUMBER = re.compile(rf"(?P<open>[（(])?(?:(?P<digits>\d{{1,6}})|(?P<words>{COUNTED}))[)）]?")


def empty_matrix(facts: Facts) -> Iterator[Finding]:
    if facts.tables and not facts.tasks:
        places = facts.evidence(EvidenceRole.BODY, (table.place for table in facts.tables))
        yield Finding("empty_matrix", Severity.ERROR, None, messages.empty_matrix(), places)


def table_not_read(facts: Facts) -> Iterator[Finding]:
    indicators = Overlaps(one.span for one in facts.indicators)
    for rows in facts.unread:
        if indicators.meeting(Span(rows[0].span.start, rows[-1].span.end)):
            continue
        if max(len(row.cells) for row in rows) >= _LEAST_CELLS:
            first = " ".join(facts.source.at(cell) for cell in rows[0].cells)[:_FIRST_CELLS]
            places = facts.evidence(EvidenceRole.BODY, (rows[0].span, rows[-1].span))
            message = messages.table_not_read(first.strip(), len(rows))
            yield Finding("table_not_read", Severity.WARNING, None, message, places)


def line_in_table(facts: Facts) -> Iterator[Finding]:
    for table in facts.tables:
        for stray in table.strays:
            places = facts.evidence(EvidenceRole.BODY, [stray.span])
            message = messages.line_in_table(stray.text[:_FIRST_CELLS])
            yield Finding("line_in_table", Severity.WARNING, None, message, places)


def extra_cells(facts: Facts) -> Iterator[Finding]:
    for table in facts.tables:
        for row in table.rows:
            if row.beyond:
                cells = " ".join(cell.text for cell in row.beyond)[:_FIRST_CELLS]
                where = f"“{row.cells[0].text or row.cells[1].text[:_FIRST_CELLS]}”这一行"
                places = facts.evidence(EvidenceRole.BODY, (cell.span for cell in row.beyond))
                message = messages.extra_cells(where, cells)
                yield Finding("extra_cells", Severity.WARNING, None, message, places)


def row_without_task(facts: Facts) -> Iterator[Finding]:
    for index, task in enumerate(facts.tasks):
        if not task.text.text:
            places = facts.evidence(
                EvidenceRole.RESPONSIBILITY, (cell.span for cell in task.responsibility)
            )
            units = [name.unit for name in task.names()]
            message = messages.row_without_task(task.where, units)
            yield Finding("row_without_task", Severity.ERROR, index, message, places)
    for left in facts.leftovers:
        places = facts.evidence(EvidenceRole.BODY, [left.span])
        message = messages.row_with_number_only(left.text)
        yield Finding("row_without_task", Severity.WARNING, None, message, places)


Numbered = tuple[int, Found, int]


def numbering(facts: Facts) -> Iterator[Finding]:
    """Numbers that stand twice or are missing, within one table, one box, one count of the text."""
    for count in _counts(facts):
        for run in _runs(count):
            yield from _twice(facts, run)
            yield from _missing(facts, run)


def _counts(facts: Facts) -> list[list[Numbered]]:
    """A table whose first number follows the last one of the table before is the same count."""
    begun: list[list[Numbered]] = []
    counts: dict[Hashable, list[Numbered]] = {}
    above: dict[str, list[Numbered]] = {}
    last = ""
    for index, task in enumerate(facts.tasks):
        number, form = _counted(task)
        if number is None:
            continue
        key = (_count_of(task), form)
        goes_on = task.table is not None and form in above and above[form][-1][2] + 1 == number
        if key not in counts or (number == 1 and form != last and task.table is not None):
            counts[key] = above[form] if goes_on else []
            begun.append(counts[key])
        counts[key].append((index, task, number))
        above |= {form: counts[key]} if task.table is not None else {}
        last = form
    return list({id(count): count for count in begun}.values())


def _counted(task: Found) -> tuple[int | None, str]:
    """The number, and the form it is printed in: 1, 一 and （一） are counts of their own."""
    found = _NUMBER.fullmatch(task.number or "")
    if found is None:
        return None, ""
    number = int(found["digits"]) if found["digits"] else counted(found["words"])
    return number, f"{'（' if found['open'] else ''}{'1' if found['digits'] else '一'}"


def _count_of(task: Found) -> Hashable:
    if task.kind is TaskKind.PROJECT:
        return task.section
    if task.table is not None:
        return task.table
    return ("text", task.parent)


def _runs(numbered: list[Numbered]) -> Iterator[list[Numbered]]:
    """A count that begins again at one in a new section is a count of its own."""
    run: list[Numbered] = []
    for index, one in enumerate(numbered):
        follows = numbered[index + 1][2] == 1 + one[2] if index + 1 < len(numbered) else True
        may_restart = one[1].source is not Source.TABLE or (one[1].grouped and follows)
        again = (one[2] == 1 and may_restart) or (_counts_headings(one) and _is_new(run, one))
        if run and again:
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _counts_headings(one: Numbered) -> bool:
    """（一） of a text also counts headings that are no tasks."""
    return one[1].table is None and not (one[1].number or "").isdecimal()


def _is_new(run: list[Numbered], one: Numbered) -> bool:
    """Whether a number does not go on with the one before it, but stands in another section."""
    if not run or one[2] == run[-1][2] + 1:
        return False
    return one[1].section != run[-1][1].section or one[0] != run[-1][0] + 1


def _twice(facts: Facts, run: list[Numbered]) -> Iterator[Finding]:
    first: dict[int, Found] = {}
    for index, task, number in run:
        earlier = first.setdefault(number, task)
        if earlier is not task:
            message = messages.duplicate_number(str(number), earlier.title)
            places = facts.evidence(EvidenceRole.TASK, (task.place, earlier.place))
            yield Finding("duplicate_number", Severity.WARNING, index, message, places)


def _missing(facts: Facts, run: list[Numbered]) -> Iterator[Finding]:
    first = run[0][2] - 1 if _counts_headings(run[0]) else 0
    present = sorted({first, *(number for _, _, number in run)})
    gaps = [(one + 1, other - 1) for one, other in pairwise(present) if other > one + 1]
    if gaps:
        shown = [str(one) if one == other else f"{one}—{other}" for one, other in gaps]
        places = facts.evidence(EvidenceRole.TASK, _after_gaps(run, gaps))
        message = messages.number_gap(shown)
        yield Finding("number_gap", Severity.NOTE, None, message, places)


def _after_gaps(run: list[Numbered], gaps: list[tuple[int, int]]) -> list[Span]:
    wanted = {last + 1 for _, last in gaps}
    return [task.place for _, task, number in run if number in wanted]


CHECKS = (empty_matrix, table_not_read, line_in_table, extra_cells, row_without_task, numbering)
