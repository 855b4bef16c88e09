"""What the matrix leaves open. Pure: from the lines of a plan to hits, and from hits to findings.

A hit is about one task, or one group of equal tasks; where most tasks of a plan have the same
fault it is told once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.plans.asking import Repeat
from app.plans.lint import wording
from app.plans.lint.limits import Limits
from app.plans.lint.sheet import Cell, Elsewhere, Evidence, Line, Sheet
from app.plans.lint.terms import Code
from app.plans.terms import TaskState
from app.reading.terms import DueSource, FirstLeadBasis, Role, TaskKind

FEW = 3
"""Up to so many tasks with the same fault are told one by one."""

TOGETHER = frozenset({Code.UNASSIGNED, Code.PROJECT_UNASSIGNED, Code.NO_LEAD, Code.NO_DUE_DATE})
"""Faults that a whole plan may have: a table without a column of leads, a plan without units."""
ALWAYS_TOGETHER = frozenset({Code.JOINT_LEADS_UNRANKED})
"""Asked once for all tasks, since one answer settles it."""


@dataclass(frozen=True)
class Hit:
    """A fault of one task. `facts` are what it rests on: while no other comes to them, a person's
    word on it stands.
    """

    code: Code
    lines: tuple[Line, ...]
    facts: frozenset[str]
    message: str
    place: str = ""
    units: tuple[int, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Issue:
    """What a clerk is told. `key` names it as long as it is about the same."""

    key: str
    code: Code
    message: str
    lines: tuple[Line, ...]
    facts: frozenset[str]
    units: tuple[int, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def hits(sheet: Sheet, limits: Limits) -> list[Hit]:
    """What the rows alone tell, in the order of the checks."""
    lines = [line for line in sheet.lines if not line.is_over]
    found = [
        hit
        for check in (_unassigned, _of_units, _due)
        for hit in check(sheet, lines, limits)
        if limits.is_on(hit.code)
    ]
    order = list(Code)
    return sorted(found, key=lambda hit: order.index(hit.code))


# ---- units -----------------------------------------------------------------------------------


def _unassigned(_sheet: Sheet, lines: Sequence[Line], _limits: Limits) -> Iterator[Hit]:
    """A part of a task is held by those of the whole, and the whole by those of its parts."""
    held = {line.id for line in lines if line.cells}
    through = {line.parent_id for line in lines if line.cells}
    for line in lines:
        if line.cells or line.parent_id in held or line.id in through:
            continue
        project = line.kind is TaskKind.PROJECT
        code = Code.PROJECT_UNASSIGNED if project else Code.UNASSIGNED
        yield Hit(code, (line,), frozenset({f"t{line.id}"}), wording.unassigned(line.called))


def _of_units(_sheet: Sheet, lines: Sequence[Line], limits: Limits) -> Iterator[Hit]:
    for line in lines:
        if line.cells:
            yield from _leads(line, limits)
            yield from _repeats(line)
            yield from _many(line, limits)


def _leads(line: Line, limits: Limits) -> Iterator[Hit]:
    collective = all(cell.collective for cell in line.cells)
    if collective and limits.is_on(Code.ONLY_COLLECTIVE):
        if any(cell.is_filed for cell in line.cells):
            return
        names = [cell.name for cell in line.cells]
        message = wording.only_collective(line.called, names)
        yield _about(Code.ONLY_COLLECTIVE, line, line.cells, message)
        return
    leads = [cell for cell in line.cells if cell.role is Role.LEAD]
    if not leads and len({cell.who for cell in line.cells}) > 1:
        yield _about(Code.NO_LEAD, line, line.cells, wording.no_lead(line.called))
    first = next((cell for cell in leads if cell.is_first), None)
    by_default = first is None or first.basis is FirstLeadBasis.DEFAULT
    if len({cell.who for cell in leads}) > 1 and by_default:
        yield _about(Code.JOINT_LEADS_UNRANKED, line, leads, wording.joint_leads([line.called]))


def _repeats(line: Line) -> Iterator[Hit]:
    by_unit: dict[int | str, list[Cell]] = defaultdict(list)
    for cell in line.cells:
        by_unit[cell.who].append(cell)
    for cells in by_unit.values():
        if len(cells) == 1:
            continue
        names, roles = tuple(cell.name for cell in cells), frozenset(cell.role for cell in cells)
        code = Code.UNIT_IN_BOTH_ROLES if len(roles) > 1 else Code.UNIT_REPEATED
        message = Repeat(0, names, roles).message(line.called, cells[0].unit)
        yield _about(code, line, cells, message, f"{cells[0].unit_id or cells[0].id}")


def _many(line: Line, limits: Limits) -> Iterator[Hit]:
    leading = {cell.who for cell in line.cells if cell.role is Role.LEAD}
    others = [cell for cell in line.cells if cell.who not in leading]
    count = len({cell.who for cell in others})
    if count > limits.most_units:
        leads = len(others) < len(line.cells)
        message = wording.too_many(line.called, count, limits.most_units, leads=leads)
        yield _about(Code.TOO_MANY_UNITS, line, others, message)


def _about(code: Code, line: Line, cells: Sequence[Cell], message: str, place: str = "") -> Hit:
    units = tuple(dict.fromkeys(cell.unit_id for cell in cells if cell.unit_id is not None))
    facts = frozenset(f"a{cell.id}" for cell in cells)
    return Hit(code, (line,), facts, message, place, units)


# ---- times -----------------------------------------------------------------------------------


def _due(sheet: Sheet, lines: Sequence[Line], _limits: Limits) -> Iterator[Hit]:
    for line in lines:
        if line.due_on is None:
            long_term = line.due_source is DueSource.ONGOING or line.state is TaskState.ONGOING
            if not long_term:
                facts = frozenset({f"t{line.id}:{line.due_text or ''}"})
                message = wording.no_due(line.called, line.due_text)
                yield Hit(Code.NO_DUE_DATE, (line,), facts, message)
        elif sheet.ends_on is not None and line.due_on > sheet.ends_on:
            facts = frozenset({f"t{line.id}:{line.due_on}>{sheet.ends_on}"})
            message = wording.due_after(line.called, line.due_on, sheet.ends_on)
            yield Hit(Code.DUE_AFTER_PLAN, (line,), facts, message)


# ---- what is told ----------------------------------------------------------------------------

MERGED: dict[Code, Callable[[Sequence[Line], int], str]] = {
    Code.UNASSIGNED: wording.mostly_unassigned,
    Code.PROJECT_UNASSIGNED: wording.projects_unassigned,
    Code.NO_LEAD: wording.mostly_no_lead,
    Code.NO_DUE_DATE: wording.mostly_no_due,
    Code.JOINT_LEADS_UNRANKED: lambda lines, _: wording.joint_leads([one.called for one in lines]),
}


def issues(found: Iterable[Hit], sheet: Sheet) -> list[Issue]:
    """Hits as findings: one for each, or one for all where most of the plan is so."""
    by_code: dict[Code, list[Hit]] = defaultdict(list)
    for hit in found:
        by_code[hit.code].append(hit)
    told: list[Issue] = []
    for code, of_code in by_code.items():
        if len(of_code) > 1 and (code in ALWAYS_TOGETHER or _is_most(code, of_code, sheet)):
            told.append(_merged(code, of_code))
        else:
            told += [_issue(hit) for hit in of_code]
    return told


def _is_most(code: Code, of_code: Sequence[Hit], sheet: Sheet) -> bool:
    if code not in TOGETHER:
        return False
    kinds = {line.kind for hit in of_code for line in hit.lines}
    alike = sum(line.kind in kinds and not line.is_over for line in sheet.lines)
    return len(of_code) > max(FEW, alike // 2)


def _merged(code: Code, of_code: Sequence[Hit]) -> Issue:
    lines = tuple(line for hit in of_code for line in hit.lines)
    facts = frozenset().union(*(hit.facts for hit in of_code))
    units = tuple(dict.fromkeys(unit for hit in of_code for unit in hit.units))
    return Issue(f"{code}:all", code, MERGED[code](lines, len(lines)), lines, facts, units)


def together(key: str, found: Sequence[Hit]) -> Issue:
    """Hits of one check, of which one word was said, under its key."""
    if len(found) > 1 and found[0].code in MERGED:
        return replace(_merged(found[0].code, found), key=key)
    return replace(_issue(found[0]), key=key)


def _issue(hit: Hit) -> Issue:
    ids = [str(line.id) for line in hit.lines[:1]] + ([hit.place] if hit.place else [])
    return Issue(
        key=":".join([hit.code, *ids]),
        code=hit.code,
        message=hit.message,
        lines=hit.lines,
        facts=hit.facts,
        units=hit.units,
        elsewhere=hit.elsewhere,
        evidence=hit.evidence,
    )
